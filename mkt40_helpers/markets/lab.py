"""Open the market: learning, output, budget and inequality -> who is reached, by country."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mkt40_helpers import data, markets, plots
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.answers import Verdicts, around
from mkt40_helpers.labs.canvas import SLIDE_WIDTH, Canvas, is_narrow, title_above, write_source
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import DPI, WIDTH, Lab, Setting

# Price of the standard e-bike in its first quarter (invented; first row of the table prices).
FIRST_PRICE = 4887.27
# Mean of 2020, the year of the incomes.
EURO_PER_DOLLAR = 0.88
SOURCE = "Real data: CIA World Factbook, World Bank; invented prices"
GINI_LOW, GINI_HIGH = -10, 10
# Learning rate, doublings, budget, inequality: where the sliders stand at first.
START = (18, 4, 5, 0)
# Where they can stand in a page without a kernel.
STOPS = [(10, 18, 25), (0, 1, 2, 3, 4, 5, 8, 12), (5, 10), (0, 10)]


def open_the_market() -> Lab:
    """Open the market: a falling price meets real incomes -> who is reached, by country.

    Returns
    -------
    Lab
        A question, four sliders and a field for the answer; beside them a bar for each country,
        with the last setting in grey. Displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = open_the_market()
    >>> lab.sliders[1].value = 0
    >>> lab.sentence.text[:46]
    'After 0 doublings the e-bike costs 4,887 euro.'
    """
    learning, doublings, budget, inequality = START
    words = [f"{points:+d} points" if points else "as it is" for points in range(-10, 11)]
    sliders = [
        Slider(label="Learning rate, % a doubling", value=learning, low=5, high=30),
        Slider(label="Doublings of output", value=doublings, low=0, high=16),
        Slider(label="Budget, % of a year's income", value=budget, low=1, high=15),
        Slider(
            label="Inequality (Gini)", value=inequality, low=GINI_LOW, high=GINI_HIGH, words=words
        ),
    ]
    question = (
        f"A rival claims: one more doubling after the first {doublings} brings as many new people "
        f"as these {doublings} together. How many million does that one doubling bring?"
    )
    canvas = Canvas(*_canvas((WIDTH, 4.8), DPI))

    def slide() -> Canvas:
        return Canvas(*_canvas((SLIDE_WIDTH, 3.84), DPI))

    label = "Your answer (million people)"
    return Lab(question, label, sliders, canvas, _verdicts(), stops=STOPS, slide=slide)


def _verdicts() -> Verdicts:
    """Say of each answer whether it is right, or what to look at."""
    _, doublings, *_ = START
    none, before, after = (_people(START, number) for number in (0, doublings, doublings + 1))
    brings, earlier = after - before, before - none
    verdict = "more than" if brings > earlier else "not as many as"
    right = (
        f"Right. This doubling brings {brings:.0f} million people, {verdict} the "
        f"{earlier:.0f} million of the first {doublings} together."
    )
    all_after = (
        "So many can pay after that doubling. Some of them could pay before it: they are not "
        "new. Take them off."
    )
    all_before = f"So many can pay after {doublings} doublings. How many can after one more?"
    first_ones = (
        f"So many the first {doublings} doublings bring together: you have one side of the "
        "rival's claim. The question asks for the other side, the doubling after them."
    )
    return Verdicts(
        [
            # Who subtracts the figures under the picture subtracts two rounded ones.
            around(brings, 1, right),
            (1e6, math.inf, "Give it in millions: 12 for twelve million."),
            around(after, 0.6, all_after),
            around(before, 0.6, all_before),
            around(earlier, 1, first_ones),
        ],
        f"Not yet. Press Reset, and read under the picture how many people can pay after "
        f"{doublings} doublings. Then move the second slider by one step: how many are new?",
    )


def _people(setting: Setting, doublings: int) -> float:
    """Millions who can pay, at another number of doublings."""
    learning, _, budget, inequality = setting
    _, reached = _result((learning, doublings, budget, inequality))
    return float(reached["people"].sum() / 1e6)


def market_picture(
    learning: float = 18, doublings: float = 4, budget: float = 5, inequality: float = 0
) -> tuple[Figure, str]:
    """The lab's picture for one setting, and its description.

    Parameters
    ----------
    learning : float
        Percent by which the price falls with each doubling of output, 0 to below 100.
    doublings : float
        How often the cumulative output has doubled, 0 to 30.
    budget : float
        Percent of a year's income that a person can spend on it, above 0 and up to 100.
    inequality : float
        Points added to each country's Gini coefficient, -10 to 10.

    Returns
    -------
    (Figure, str)
        As `plots.show` takes them.

    Raises
    ------
    ValueError
        A setting that cannot be.

    Examples
    --------
    >>> market_picture(doublings=0)[1][:46]
    'After 0 doublings the e-bike costs 4,887 euro.'
    """
    figure, _, arrange = _canvas((9, 5.2))
    return figure, arrange((learning, doublings, budget, inequality), None)


@functools.cache
def _countries() -> pd.DataFrame:
    """The fourteen countries with real people, income in euro and Gini, richest first.

    The price is in euro, so incomes are taken at the exchange rate and not at purchasing power.
    """
    gdp = data.load("gdp_per_head").query("year == 2020")
    table = data.load("markets")[["country"]].merge(data.load("countries"), on="country")
    table = table.merge(gdp[["country", "gdp_per_head"]], on="country")
    table["income"] = EURO_PER_DOLLAR * table["gdp_per_head"]
    return table.sort_values("income", ascending=False, ignore_index=True)


Figures = tuple[float, ...]


def _canvas(
    size: tuple[float, float], dpi: float | None = None
) -> tuple[Figure, list[Artist], Callable[[Figures, Figures | None], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    countries = _countries()
    figure = Figure(figsize=size, dpi=dpi)
    ax = figure.subplots()
    bars = ax.barh(countries["country"], 0, color=plots.COLOURS["real"])
    ghosts = ax.plot([], [], "|", color=plots.COLOURS["quiet"], markersize=14, markeredgewidth=3)
    labels = [ax.text(0, place, "", va="center") for place in range(len(countries))]
    title = title_above(ax, 1.03, 15 * size[0] / 9)
    ax.set_title(" ")  # keeps a place for the title
    most = 1.55 if is_narrow(figure) else 1.42  # room for the words of a share of 100%
    ax.set(xlim=(0, most), ylim=(len(countries) - 0.4, -0.6))
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.spines["bottom"].set_bounds(0, 1)  # beyond a share of 100% there is only room for words
    who = "" if is_narrow(figure) else "share (and number) "
    ax.set_xlabel(f"{who}who can pay, at the exchange rate; richest first", loc="left")
    ax.tick_params(axis="y", length=0)
    write_source(figure, SOURCE)
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(now: Figures, before: Figures | None) -> str:
        price, reached = _result(now)
        shares, people = reached["share"].tolist(), reached["people"].tolist()
        for bar, label, share, reaches in zip(bars, labels, shares, people, strict=True):
            bar.set_width(share)
            label.set_x(share + 0.01)
            label.set_text(_label(share, reaches / 1e6))
        total = reached["people"].sum() / 1e6
        title.set_text(f"{price:,.0f} euro reaches {_millions(total)} people in 14 countries")
        told = _told(now[1], price, reached)
        if before is None:
            ghosts[0].set_data([], [])
            return told
        was_price, was = _result(before)
        ghosts[0].set_data(was["share"], range(len(was)))
        return (
            f"{told} Before, the grey marks: {was_price:,.0f} euro and "
            f"{_millions(was['people'].sum() / 1e6)} people."
        )

    return figure, [*bars, *ghosts, *labels, title], arrange


def _result(setting: Figures) -> tuple[float, pd.DataFrame]:
    learning, doublings, budget, inequality = setting
    price = _price(learning, doublings)
    return price, _reached(price, budget, inequality)


def _price(learning: float, doublings: float) -> float:
    rate = number(learning, "learning", 0, 99) / 100
    return float(FIRST_PRICE * (1 - rate) ** number(doublings, "doublings", 0, 30))


def _reached(price: float, budget: float, inequality: float) -> pd.DataFrame:
    """Share and people of each country, in the order of the picture."""
    number(inequality, "inequality", GINI_LOW, GINI_HIGH)
    share = number(budget, "budget", 0, 100, above=True) / 100
    countries = _countries().assign(gini=_countries()["gini"] + inequality)
    reached = markets.reach_by_country(countries, price, share)
    return countries[["country"]].merge(reached, on="country")


def _millions(value: float) -> str:
    return f"{value:,.0f} million" if value >= 9.95 else f"{value:.1f} million"


def _label(share: float, millions: float) -> str:
    # "0% (4.7 million)" would contradict itself.
    percent = f"{share:.1%}" if share < 0.0095 else f"{share:.0%}"
    return f"{percent} ({_millions(millions)})"


def _told(doublings: float, price: float, reached: pd.DataFrame) -> str:
    total = reached["people"].sum() / 1e6
    by_people = reached.nlargest(1, "people").to_dict("records")[0]
    by_share = reached.nlargest(1, "share").to_dict("records")[0]
    times = "1 doubling" if doublings == 1 else f"{doublings:g} doublings"
    return (
        f"After {times} the e-bike costs {price:,.0f} euro. {_millions(total)} people in 14 "
        f"countries can pay that. Largest number: {by_people['country']}, "
        f"{_millions(by_people['people'] / 1e6)}. Largest share: {by_share['country']}, "
        f"{by_share['share']:.0%}."
    )
