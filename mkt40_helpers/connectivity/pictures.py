"""Pictures of networks, of channels that help each other, and of models beside their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from mkt40_helpers.plots import COLOURS, axes_for, label_texts, require

if TYPE_CHECKING:
    import networkx as nx

_INFLUENCES = {"own": (0.0, 0.0), "outer": (1.0, 0.0), "others": (0.5, 3**0.5 / 2)}


def internet_reach(
    countries: pd.DataFrame,
    income: str = "income",
    users: str = "internet_users_percent",
    name: str = "country",
    named: tuple[str, ...] = (),
    ax: Axes | None = None,
) -> Axes:
    """Internet users by income, one dot per country, some with their names.

    Parameters
    ----------
    countries : DataFrame
        One row per country; rows without either figure are left out.
    income, users, name : str
        Columns with the income per person, the percent of users, and the country.
    named : tuple of str
        Countries to name.
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
    >>> table = pd.DataFrame({"country": ["A"], "income": [900], "internet_users_percent": [20]})
    >>> [text.get_text() for text in internet_reach(table, named=("A",)).texts]
    ['A']
    """
    ax = axes_for(ax)
    require(countries, [income, users, name])
    known = countries.dropna(subset=[income, users])
    ax.scatter(known[income].astype(float), known[users], s=28, color=COLOURS["real"], alpha=0.75)
    for row in known[known[name].isin(named)].itertuples(index=False):
        where = (float(getattr(row, income)), getattr(row, users))
        ax.annotate(getattr(row, name), where, xytext=(7, -4), textcoords="offset points")
        ax.plot(*where, "o", color=COLOURS["ink"], markersize=6)
    ax.set_xscale("log")
    ticks = [1_000, 3_000, 10_000, 30_000, 100_000]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.minorticks_off()
    ax.set(ylim=(0, 104), xlabel="income per person, dollars a year (each step about three times)")
    ax.set_ylabel("internet users, %")
    ax.grid(axis="y", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def ties(graph: nx.Graph, centre: str, ax: Axes | None = None) -> Axes:
    """A small network in a ring, one person in the middle; thick lines are strong ties.

    Parameters
    ----------
    graph : networkx.Graph
        From `connectivity.network`, of some dozens of people at most.
    centre : str
        The person in the middle.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        That person is not in the network.

    Examples
    --------
    >>> import networkx as nx
    >>> len(ties(nx.star_graph(["a", "b", "c"]), centre="a").lines)
    4
    """
    if centre not in graph:
        raise ValueError(f"{centre!r} is not in the network. Choose one of its people.")
    ax = axes_for(ax)
    ring = [person for person in graph if person != centre]
    turn = np.linspace(0, 2 * np.pi, len(ring), endpoint=False)
    places = dict(zip(ring, zip(2.2 * np.cos(turn), np.sin(turn), strict=True), strict=True))
    places[centre] = (0.0, 0.0)
    for one, other, tie in graph.edges(data=True):
        hub = centre in (one, other)
        colour = COLOURS["promoter"] if hub else COLOURS["quiet"]
        width = 0.8 + min(tie.get("strength", 1.0), 20) / 5
        (x1, y1), (x2, y2) = places[one], places[other]
        ax.plot([x1, x2], [y1, y2], color=colour, linewidth=width, alpha=0.65, zorder=1)
    x, y = zip(*(places[person] for person in ring), strict=True) if ring else ((), ())
    ax.plot(x, y, "o", color=COLOURS["ink"], markersize=9)
    ax.plot(0, 0, "o", color=COLOURS["promoter"], markersize=20)
    ax.set(xlim=(-2.6, 2.6), ylim=(-1.15, 1.15))
    ax.set_axis_off()
    return ax


def pairs(
    table: pd.DataFrame,
    label: str,
    first: str,
    second: str,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Two shares per row with an arrow from the first to the second.

    Parameters
    ----------
    table : DataFrame
        One row per pair, top to bottom.
    label : str
        Column that names the rows.
    first, second : str
        Columns with the shares, 0 to 1; their names stand over the uppermost pair.
    note : str, optional
        Column with a text for the right margin.
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
    >>> table = pd.DataFrame({"channel": ["all"], "without": [0.2], "with": [0.1]})
    >>> [text.get_text() for text in pairs(table, "channel", "without", "with").texts][1:]
    ['20%', '10%', 'without', 'with']
    """
    ax = axes_for(ax)
    require(table, [label, first, second, *([note] if note else [])])
    top = float(table[[first, second]].to_numpy().max()) * 1.08
    for place, row in enumerate(table.to_dict("records")):
        a, b = row[first], row[second]
        colour = COLOURS["detractor"] if b < a else COLOURS["promoter"]
        ax.annotate(
            "", (b, place), (a, place),
            arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 3,
                        "shrinkA": 6, "shrinkB": 7, "mutation_scale": 20},
        )  # fmt: skip
        ax.plot(a, place, "o", markersize=11, color="white", markeredgecolor=COLOURS["ink"])
        ax.plot(b, place, "o", markersize=11, color=COLOURS["ink"])
        for value, other in ((a, b), (b, a)):
            # Beside the pair, so that two near dots do not write over each other.
            side = 1 if value > other else -1
            ax.annotate(
                _percent(value), (value, place), xytext=(side * 12, 0),
                textcoords="offset points", va="center", ha="left" if side > 0 else "right",
            )  # fmt: skip
        if note:
            ax.text(top * 1.12, place, row[note], va="center", color=colour)
    head = table.iloc[0]
    for column in (first, second):
        ax.annotate(
            column, (head[column], 0), xytext=(0, 11), textcoords="offset points", ha="center",
            va="bottom", color=COLOURS["quiet"],
        )  # fmt: skip
    ax.set_yticks(range(len(table)), label_texts(table[label]))
    ax.set(xlim=(-0.12 * top, top * (1.75 if note else 1.1)), ylim=(len(table) - 0.5, -0.7))
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= top])
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.095 else f"{share:.1%}"


