"""Pictures that seaborn has no form for: a network, shifts between shares, and a triangle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mkt40_helpers.connectivity.attention import deciding_influence, triangle
from mkt40_helpers.connectivity.networks import contacts_of
from mkt40_helpers.plots import COLOURS, axes_for, label_texts, require

if TYPE_CHECKING:
    import networkx as nx

_CORNERS = {"own": (0.0, 0.0), "outer": (1.0, 0.0), "others": (0.5, 3**0.5 / 2)}


def ties(data: nx.Graph, centre: str, most: int = 24, ax: Axes | None = None) -> Axes:
    """One person of a network and a ring of her contacts; thick lines are strong ties.

    Parameters
    ----------
    data : networkx.Graph
        From `connectivity.network`.
    centre : str
        The person in the middle.
    most : int
        Contacts to draw: those with the most ties among each other.
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
    around = contacts_of(data, centre)
    ax = axes_for(ax)
    ring = _ring(around, most)
    turn = np.linspace(0, 2 * np.pi, len(ring), endpoint=False)
    x, y = 2.2 * np.cos(turn), np.sin(turn)
    for i, one in enumerate(ring):
        _tie(ax, (0, x[i]), (0, y[i]), data[centre][one], COLOURS["ink"])
        for j, other in enumerate(ring[:i]):
            if other in around[one]:
                _tie(ax, (x[i], x[j]), (y[i], y[j]), around[one][other], COLOURS["quiet"])
    ax.plot(x, y, "o", color=COLOURS["ink"], markersize=9)
    ax.plot(0, 0, "o", color=COLOURS["ink"], markersize=20)
    ax.set(xlim=(-2.6, 2.6), ylim=(-1.15, 1.15))
    ax.set_axis_off()
    return ax


def _ring(around: nx.Graph, most: int) -> list[Any]:
    """Contacts with the most ties among each other, each circle of friends side by side."""
    import networkx as nx

    chosen = sorted(around, key=lambda person: (-around.degree[person], str(person)))[:most]
    circles = [sorted(part, key=str) for part in nx.connected_components(around.subgraph(chosen))]
    circles.sort(key=lambda part: (-len(part), str(part[0])))
    return [person for circle in circles for person in circle]


def _tie(ax: Axes, x: Any, y: Any, tie: dict[str, float], colour: str) -> None:
    width = 0.8 + min(tie.get("strength", 1.0), 20) / 5
    ax.plot(x, y, color=colour, linewidth=width, alpha=0.65, zorder=1)


def shifts(
    data: pd.DataFrame,
    x: str,
    y: str,
    to: str,
    change: str | None = None,
    low: str = "low",
    high: str = "high",
    ax: Axes | None = None,
) -> Axes:
    """Two shares per row, in percent, with an arrow from the first to the second.

    Parameters
    ----------
    data : DataFrame
        One row per arrow, top to bottom.
    x, to : str
        Columns with the shares, 0 to 1; their names stand over the uppermost arrow.
    y : str
        Column that names the rows.
    change : str, optional
        Column with the difference in percentage points, written in the right margin with the
        interval from `low` to `high`.
    low, high : str
        Columns with the ends of that interval.
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
    >>> ax = shifts(table, x="without", y="channel", to="with")
    >>> [text.get_text() for text in ax.texts][1:]
    ['20%', '10%', 'without', 'with']
    """
    ax = axes_for(ax)
    require(data, [x, to, y, *([change, low, high] if change else [])])
    shares = 100 * data[[x, to]].astype(float)
    places = range(len(data))
    top = float(shares.to_numpy().max()) * 1.08
    for place, (a, b) in enumerate(shares.to_numpy()):
        _arrow(ax, place, a, b)
    ax.plot(
        shares[x], places, "o", label=x, markersize=11, color=COLOURS["ink"],
        markerfacecolor="white",
    )  # fmt: skip
    ax.plot(shares[to], places, "o", label=to, markersize=11, color=COLOURS["ink"])
    for column in (x, to):
        ax.annotate(
            column, (shares[column].iloc[0], 0), xytext=(0, 11), textcoords="offset points",
            ha="center", va="bottom", color=COLOURS["quiet"],
        )  # fmt: skip
    for place, row in enumerate(data.to_dict("records") if change else []):
        told = f"{row[change]:+.1f} points ({row[low]:.1f} to {row[high]:.1f})"
        ax.text(top * 1.12, place, told, va="center")
    ax.set_yticks(places, label_texts(data[y]))
    ax.set(xlim=(-0.12 * top, top * (1.75 if change else 1.1)), ylim=(len(data) - 0.5, -0.7))
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= top])
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def _arrow(ax: Axes, place: int, a: float, b: float) -> None:
    """Draw an arrow from a to b, the figures outside, so that near ends do not overwrite."""
    arrow = {"arrowstyle": "-|>", "color": COLOURS["quiet"], "linewidth": 3, "shrinkA": 6,
             "shrinkB": 7, "mutation_scale": 20}  # fmt: skip
    ax.annotate("", (b, place), (a, place), arrowprops=arrow)
    for value, other in ((a, b), (b, a)):
        side = 1 if value > other else -1
        ax.annotate(
            f"{value:.0f}%" if value >= 9.5 else f"{value:.1f}%", (value, place),
            xytext=(side * 12, 0), textcoords="offset points", va="center",
            ha="left" if side > 0 else "right",
        )  # fmt: skip


