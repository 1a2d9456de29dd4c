"""The lists of names for a wave: who bought most, who is likely to, who rides to work."""

from __future__ import annotations

import pandas as pd

from mkt40_helpers.crm.response import response_score
from mkt40_helpers.inputs import require_columns

OFTEN = 3  # purchases in the year before the start
LISTS = ("best", "likely", "commuters", "everybody")


def call_lists(known: pd.DataFrame, *campaigns: int) -> pd.DataFrame:
    """Rows of a wave on each of four lists, made of what was known before it.

    Parameters
    ----------
    known : DataFrame
        What `known_before` gives: one row for each name and campaign, treated and control.
    *campaigns : int
        The waves. Each needs an earlier one, from which the model learns.

    Returns
    -------
    DataFrame
        The rows of these waves, once for each list that a name is on, and list: "best" (three
        purchases or more in the 365 days before), "likely" (as many names as best, the highest
        chances to buy by a logit that learned on the treated of all waves before), "commuters",
        "everybody".

    Raises
    ------
    ValueError
        A column that is not there; a wave that is not there, or before which there is none.

    Notes
    -----
    The logit knows purchases in the year before, whether one was in the last 90 days, and the kind
    of rider with or without the app. Of equal chances those come first that stand first.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> from mkt40_helpers.crm.known import known_before
    >>> names = ("sends", "campaigns", "customers", "transactions")
    >>> wave = call_lists(known_before(*(data.load(name) for name in names)), 3)
    >>> wave["list"].value_counts().to_dict()
    {'everybody': 2311, 'commuters': 928, 'best': 462, 'likely': 462}
    """
    require_columns(known, ["campaign", "group", "responded", "often", "lately", "segment", "app"])
    return pd.concat([_of_one(known, campaign) for campaign in campaigns], ignore_index=True)


def _of_one(known: pd.DataFrame, campaign: int) -> pd.DataFrame:
    kind = known["segment"] + known["app"].map({True: " with app", False: ""})
    known = known.assign(kind=kind)
    wave = known[known["campaign"] == campaign]
    told = known[(known["campaign"] < campaign) & (known["group"] == "treated")]
    if wave.empty or told.empty:
        raise ValueError(f"campaign {campaign}: there must be such a wave, and one before it.")
    best = wave[wave["often"] >= OFTEN]
    chance = response_score(told, wave, ["often", "lately", "kind"])
    likely = wave.loc[chance.sort_values(ascending=False, kind="stable").index[: len(best)]]
    lists = (best, likely, wave[wave["segment"] == "commuter"], wave)
    rows = [one.assign(list=name) for name, one in zip(LISTS, lists, strict=True)]
    return pd.concat(rows).drop(columns="kind")
