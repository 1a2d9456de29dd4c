"""Claims of chapter 1: from exclusive to inclusive."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import data, markets
from mkt40_helpers.markets.lab import market_picture
from tests.claims import Claim

NEW = ["Brazil", "China", "India", "Indonesia"]
POWER, EURO = "income", "income_eur"  # at purchasing power, and at the exchange rate
FACTORS = ["saw_advertising", "friends", "family", "fans", "followers"]
Tables = dict[str, pd.DataFrame]
Values = dict[str, Any]


def tables(student: str | None = None) -> Tables:
    names = [
        "prices",
        "countries",
        "gdp_per_head",
        "markets",
        "city_districts",
        "market_shares",
        "long_tail",
    ]
    names += ["ideas", "votes", "purchase_decisions", "bass_series", "crowd_guesses", "questions"]
    names += ["reviews", "products"]
    return {name: data.load(name, student=student) for name in names}


def once(values: Callable[[Tables], Values]) -> Callable[[Tables], Values]:
    """Compute a claim's values once per set of tables: several claims share them."""
    found: dict[int, Values] = {}

    @functools.wraps(values)
    def remembered(t: Tables) -> Values:
        # The tests keep the tables, so an id stays with its tables.
        if id(t) not in found:
            found[id(t)] = values(t)
        return found[id(t)]

    return remembered


def always(_: Values) -> bool:
    """For a sentence without a condition of its own, or with a fixed figure."""
    return True


@once
def nothing(_: Tables) -> Values:
    return {}


# ---- from exclusive to inclusive ----


def errors(x: np.ndarray, y: np.ndarray, name: str) -> Values:
    """How far a line misses, and how alike it misses from one quarter to the next."""
    miss = y - np.polyval(np.polyfit(x, y, 1), x)
    return {f"miss_{name}": np.std(miss), f"alike_{name}": np.corrcoef(miss[1:], miss[:-1])[0, 1]}


@once
def learning(t: Tables) -> Values:
    curve = markets.experience_curve(t["prices"])
    output, cost = t["prices"]["cumulative_output"], t["prices"]["unit_cost_eur"]
    price = t["prices"]["price_eur"]
    time = markets.experience_curve(t["prices"].assign(clock=np.exp(np.arange(50.0))), "clock")
    return {
        "first": output.iloc[0],
        "last": output.iloc[-1],
        "doublings": math.log2(output.iloc[-1] / output.iloc[0]),
        "rate": curve.learning_rate,
        "low": curve.interval.low,
        "high": curve.interval.high,
        "cost": cost.iloc[-1],
        "price_2014": price.iloc[0],
        "price": price.iloc[-1],
        "next": output.iloc[-1] / 1000,
        "by_time": time.r_squared,
        "by_output": curve.r_squared,
        **errors(np.log(output), np.log(cost), "output"),
        **errors(np.arange(50.0), np.log(cost), "clock"),
    }


@once
def known(t: Tables) -> Any:
    """Countries with all that a reach needs, incomes by both counts."""
    gdp = t["gdp_per_head"].query("year == 2020")[["country", "gdp_per_head"]]
    table = t["countries"].dropna(subset=["population", "income", "gini"])
    table = table.merge(gdp, on="country")
    return table.assign(income_eur=0.88 * table["gdp_per_head"])


def share(
    t: Tables, country: str, price: float, gini: float | None = None, income: str = EURO
) -> float:
    row = known(t).set_index("country").loc[country]
    return markets.reach(price, row[income], (gini or row["gini"]) / 100, 0.05)


def millions(
    t: Tables, country: str, price: float, gini: float | None = None, income: str = EURO
) -> float:
    row = known(t).set_index("country").loc[country]
    return share(t, country, price, gini, income) * row["population"] / 1e6


def world(t: Tables, price: float, budget: float = 0.05, income: str = EURO) -> float:
    table = markets.reach_by_country(known(t), price, budget, income=income)
    return float(table["people"].sum() / 1e6)


def at_budget(t: Tables, country: str, price: float, budget: float) -> float:
    row = known(t).set_index("country").loc[country]
    return markets.reach(price, row[EURO], row["gini"] / 100, budget)


@once
def reached(t: Tables) -> Values:
    def first(price: float) -> list[str]:
        table = markets.reach_by_country(known(t), price, 0.05, income=EURO)
        return table["country"].head(3).tolist()

    people = known(t)["population"].astype(float)
    return {
        "all": len(t["countries"]),
        "countries": len(known(t)),
        "of_world": people.sum() / t["countries"]["population"].astype(float).sum(),
        "people": people.sum() / 1e6,
        "at_4887": world(t, 4887),
        "at_2066": world(t, 2066),
        "at_500": world(t, 500),
        "power_2066": world(t, 2066, income=POWER),
        "power_500": world(t, 500, income=POWER),
        "tight": world(t, 2066, 0.04),
        "wide": world(t, 2066, 0.06),
        "vehicle": world(t, 2066, 0.20),
        "first_500": first(500),
        "first_250": first(250),
        "first_130": first(130),
    }


