"""Who will respond: three models that learn on some people and are judged on others."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mkt40_helpers.crm.gains import by_score, order_of, top_of
from mkt40_helpers.crm.people import MOST, Floats, counts, names
from mkt40_helpers.crm.threads import one_thread
from mkt40_helpers.inputs import (
    between,
    named_rows,
    require_columns,
    require_filled,
    require_one_kind,
    whole,
)
from mkt40_helpers.intervals import normal_quantile

LOGIT, TREE, NETWORK = MODELS = ("logit", "tree", "network")
LEARNED, JUDGED = "learned", "judged"
TENTH = 0.1
LEAF = 50  # people in a leaf of the tree, at least
NODES = 4  # little logits in the network
ROUNDS = 500
_DIGITS = 9  # of a score: what is the same on every processor


def response_models(
    learn: pd.DataFrame,
    judge: pd.DataFrame,
    columns: str | Sequence[str],
    outcome: str = "responded",
    weight: str | None = None,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """A logit, a tree and a small network: how well each puts responders first, on other people.

    Parameters
    ----------
    learn, judge : DataFrame
        Those from whom the models learn, and others by whom they are judged, such as a later wave.
        One row for each person, or with `weight` for several who are alike.
    columns : str or list of str
        What the models may know: columns of numbers, of True and False, or of categories, known
        *before* the message. For a column that counts more together with another, make one of both
        first, such as ``calls["segment"] + calls["app"].map({True: " with app", False: ""})``.
    outcome : str
        Column with True or False: responded. With `weight` also a number: how many did.
    weight : str, optional
        Column with the number of people for whom the row stands.
    seed : int
        For the network's random start, and for splits of the tree that are equally good.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame, two rows for each model
        model: "logit", "tree", "network"; rows: "learned" (the people it learned from) or "judged"
        (the others); right_order, low, high: as in `right_order`; depth, lift, lift_low, lift_high:
        of the top tenth, as in `top_share`, cut between two scores.

    Raises
    ------
    ValueError
        A column that is not there, has gaps, has the same value in all rows of `learn`, has more
        than 50 kinds, or holds in `judge` what `learn` has not; rows that are in both tables; the
        outcome among the columns; nobody, or everybody, who responded, in one of the tables; counts
        that are negative, not whole or more than the people; a level that is not between 0 and 1.

    Notes
    -----
    scikit-learn does the work. *Logit*: LogisticRegression, Newton's method, numbers in standard
    deviations, and a penalty so small (C = 1,000,000) that it only keeps the weights finite.
    *Tree*: DecisionTreeClassifier, splits in two by Gini's impurity, without any test of chance,
    leaves of at least 50 people. *Network*: MLPClassifier, four nodes, each a logit of the columns,
    and a logit of these four; 500 rounds, and a penalty (alpha = 1) that holds it back.

    The intervals know of the people who judge, and take the model as it is; those of the "learned"
    rows promise too much, which is what they are there to show. Two intervals that overlap do not
    say that two models are equally good. A person with rows in both tables (two waves) is not seen
    as the same. Scores are rounded to nine digits, to which they are the same on every machine.

    How often the intervals hold the truth (docs/coverage.md, from 200 samples each, so known to
    within 0.04): as promised, as far as that tells; the least are 0.93 at 200 and 0.93 at 4000.

    Examples
    --------
    >>> people = pd.DataFrame({"bought": [0, 1, 2, 3] * 2, "sent": [100] * 8,
    ...                        "answers": [5, 9, 15, 22, 6, 8, 17, 20]})
    >>> found = response_models(people[:4], people[4:], "bought", outcome="answers", weight="sent")
    >>> found[["model", "rows", "right_order", "lift"]].head(2).round(2).values.tolist()
    [['logit', 'learned', 0.66, 1.73], ['logit', 'judged', 0.64, 1.57]]
    """
    normal_quantile(level)  # refuses a level that is none
    whole(seed, "seed", 0)
    chosen = _columns(columns, outcome, weight)
    _refuse_shared_rows(learn, judge)
    cases = _cases(learn, chosen, outcome, weight, " among those who teach")
    yes, people = counts(judge, outcome, weight, both=False)
    if yes.sum() in (0, people.sum()):
        counts_of_one = "nobody" if not yes.sum() else "everybody"
        raise ValueError(
            f"Among those who judge {counts_of_one} has {outcome!r}, so no order of them is right "
            "or wrong. Judge on rows with both."
        )
    sides = (
        (LEARNED, cases.points, cases.yes, cases.people),
        (JUDGED, cases.of(judge), yes, people),
    )
    rows = []
    with one_thread():
        for model in MODELS:
            fitted = _fit(model, cases, seed)
            for side, points, hits, n in sides:
                figures = _judged(_score(fitted, points), hits, n, level)
                rows.append([model, side, *figures])
    titles = ["model", "rows", "right_order", "low", "high"]
    return pd.DataFrame(rows, columns=[*titles, "depth", "lift", "lift_low", "lift_high"])


def response_score(
    learn: pd.DataFrame,
    judge: pd.DataFrame,
    columns: str | Sequence[str],
    outcome: str = "responded",
    weight: str | None = None,
    model: str = LOGIT,
    seed: int = 0,
) -> pd.Series:
    """Chance to respond, for each row of one table, by a model that learned on another.

    Parameters
    ----------
    learn, columns, outcome, weight, seed
        As in `response_models`.
    judge : DataFrame
        Those who are given a score; it needs no outcome.
    model : str
        "logit", "tree" or "network".

    Returns
    -------
    Series, with the rows of `judge`
        score: 0 to 1, the same for people who are alike in all `columns`.

    Raises
    ------
    ValueError
        As in `response_models`; a model of another name.

    Notes
    -----
    See `response_models`. It is the chance to respond when the message is sent; it does not tell
    what the message adds. The mean of the scores is the response that the model foretells.

    Examples
    --------
    >>> people = pd.DataFrame({"bought": [0, 1, 2, 3], "sent": 100, "answers": [5, 9, 15, 22]})
    >>> new = pd.DataFrame({"bought": [3, 0]}, index=["Ann", "Bo"])
    >>> response_score(people, new, "bought", outcome="answers", weight="sent").round(2).to_dict()
    {'Ann': 0.22, 'Bo': 0.05}
    """
    if model not in MODELS:
        raise ValueError(f"model is {model!r}: give one of {', '.join(map(repr, MODELS))}.")
    whole(seed, "seed", 0)
    chosen = _columns(columns, outcome, weight)
    _refuse_shared_rows(learn, judge)
    cases = _cases(learn, chosen, outcome, weight, " among those who teach")
    points = cases.of(judge)
    with one_thread():
        found = _score(_fit(model, cases, seed), points)
    return pd.Series(found, index=judge.index, name="score")


def _judged(score: Floats, yes: Floats, people: Floats, level: float) -> list[float]:
    there = people > 0
    steps = by_score(score[there], yes[there], people[there])
    order, top = order_of(*steps[1:], level), top_of(*steps, TENTH, level)
    figures = [order[name] for name in ("right_order", "low", "high")]
    return figures + [top[name] for name in ("depth", "lift", "lift_low", "lift_high")]


class _Cases(NamedTuple):
    """People who teach, added up by what is known of them, in an order that rows do not change."""

    points: Floats  # different people; numbers in standard deviations
    yes: Floats
    people: Floats
    kinds: dict[str, list[Any] | None]  # a column's categories; None for numbers
    mean: Floats
    spread: Floats

    def of(self, table: pd.DataFrame) -> Floats:
        """Read another table with the same columns."""
        raw = _read(table, self.kinds, "judge")
        scaled: Floats = (raw - self.mean) / self.spread
        return scaled


def _columns(columns: str | Sequence[str], outcome: str, weight: str | None) -> list[str]:
    chosen = names(columns, "columns")
    for name in (outcome, weight):
        if name in chosen:
            raise ValueError(
                f"{name!r} is among the columns. What is to be foretold cannot be known before."
            )
    return chosen


def _refuse_shared_rows(learn: pd.DataFrame, judge: pd.DataFrame) -> None:
    """Refuse rows that teach and judge, as far as labels and values tell."""
    require_columns(learn, [])
    require_columns(judge, [])
    remedy = "Judge on other people than those who taught: a later wave, or another half."
    if learn is judge:
        raise ValueError(f"Learning and judging are the same table. {remedy}")
    if not (learn.index.is_unique and judge.index.is_unique):
        return
    both = learn.index.intersection(judge.index)
    shared = [name for name in learn.columns if name in judge.columns]
    # New labels from 0 on are no sign of the same rows: then the values differ.
    if len(both) and learn.loc[both, shared].equals(judge.loc[both, shared]):
        raise ValueError(f"{named_rows(both)}: in both tables. {remedy}")


def _cases(
    learn: pd.DataFrame, columns: list[str], outcome: str, weight: str | None, where: str
) -> _Cases:
    require_columns(learn, columns)
    yes, people = counts(learn, outcome, weight)
    there = people > 0
    kinds = {name: _kinds(learn.loc[there, name], name) for name in columns}
    points, row = np.unique(_read(learn, kinds, "learn")[there], axis=0, return_inverse=True)
    yes, people = (np.bincount(row.ravel(), each[there]).astype(float) for each in (yes, people))
    mean = (points * people[:, None]).sum(axis=0) / people.sum()
    spread = np.sqrt(((points - mean) ** 2 * people[:, None]).sum(axis=0) / people.sum())
    return _Cases((points - mean) / spread, yes, people, kinds, mean, spread)


def _kinds(values: pd.Series, name: str) -> list[Any] | None:
    """Categories of a column in sorted order; None where it holds numbers."""
    if isinstance(values, pd.DataFrame):
        raise ValueError(f"There are two columns {name!r}: rename one.")
    require_filled(values.to_frame(name), name)
    require_one_kind(values.to_frame(name), name)
    kinds = sorted(values.unique(), key=lambda kind: (str(type(kind)), kind))
    if len(kinds) < 2:
        raise ValueError(
            f"Column {name!r} has the same value in all rows of `learn`, so nothing can be learned "
            "from it. Leave it out."
        )
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return None
    if len(kinds) > MOST:
        raise ValueError(
            f"Column {name!r} has {len(kinds)} kinds: give one with {MOST} or fewer. A name that "
            "each person has alone teaches nothing about others."
        )
    return kinds


def _read(table: pd.DataFrame, kinds: dict[str, list[Any] | None], side: str) -> Floats:
    """Turn a table into numbers: a category is 0 or 1 for each kind but the first."""
    require_columns(table, list(kinds))
    parts = []
    for name, known in kinds.items():
        values = table[name]
        require_filled(values.to_frame(name), name)
        if known is None:
            parts.append(between(values, name).to_numpy()[:, None])
            continue
        strange = table.index[~values.isin(known)]
        if len(strange):
            odd = values[~values.isin(known)].iloc[0]
            raise ValueError(
                f"{named_rows(strange)} of {name!r} in `{side}`: {odd!r} is not in "
                "`learn`, so no model knows what it means. Leave such rows out, or merge kinds."
            )
        parts += [(values == kind).to_numpy(dtype=float)[:, None] for kind in known[1:]]
    return np.hstack(parts)


def _fit(model: str, cases: _Cases, seed: int) -> Any:
    """Fit one model."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.tree import DecisionTreeClassifier

    points = np.vstack([cases.points, cases.points])
    responded = np.repeat([1, 0], len(cases.points))
    people = np.concatenate([cases.yes, cases.people - cases.yes])
    each = np.repeat(np.arange(len(points)), people.astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the network is stopped before it has settled
        if model == LOGIT:
            logit = LogisticRegression(C=1e6, solver="newton-cholesky", tol=1e-10, max_iter=1000)
            return logit.fit(points, responded, sample_weight=people)
        if model == TREE:
            tree = DecisionTreeClassifier(min_samples_leaf=LEAF, random_state=seed)
            return tree.fit(points[each], responded[each])
        # A search that stops when it gains little stops elsewhere on another processor. So the same
        # number of rounds, each over all people at once, always in one order.
        network = MLPClassifier(
            (NODES,), activation="logistic", alpha=1.0, learning_rate_init=0.01, shuffle=False,
            batch_size=len(each), max_iter=ROUNDS, n_iter_no_change=ROUNDS, random_state=seed,
        )  # fmt: skip
        return network.fit(points[each], responded[each])


def _score(fitted: Any, points: Floats) -> Floats:
    """Chance to respond; computed once for people who are alike, so that theirs is one number."""
    different, row = np.unique(points, axis=0, return_inverse=True)
    chance = fitted.predict_proba(different)[:, 1].round(_DIGITS)
    found: Floats = chance[row.ravel()]
    return found