def synergy_bars(effects: pd.DataFrame, unit: str = "euro a week", ax: Axes | None = None) -> Axes:
    """Two measures alone, and both together, as `connectivity.synergy` computes them.

    Parameters
    ----------
    effects : DataFrame, four rows
        Columns effect, estimate, low and high: the first alone, the second alone, both, the rest.
    unit : str
        Unit of the estimates.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or there are not four rows.

    Examples
    --------
    >>> table = pd.DataFrame({"effect": ["a", "b", "both", "more"], "estimate": [2, 3, 9, 4],
    ...                       "low": [1, 2, 8, 3], "high": [3, 4, 10, 5]})
    >>> [text.get_text() for text in synergy_bars(table).texts]
    ['2', '3', '9', 'more than the sum: 4']
    """
    ax = axes_for(ax)
    require(effects, ["effect", "estimate", "low", "high"])
    if len(effects) != 4:
        raise ValueError(f"The table has {len(effects)} rows: give the four that synergy makes.")
    one, two, both, extra = effects["estimate"]
    ax.bar(0, one, color=COLOURS["online"], width=0.6)
    ax.bar(1, two, color=COLOURS["store"], width=0.6)
    ax.bar(2, one, color=COLOURS["online"], width=0.6)
    ax.bar(2, two, bottom=one, color=COLOURS["store"], width=0.6)
    ax.bar(2, extra, bottom=one + two, color=COLOURS["model"], width=0.6)
    ends = effects[["estimate", "low", "high"]].to_numpy(dtype=float)[:3]
    for place, (value, low, high) in enumerate(ends):
        ax.vlines(place, low, high, color=COLOURS["ink"], linewidth=2)
        ax.annotate(
            f"{value:,.0f}", (place, max(high, 0)), xytext=(0, 4),
            textcoords="offset points", ha="center",
        )  # fmt: skip
    middle = one + two + extra / 2
    ax.annotate(
        f"more than the sum: {extra:,.0f}", (2.3, middle), xytext=(8, 0),
        textcoords="offset points", va="center",
    )  # fmt: skip
    names = [str(name).replace("_campaign", "").replace("_", " ") for name in effects["effect"][:3]]
    ax.set_xticks([0, 1, 2], names)
    ax.tick_params(axis="x", length=0)
    ax.set(xlim=(-0.6, 3.6), ylabel=unit)
    ax.set_ylim(min(0, effects["low"].min() * 1.1), both + (effects["high"].iloc[2] - both) * 2.6)
    return ax


def echo_bars(table: pd.DataFrame, per: float = 1.0, ax: Axes | None = None) -> Axes:
    """Effect of a cause in this period and later ones, as `connectivity.echo` computes it.

    Parameters
    ----------
    table : DataFrame
        Columns lag, estimate, low and high.
    per : float
        Show the effect of so many units of the cause.
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
    >>> table = pd.DataFrame({"lag": [0], "estimate": [0.02], "low": [0.01], "high": [0.03]})
    >>> [text.get_text() for text in echo_bars(table, per=1000).texts]
    ['20.0']
    """
    ax = axes_for(ax)
    require(table, ["lag", "estimate", "low", "high"])
    figures = table[["estimate", "low", "high"]] * per
    ax.bar(table["lag"], figures["estimate"], width=0.6, color=COLOURS["model"])
    ax.vlines(table["lag"], figures["low"], figures["high"], color=COLOURS["ink"], linewidth=2)
    for lag, value, high in zip(table["lag"], figures["estimate"], figures["high"], strict=True):
        ax.annotate(
            f"{value:.1f}", (lag, max(high, 0)), xytext=(0, 4), textcoords="offset points",
            ha="center",
        )  # fmt: skip
    ax.axhline(0, color=COLOURS["ink"], linewidth=1)
    words = {0: "same week", 1: "1 week later"}
    ax.set_xticks(table["lag"], [words.get(lag, f"{lag} weeks later") for lag in table["lag"]])
    ax.tick_params(axis="x", length=0)
    low, high = min(0.0, figures["low"].min()), max(0.0, figures["high"].max())
    room = 0.12 * (high - low)
    ax.set_ylim(low - room, high + 1.5 * room)
    return ax