@once
def two_counts(t: Tables) -> Values:
    named = known(t).set_index("country")
    income = named.loc["India", EURO]
    twice = markets.reach(500, 2 * income, named.loc["India", "gini"] / 100, 0.05)
    dollar = markets.reach(
        2066,
        named.loc["Netherlands", EURO] / 0.88,
        named.loc["Netherlands", "gini"] / 100,
        0.05,
    )
    times = {name: 0.88 * named.loc[name, POWER] / named.loc[name, EURO] for name in named.index}
    return {
        "in_euro": times["India"],
        "cn_euro": times["China"],
        "nl_euro": times["Netherlands"],
        "nl_dollar": dollar,
        "later": (t["countries"]["income_year"] == 2024).mean(),
        "power": share(t, "India", 500, income=POWER),
        "euro": share(t, "India", 500),
        "nl_power": share(t, "Netherlands", 2066, income=POWER),
        "nl": share(t, "Netherlands", 2066),
        "cn_power": share(t, "China", 2066, income=POWER),
        "cn": share(t, "China", 2066),
        "in_times": named.loc["India", POWER] / income,
        "cn_times": named.loc["China", POWER] / named.loc["China", EURO],
        "nl_times": named.loc["Netherlands", POWER] / named.loc["Netherlands", EURO],
        "of_income": 500 / income,
        "twice": twice,
        "nl_cheaper": 100 * (share(t, "Netherlands", 2066 * 0.9) - share(t, "Netherlands", 2066)),
        "cn_cheaper": 1000 * (share(t, "China", 2066 * 0.9) - share(t, "China", 2066)),
    }


@once
def india(t: Tables) -> Values:
    ginis = known(t).set_index("country")["gini"]
    at = {price: (millions(t, "India", price), millions(t, "India", price, 40))
          for price in (500, 100, 60)}  # fmt: skip
    return {
        "gini": ginis["India"],
        "dutch": ginis["Netherlands"],
        "few": at[500][0],
        "many": at[500][1],
        "middle": at[100][0],
        "middle_unequal": at[100][1],
        "cheap": at[60][0],
        "cheap_unequal": at[60][1],
        "nl_tight": at_budget(t, "Netherlands", 2066, 0.04),
        "nl_wide": at_budget(t, "Netherlands", 2066, 0.06),
        "nl_unequal": share(t, "Netherlands", 2066, 30),
        "nl": share(t, "Netherlands", 2066),
    }


@once
def launches(t: Tables) -> Values:
    both = t["markets"].merge(known(t), on="country")
    people = both["population"].astype(float) / 1e6
    for name, income in {"share": EURO, "power": POWER}.items():
        rows = zip(both["price_eur"], both[income], both["gini"] / 100, strict=True)
        both[name] = [markets.reach(*row, 0.05) for row in rows]
    both["millions"] = both["share"] * people
    both["plain"] = [share(t, name, 500) for name in both["country"]] * people
    named = both.set_index("country")
    old, new = both.dropna(subset=["launch_year"]), both[both["launch_year"].isna()]
    # What Zwaluw sold per person who can pay is nearly one figure by the count that made it.
    sold = old["bikes_sold_2025"].astype(float) / people[old.index]
    spread = {
        name: (sold / old[name]).max() / (sold / old[name]).min() for name in ("power", "share")
    }

    def after(bike: str, order: pd.Series) -> list[float]:
        return both.loc[order.sort_values(ascending=False).index, bike].cumsum().tolist()

    plain_share = both["plain"] / people
    prices = np.arange(50, 500)
    tenth = [price for price in prices if share(t, "India", float(price)) >= 0.1]
    power = named["power"]["China"] * named["population"]["China"] / 1e6
    return {
        "cn": named["millions"]["China"],
        "de": named["millions"]["Germany"],
        "br": named["millions"]["Brazil"],
        "id": named["millions"]["Indonesia"],
        "in": named["millions"]["India"],
        "power": power,
        "times": power / named["millions"]["China"],
        "br_share": named["share"]["Brazil"],
        "cn_share": named["share"]["China"],
        "first_by_share": new.loc[new["share"].idxmax(), "country"],
        "first_by_number": new.loc[new["millions"].idxmax(), "country"],
        "spread_power": spread["power"],
        "spread_euro": spread["share"],
        "all": after("millions", both["share"])[-1],
        "all_plain": after("plain", plain_share)[-1],
        "two_share": after("millions", both["share"])[1],
        "two_number": after("millions", both["millions"])[1],
        "plain_two_share": after("plain", plain_share)[1],
        "plain_two_number": after("plain", both["plain"])[1],
        "plain_cn": named["plain"]["China"],
        "plain_in": named["plain"]["India"] * 1000,
        "poorer_buy_more": named["bikes_sold_2025"][["Turkey", "Poland"]].min()
        > named["bikes_sold_2025"]["Netherlands"],
        "by_number": both.sort_values("millions", ascending=False)["country"].tolist(),
        "by_share": both.sort_values("share", ascending=False)["country"].tolist(),
        "vehicle": at_budget(t, "India", 500, 0.20) * people[both["country"] == "India"].iloc[0],
        "first_plain": both.loc[both["plain"].idxmax(), "country"],
        "tenth": max(tenth),
        "old_incomes": old.assign(year=old["launch_year"].astype(int))
        .sort_values("year")[EURO]
        .tolist(),
        "first_old": old.loc[old["launch_year"].astype(int).idxmin(), "country"],
        "last_old": old.loc[old["launch_year"].astype(int).idxmax(), "country"],
    }


