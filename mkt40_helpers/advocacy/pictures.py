"""Pictures of scores, groups of answers, and shares with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mkt40_helpers import advocacy
from mkt40_helpers.plots import COLOURS, TEXT_ON, axes_for, label_texts, require


def score_bars(scores: pd.Series, ax: Axes | None = None) -> Axes:
    """How often each score from 0 to 10 was given, coloured by group.

    Parameters
    ----------
    scores : Series of numbers, shape (n,)
        Whole numbers from 0 to 10; missing ones are left out.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        Bad scores (see `advocacy.nps`).

    Examples
    --------
    >>> len(score_bars(pd.Series([10, 9, 8, 3])).patches)
    11
    """
    ax = axes_for(ax)
    result = advocacy.nps(scores)
    counts = scores.value_counts().reindex(range(11), fill_value=0).astype(int)
    colours = [COLOURS[name] for name in advocacy.groups(list(range(11)))]
    bars = ax.bar(counts.index, counts.to_numpy(), color=colours)
    ax.bar_label(bars, fontsize=11, color=COLOURS["quiet"])
    top = counts.max() * 1.35
    for name, centre, share in (
        ("detractor", 3, result.detractor_share),
        ("passive", 7.5, result.passive_share),
        ("promoter", 9.5, result.promoter_share),
    ):
        text = f"{name}s\n{share:.0%}"
        dark = "#6B6B6B" if name == "passive" else COLOURS[name]
        ax.text(centre, top, text, ha="center", va="top", color=dark, fontweight="bold")
    ax.set(xticks=range(11), ylim=(0, top * 1.02), xlabel="score", ylabel="answers")
    return ax


def group_bars(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    r"""Shares of detractors, passives and promoters as one bar per row.

    Parameters
    ----------
    table : DataFrame
        Columns detractors, passives and promoters (counts or percentages), as `advocacy.nps_by`
        makes them, and `label`.
    label : str
        Column that names the bars.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"firm": ["A"], "detractors": [1], "passives": [1], "promoters": [2]})
    >>> [text.get_text() for text in group_bars(table, "firm").texts][:3]
    ['detractors\n25%', 'passives\n25%', 'promoters\n50%']
    """
    ax = axes_for(ax)
    require(table, [label, "detractors", "passives", "promoters"])
    counts = table[["detractors", "passives", "promoters"]].astype(float)
    shares = counts.div(counts.sum(axis=1), axis=0)
    names = label_texts(table[label])
    left = np.zeros(len(table))
    for column, name in (
        ("detractors", "detractor"),
        ("passives", "passive"),
        ("promoters", "promoter"),
    ):
        bars = ax.barh(names, shares[column], left=left, color=COLOURS[name], edgecolor="white")
        texts = [_bar_text(column, share) for share in shares[column]]
        ax.bar_label(bars, texts, label_type="center", color=TEXT_ON[name], fontsize=12)
        left += shares[column].to_numpy()
    ax.set(xlim=(0, 1), xticks=[], ylim=(len(table) - 0.5, -0.5))
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def _bar_text(column: str, share: float) -> str:
    if share >= 0.15:
        return f"{column}\n{share:.0%}"
    return f"{share:.0%}" if share >= 0.04 else ""


def drivers(table: pd.DataFrame, by: str = "touchpoint", ax: Axes | None = None) -> Axes:
    """Points to gain at each touchpoint, as `advocacy.drivers` computes them.

    Parameters
    ----------
    table : DataFrame
        Columns `by` and gain.
    by : str
        Column that names the bars.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"touchpoint": ["delivery"], "gain": [9.5]})
    >>> [text.get_text() for text in drivers(table).texts]
    ['+9.5']
    """
    ax = axes_for(ax)
    require(table, [by, "gain"])
    bars = ax.barh(label_texts(table[by]), table["gain"], color=COLOURS["detractor"])
    ax.bar_label(bars, fmt="+%.1f", padding=4)
    ax.set(xlim=(0, table["gain"].max() * 1.15), xlabel="points of NPS to gain")
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    return ax


def share_bars(table: pd.DataFrame, by: str, panel: str, ax: Axes | None = None) -> Axes:
    """Shares with intervals: one cluster of bars per `panel`, one bar per value of `by`.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, `panel`, share, low and high (0 to 1), as `advocacy.kinds` makes them.
    by, panel : str
        Columns that name the bars (detractor, passive, promoter) and the clusters.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["promoter"], "kind": ["prompted"], "share": [0.7],
    ...                       "low": [0.6], "high": [0.8]})
    >>> [text.get_text() for text in share_bars(table, by="group", panel="kind").texts]
    ['promoter', '70%']
    """
    ax = axes_for(ax)
    require(table, [by, panel, "share", "low", "high"])
    table = table.assign(**{by: label_texts(table[by]), panel: label_texts(table[panel])})
    panels, names = table[panel].unique(), table[by].unique()
    width = 0.8 / len(names)
    for i, name in enumerate(names):
        part = table[table[by] == name].set_index(panel).reindex(panels)
        x = np.arange(len(panels)) + (i - (len(names) - 1) / 2) * width
        colour = COLOURS.get(str(name), COLOURS["model"])
        ax.bar(x, part["share"], width * 0.92, color=colour)
        ax.vlines(x, part["low"], part["high"], color=COLOURS["ink"], linewidth=1.5)
        for place, row in zip(x, part.itertuples(), strict=True):
            ax.annotate(
                str(name), (place, 0), xytext=(0, -5), textcoords="offset points",
                ha="center", va="top", fontsize=11, color=COLOURS["quiet"],
            )  # fmt: skip
            ax.annotate(
                f"{row.share:.0%}", (place, row.high), xytext=(0, 3), textcoords="offset points",
                ha="center", va="bottom",
            )  # fmt: skip
    ax.set_xticks(range(len(panels)), panels, fontweight="bold")
    ax.tick_params(axis="x", length=0, pad=22)
    ax.set(ylim=(0, min(1.0, table["high"].max() * 1.15)), yticks=[])
    ax.spines["left"].set_visible(False)
    return ax
