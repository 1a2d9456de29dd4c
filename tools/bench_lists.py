"""Lists by a score, beside scikit-learn and plain pandas (part of ``make bench``).

A million people with scores of three digits, as a bank's or a bureau's are, and with scores of
which hardly two are equal.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score, roc_curve

from mkt40_helpers import crm, data
from tools.bench_buyers import Row, middle


def people(n: int) -> pd.DataFrame:
    """Make so many people; the chance to respond rises with the score."""
    rng = np.random.default_rng(8)
    score = rng.beta(2, 15, n)
    return pd.DataFrame({"score": score, "bought": rng.random(n) < score})


def by_pandas(table: pd.DataFrame) -> pd.DataFrame:
    """Compute the gains as one would by hand: people and responders of each score, added up."""
    steps = table.groupby("score")["bought"].agg(["size", "sum"])[::-1].cumsum()
    return steps / steps.iloc[-1]


def rows() -> Iterator[Row]:
    """Measure lists of a million, and the fits of the lesson beside the time they may take."""
    many = people(1_000_000)
    for table, what in ((many.round(3), "1,000 scores"), (many, "a million scores")):
        yes, score = table["bought"].to_numpy(), table["score"].to_numpy()
        ours = middle(functools.partial(crm.gains, table, "score", "bought"))
        theirs = middle(functools.partial(by_pandas, table))
        yield f"gains, {what} (pandas)", ours, theirs, ours / theirs, 2
        theirs = middle(functools.partial(roc_curve, yes, score))
        yield f"gains, {what} (roc_curve)", ours, theirs, ours / theirs, 1.5
        ours = middle(functools.partial(crm.right_order, table, "score", "bought"))
        theirs = middle(functools.partial(roc_auc_score, yes, score))
        yield f"right order, {what} (roc_auc)", ours, theirs, ours / theirs, 1.1
    took = middle(lesson)
    yield "fits of lesson 6 (their 3 s)", took, 3, took / 3, 1


def lesson() -> None:
    """Fit what the lesson fits: clusters of the customers, and three models of Caravan."""
    bought = data.load("transactions")
    each = bought.groupby("customer")
    habits = pd.DataFrame(
        {
            "often": np.log(each["date"].nunique()),
            "silent": np.log1p((bought["date"].max() - each["date"].max()).dt.days),
            "euro": np.log(each["amount_eur"].mean()),
        }
    )
    crm.silhouettes(habits, [2, 3, 4, 5])
    crm.stability(habits, 4)
    caravan = data.load("caravan")
    known = ["car_premium", "boat_policy", "third_party_policy", "fire_premium"]
    early, late = (caravan[caravan["half"] == half] for half in ("first", "second"))
    crm.response_models(early, late, known, outcome="holders", weight="customers")
