"""The world as a whole: it hangs together, comes out the same, and gives its truth back."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest

import zwaluw
from mkt40_helpers import data
from tests.zwaluw.recovery import loyalty, people, purchases
from zwaluw import build
from zwaluw.files import how_sampled
from zwaluw.people import LAST_DAY
from zwaluw.truth import GROUPS

PACKAGE = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
INVENTED = [resource for resource in PACKAGE["resources"] if resource["kind"] == "invented"]
LAST = np.datetime64(LAST_DAY, "D")


@pytest.fixture(scope="module")
def tables():
    return {resource["name"]: data.load(resource["name"]) for resource in INVENTED}


@pytest.fixture(scope="module")
def larger():
    return build.raw(30_000, seed=11)


# ---- recovery: what was planted is found ----


@pytest.mark.parametrize("group", [people, purchases, loyalty], ids=lambda g: g.__name__)
def test_what_was_planted_is_found(larger, group):
    far = [row for row in group.recover(larger) if abs(row.distance) >= 4]
    assert not far


def test_recovery_would_notice_a_wrong_truth(larger):
    rows = {row.parameter: row for row in purchases.recover(larger)}
    effect = rows["app effect, log"]
    assert abs(dataclasses.replace(effect, truth=np.log(1.12)).distance) > 4
    shape = rows["BG/NBD log r"]
    assert abs(dataclasses.replace(shape, truth=np.log(0.5)).distance) > 4


def test_a_naive_look_at_the_app_misleads(larger):
    """The Walgreens trap: users spend far more, and the app adds 6 percent."""
    later = larger["transactions"][~larger["transactions"]["first"]]
    spent = later.groupby("customer")["amount_eur"].sum()
    spent = spent.reindex(larger["customers"]["customer"], fill_value=0).to_numpy()
    user = larger["customers"]["app_since"].notna().to_numpy()
    assert spent[user].mean() > 1.4 * spent[~user].mean()


def test_a_broken_first_promise_costs_purchases_and_members(larger):
    first = larger["transactions"].loc[larger["transactions"]["first"], "transaction"]
    delivered = larger["deliveries"][larger["deliveries"]["transaction"].isin(first)]
    late = (delivered["delivered"] > delivered["promised"]).to_numpy()
    counts = larger["transactions"].groupby("customer").size()
    bought = counts[delivered["customer"]].to_numpy()
    assert bought[late].mean() < 0.8 * bought[~late].mean()
    left = larger["memberships"].set_index("customer")["left"].notna()
    member = delivered["customer"].isin(left.index).to_numpy()
    gone = left[delivered["customer"][member]].to_numpy()
    assert gone[late[member]].mean() > gone[~late[member]].mean() + 0.04


# ---- one customer through all tables ----


@pytest.mark.parametrize("resource", INVENTED, ids=lambda resource: resource["name"])
def test_every_reference_leads_somewhere(resource):
    """Faster than frictionless, and on learners' samples too."""
    for student in (None, "s1", "12345678"):
        table = data.load(resource["name"], student=student)
        for key in resource["schema"].get("foreignKeys", []):
            (column,), parent = key["fields"], key["reference"]
            known = data.load(parent["resource"], student=student)[parent["fields"][0]]
            lost = table[column].dropna()[~table[column].dropna().isin(known)]
            assert lost.empty, (student, column, lost.head().tolist())


def test_a_customer_is_the_same_person_everywhere(tables):
    customers = tables["customers"].set_index("customer")
    survey = tables["survey"].set_index("customer")
    for column in ("channel", "segment", "country"):
        assert (survey[column] == customers[column].loc[survey.index]).all()
    contact = tables["contacts"].set_index("contact").loc[survey["contact"]]
    assert (contact["customer"].to_numpy() == survey.index).all()
    assert (contact["time"].to_numpy().astype("datetime64[D]") == survey["date"].to_numpy()).all()
    assert (contact["touchpoint"].to_numpy() == survey["touchpoint"]).all()


def test_bought_again_is_what_the_transactions_show(tables):
    survey = tables["survey"].set_index("customer")
    bought = tables["transactions"].merge(survey["date"].rename("asked"), on="customer")
    since = (bought["date"] - bought["asked"]).dt.days
    again = bought.loc[since.between(1, 365), "customer"].unique()
    assert (survey.index.isin(again) == survey["bought_again"]).all()
    assert 0.4 < survey["bought_again"].mean() < 0.8


