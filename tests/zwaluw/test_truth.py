"""The table of planted values: complete, the one that the classes hold, and near the tables."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil

import pytest
from pandas.testing import assert_frame_equal

import zwaluw
from mkt40_helpers import data
from zwaluw.connectivity import ConnectivityParameters
from zwaluw.crm import CrmParameters
from zwaluw.deals import DealParameters
from zwaluw.people import PeopleParameters
from zwaluw.truth import GROUPS, parameters, truth

PACKAGE = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
INVENTED = {resource["name"] for resource in PACKAGE["resources"] if resource["kind"] == "invented"}
WRITTEN_DOWN = {"campaigns", "products", "programmes", "touchpoints"}  # nothing in them is drawn


@pytest.fixture(scope="module")
def planted():
    return truth().set_index("name")


def leaves(value):
    """The single values of a parameter, in order."""
    if isinstance(value, dict | tuple | list):
        parts = value.values() if isinstance(value, dict) else value
        return [leaf for part in parts for leaf in leaves(part)]
    return [value]


# ---- nothing is lacking ----


def test_every_value_of_every_class_is_there_or_is_text():
    values = [
        leaf
        for kind in GROUPS.values()
        for field in dataclasses.fields(kind)
        for leaf in leaves(getattr(kind(), field.name))
    ]
    numbers = [float(value) for value in values if not isinstance(value, str)]
    assert truth()["value"].tolist() == numbers
    assert len(values) == len(parameters()) and 0 < len(values) - len(numbers) < 60


def test_every_class_of_parameters_belongs_to_a_group():
    modules = [
        importlib.import_module(f"zwaluw.{module.name}")
        for module in pkgutil.iter_modules(zwaluw.__path__)
        if module.name != "__main__"
    ]
    found = {
        kind
        for module in modules
        for name, kind in vars(module).items()
        if name.endswith("Parameters") and dataclasses.is_dataclass(kind)
    }
    assert found >= set(GROUPS.values()) and len(found) == 32
    assert found <= {base for kind in GROUPS.values() for base in kind.__mro__}


def test_names_are_unique_and_say_which_value():
    names = truth()["name"]
    assert names.is_unique
    assert not names.str.contains(", ").any()
    assert names.str.fullmatch(r"[a-z]+\.[a-z_]+(\.[^.]+)*").all()


def test_what_is_loaded_is_what_the_classes_hold():
    assert_frame_equal(data.load("truth"), truth(), check_exact=True)
    assert_frame_equal(data.load("truth", student="s123"), truth(), check_exact=True)


def test_single_values_are_those_of_the_classes(planted):
    value = planted["value"]
    people, choices = PeopleParameters(), ConnectivityParameters()
    assert value["people.touchpoint_effect.delivery"] == people.touchpoint_effect["delivery"]
    assert value["connectivity.conversion.web shop.2"] == choices.conversion["web shop"][1]
    assert value["crm.priority.help desk.3"] == CrmParameters().priority["help desk"][2]
    assert value["deals.price.2"] == DealParameters().price[1]


# ---- units and tables ----


def test_every_value_has_its_own_unit(planted):
    assert not planted["unit"].str.contains(";").any()
    assert not planted["unit"].isin(["text", "date"]).any()
    assert planted["unit"][["deals.price.1", "deals.price.2"]].tolist() == ["euro", "log per log"]
    for kind in GROUPS.values():
        for field in dataclasses.fields(kind):
            if "; " in field.metadata["unit"]:
                units = field.metadata["unit"].split("; ")
                assert len(units) == len(leaves(getattr(kind(), field.name))), field.name


def test_every_table_exists_and_every_drawn_one_has_values():
    assert set(parameters()["table"]) == INVENTED - WRITTEN_DOWN - {"truth"}


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("people.channels.store", "customers"),  # of its class
        ("people.touchpoint_effect.repair", "survey"),  # of its own
        ("crm.minutes.phone", "contacts"),  # of the classes that CrmParameters inherits from
        ("crm.comes_back", "contacts"),
        ("crm.optimism", "opportunities"),
        ("crm.duplicate", "crm_records"),
        ("crm.forgotten", "tickets"),
        ("crm.consent_given.email", "consents"),
    ],
)
def test_a_value_names_the_table_that_shows_it(planted, name, table):
    assert planted.loc[name, "table"] == table


# ---- the tables show it ----

# What to average, from the table that the value itself names.
SHOWN = {
    "survey.no_score": lambda table: table["score"].isna(),
    "survey.prompts.criticism": lambda table: table["prompted_by"] == "criticism",
    "people.countries.NL": lambda table: table["country"] == "NL",
    "people.employed": lambda table: table["account"].notna(),
    "connectivity.advice.store": lambda table: table[table["channel"] == "store"]["advice"],
    "connectivity.negative_voices.3": lambda table: table["negative_voices"] == 2,
    "crowd.feasible": lambda table: table["feasible"],
    "journeys.start.search": lambda table: table[table["step"] == 1]["channel"] == "search",
    "journeys.stages.store.3": lambda table: (table["stage"] == "ask")[
        (table["channel"] == "store") & (table["outcome"] != "bought")
    ],
    "journeys.available": lambda table: table["available"].dropna(),
    "programmes.offered.points": lambda table: table["offered"] == "points",
    "loyalty.referrals.advocate": lambda table: table[table["rung"] == "advocate"]["referrals"],
    "crm.noted": lambda table: table["noted"],
    "crm.no_phone": lambda table: table["phone"].isna(),
    "crm.consent_given.email": lambda table: table[table["purpose"] == "email"]["given"],
    "campaigns.control": lambda table: table["group"] == "control",
    "business.end_growth.1": lambda table: table["end_demand_growth_percent"],
    "deals.situations.new task": lambda table: table["situation"] == "new task",
    "leads.demo": lambda table: table["requested_demo"],
    "service.handling.repair": lambda table: table[table["process"] == "repair"][
        "handling_minutes"
    ].dropna(),
    "holdout.looks_online.1": lambda table: (
        table["store_after_online_eur"] / table["store_sales_eur"]
    )[~table["search_on"]],
    "invitation.invited": lambda table: table["invited"],
    "demand.promotion.2": lambda table: table["promotion"],
    "rivals.kinds.acts after": lambda table: (table["acted"] > table["happened"])[
        table["market_event"] != "leasing offer"  # too near the end: many are still open
    ],
    "editions.first_weeks.1": lambda table: (table["first_weeks_sales"] / table["season_sales"])[
        ~table["sold_out"]
    ],
    "orders.lead_time": lambda table: table[~table["shared_data"]]["lead_time_weeks"],
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_table_that_a_value_names_shows_it(planted, name):
    seen = SHOWN[name](data.load(planted.loc[name, "table"])).astype(float)
    error = seen.std() / len(seen) ** 0.5
    assert seen.mean() == pytest.approx(planted.loc[name, "value"], abs=4 * error)
    assert error < 0.15 * abs(planted.loc[name, "value"])  # near says something