def influences(
    data: pd.DataFrame,
    own: str = "weight_own",
    others: str = "weight_others",
    outer: str = "weight_outer",
    hue: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Decisions in a triangle: the nearer to a corner, the more that influence weighs.

    Parameters
    ----------
    data : DataFrame
        One row per decision.
    own, others, outer : str
        Columns: weight of her own view, of others' words, of outer influence; each 0 to 1, and
        together 1.
    hue : str, optional
        Column with groups; the mean of each gets a large dot with its name.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or as in `connectivity.triangle`.

    Examples
    --------
    >>> one = pd.DataFrame({"weight_own": [0.8], "weight_others": [0.1], "weight_outer": [0.1]})
    >>> influences(one).texts[0].get_text()
    'own view\n100% decided by it'
    """
    ax = axes_for(ax)
    places = triangle(data, own, others, outer)
    ax.scatter(places["x"], places["y"], s=6, color=COLOURS["passive"], alpha=0.6, linewidths=0)
    corners = np.array([*_CORNERS.values(), _CORNERS["own"]])
    ax.plot(*corners.T, color=COLOURS["ink"], linewidth=1.5)
    middle = corners[:3].mean(axis=0)
    for a, b in ((0, 1), (1, 2), (2, 0)):  # where two of them weigh the same
        half = (corners[a] + corners[b]) / 2
        ax.plot(*np.array([middle, half]).T, color=COLOURS["quiet"], linewidth=1.5, linestyle="--")
    names = {"own": "own view", "outer": "outer influence", "others": "others"}
    sides = {"own": (-8, 0, "right"), "outer": (8, 0, "left"), "others": (14, -6, "left")}
    decides = deciding_influence(data, own, others, outer)
    for key, corner in _CORNERS.items():
        dx, dy, ha = sides[key]
        ax.annotate(
            f"{names[key]}\n{(decides == key).mean():.0%} decided by it", corner,
            xytext=(dx, dy), textcoords="offset points", ha=ha, va="center",
        )  # fmt: skip
    if hue:
        require(data, [hue])
        _centres(ax, places.groupby(label_texts(data[hue])).mean())
    ax.set(xlim=(-0.45, 1.45), ylim=(-0.06, 0.92), aspect="equal")
    ax.set_axis_off()
    return ax


def _centres(ax: Axes, centres: pd.DataFrame) -> None:
    """Draw large dots with their names, the outermost outwards, so that near ones part."""
    ax.plot(centres["x"], centres["y"], "o", markersize=11, color=COLOURS["ink"])
    first, last = centres["x"].idxmin(), centres["x"].idxmax()
    for name, row in centres.iterrows():
        side = {first: -1, last: 1}.get(name, 0) if len(centres) > 1 else 0
        ax.annotate(
            str(name), (row["x"], row["y"]), xytext=(side * 10, 0 if side else 13),
            textcoords="offset points", fontweight="bold", va="center",
            ha={-1: "right", 0: "center", 1: "left"}[side],
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