def test_first_purchase_app_and_channels_agree(tables):
    customers = tables["customers"].set_index("customer")
    bought = tables["transactions"]
    first = bought.groupby("customer", observed=True)["date"].min()
    assert (first.loc[customers.index] == customers["first_purchase"]).all()
    in_app = bought[bought["channel"] == "app"]
    since = customers["app_since"].loc[in_app["customer"]].to_numpy()
    assert (in_app["date"].to_numpy() >= since).all()
    assert (bought["date"] <= LAST).all()


def test_a_delivery_that_was_the_first_contact_came_on_that_day(tables):
    survey = tables["survey"]
    asked = survey[survey["touchpoint"] == "delivery"].set_index("customer")
    first = tables["transactions"].drop_duplicates("customer")["transaction"]
    delivered = tables["deliveries"][tables["deliveries"]["transaction"].isin(first)]
    delivered = delivered.set_index("customer")["delivered"].loc[asked.index]
    assert (delivered == asked["date"]).all()


def test_what_follows_comes_after(tables):
    customers = tables["customers"].set_index("customer")
    for name, column in (("memberships", "joined"), ("transactions", "date")):
        first = customers["first_purchase"].loc[tables[name]["customer"]].to_numpy()
        assert (tables[name][column].to_numpy() >= first).all(), name
    members = tables["memberships"].dropna(subset="left")
    assert ((members["left"] - members["joined"]).dt.days % 91 == 0).all()
    assert (members["left"] > members["joined"]).all()
    # A member who joined before a quarter and left after it stands in its ladder rows.
    ladder = tables["ladder"].merge(tables["memberships"], on="customer", suffixes=("", "_of"))
    inside = ladder["programme"] != "none"
    assert (ladder["programme"] == ladder["programme_of"])[inside].all()


def test_the_ladder_names_the_programme_of_the_day_before_the_quarter(tables):
    ladder = tables["ladder"].merge(
        tables["memberships"], on="customer", how="left", suffixes=("", "_of")
    )
    start = pd.PeriodIndex(ladder["quarter"].str.replace("-", ""), freq="Q").start_time
    member = (ladder["joined"] < start) & (ladder["left"].isna() | (ladder["left"] >= start))
    assert (ladder["programme"] == ladder["programme_of"].where(member, "none")).all()
    assert (
        ladder["customer"].map(tables["customers"].set_index("customer")["first_purchase"]) < start
    ).all()


def test_nobody_asks_about_a_delivery_before_something_was_sent(tables):
    orders = tables["transactions"].set_index("transaction")["date"]
    sent = tables["deliveries"].assign(
        day=orders.loc[tables["deliveries"]["transaction"]].to_numpy()
    )
    since = sent.groupby("customer")["day"].min()
    for name, about, when, what in (
        ("contacts", "touchpoint", "time", "delivery"),
        ("tickets", "topic", "opened", "delivery"),
        ("service_events", "process", "arrived", "delivery question"),
    ):
        asked = tables[name][tables[name][about] == what]
        assert len(asked) > 400
        assert (asked["customer"].map(since) <= asked[when]).all(), name


def test_only_app_users_are_met_in_the_app(tables):
    since = tables["customers"].set_index("customer")["app_since"]
    for name, when in (("contacts", "time"), ("journeys", "time"), ("transactions", "date")):
        there = tables[name][tables[name]["channel"] == "app"]
        assert (there["customer"].map(since) <= there[when]).all(), name


# ---- a user's slips ----


@pytest.mark.parametrize("student", [12.5, True, ["s1"], {"s": 1}, float("nan")])
def test_what_is_no_learners_number_is_said(student):
    with pytest.raises(ValueError, match="in quotes"):
        data.load("survey", student=student)


def test_a_number_is_its_text_and_blanks_do_not_count():
    text = data.load("survey", student="123")
    for same in (123, np.int64(123), " 123\n"):
        assert data.load("survey", student=same).equals(text)


@pytest.mark.parametrize("name", [None, 3, ["survey"], {"a": 1}])
def test_a_name_that_is_no_text_is_said(name):
    with pytest.raises(ValueError, match="the name of a table as text"):
        data.load(name)


# ---- any size ----


def test_the_same_seed_gives_the_same_world_and_another_another():
    one, same, other = (build.raw(200, seed) for seed in (5, 5, 6))
    assert one.keys() == same.keys() == other.keys()
    for name in one:
        pd.testing.assert_frame_equal(one[name], same[name])
    assert not one["transactions"].equals(other["transactions"])


