"""The ground truth of the world in one table: all parameters, and their numbers only."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pandas as pd

from zwaluw.app_invitation import AppInvitationParameters
from zwaluw.bakery import BakeryParameters
from zwaluw.brand_choices import BrandChoiceParameters
from zwaluw.brand_funnel import BrandFunnelParameters
from zwaluw.business import BusinessParameters
from zwaluw.campaigns import CampaignParameters
from zwaluw.connectivity import ConnectivityParameters
from zwaluw.content_touches import ContentTouchParameters
from zwaluw.crm import CrmParameters
from zwaluw.crowd_truth import CrowdParameters
from zwaluw.deal_contacts import DealContactParameters
from zwaluw.deals import DealParameters
from zwaluw.demand import DemandParameters
from zwaluw.editions import EditionParameters
from zwaluw.factory_orders import FactoryOrderParameters
from zwaluw.journeys import JourneyParameters
from zwaluw.leads_truth import LeadsParameters
from zwaluw.loyalty import LoyaltyParameters
from zwaluw.market import MarketParameters
from zwaluw.omnichannel import OmnichannelParameters
from zwaluw.people import PeopleParameters
from zwaluw.programmes import ProgrammeParameters
from zwaluw.purchases import PurchaseParameters
from zwaluw.regions import ChannelParameters
from zwaluw.rivals import RivalParameters
from zwaluw.search_holdout import SearchHoldoutParameters
from zwaluw.service import ServiceParameters
from zwaluw.survey import SurveyParameters

GROUPS: dict[str, type] = {
    "people": PeopleParameters,
    "survey": SurveyParameters,
    "purchases": PurchaseParameters,
    "programmes": ProgrammeParameters,
    "loyalty": LoyaltyParameters,
    "market": MarketParameters,
    "crowd": CrowdParameters,
    "connectivity": ConnectivityParameters,
    "regions": ChannelParameters,
    "journeys": JourneyParameters,
    "omnichannel": OmnichannelParameters,
    "crm": CrmParameters,
    "campaigns": CampaignParameters,
    "business": BusinessParameters,
    "deals": DealParameters,
    "contacts": DealContactParameters,
    "touches": ContentTouchParameters,
    "leads": LeadsParameters,
    "service": ServiceParameters,
    "demand": DemandParameters,
    "rivals": RivalParameters,
    "editions": EditionParameters,
    "orders": FactoryOrderParameters,
    "holdout": SearchHoldoutParameters,
    "invitation": AppInvitationParameters,
    "brands": BrandChoiceParameters,
    "funnel": BrandFunnelParameters,
    "bakery": BakeryParameters,
}


def parameters(group: str | None = None) -> pd.DataFrame:
    """List the planted parameters of the world: the truth behind the invented tables.

    Parameters
    ----------
    group : str, optional
        One group, such as "survey"; all of them when left out.

    Returns
    -------
    DataFrame, one row per value
        group, parameter, of (which one, where a parameter has several values: a name, or 1, 2,
        ... in the order that the meaning tells), value, unit ("number" where there is none, "text"
        for a name), table (of datasets/, the one that shows the value), meaning.

    Raises
    ------
    ValueError
        There is no such group.

    Examples
    --------
    >>> truth = parameters("survey").set_index("parameter")
    >>> float(truth.loc["no_score", "value"]), truth.loc["no_score", "unit"]
    (0.03, 'share of answers')
    """
    if group is not None and group not in GROUPS:
        raise ValueError(f"There is no group {group!r}. The groups are: {', '.join(GROUPS)}.")
    rows = [
        (name, field.name, of, value, _unit(value, of, field), table, field.metadata["meaning"])
        for name in ([group] if group else GROUPS)
        for field in dataclasses.fields(GROUPS[name])
        for table in [_table(GROUPS[name], field)]
        for of, value in _values(getattr(GROUPS[name](), field.name))
    ]
    columns = ["group", "parameter", "of", "value", "unit", "table", "meaning"]
    return pd.DataFrame(rows, columns=columns)


def truth() -> pd.DataFrame:
    """List the planted numbers of the world: the table ``datasets/truth.csv``.

    The names and dates of the design, such as the first day of the survey, are left out: a column
    of numbers cannot hold them. `parameters` has them too.

    Returns
    -------
    DataFrame, one row per number, in the order of `parameters`
        name (group, parameter and, where a parameter has several values, which one, joined by
        dots), value (True and False are 1 and 0), unit, table, meaning.

    Examples
    --------
    >>> planted = truth().set_index("name")
    >>> effect = planted.loc["people.touchpoint_effect.delivery"]
    >>> float(effect["value"]), effect["unit"], effect["table"]
    (-0.7, 'satisfaction', 'survey')
    """
    listed = parameters()
    numbers = listed[[not isinstance(value, str) for value in listed["value"]]]
    parts = zip(numbers["group"], numbers["parameter"], numbers["of"], strict=True)
    # Where one value has two keys, parameters() writes "store, repair".
    names = [".".join(filter(None, part)).replace(", ", ".") for part in parts]
    table = numbers[["unit", "table", "meaning"]].reset_index(drop=True)
    table.insert(0, "name", names)
    table.insert(1, "value", numbers["value"].to_numpy(dtype=float))
    return table


def _unit(value: Any, of: str, field: dataclasses.Field[Any]) -> str:
    """Give the unit; a figure without one is a plain number, anything else a text."""
    unit: str = field.metadata["unit"]
    if "; " in unit:  # one for each value
        unit = unit.split("; ")[int(of) - 1]
    return unit or ("text" if isinstance(value, str) else "number")


def _table(kind: type, field: dataclasses.Field[Any]) -> str:
    """Give the table that shows a parameter: its own, or else that of the class it stands in."""
    # A class that inherits a parameter has a TABLE of its own: the oldest class is meant.
    owners = [base for base in reversed(kind.__mro__) if dataclasses.is_dataclass(base)]
    owner: Any = next(base for base in owners if field in dataclasses.fields(base))
    table: str = field.metadata["table"] or owner.TABLE
    return table


def _values(value: Any, of: str = "") -> Iterator[tuple[str, Any]]:
    """Take a parameter with several values apart; `of` says which one."""
    if isinstance(value, dict):
        pairs = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, tuple | list):
        pairs = [(str(place), part) for place, part in enumerate(value, start=1)]
    else:
        yield of, value
        return
    for key, part in pairs:
        yield from _values(part, f"{of}, {key}" if of else key)
