"""The ground truth of the world in one table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mkt40_helpers.world.business import BusinessParameters
from mkt40_helpers.world.campaigns import CampaignParameters
from mkt40_helpers.world.connectivity import ConnectivityParameters
from mkt40_helpers.world.crm import CrmParameters
from mkt40_helpers.world.crowd_truth import CrowdParameters
from mkt40_helpers.world.deals import DealParameters
from mkt40_helpers.world.demand import DemandParameters
from mkt40_helpers.world.journeys import JourneyParameters
from mkt40_helpers.world.leads import LeadsParameters
from mkt40_helpers.world.loyalty import LoyaltyParameters
from mkt40_helpers.world.market import MarketParameters
from mkt40_helpers.world.omnichannel import OmnichannelParameters
from mkt40_helpers.world.people import PeopleParameters
from mkt40_helpers.world.purchases import PurchaseParameters
from mkt40_helpers.world.regions import ChannelParameters
from mkt40_helpers.world.service import ServiceParameters
from mkt40_helpers.world.survey import SurveyParameters

GROUPS: dict[str, type] = {
    "people": PeopleParameters,
    "survey": SurveyParameters,
    "purchases": PurchaseParameters,
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
    "leads": LeadsParameters,
    "service": ServiceParameters,
    "demand": DemandParameters,
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
        for a name), meaning.

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
        (name, field.name, of, value, _unit(value, field), field.metadata["meaning"])
        for name in ([group] if group else GROUPS)
        for field in dataclasses.fields(GROUPS[name])
        for of, value in _values(getattr(GROUPS[name](), field.name))
    ]
    return pd.DataFrame(rows, columns=["group", "parameter", "of", "value", "unit", "meaning"])


def _unit(value: Any, field: dataclasses.Field[Any]) -> str:
    """Give the unit; a figure without one is a plain number, anything else a text."""
    unit: str = field.metadata["unit"]
    return unit or ("text" if isinstance(value, str) else "number")


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