def test_numbers_run_on_from_chunk_to_chunk(monkeypatch):
    monkeypatch.setattr(build, "CHUNK", 200)
    made = zwaluw.generate(500, seed=3)
    # The truth is no table of the world: it says what was planted in the others.
    described = {each["name"]: each for each in INVENTED if each["name"] != "truth"}
    assert made.keys() == described.keys()
    for name, table in made.items():
        schema = described[name]["schema"]
        assert not table.duplicated(schema["primaryKey"]).any(), name
        for key in schema.get("foreignKeys", []):
            parent = key["reference"]
            if parent["resource"] in made:
                known = made[parent["resource"]][parent["fields"][0]].astype(str)
                assert table[key["fields"][0]].dropna().astype(str).isin(known).all(), (name, key)
    assert made["customers"]["customer"].iloc[-1] == "C00500"
    parts = [build.chunk(200, 3, part=0), build.chunk(100, 3, part=2)]
    assert len(made["transactions"]) > sum(len(part["transactions"]) for part in parts)
    last = parts[1]["transactions"]["amount_eur"].to_numpy()
    assert (made["transactions"]["amount_eur"].to_numpy()[-len(last) :] == last).all()


def test_parquet_in_chunks_is_the_world_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CHUNK", 200)
    whole = zwaluw.generate(500, seed=3)
    paths = zwaluw.generate(500, seed=3, folder=tmp_path / "new")
    assert paths.keys() == whole.keys()
    assert len(paths["customers"]) == 3 and len(paths["products"]) == 1
    for name, files in paths.items():
        read = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
        pd.testing.assert_frame_equal(
            read.astype(str), whole[name].astype(str), check_dtype=False, obj=name
        )


@pytest.mark.parametrize("customers", [0, 20, -40, 4001, 100.0, "100", None, True])
def test_a_size_that_does_not_work_is_said(customers):
    with pytest.raises(ValueError, match="multiple of 20"):
        zwaluw.generate(customers)


@pytest.mark.parametrize("seed", [-1, 1.5, "a", None, True])
def test_a_seed_that_does_not_work_is_said(seed):
    with pytest.raises(ValueError, match=r"seed=.* a whole number, 0 or more"):
        zwaluw.generate(100, seed)


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    for place in (tmp_path / "mine.txt", tmp_path / "mine.txt" / "below"):
        with pytest.raises(ValueError, match="a file and not a folder"):
            zwaluw.generate(100, folder=place)
    with pytest.raises(ValueError, match="name of a folder"):
        zwaluw.generate(100, folder=5)


def test_a_long_run_shows_its_progress(capsys, monkeypatch):
    zwaluw.generate(100, seed=1)
    assert "customers" not in capsys.readouterr().err
    monkeypatch.setattr(build, "CHUNK", 200)
    zwaluw.generate(400, seed=1)
    assert "400/400" in capsys.readouterr().err


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(ValueError, match="not empty"):
        zwaluw.generate(100, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# ---- the truth in one table ----


def test_the_truth_lists_every_parameter_with_its_meaning():
    truth = zwaluw.parameters()
    fields = {(n, f.name) for n, kind in GROUPS.items() for f in dataclasses.fields(kind)}
    assert set(zip(truth["group"], truth["parameter"], strict=True)) == fields
    assert truth["meaning"].str.len().min() >= 4
    assert not truth.duplicated(["group", "parameter", "of"]).any()
    one = truth.set_index(["group", "parameter", "of"])["value"]
    assert one["people", "touchpoints", "store, repair"] == 0.32
    with pytest.raises(ValueError, match="The groups are: people"):
        zwaluw.parameters("peple")


# ---- the cards ----


def test_the_index_of_the_cards_leads_to_each_card():
    text = (data.folder() / "README.md").read_text("utf-8")
    links = dict(re.findall(r"^\| \[(\w+)\]\(#([^)]+)\)", text, re.MULTILINE))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    # GitHub keeps letters, digits, blanks (as hyphens), hyphens and low lines of a heading.
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert len(set(anchors)) == len(anchors)
    assert list(links) == data.catalog()["name"].tolist()
    assert list(links.values()) == anchors[1:]  # the first is the index itself


def test_the_index_says_how_samples_come_about():
    resources = {resource["name"]: resource for resource in PACKAGE["resources"]}
    said = {name: how_sampled(name, resources) for name in resources}
    assert said["customers"] == "by customer" and said["region_weeks"] == "by region"
    assert said["transactions"] == "follows customers"
    assert said["ideas"] == "whole; customer empty where not in the sample"
    for name, says in said.items():
        shrinks = len(data.load(name, student="s123")) < len(data.load(name))
        assert shrinks != says.startswith("whole"), name