@once
def lab(t: Tables) -> Values:
    chosen = known(t)[known(t)["country"].isin(t["markets"]["country"])]
    price = [t["prices"]["price_eur"].iloc[0] * 0.82**n for n in range(17)]
    people = [
        markets.reach_by_country(chosen, p, 0.05, income=EURO)["people"].sum() / 1e6 for p in price
    ]
    gini = known(t).set_index("country")["gini"]["China"]
    steps = range(300, 3000, 20)
    turn = [p for p in steps if share(t, "China", p, gini + 1) > share(t, "China", p)]
    bikes = t["prices"]["cumulative_output"].iloc[0]
    tenth = next(n for n, p in enumerate(price) if share(t, "China", p) >= 0.1)
    return {
        "start": price[0],
        "four": price[4],
        "added": people[4] - people[0],
        "fifth": people[5] - people[4],
        "sixth": people[6] - people[5],
        "seventh": people[7] - people[6],
        "turn": turn[0],
        "turns_once": turn == list(range(turn[0], 3000, 20)),
        "tenth": tenth,
        "tenth_price": price[tenth],
        "india_then": millions(t, "India", price[tenth]),
        "last_price": price[16],
        "india_last": share(t, "India", price[16]),
        "bikes": bikes * 2**16 / 1e6,
        "told": market_picture()[1],
        **{
            f"{name}_each": (people[n] - people[n - 1]) * 1e6 / (bikes * 2 ** (n - 1))
            for n, name in ((5, "fifth"), (6, "sixth"), (7, "seventh"))
        },
    }


@once
def cities(t: Tables) -> Values:
    parts = dict(list(t["city_districts"].groupby("city")))
    mix = {
        name: markets.diversity(part.groupby("group")["residents"].sum())
        for name, part in parts.items()
    }
    apart = {name: markets.segregation(part) for name, part in parts.items()}
    lead = {
        name: part.loc[part.groupby("district")["residents"].idxmax(), "group"].unique().tolist()
        for name, part in parts.items()
    }
    one, other = "Eikmonde", "Zuiderdrecht"
    return {
        "one": mix[one]["simpson"],
        "other": mix[other]["simpson"],
        "groups": 1 / (1 - mix[one]["simpson"]),
        "other_groups": 1 / (1 - mix[other]["simpson"]),
        "entropy": mix[other]["effective_groups"],
        "apart": apart[one],
        "other_apart": apart[other],
        "lead": len(lead[one]),
        "other_lead": lead[other],
    }


# ---- from vertical to horizontal ----


@once
def field(t: Tables) -> Values:
    sold = dict(list(t["market_shares"].groupby("year")["bikes_sold"]))
    old, new = (markets.concentration(sold[year]) for year in (2016, 2026))
    return {
        "firms": old.firms,
        "firms_new": new.firms,
        "hhi": old.hhi,
        "hhi_new": new.hhi,
        "points": old.points,
        "points_new": new.points,
        "equal": old.effective_firms,
        "equal_new": new.effective_firms,
        "gini": old.gini,
        "gini_new": new.gini,
        # Of n firms a Gini is at most 1 - 1/n: both on the scale that ends at 1.
        "fair": old.gini * old.firms / (old.firms - 1),
        "fair_new": new.gini * new.firms / (new.firms - 1),
        "top": sold[2016].max() / sold[2016].sum(),
        "top_new": sold[2026].max() / sold[2026].sum(),
    }


