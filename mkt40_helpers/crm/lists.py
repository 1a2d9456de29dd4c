"""The lists of names for a wave: who bought most, who is likely to, who rides to work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mkt40_helpers.crm.campaign import LISTS
from mkt40_helpers.crm.response import response_score
from mkt40_helpers.inputs import (
    between,
    each_once,
    require_columns,
    require_filled,
    require_yes_no,
    whole,
)

OFTEN = 3  # purchases in the year before the start


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
        A column that is not there, or has gaps; no wave, one that comes twice or is not there, or
        before which there is none.

    Notes
    -----
    The logit knows purchases in the year before (the logarithm of one more), whether one was in
    the last 90 days, and the kind of rider with or without the app. Of equal chances those come
    first that stand first.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> from mkt40_helpers.crm.known import known_before
    >>> names = ("sends", "campaigns", "customers", "transactions")
    >>> wave = call_lists(known_before(*(data.load(name) for name in names)), 3)
    >>> wave.groupby("list").size().to_dict()
    {'best': 462, 'commuters': 928, 'everybody': 2311, 'likely': 462}
    """
    require_columns(known, ["campaign", "group", "responded", "often", "lately", "segment", "app"])
    if not each_once(campaigns, "campaigns"):
        raise ValueError("Name the waves, such as call_lists(known, 3, 5).")
    # Labels that repeat, after a concat of waves, would put a name on a list many times.
    rows = known.reset_index(drop=True)
    return pd.concat([_of_one(rows, campaign) for campaign in campaigns], ignore_index=True)


def chances(known: pd.DataFrame, campaign: int) -> pd.Series:
    """Chance to buy of each name of a wave, by a logit that learned on all waves before it.

    Parameters
    ----------
    known : DataFrame
        What `known_before` gives.
    campaign : int
        The wave.

    Returns
    -------
    Series, with the rows of that wave
        As in `response_score`.

    Raises
    ------
    ValueError
        A wave that is not there, or before which there is none.
    """
    require_yes_no(known, "app")
    require_filled(known, "segment")
    between(known["often"], "often", 0)
    whole(campaign, "campaign", 1)
    kind = known["segment"] + known["app"].map({True: " with app", False: ""})
    rows = known.assign(kind=kind, bought=np.log1p(known["often"]))
    wave = rows[rows["campaign"] == campaign]
    told = rows[(rows["campaign"] < campaign) & (rows["group"] == "treated")]
    if wave.empty or told.empty:
        raise ValueError(f"campaign {campaign}: there must be such a wave, and one before it.")
    return response_score(told, wave, ["bought", "lately", "kind"])


def _of_one(known: pd.DataFrame, campaign: int) -> pd.DataFrame:
    chance = chances(known, campaign).sort_values(ascending=False, kind="stable")
    wave = known[known["campaign"] == campaign]
    best = wave[wave["often"] >= OFTEN]
    likely = wave.loc[chance.index[: len(best)]]
    lists = (best, likely, wave[wave["segment"] == "commuter"], wave)
    rows = [one.assign(list=name) for name, one in zip(LISTS, lists, strict=True)]
    return pd.concat(rows)