def against_model(
    points: pd.DataFrame,
    curve: pd.Series,
    x: str,
    y: str,
    low: str = "low",
    high: str = "high",
    colour: str = "ink",
    label: str = "",
    ax: Axes | None = None,
) -> Axes:
    """What was measured, with intervals, over the curve of a model.

    Parameters
    ----------
    points : DataFrame
        One row per dot.
    curve : Series
        The model's figure; its index has the places along the axis.
    x, y, low, high : str
        Columns with the place, the figure and the ends of its interval.
    colour : str
        Name of one of the course's colours, for dots and curve.
    label : str
        Written at the end of the curve.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or there is no such colour.

    Examples
    --------
    >>> dots = pd.DataFrame({"k": [1.0], "q": [40.0], "low": [39.0], "high": [41.0]})
    >>> len(against_model(dots, pd.Series([39, 50], index=[1, 2]), x="k", y="q").lines)
    2
    """
    ax = axes_for(ax)
    require(points, [x, y, low, high])
    if colour not in COLOURS:
        raise ValueError(f"There is no colour {colour!r}. There are: {', '.join(COLOURS)}.")
    ink = COLOURS[colour]
    ax.plot(curve.index, curve.to_numpy(), color=ink, linewidth=2.5, alpha=0.6)
    ax.vlines(points[x], points[low], points[high], color=ink, linewidth=2)
    ax.plot(points[x], points[y], "o", markersize=7, color=ink)
    if label:
        end = (curve.index[-1], curve.iloc[-1])
        ax.annotate(
            label, end, xytext=(6, 0), textcoords="offset points", va="center", color=ink,
            fontweight="bold", annotation_clip=False,
        )  # fmt: skip
    ax.grid(axis="y", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def influences(
    places: pd.DataFrame,
    decides: pd.Series,
    centres: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Decisions in a triangle: the nearer to a corner, the more that influence weighs.

    Parameters
    ----------
    places : DataFrame
        Columns x and y, from `connectivity.triangle`.
    decides : Series
        "own", "others" or "outer" for each row, from `connectivity.deciding_influence`.
    centres : DataFrame, optional
        Columns x and y of groups to name; the index names them.
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
    >>> places = pd.DataFrame({"x": [0.1], "y": [0.1]})
    >>> ax = influences(places, pd.Series(["own"]))
    >>> ax.texts[0].get_text()
    'own view\n100% decided by it'
    """
    ax = axes_for(ax)
    require(places, ["x", "y"])
    ax.scatter(places["x"], places["y"], s=6, color=COLOURS["passive"], alpha=0.6, linewidths=0)
    corners = np.array([*_INFLUENCES.values(), _INFLUENCES["own"]])
    ax.plot(*corners.T, color=COLOURS["ink"], linewidth=1.5)
    middle = corners[:3].mean(axis=0)
    for a, b in ((0, 1), (1, 2), (2, 0)):  # where two of them weigh the same
        half = (corners[a] + corners[b]) / 2
        ax.plot(*np.array([middle, half]).T, color=COLOURS["quiet"], linewidth=1.5, linestyle="--")
    names = {"own": "own view", "outer": "outer influence", "others": "others"}
    sides = {"own": (-8, 0, "right"), "outer": (8, 0, "left"), "others": (14, -6, "left")}
    for key, corner in _INFLUENCES.items():
        dx, dy, ha = sides[key]
        share = float((decides == key).mean())
        ax.annotate(
            f"{names[key]}\n{share:.0%} decided by it", corner, xytext=(dx, dy),
            textcoords="offset points", ha=ha, va="center",
        )  # fmt: skip
    if centres is not None:
        require(centres, ["x", "y"])
        ax.plot(centres["x"], centres["y"], "o", markersize=11, color=COLOURS["ink"])
        # The outermost names go outwards, so that near dots do not share a place.
        first, last = centres["x"].idxmin(), centres["x"].idxmax()
        for name, row in centres.iterrows():
            side = {first: -1, last: 1}.get(name, 0) if len(centres) > 1 else 0
            ax.annotate(
                str(name), (row["x"], row["y"]), xytext=(side * 10, 0 if side else 13),
                textcoords="offset points", fontweight="bold", va="center",
                ha={-1: "right", 0: "center", 1: "left"}[side],
                bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    ax.set(xlim=(-0.45, 1.45), ylim=(-0.06, 0.92), aspect="equal")
    ax.set_axis_off()
    return ax
