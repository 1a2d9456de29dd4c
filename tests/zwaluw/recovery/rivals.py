"""Recovery of the truth of the rivals' answers to market events.

The last event lies so near the end that many answers to it are still open: shares and delays come
from the events before it, which all who ever answer have answered.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate
from tests.zwaluw.recovery.business import deviation
from zwaluw.rivals import EVENTS, KINDS, RivalParameters

truth = RivalParameters()
TABLE = "rivals"


def kind_of(rivals: pd.DataFrame) -> np.ndarray:
    """Place in KINDS of each row, by rule."""
    before = rivals["acted"] < rivals["happened"]
    rules = [before, rivals["acted"].notna(), rivals["noticed"].notna()]
    return np.select(rules, [0, 1, 2], 3)


def answered(rivals: pd.DataFrame) -> pd.DataFrame:
    """Leave out the last event."""
    return rivals[(rivals["market_event"] != EVENTS[-1]).to_numpy()]


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    if TABLE not in tables:
        return []
    rivals = tables[TABLE]
    old = answered(rivals)
    kind, events = kind_of(old), len(EVENTS) - 1
    counts = _counts(old)
    # Answers of one firm are alike: less is known than from as many firms.
    error_factor = (1 + (events - 1) * truth.keeps**2) ** 0.5
    found = []
    for place, (name, part) in enumerate(truth.kinds.items()):
        error = error_factor * (part * (1 - part) / len(old)) ** 0.5
        found.append(Estimate(TABLE, f"kinds: {name}", part, (kind == place).mean(), error))
    without = [alike(np.delete(counts, firm, axis=0)) for firm in range(len(counts))]
    error = np.std(without) * (len(counts) - 1) ** 0.5  # jackknife by firm
    found.append(Estimate(TABLE, "keeps, squared", truth.keeps**2, alike(counts), error))

    before = rivals[kind_of(rivals) == 0]
    late = old[kind == 1]
    saw = old[(old["noticed"] > old["happened"]).to_numpy()]
    for name, days in (
        ("foresees", before["happened"] - before["acted"]),
        ("notices", saw["noticed"] - saw["happened"]),
        ("acts", late["acted"] - late["noticed"]),
    ):
        median, spread = getattr(truth, name)
        logs = np.log(days.dt.days.to_numpy(dtype=float))
        estimate = float(np.exp(logs.mean()))
        error = median * spread / len(logs) ** 0.5
        found.append(Estimate(TABLE, f"{name}: median", median, estimate, error))
        found.append(deviation(TABLE, f"{name}: spread", spread, logs - logs.mean(), 1))
    return found


def _counts(rivals: pd.DataFrame) -> np.ndarray:
    """How often each firm (row) answers in the way of each kind."""
    firm, names = pd.factorize(rivals["firm"])
    counts = np.zeros((len(names), len(KINDS)))
    np.add.at(counts, (firm, kind_of(rivals)), 1)
    return counts


def alike(counts: np.ndarray) -> float:
    """How much more two answers of one firm agree than those of two firms, of all that they could.

    This estimates the square of `keeps`: both answers must be in the way of the firm's kind.
    """
    n = counts.sum(axis=1)
    same = (counts * (counts - 1)).sum() / (n * (n - 1)).sum()
    total = counts.sum(axis=0)
    other = ((total**2).sum() - (counts**2).sum()) / (n.sum() ** 2 - (n**2).sum())
    return float((same - other) / (1 - other))


def median_days(days: np.ndarray, done: np.ndarray) -> float:
    """Median of times that are known or still open (Kaplan and Meier); infinite if not reached."""
    order = np.lexsort((~done, days))  # at a tie, who is open was still there
    at_risk = len(days) - np.arange(len(days))
    left = np.cumprod(1 - done[order] / at_risk)
    reached = left <= 0.5
    return float(days[order][reached.argmax()]) if reached.any() else np.inf
