"""Pictures of open markets: who is reached, who sells, whom people believe."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mkt40_helpers import markets
from mkt40_helpers.plots import COLOURS, axes_for, label_texts, require

# Colours for groups without a meaning of their own, told apart by colour-blind people (Paul Tol).
_GROUPS = ("#332288", "#88CCEE", "#DDCC77", "#AA4499")
_ON_GROUPS = ("white", "black", "black", "white")


def experience(
    data: pd.DataFrame,
    curve: markets.ExperienceCurve,
    output: str = "cumulative_output",
    cost: str = "unit_cost_eur",
    ax: Axes | None = None,
) -> Axes:
    """Cost of a piece against cumulative output, with the fitted experience curve.

    Parameters
    ----------
    data : DataFrame
        One row per period.
    curve : ExperienceCurve
        As `markets.experience_curve` fits it.
    output, cost : str
        Columns of `data`.
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
    >>> table = pd.DataFrame({"cumulative_output": [1, 2, 4, 8],
    ...                       "unit_cost_eur": [100, 80, 64, 51.2]})
    >>> experience(table, markets.experience_curve(table)).get_xlabel()
    'cumulative output'
    """
    ax = axes_for(ax)
    require(data, [output, cost])
    x = np.geomspace(data[output].min(), data[output].max(), 100)
    ax.plot(x, [curve.cost(one) for one in x], color=COLOURS["model"], linewidth=4)
    ax.plot(data[output], data[cost], "o", color=COLOURS["ink"], markersize=4)
    doublings = data[output].min() * 2.0 ** np.arange(int(np.log2(x[-1] / x[0])) + 1)
    for one in doublings:
        ax.annotate(
            f"{curve.cost(one):,.0f}", (one, curve.cost(one)), xytext=(4, 10),
            textcoords="offset points",
        )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xticks(doublings, [f"{one:,.0f}" for one in doublings])
    ax.minorticks_off()
    ax.set(ylim=(0, data[cost].max() * 1.15), xlabel=output.replace("_", " "), ylabel="euro")
    ax.grid(axis="y", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def reach_curves(
    table: pd.DataFrame,
    x: str = "price",
    y: str = "share",
    by: str = "country",
    ax: Axes | None = None,
) -> Axes:
    """Share of people who can pay as the price falls, one line per country.

    Parameters
    ----------
    table : DataFrame
        One row per country and price.
    x, y, by : str
        Columns with the price, the share (0 to 1) and the country.
    ax : Axes, optional

    Returns
    -------
    Axes
        The price falls from left to right, by equal ratios.

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"price": [1000, 500], "share": [0.2, 0.6], "country": ["A", "A"]})
    >>> [text.get_text() for text in reach_curves(table).texts]
    ['A']
    """
    ax = axes_for(ax)
    require(table, [x, y, by])
    styles = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
    # From the country that is reached first, at the highest price, to the last.
    names = label_texts(table[by])
    places = table[y].groupby(names).mean().sort_values(ascending=False).index.tolist()
    # By the alphabet, so that a country keeps its style in a panel with other shares.
    style = dict(zip(sorted(places, key=str), styles * len(places), strict=False))
    for name in places:
        part = table[names == name].sort_values(x)
        ax.plot(part[x], part[y], color=COLOURS["real"], linewidth=3, linestyle=style[name])
        # The name stands on the line, each at another height, so that neighbours keep apart,
        # and away from its ends, so that it does not hide where the line stops.
        part = part.iloc[len(part) // 8 : len(part) - len(part) // 8]
        at = part.iloc[(part[y] - (0.5, 0.75, 0.3)[places.index(name) % 3]).abs().argmin()]
        ax.text(
            at[x], at[y], str(name), ha="center", va="center", fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    ax.set_xscale("log")
    top = int(table[x].max())
    ticks = [one for one in (5000, 2000, 1000, 500, 200, 100, 50) if table[x].min() <= one <= top]
    ax.set_xticks(ticks, [f"{one:,}" for one in ticks])
    ax.minorticks_off()
    ax.invert_xaxis()
    ax.set(ylim=(0, 1.02), xlabel="price, euro (falling)", ylabel="share who can pay")
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.grid(color=COLOURS["grid"])
    return ax


def country_bars(
    table: pd.DataFrame, x: str, y: str = "country", new: str | None = None, ax: Axes | None = None
) -> Axes:
    """One bar per country, first row on top, its figure beside it; new countries stand out.

    Parameters
    ----------
    table : DataFrame
        One row per country.
    x, y : str
        Columns with the figure and with the name.
    new : str, optional
        Column with True for a country to stand out.
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
    >>> table = pd.DataFrame({"country": ["A", "B"], "millions": [265.6, 52.3]})
    >>> [text.get_text() for text in country_bars(table, x="millions").texts]
    ['266', '52']
    """
    require(table, [x, y, *([new] if new else [])])
    if ax is None:
        ax = axes_for(ax)
        ax.get_figure().set_figheight(max(4.2, 1.6 + 0.28 * len(table)))  # type: ignore[union-attr]
    marked = table[new].astype(bool) if new else pd.Series(False, index=table.index)
    colours = [COLOURS["real"] if one else COLOURS["quiet"] for one in marked]
    bars = ax.barh(label_texts(table[y]), table[x], color=colours)
    labels = [f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" for value in table[x]]
    ax.bar_label(bars, labels, padding=4)
    ax.set(xlim=(0, max(float(table[x].max()) * 1.1, 1e-9)), xlabel=x)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    return ax


def district_bars(
    table: pd.DataFrame,
    district: str = "district",
    group: str = "group",
    residents: str = "residents",
    ax: Axes | None = None,
) -> Axes:
    """Who lives in each district of a city: shares of the groups, one bar per district.

    Parameters
    ----------
    table : DataFrame
        One row per district and group of one city; four groups at most.
    district, group, residents : str
        Columns.
    ax : Axes, optional

    Returns
    -------
    Axes
        With a first bar for the whole city.

    Raises
    ------
    ValueError
        A column is missing, or there are more than four groups.

    Examples
    --------
    >>> city = pd.DataFrame({"district": ["north", "north"], "group": ["a", "b"],
    ...                      "residents": [30, 10]})
    >>> [text.get_text() for text in district_bars(city).texts]
    ['75%', '', '25%', '']
    """
    ax = axes_for(ax)
    require(table, [district, group, residents])
    counts = (
        table.groupby([district, group], dropna=False, observed=True)[residents].sum().unstack()
    )
    counts.columns = pd.Index(label_texts(counts.columns.to_series()))
    counts.index = pd.Index(label_texts(counts.index.to_series()))
    if counts.shape[1] > len(_GROUPS):
        raise ValueError(f"The picture has colours for {len(_GROUPS)} groups; join the smallest.")
    counts = pd.concat([counts.sum().to_frame("WHOLE CITY").T, counts]).astype(float)
    shares = counts.div(counts.sum(axis=1), axis=0)
    shares.index = shares.index.astype(str)
    left = np.zeros(len(shares))
    texts = []
    for name, colour, ink in zip(shares, _GROUPS, _ON_GROUPS, strict=False):
        bars = ax.barh(shares.index, shares[name], left=left, color=colour, label=str(name))
        first = f"{shares[name].iloc[0]:.0%}" if shares[name].iloc[0] >= 0.1 else ""
        texts.append((bars, [first] + [""] * (len(shares) - 1), ink))
        left += shares[name].to_numpy()
    for bars, labels, ink in texts:
        ax.bar_label(bars, labels, label_type="center", color=ink)
    ax.set(xlim=(0, 1), xticks=[], ylim=(len(shares) - 0.5, -0.5))
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def lorenz_curves(groups: Mapping[str, pd.Series], ax: Axes | None = None) -> Axes:
    """Lorenz curves: what share of the whole the smallest so many have together.

    Parameters
    ----------
    groups : dict of str to Series
        Name of the curve, and what each one has; three curves at most.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        Values that cannot be (see `markets.lorenz`).

    Examples
    --------
    >>> ax = lorenz_curves({"2016": pd.Series([3, 1])})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['2016: Gini 0.25', 'all alike']
    """
    ax = axes_for(ax)
    styles = ((COLOURS["quiet"], "--"), (COLOURS["promoter"], "-"), (COLOURS["detractor"], "-."))
    for (name, values), (colour, line) in zip(groups.items(), styles, strict=False):
        curve = markets.lorenz(values)
        label = f"{name}: Gini {markets.gini(values):.2f}"
        ax.plot(
            curve["owners"], curve["owned"], line, color=colour, linewidth=3, label=label,
            marker="o" if len(curve) < 20 else None,
        )  # fmt: skip
    ax.plot([0, 1], [0, 1], color=COLOURS["passive"], linewidth=1, label="all alike")
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="firms, smallest first", ylabel="share of sales")
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.legend(loc="upper left")
    return ax


def tail_curves(
    table: pd.DataFrame,
    units: str = "units",
    by: str = "year",
    mark: int = 20,
    ax: Axes | None = None,
) -> Axes:
    """Share of all units that the best-selling so many items make up, one line per group.

    Parameters
    ----------
    table : DataFrame
        One row per item.
    units, by : str
        Columns with the units sold and with the group; two groups.
    mark : int
        Number of best-sellers whose share is written in the picture.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or there are more than two groups.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2016, 2016], "units": [30, 10]})
    >>> [text.get_text() for text in tail_curves(table, mark=1).texts]
    ['2016: 75%']
    """
    ax = axes_for(ax)
    require(table, [units, by])
    parts = [part for _, part in table.groupby(by, dropna=False, observed=True)]
    if len(parts) > 2:
        raise ValueError(f"The picture has two groups, and {by!r} has {len(parts)}: choose two.")
    for part, colour in zip(parts, (COLOURS["store"], COLOURS["online"]), strict=False):
        name = label_texts(part[by]).iloc[0]
        ordered = part[units].sort_values(ascending=False).to_numpy(dtype=float)
        share = ordered.cumsum() / ordered.sum()
        ax.plot(np.arange(1, len(share) + 1), share, color=colour, linewidth=3)
        ax.plot(mark, share[mark - 1], "o", color=colour, markersize=10)
        ax.annotate(
            f"{name}: {share[mark - 1]:.0%}", (mark, share[mark - 1]), xytext=(10, -16),
            textcoords="offset points", fontweight="bold",
        )  # fmt: skip
    ax.set_xscale("log")
    ticks = [1, 5, 20, 40, 100, 400]
    ax.set_xticks(ticks, [str(one) for one in ticks])
    ax.minorticks_off()
    ax.set(ylim=(0, 1.03), xlabel="number of best-sellers", ylabel="share of all units")
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.grid(color=COLOURS["grid"])
    return ax


def funnel_bars(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How many are left after each stage.

    Parameters
    ----------
    table : DataFrame
        Columns stage, left and overall, as `markets.funnel` makes them.
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
    >>> table = pd.DataFrame({"stage": ["all", "built"], "left": [224, 3], "overall": [1, 0.0134]})
    >>> [text.get_text() for text in funnel_bars(table).texts]
    ['224', '3 (1% of all)']
    """
    ax = axes_for(ax)
    require(table, ["stage", "left", "overall"])
    bars = ax.barh(table["stage"].astype(str), table["left"], color=COLOURS["promoter"])
    first, *others = table.itertuples()
    texts = [f"{first.left}", *(f"{row.left} ({row.overall:.0%} of all)" for row in others)]
    ax.bar_label(bars, texts, padding=5)
    ax.set(xlim=(0, table["left"].max() * 1.15), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    return ax


def factor_dots(models: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """What goes with a decision, with intervals; several models side by side.

    Parameters
    ----------
    models : dict of str to DataFrame
        Name of the model, and the table of `markets.decision_factors`; two models at most. The
        second is the fuller one, and stands in ink.
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
    >>> table = pd.DataFrame({"factor": ["friends"], "points": [17.2], "low": [13.8],
    ...                       "high": [20.6]})
    >>> [text.get_text() for text in factor_dots({"all": table}).texts]
    ['17']
    """
    ax = axes_for(ax)
    for table in models.values():
        require(table, ["factor", "points", "low", "high"])
    names = list(dict.fromkeys(name for table in models.values() for name in table["factor"]))
    looks = ((COLOURS["detractor"], "s"), (COLOURS["ink"], "o"))
    shift = 0.34 / max(len(models), 1)
    for i, ((model, table), (colour, marker)) in enumerate(
        zip(models.items(), looks, strict=False)
    ):
        places = np.array([names.index(name) for name in table["factor"]], dtype=float)
        places += (i - (len(models) - 1) / 2) * 2 * shift
        ax.hlines(places, table["low"], table["high"], color=colour, linewidth=2.5)
        ax.plot(table["points"], places, marker, color=colour, markersize=9, label=model)
        for place, high, value in zip(places, table["high"], table["points"], strict=True):
            ax.annotate(
                f"{value:.0f}", (high, place), xytext=(6, 0), textcoords="offset points",
                va="center", color=colour,
            )  # fmt: skip
    ax.axvline(0, color=COLOURS["quiet"], linewidth=1)
    ax.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlabel("percentage points more likely to buy")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    if len(models) > 1:
        ax.legend(loc="lower right")
    return ax


def diffusion(sales: pd.Series, fits: Mapping[str, markets.Bass], ax: Axes | None = None) -> Axes:
    """Sales per period as bars, with one Bass curve for each fit, dashed where it forecasts.

    Parameters
    ----------
    sales : Series
        Sales in period 1, 2, ...
    fits : dict of str to Bass
        Name of the curve, and the fit; three at most.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        There are no sales.

    Examples
    --------
    >>> dryers = pd.Series([106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240])
    >>> len(diffusion(dryers, {"fit": markets.bass(dryers)}).patches)
    10
    """
    ax = axes_for(ax)
    if not len(sales):
        raise ValueError("There are no sales to draw.")
    years = np.arange(1, len(sales) + 1)
    ax.bar(years, sales, color=COLOURS["real"], label="sales")
    colours = (COLOURS["ink"], COLOURS["promoter"], COLOURS["online"])
    for (name, fit), colour, marker in zip(fits.items(), colours, "os^", strict=False):
        curve = fit.sales(len(sales)).to_numpy()
        known = min(fit.n, len(sales))
        ax.plot(
            years[:known], curve[:known], marker=marker, markersize=5, color=colour,
            linewidth=2.5, label=name,
        )  # fmt: skip
        ax.plot(
            years[known - 1 :], curve[known - 1 :], "--", marker=marker, markersize=5,
            color=colour, linewidth=2.5,
        )  # fmt: skip
    top = max([float(sales.max()), *(float(f.sales(len(sales)).max()) for f in fits.values())])
    ax.set(xticks=years, ylim=(0, top * 1.3), xlabel="year of the series", ylabel="sales")
    ax.legend(loc="upper left", ncols=2)
    return ax


def guess_dots(
    data: pd.DataFrame,
    true_value: float,
    estimate: str = "estimate",
    condition: str = "condition",
    ax: Axes | None = None,
) -> Axes:
    """Each guess as a dot, one row per condition, with the crowd's mean and the right answer.

    Parameters
    ----------
    data : DataFrame
        One row per guess.
    true_value : float
        The right answer, in the unit of the guesses.
    estimate, condition : str
        Columns.
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
    >>> data = pd.DataFrame({"estimate": [80, 120], "condition": ["alone", "alone"]})
    >>> [text.get_text() for text in guess_dots(data, 90).texts]
    ['right answer 90', 'mean 100']
    """
    ax = axes_for(ax)
    require(data, [estimate, condition])
    ax.axvline(true_value, color=COLOURS["store"], linewidth=3)
    ax.annotate(
        f"right answer {true_value:,.0f}", (true_value, 1), xycoords=("data", "axes fraction"),
        xytext=(5, -4), textcoords="offset points", va="top", color=COLOURS["store"],
        fontweight="bold",
    )  # fmt: skip
    names = list(dict.fromkeys(data[condition]))
    for place, name in enumerate(names):
        values = data.loc[data[condition] == name, estimate].to_numpy(dtype=float)
        # The dots are spread up and down in a fixed way, so that none hides another.
        up = place + 0.25 * np.sin(np.arange(len(values)) * 2.4)
        ax.plot(values, up, "o", color=COLOURS["model"], markersize=6, alpha=0.7, markeredgewidth=0)
        mean = float(values.mean())
        ax.plot([mean, mean], [place - 0.34, place + 0.34], color=COLOURS["ink"], linewidth=4)
        # On the far side of the right answer, so that its line does not cross the words.
        side = "right" if mean < true_value else "left"
        ax.annotate(
            f"mean {mean:,.0f}", (mean, place + 0.36), ha=side, va="top", fontweight="bold",
            xytext=(0, -2), textcoords="offset points",
        )  # fmt: skip
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.3, -0.75)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def shrinkage(table: pd.DataFrame, by: str = "product", ax: Axes | None = None) -> Axes:
    """Mean rating (hollow) and shrunken mean (full) of each product, with its number of reviews.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, reviews, mean and shrunken, as `markets.shrunken_means` makes them.
    by : str
        Column that names the rows.
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
    >>> table = pd.DataFrame({"product": ["helmet"], "reviews": [196], "mean": [4.60],
    ...                       "shrunken": [4.57]})
    >>> [text.get_text() for text in shrinkage(table).get_yticklabels()]
    ['helmet (196 reviews)']
    """
    ax = axes_for(ax)
    require(table, [by, "reviews", "mean", "shrunken"])
    places = np.arange(len(table))
    ax.hlines(places, table["shrunken"], table["mean"], color=COLOURS["quiet"], linewidth=2)
    (plain,) = ax.plot(table["mean"], places, "o", markersize=10, label="mean")
    plain.set(markeredgecolor=COLOURS["quiet"], markerfacecolor="white", markeredgewidth=2)
    ax.plot(table["shrunken"], places, "o", color=COLOURS["ink"], markersize=9, label="shrunken")
    rows = zip(label_texts(table[by]), table["reviews"], strict=True)
    labels = [f"{name} ({count} reviews)" for name, count in rows]
    ax.set_yticks(places, labels)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlabel("stars")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    ax.legend(loc="best")
    return ax
