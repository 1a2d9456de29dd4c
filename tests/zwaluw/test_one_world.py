"""What one table says, no other contradicts: prices, bikes sold, opening days, purchases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from zwaluw.calendar import is_closed
from zwaluw.demand import DemandParameters
from zwaluw.draw import day_numbers


def quarters(dates: pd.Series) -> pd.Series:
    return dates.dt.to_period("Q").astype(str).str.replace("Q", "-Q")


def known_price(dates: pd.Series) -> pd.Series:
    """Price of the standard e-bike on each day, looked up in the table of prices."""
    price = data.load("prices").set_index("quarter")["price_eur"]
    return quarters(dates).map(price).fillna(price.iloc[-1])


# ---- prices and costs ----


def test_bicycles_cost_their_customers_what_the_table_of_prices_says():
    prices, products = data.load("prices"), data.load("products").set_index("product")
    bought = data.load("transactions")
    bikes = bought[bought["product"].map(products["category"]) == "bicycles"]
    usual = bikes["product"].map(products["list_price_eur"]) * (
        known_price(bikes["date"]) / prices["price_eur"].iloc[-1]
    )
    off = 1 - bikes["amount_eur"] / usual
    assert off.between(-1e-6, 0.1 + 1e-6).all()
    # So nobody ever sold below cost: at the lowest price of a bicycle, its cost then is lower.
    share = (products["unit_cost_eur"] / products["list_price_eur"])[bikes["product"]]
    assert (share.to_numpy() * usual.to_numpy() < bikes["amount_eur"].to_numpy()).all()


def test_the_standard_e_bike_lies_among_the_models_and_costs_a_like_share():
    prices, products = data.load("prices").iloc[-1], data.load("products").set_index("name")
    models = products[products["category"] == "bicycles"]
    assert models["list_price_eur"].min() < prices["price_eur"] < models["list_price_eur"].median()
    share = models["unit_cost_eur"] / models["list_price_eur"]
    assert prices["unit_cost_eur"] / prices["price_eur"] == pytest.approx(share.mean(), abs=0.02)


def test_demand_is_sold_at_the_price_of_its_quarter():
    demand = data.load("demand")
    assert (demand["list_price_eur"] == known_price(demand["week"])).all()
    cut = DemandParameters().promotion[0]
    paid = demand["list_price_eur"] * np.where(demand["promotion"], 1 - cut, 1)
    assert (demand["price_eur"] - paid).abs().max() < 0.006
    cost = data.load("prices").set_index("quarter")["unit_cost_eur"]
    then = quarters(demand["week"]).map(cost).fillna(cost.iloc[-1])
    assert (demand["price_eur"] > then).all()


# ---- bikes sold ----


def test_the_bikes_sold_in_2025_are_the_same_everywhere():
    prices, markets = data.load("prices"), data.load("markets").set_index("country")
    demand, shares = data.load("demand"), data.load("market_shares")
    made = prices.loc[prices["quarter"].str.startswith("2025"), "bikes_made"].sum()
    assert markets["bikes_sold_2025"].sum() == pytest.approx(made, rel=0.05)
    country = demand["region"].str.split().str[0]
    in_2025 = demand["week"].dt.year == 2025
    sold = demand[in_2025].groupby(country[in_2025])["demand_bikes"].sum()
    for name in sold.index:
        assert sold[name] == pytest.approx(markets.loc[name, "bikes_sold_2025"], rel=0.1), name
    ours = shares[(shares["firm"] == "Zwaluw") & (shares["year"] == 2026)]["bikes_sold"].item()
    lately = demand["week"] >= "2025-09-01"
    dutch = demand[lately & (country == "Netherlands")]["demand_bikes"].sum()
    assert dutch == pytest.approx(ours, rel=0.1)


# ---- how often customers buy ----


def test_purchases_are_those_of_people_who_buy_things_for_e_bikes():
    counts = data.load("transactions").groupby("customer").size().sort_values(ascending=False)
    assert counts.iloc[0] < 60 and (counts > 40).sum() < 5
    assert counts.iloc[:148].sum() < 0.2 * counts.sum()


# ---- what criticism wakes ----


def test_criticism_wakes_fans_as_often_in_the_survey_as_in_the_threads():
    """Content customers read along in the threads; in the survey they are the promoters."""
    heard = data.load("survey").query("prompted_by == 'criticism'").dropna(subset="score")
    fans = heard.loc[heard["score"] >= 9, "recommended_when_prompted"].astype(float)
    talk = data.load("conversations")
    readers = talk.loc[talk["criticised"], "spoke_up"].astype(float)
    error = (fans.var() / len(fans) + readers.var() / len(readers)) ** 0.5
    assert abs(fans.mean() - readers.mean()) < 2 * error and error < 0.06
    others = heard.loc[heard["score"] < 9, "recommended_when_prompted"].astype(float)
    assert others.mean() < 0.5 * fans.mean()


# ---- opening days ----


def test_nobody_buys_at_a_counter_and_nothing_is_brought_on_a_closed_day():
    bought, customers = data.load("transactions"), data.load("customers")
    counter = bought["channel"].isin(["store", "dealer"])
    assert is_closed(day_numbers(bought["date"]))[~counter].any()  # the web shop is open
    assert not is_closed(day_numbers(bought["date"]))[counter].any()
    counter = customers["channel"].isin(["store", "dealer"])
    assert not is_closed(day_numbers(customers["first_purchase"]))[counter].any()
    sent = data.load("deliveries")
    assert not is_closed(day_numbers(sent["promised"])).any()
    assert not is_closed(day_numbers(sent["delivered"].dropna())).any()
    survey = data.load("survey")
    person = survey["channel"].isin(["store", "dealer"]) | (survey["touchpoint"] == "delivery")
    assert not is_closed(day_numbers(survey["date"]))[person].any()
    journeys = data.load("journeys")
    assert not is_closed(day_numbers(journeys["time"]))[journeys["channel"] == "store"].any()
    first = data.load("contacts").drop_duplicates("customer")
    assert not is_closed(day_numbers(first["time"]))[
        first["channel"].isin(["store", "dealer", "phone"])
    ].any()
