"""What customers do: what moves the score, and who speaks for or against the brand."""

from __future__ import annotations

import pandas as pd

from mkt40_helpers.advocacy.score import nps, nps_by
from mkt40_helpers.inputs import require_free_name
from mkt40_helpers.intervals import (
    share_by,
)


def drivers(data: pd.DataFrame, by: str = "touchpoint", score: str = "score") -> pd.DataFrame:
    """What the score would be without each touchpoint's detractors.

    Parameters
    ----------
    data : DataFrame
        One row per respondent.
    by, score : str
        Columns with the touchpoint and the score.

    Returns
    -------
    DataFrame, one row per touchpoint, largest gain first
        The column `by`; n; detractors (count); nps of the touchpoint alone; nps_without: the
        score of all answers had this touchpoint's detractors been passives; gain: how many
        points that is above today's score.

    Raises
    ------
    ValueError
        A column that is not there, or bad scores (see `nps`).

    Notes
    -----
    The people stay in the sample: a mended touchpoint does not make its customers disappear.
    The gain is therefore 100 x detractors of the touchpoint / all answers, and the gains of
    all touchpoints add up to the whole detractor share. It says how much there is to win, not
    what caused the low scores.

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"touchpoint": ["delivery", "delivery", "advice", "advice"], "score": [3, 9, 10, 8]}
    ... )
    >>> drivers(answers)[["touchpoint", "nps_without", "gain"]]
      touchpoint  nps_without  gain
    0   delivery         50.0  25.0
    1     advice         25.0   0.0
    """
    require_free_name(by, ["gain", "nps_without"])
    table = nps_by(data, by, score=score)
    total = nps(data[score])
    table["gain"] = 100 * table["detractors"] / total.n
    table["nps_without"] = total.score + table["gain"]
    columns = [by, "n", "detractors", "nps", "nps_without", "gain"]
    return table[columns].sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def kinds(
    data: pd.DataFrame,
    by: str | None = None,
    spontaneous: str = "recommended_unasked",
    prompted: str = "recommended_when_prompted",
    negative: str = "advised_against",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers who showed each kind of advocacy.

    Parameters
    ----------
    data : DataFrame
        One row per respondent.
    by : str, optional
        Column whose values make groups, such as the promoter group.
    spontaneous, prompted, negative : str
        Yes/no columns: recommended without being asked; recommended when prompted by a
        question or by criticism (missing for those nobody prompted); advised against.
    level : float
        Confidence level of the Wilson interval.

    Returns
    -------
    DataFrame, one row per group and kind
        The column `by` (if given), kind, n (those to whom the question applied), yes (count),
        share, low and high (0 to 1).

    Raises
    ------
    ValueError
        A column that is not there or does not hold yes/no values.

    Examples
    --------
    >>> told = pd.DataFrame({"recommended_unasked": [True, False],
    ...     "recommended_when_prompted": [None, True], "advised_against": [False, False]})
    >>> kinds(told)[["kind", "n", "yes"]].to_string(index=False).splitlines()
    ['       kind  n  yes', 'spontaneous  2    1', '   prompted  1    1', '   negative  2    0']
    """
    columns = {"spontaneous": spontaneous, "prompted": prompted, "negative": negative}
    require_free_name(by or "", ["kind"])
    tables = [share_by(data, of, by, level).assign(kind=kind) for kind, of in columns.items()]
    # Group by group: each table has its groups in the same order.
    table = pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)
    return table[[*([by] if by else []), "kind", "n", "yes", "share", "low", "high"]]


def deeds(
    data: pd.DataFrame,
    by: str,
    spontaneous: str = "recommended_unasked",
    prompted: str = "recommended_when_prompted",
    negative: str = "advised_against",
) -> pd.DataFrame:
    """Who showed each kind of advocacy, person by person, as seaborn draws it.

    Parameters
    ----------
    data : DataFrame
        One row per respondent.
    by : str
        Column whose values make groups, such as the promoter group.
    spontaneous, prompted, negative : str
        Yes/no columns, as in `kinds`.

    Returns
    -------
    DataFrame, one row per person and kind that applied to her
        The column `by`, kind, and did: 1 for yes and 0 for no, so that its mean is the share that
        `kinds` gives.

    Raises
    ------
    ValueError
        A column that is not there or does not hold yes/no values.

    Examples
    --------
    >>> told = pd.DataFrame({"group": ["passive"], "recommended_unasked": [False],
    ...     "recommended_when_prompted": [None], "advised_against": [True]})
    >>> deeds(told, by="group")
         group         kind  did
    0  passive  spontaneous  0.0
    1  passive     negative  1.0
    """
    kinds(data, by, spontaneous, prompted, negative)  # refuses what is not yes/no
    require_free_name(by, ["did"])
    columns = {spontaneous: "spontaneous", prompted: "prompted", negative: "negative"}
    table = data[[by, *columns]].rename(columns=columns).melt(by, var_name="kind", value_name="did")
    return table.dropna(subset=["did"]).astype({"did": float}).reset_index(drop=True)