@once
def tail(t: Tables) -> Values:
    units = dict(list(t["long_tail"].groupby("year")))
    seen = {y: part["units"].nlargest(20).sum() / part["units"].sum() for y, part in units.items()}
    new = units[2026]
    return {
        "old": seen[2016],
        "new": seen[2026],
        "beyond": new.loc[new["item"] > 40, "units"].sum() / new["units"].sum(),
        "before": units[2016]["units"].sum(),
        "after": new["units"].sum(),
    }


@once
def game(_: Tables) -> Values:
    choices = ["share", "alone"]

    def play(leave: float, fine: float = 0) -> pd.DataFrame:
        us = pd.DataFrame([[6, 2], [leave - fine, 3 - fine]], choices, choices)
        return markets.equilibria(us, us.T)

    free, bound = play(7), play(7, fine=2)
    return {
        "free": free["row"].tolist(),
        "bound": bound["row"].tolist(),
        "cheap_leave": play(5)["joint"].tolist(),
        "joint": free["joint"].iloc[0],
        "together": bound["joint"].iloc[0],
        "gain": bound["joint"].iloc[0] - free["joint"].iloc[0],
    }


@once
def ideas(t: Tables) -> Values:
    stages = markets.funnel(data.load("ideas"), ["feasible", "shortlisted", "built"])
    every, feasible, listed, built = stages["left"]
    return {
        "every": every,
        "feasible": feasible,
        "listed": listed,
        "built": built,
        "share": stages["overall"].iloc[-1],
    }


@once
def sieve(t: Tables) -> Values:
    votes = t["votes"].assign(early=t["votes"]["date"] < "2026-06-16")
    half = votes.groupby(["idea", "early"])["vote"].mean().astype(float).unstack().dropna()
    best = half.nlargest(round(len(half) / 10), True)
    each = len(votes) / votes["idea"].nunique()
    return {
        "first": best[True].mean(),
        "second": best[False].mean(),
        "all_first": half[True].mean(),
        "all": half[False].mean(),
        "each": each,
        "doubt": 100 * 1.96 * (0.25 / (each / 2)) ** 0.5,
        "half": each / 2,
    }


@once
def trust(t: Tables) -> Values:
    decisions = t["purchase_decisions"].assign(
        bought=t["purchase_decisions"]["bought"].astype(bool)
    )
    naive = markets.decision_factors(decisions, "bought", FACTORS).set_index("factor")
    fair = markets.decision_factors(decisions, "bought", [*FACTORS, "interest"]).set_index("factor")
    return {
        "n": len(decisions),
        "naive": naive["points"]["saw_advertising"],
        "naive_low": naive["low"]["saw_advertising"],
        "naive_high": naive["high"]["saw_advertising"],
        "fair": fair["points"]["saw_advertising"],
        "fair_low": fair["low"]["saw_advertising"],
        "fair_high": fair["high"]["saw_advertising"],
        **{name: fair["points"][name] for name in FACTORS[1:]},
        **{f"{name}_naive": naive["points"][name] for name in FACTORS[1:4]},
        "least": fair["low"].loc[FACTORS[1:4]].min(),
        "followers_low": fair["low"]["followers"],
        "followers_high": fair["high"]["followers"],
    }


# ---- from individual to social ----


def series(t: Tables, product: str) -> pd.Series:
    chosen = t["bass_series"][t["bass_series"]["product"] == product]
    return chosen["sales_thousand"].astype(float).reset_index(drop=True)


@once
def spread(t: Tables) -> Values:
    sales = series(t, "room air conditioners")
    fit, dryers = markets.bass(sales), markets.bass(series(t, "clothes dryers"))
    ten, six = markets.bass(sales[:10]), markets.bass(sales[:6])
    curve = fit.sales(13).to_numpy()
    bow = np.polyval(np.polyfit(sales.index, sales, 2), sales.index)
    try:
        markets.bass(sales[:5])
        five_fits = True
    except ValueError:
        five_fits = False
    return {
        "p": fit.p,
        "q": fit.q,
        "m": fit.m,
        "dryers": (dryers.p, dryers.q, dryers.m),
        "ratio": fit.q / fit.p,
        "alone": fit.p / fit.q * math.log(1 + fit.q / fit.p),
        "ratio_dryers": dryers.q / dryers.p,
        "peak": fit.peak_time,
        "top_year": int(sales.argmax()) + 1,
        "explained": 1 - ((sales - curve) ** 2).sum() / ((sales - sales.mean()) ** 2).sum(),
        "parabola": 1 - ((sales - bow) ** 2).sum() / ((sales - sales.mean()) ** 2).sum(),
        "forecast": ten.sales(13)[10:].sum(),
        "foreseen": ten.sales(13)[10:].sum() / sales[10:].sum(),
        "sold": sales[10:].sum(),
        "small": six.m,
        "by_13": sales.sum(),
        "last": sales.iloc[-1],
        "times": sales.sum() / six.m,
        "five_fits": five_fits,
    }


