"""Open the market: learning, output, budget and inequality -> who is reached, by country."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import ipywidgets
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mkt40_helpers import data, markets, plots
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.controls import Announcement, Slider
from mkt40_helpers.labs.frame import DPI, Lab

# Price of the standard e-bike in its first quarter (invented; first row of the table prices).
FIRST_PRICE = 4887.27
# Mean of 2020, the year of the incomes.
EURO_PER_DOLLAR = 0.88
SOURCE = "Real data: CIA World Factbook, World Bank; invented prices"
GINI_LOW, GINI_HIGH = -10, 10


def open_the_market() -> ipywidgets.VBox:
    """Open the market: a falling price meets real incomes -> who is reached, by country.

    Returns
    -------
    VBox
        Four sliders, a sentence, and a picture; displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = open_the_market()
    >>> lab.children[1].value = 0
    >>> lab.children[4].text[:46]
    'After 0 doublings the e-bike costs 4,887 euro.'
    """
    learning = Slider(
        label="Learning rate, % a doubling", value=18, low=5, high=30,
    )  # fmt: skip
    doublings = Slider(label="Doublings of output", value=4, low=0, high=16)
    budget = Slider(label="Budget, % of a year's income", value=5, low=1, high=15)
    words = [f"{points:+d} points" if points else "as it is" for points in range(-10, 11)]
    inequality = Slider(
        label="Inequality (Gini)", value=0, low=GINI_LOW, high=GINI_HIGH, words=words
    )
    sentence = Announcement()
    picture = ipywidgets.HTML()
    figure, moving, arrange = _canvas(DPI)
    draw = plots.redrawer(figure, moving)
    sliders = [learning, doublings, budget, inequality]

    def update(_: dict[str, Any] | None = None) -> None:
        text = arrange(*(slider.value for slider in sliders))
        picture.value = plots.image(draw(), text)
        sentence.text = text

    for control in sliders:
        control.observe(update, "value")
    update()
    return Lab([*sliders, sentence, picture])


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
    figure, _, arrange = _canvas()
    return figure, arrange(learning, doublings, budget, inequality)


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


def _canvas(
    dpi: float | None = None,
) -> tuple[Figure, list[Artist], Callable[[float, float, float, float], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    countries = _countries()
    figure = Figure(figsize=(9, 5.2), dpi=dpi)
    ax = figure.subplots()
    bars = ax.barh(countries["country"], 0, color=plots.COLOURS["real"])
    labels = [ax.text(0, place, "", va="center") for place in range(len(countries))]
    title = ax.text(0, 1.03, "", transform=ax.transAxes, fontsize=15, fontweight="bold")
    ax.set_title(" ")  # keeps a place for the title
    ax.set(xlim=(0, 1.42), ylim=(len(countries) - 0.4, -0.6))
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.spines["bottom"].set_bounds(0, 1)  # beyond a share of 100% there is only room for words
    ax.set_xlabel("share (and number) who can pay, at the exchange rate; richest first", loc="left")
    ax.tick_params(axis="y", length=0)
    figure.supxlabel(SOURCE, x=0.01, ha="left", fontsize=10, color=plots.COLOURS["quiet"])
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(learning: float, doublings: float, budget: float, inequality: float) -> str:
        price = _price(learning, doublings)
        reached = _reached(price, budget, inequality)
        shares, people = reached["share"].tolist(), reached["people"].tolist()
        for bar, label, share, reaches in zip(bars, labels, shares, people, strict=True):
            bar.set_width(share)
            label.set_x(share + 0.01)
            label.set_text(_label(share, reaches / 1e6))
        total = reached["people"].sum() / 1e6
        title.set_text(f"{price:,.0f} euro reaches {_millions(total)} people in 14 countries")
        return _told(doublings, price, reached)

    return figure, [*bars, *labels, title], arrange


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