@once
def crowds(t: Tables) -> Values:
    both = t["crowd_guesses"].merge(t["questions"], on="question")
    both["relative"] = both["estimate"].astype(float) / both["true_value"].astype(float)
    found = {
        key: markets.crowd(part["relative"], 1) for key, part in both.groupby(["unit", "condition"])
    }
    alone = {unit: found[unit, "alone"] for unit in t["questions"]["unit"]}
    pairs = [(one, found[unit, "after seeing others"]) for unit, one in alone.items()]
    tyres = both[both["unit"] == "tyres"].groupby("condition")["estimate"].mean()
    miss = (both["relative"] - 1).abs().groupby([both["customer"], both["unit"], both["condition"]])
    twice = miss.first().unstack().dropna()
    return {
        "improved": 10 * (twice["after seeing others"] < twice["alone"]).mean(),
        "left": [after.diversity / alone.diversity for alone, after in pairs],
        "better": [after.individual_error < alone.individual_error for alone, after in pairs],
        "shift": [abs(after.mean - alone.mean) for alone, after in pairs],
        "rows": [(one.crowd_error, one.individual_error, one.diversity) for one in found.values()],
        "worst": max(alone, key=lambda unit: alone[unit].crowd_error),
        "most_diverse": max(alone, key=lambda unit: alone[unit].diversity),
        "apart": [
            abs(one.crowd_error - one.individual_error + one.diversity) for one in found.values()
        ],
        "tyres_left": found["tyres", "after seeing others"].diversity
        / found["tyres", "alone"].diversity,
        "alone": tyres["alone"],
        "after": tyres["after seeing others"],
        "truth": t["questions"].set_index("unit")["true_value"]["tyres"],
    }


@once
def stars(t: Tables) -> Values:
    both = t["reviews"].merge(t["products"], on="product")
    ranked = markets.shrunken_means(both, by="name").set_index("name")
    rain = both.loc[both["name"] == "rain cover", "stars"]
    few = ranked.reindex(["front carrier"]).iloc[0]
    helmet = ranked.loc["helmet"]
    return {
        "few": few["mean"],
        "few_n": few["reviews"],
        "few_shrunken": few["shrunken"],
        "helmet": helmet["mean"],
        "helmet_n": helmet["reviews"],
        "helmet_shrunken": helmet["shrunken"],
        "rain_n": len(rain),
        "five": int((rain == 5).sum()),
        "one": int((rain == 1).sum()),
        "three": int((rain == 3).sum()),
        "rain": float(rain.mean()),
    }


def near(a: float, b: float, share_of_b: float) -> bool:
    return abs(a - b) <= share_of_b * abs(b)


CLAIMS = [
    Claim(
        "standard-bike-cost",
        "{price_2014:,.0f} {price:,.0f}",
        learning,
        lambda v: v["price"] < v["price_2014"] / 2,
    ),
    Claim("zwaluw-output-rose", "{first:,} {last:,}", learning, lambda v: v["first"] < v["last"]),
    Claim(
        "between-lie-doublings",
        "{first:,} {last:,} {doublings:.1f} {rate:.1%} {low:.1%} {high:.1%} "
        "{next:.0f},000 {alike_clock:.2f} {alike_output:.2f}",
        learning,
        lambda v: (
            v["low"] < 0.18 < v["high"]
            and near(v["first"], 20_000, 0.05)
            and v["by_time"] > 0.97
            and v["by_output"] - v["by_time"] < 0.03
            and round(v["miss_clock"] / v["miss_output"]) == 2
            and v["low"] > 0.15
        ),
    ),
    Claim("picture-learning", "{rate:.0%}", learning, lambda v: v["low"] < 0.18 < v["high"]),
    Claim("ask-price-plan", "{rate:.0%}", learning, lambda v: v["low"] > 0.15),
    Claim(
        "countries-four-world",
        "{all} {countries} {of_world:.0%}",
        reached,
        lambda v: v["of_world"] > 0.9,
    ),
    Claim(
        "india-pay-euro",
        "{power:.0%} {euro:.3%} {nl_power:.0%} {nl:.0%} {cn_power:.0%} {cn:.1%} "
        "{in_times:.1f} {cn_times:.1f} {nl_times:.1f} {of_income:.0%} {in_euro:.1f} "
        "{cn_euro:.1f} {nl_euro:.1f} {twice:.1%} {nl_dollar:.0%} {nl_cheaper:.0f} "
        "{cn_cheaper:.0f}",
        two_counts,
        lambda v: (
            round(v["euro"] * 100_000) == 2
            and v["power"] > 1000 * v["euro"]
            and v["cn_power"] > 20 * v["cn"]
            and v["in_times"] > v["cn_times"] > v["nl_times"] > 1
            and v["of_income"] > 0.05
            and v["twice"] < v["power"] / 10
            and v["in_euro"] > 5
            and v["nl"] + 0.1 < v["nl_dollar"] < v["nl_power"]
            and v["later"] > 0.8
            and 0.3 < v["nl"] < 0.7
            and v["nl_cheaper"] * 10 > 10 * v["cn_cheaper"]
        ),
    ),
    Claim("picture-india", "{power:.0%}", two_counts, lambda v: v["euro"] < 0.001),
    Claim(
        "count-abroad",
        "",
        two_counts,
        lambda v: v["power"] > 1000 * v["euro"] and v["nl_cheaper"] > v["cn_cheaper"],
    ),
    Claim(
        "price-falls-euro",
        "{at_4887:.0f} {at_2066:,.0f} {people:,.0f} {at_500:,.0f} {power_500:,.0f} "
        "{power_2066:.0f} {at_2066:.0f} {tight:.0f} {wide:,.0f} {vehicle:,.0f}",
        reached,
        lambda v: (
            v["first_500"][0] == "China"
            and "India" not in v["first_250"]
            and "India" in v["first_130"]
            and v["power_500"] > 2 * v["at_500"]
            and v["tight"] < v["at_2066"] < v["wide"] < v["power_2066"] < v["vehicle"]
        ),
    ),
    Claim("india-gini-below", "{gini} {dutch}", india, lambda v: v["gini"] < v["dutch"]),
    Claim(
        "gini-instead-number",
        "{gini} {few:.2f} {many:.2f} {middle:.0f} {middle_unequal:.0f} {cheap:.0f} "
        "{cheap_unequal:.0f}",
        india,
        lambda v: (
            v["many"] > 100 * v["few"]
            and v["cheap_unequal"] < v["cheap"]
            and near(v["middle_unequal"], v["middle"], 0.15)
        ),
    ),
    # Four points of Gini move the middle far less than one point of the budget share.
    Claim(
        "give-range",
        "{nl_tight:.0%} {nl_wide:.0%}",
        india,
        lambda v: (
            v["many"] > 20 * v["few"]
            and abs(v["nl_unequal"] - v["nl"]) < (v["nl_wide"] - v["nl"]) / 4
        ),
    ),
    Claim(
        "zwaluw-went-rich",
        "{first_old} {last_old}",
        launches,
        lambda v: max(v["old_incomes"][-3:]) < min(v["old_incomes"][:-3]),
    ),
    # Two rules that agree would teach nothing.
    Claim(
        "rule-today-bike",
        "{cn:.0f} {de:.0f} {br:.0f} {power:.0f} {br_share:.1%} {cn_share:.1%}",
        launches,
        lambda v: (
            near(v["cn"], v["de"] / 2, 0.1)
            and max(v["id"], v["in"]) < 0.05
            and round(v["times"]) == 19
            and (v["first_by_share"], v["first_by_number"]) == ("Brazil", "China")
            and v["spread_power"] < 1.3
            and v["spread_euro"] > 10
            and v["poorer_buy_more"]
        ),
    ),
    Claim("picture-by-number", "{cn:.0f} {de:.0f}", launches, lambda v: v["cn"] < v["de"]),
    Claim(
        "people-and-shares",
        "",
        launches,
        lambda v: (
            max(v["br_share"], v["cn_share"]) < 0.02
            and v["times"] > 10
            and v["by_number"][2:4] == ["China", "Netherlands"]
        ),
    ),
    Claim(
        "price-after-fourteen",
        "{all:.0f} {all_plain:.0f} {plain_two_share:.0f} {plain_two_number:.0f} "
        "{plain_cn:.0f} {two_share:.0f} {two_number:.0f} {plain_in:.0f} {tenth} "
        "{vehicle:.0f}",
        launches,
        lambda v: (
            v["plain_two_number"] / v["plain_two_share"] > v["two_number"] / v["two_share"] > 2
            and v["by_number"][:2] == ["Germany", "France"]
            and v["by_share"][:2] == ["Switzerland", "Denmark"]
            and v["tenth"] < 500 / 3
            and v["vehicle"] > 100
        ),
    ),
    Claim(
        "price-before-order",
        "",
        launches,
        lambda v: (
            v["first_plain"] == "China"
            and v["all_plain"] > 5 * v["all"]
            and v["vehicle"] > 100 * v["plain_in"] / 1000
        ),
    ),
    Claim("euro-bike-made", "{cost:,.0f}", learning, lambda v: v["cost"] > 500),
    Claim("alipay-came-after", "", nothing, always),
    Claim("before-call-rival", "", nothing, always),
    Claim(
        "four-doublings-bring",
        "{start:,.0f} {four:,.0f} {added:.0f} {fifth:.0f} {sixth:.0f} {seventh:.0f} "
        "{turn} {tenth_price:.0f} {last_price:.0f} {india_last:.1%} {bikes:,.0f}",
        lab,
        lambda v: (
            f"{v['four']:,.0f} euro" in v["told"]
            and 0.5 < v["fifth"] / v["added"] < 0.6
            and v["turns_once"]
            and v["tenth"] == 9
            and v["india_then"] < 0.001
        ),
    ),
    Claim(
        "beyond-first-market",
        "{fifth_each:.0f} {sixth_each:.0f} {seventh_each:.0f}",
        lab,
        lambda v: (
            v["fifth"] < v["sixth"] < v["seventh"]
            and v["fifth_each"] > v["sixth_each"] > v["seventh_each"]
        ),
    ),
    # The groups belong to the chance told beside them; those of the entropy are another count.
    Claim(
        "eikmonde-diverse-city",
        "{one:.2f} {other:.2f} {groups:.1f} {other_groups:.1f} {apart:.2f} {other_apart:.2f}",
        cities,
        lambda v: (
            v["one"] > v["other"]
            and v["apart"] > 0.5
            and v["entropy"] > v["other_groups"]
            and (v["lead"], v["other_lead"]) == (4, ["families"])
        ),
    ),
    *(
        Claim(name, "", cities, lambda v: v["one"] > v["other"] and v["apart"] > v["other_apart"])
        for name in ("picture-cities", "two-questions")
    ),
    Claim("open-community-count", "", nothing, always),
    Claim(
        "after-barriers-fell",
        "{firms_new} {firms} {hhi:.3f} {hhi_new:.3f} {points:,.0f} {points_new:.0f} "
        "{equal_new:.1f} {equal:.1f} {top_new:.0%} {top:.0%} {gini:.2f} {gini_new:.2f} "
        "{fair:.2f} {fair_new:.2f}",
        field,
        lambda v: (
            v["points_new"] < v["points"] / 3
            and near(v["gini_new"], v["gini"], 0.05)
            and v["fair_new"] < v["fair"]
            and round(v["hhi"], 3) == 0.225
            and round(v["points"]) == 2254
        ),
    ),
    Claim(
        "picture-lorenz",
        "{firms_new} {firms} {gini:.2f} {gini_new:.2f}",
        field,
        lambda v: near(v["gini_new"], v["gini"], 0.05),
    ),
    Claim(
        "market-open",
        "",
        field,
        lambda v: v["hhi_new"] < v["hhi"] / 3 and v["gini_new"] > 0.5,
    ),
    Claim(
        "twenty-items-units",
        "{old:.0%} {new:.0%} {beyond:.0%} {before:,} {after:,}",
        tail,
        lambda v: v["new"] * v["after"] > v["old"] * v["before"],
    ),
    Claim("picture-tail", "{old:.0%} {new:.0%}", tail, lambda v: v["new"] < v["old"]),
    Claim("beyond-top-20", "", tail, lambda v: v["new"] < 0.5 < v["old"]),
    Claim(
        "without-contract-equilibrium",
        "{joint:.0f} {together:.0f} {gain:.0f}",
        game,
        lambda v: (
            v["free"] == ["alone"] and v["bound"] == ["share"] and v["cheap_leave"] == [12, 6]
        ),
    ),
    Claim("four-pay-offs", "", game, lambda v: v["gain"] > 0 and v["free"] == ["alone"]),
    Claim(
        "ideas-built-shortlisted",
        "{every} {feasible} {listed} {built} {share:.1%}",
        ideas,
        lambda v: v["built"] < v["listed"] < v["feasible"],
    ),
    Claim("picture-ideas", "{every} {built} {share:.1%}", ideas, lambda v: v["built"] > 0),
    Claim(
        "first-half-votes",
        "{first:.0%} {second:.0%} {all:.0%} {half:.0f} {doubt:.0f}",
        sieve,
        lambda v: v["all"] < v["second"] < v["first"] and v["doubt"] > 15,
    ),
    Claim(
        "vote-twice",
        "",
        sieve,
        lambda v: v["all"] + 0.05 < v["second"] < v["first"] - 0.05,
    ),
    Claim("customers-told-decisions", "{n:,}", trust, always),
    Claim(
        "advertising-looks-strong",
        "{naive:.0f} {naive_low:.0f} {naive_high:.0f} {fair:.0f} {fair_low:.0f} "
        "{fair_high:.0f} {friends_naive:.0f} {friends:.0f} {family_naive:.0f} "
        "{family:.0f} {fans_naive:.0f} {fans:.0f} {followers:.0f} {followers_low:.1f} "
        "{followers_high:.1f}",
        trust,
        lambda v: (
            v["naive_low"] > 0
            and v["fair"] < v["naive"] - 8
            and v["least"] > 0
            and min(v["friends"], v["family"]) > v["fair"]
        ),
    ),
    *(
        Claim(name, figures, trust, lambda v: v["naive"] > v["fair"] + 8)
        for name, figures in {
            "picture-trust": "{naive:.0f} {fair:.0f}",
            "correlation-budget": "",
        }.items()
    ),
    Claim(
        "figures-published-ones",
        "{p:.4f} {q:.4f} {m:,.0f} {ratio:.0f} {ratio_dryers:.0f} {alone:.0%}",
        spread,
        lambda v: all(
            near(found, published, 0.01)
            for found, published in zip(
                (v["p"], v["q"], v["m"], *v["dryers"]),
                (0.0094, 0.3748, 18_713, 0.0136, 0.3267, 16_497),
                strict=True,
            )
        ),
    ),
    Claim(
        "curve-years-fits",
        "{explained:.0%} {parabola:.0%} {forecast:,.0f} {sold:,.0f} {small:,.0f} "
        "{by_13:,.0f} {last:,.0f}",
        spread,
        lambda v: (
            v["explained"] > 0.9
            and v["explained"] - v["parabola"] < 0.03
            and v["forecast"] < 0.7 * v["sold"]
            and round(v["times"]) == 3
            and not v["five_fits"]
        ),
    ),
    Claim("picture-forecast", "{foreseen:.0%}", spread, lambda v: v["foreseen"] < 0.7),
    Claim(
        "before-the-peak",
        "",
        spread,
        lambda v: v["explained"] > 0.9 and v["small"] < v["m"] / 3,
    ),
    Claim("peak-model-year", "{peak:.1f} {top_year}", spread, lambda v: v["top_year"] < v["peak"]),
    # "Good when they differ", the lesson once said: the worst crowd is among the most diverse.
    Claim(
        "row-first-figure",
        "{improved:.0f} {alone:,.0f} {after:,.0f} {truth:,}",
        crowds,
        lambda v: (
            max(v["apart"]) < 1e-9
            and v["worst"] == "visitors"
            and v["most_diverse"] in ("visitors", "tyres")
            and min(v["left"]) > 0.1
            and max(v["left"]) < 0.5
            and all(v["better"])
            and max(v["shift"]) < 0.12
        ),
    ),
    Claim("picture-tyres", "{tyres_left:.0%}", crowds, lambda v: v["tyres_left"] < 0.5),
    Claim("ask-alone", "", crowds, lambda v: max(v["left"]) < 0.5 and max(v["shift"]) < 0.12),
    Claim(
        "crowd-never-worse", "", crowds, lambda v: all(crowd <= one for crowd, one, _ in v["rows"])
    ),
    # Some samples hold no review of the front carrier at all.
    Claim(
        "front-carrier-stars",
        "{few:.2f} {few_n:.0f} {helmet:.2f} {helmet_n:.0f} {helmet_shrunken:.2f} "
        "{few_shrunken:.2f} {rain_n} {five} {one} {three} {rain:.1f}",
        stars,
        lambda v: (
            (math.isnan(v["few"]) or v["few_shrunken"] < v["helmet_shrunken"])
            and v["three"] < min(v["one"], v["five"])
        ),
    ),
    Claim(
        "picture-stars",
        "{few:.1f} {few_shrunken:.1f}",
        stars,
        lambda v: math.isnan(v["few"]) or v["few_shrunken"] < v["few"],
    ),
    Claim("sort-by-shrunken", "", stars, lambda v: v["three"] < 0.2 * v["rain_n"]),
    Claim("paypal-goes-back", "", nothing, always),
    Claim("check-least-dates", "", nothing, always),
]
