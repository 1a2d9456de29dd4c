"""The NPS explorer: customers and answers -> score, interval, and what can be told apart."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mkt40_helpers import advocacy, data, plots
from mkt40_helpers.labs.answers import Verdicts, around
from mkt40_helpers.labs.canvas import SLIDE_WIDTH, Canvas, is_narrow, title_above, write_source
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import DPI, WIDTH, Lab, Setting

SOURCE = "Invented data: samples with exactly this mix of customers"
SIZES = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
# The question of the lab: how many answers show a difference of so many points?
POINTS = 10
# Where the sliders can stand in a page without a kernel.
STOPS = [(20, 38, 40, 60), (15, 16, 30), range(len(SIZES))]


def nps_explorer() -> Lab:
    """NPS explorer: customers' mix and number of answers -> score, intervals, what can be seen.

    Returns
    -------
    Lab
        A question, three sliders and a field for the answer; beside them the intervals of two
        firms, with the last setting in grey. Displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = nps_explorer()
    >>> lab.sliders[0].value = 60
    >>> lab.sentence.text[:47]
    '60% promoters, 25% passives, 15% detractors: NP'
    """
    words = [f"{size:,} answers" for size in SIZES]
    sliders = [
        Slider(label="Promoters, % of customers", value=40, low=0, high=100),
        Slider(label="Detractors, % of customers", value=15, low=0, high=100),
        Slider(label="Answers, each firm", value=4, low=0, high=len(SIZES) - 1, words=words),
    ]
    p, d = _zwaluws_mix()
    question = (
        f"Set Zwaluw's mix: {p}% promoters and {d}% detractors. Which is the smallest number of "
        f"answers on the slider at which a difference of {POINTS} points is usually detected?"
    )
    canvas = Canvas(*_canvas((WIDTH, 3.6), DPI), _meant)

    def slide() -> Canvas:
        return Canvas(*_canvas((SLIDE_WIDTH, 3.2), DPI), _meant)

    label = "Your answer (answers of each firm)"
    return Lab(question, label, sliders, canvas, _verdicts(), _share, STOPS, slide)


def nps_picture(promoters: int, detractors: int, n: int) -> tuple[Figure, str]:
    """The explorer's picture for one setting, and its description.

    Parameters
    ----------
    promoters, detractors : int
        Percent of the customers, together 100 at most.
    n : int
        Number of answers.

    Returns
    -------
    (Figure, str)
        For `plots.show(figure, alt=text)`.

    Raises
    ------
    ValueError
        Percentages or n that cannot be (see `advocacy.detectable_difference`).

    Examples
    --------
    >>> nps_picture(40, 15, n=100)[1][:60]
    'Two firms, each a dot with its interval, on a scale from -10'
    """
    figure, _, arrange = _canvas((9, 3.8))
    told = "Two firms, each a dot with its interval, on a scale from -100 to 100 points of NPS. "
    return figure, told + arrange((promoters, detractors, n), None)


@functools.cache
def _zwaluws_mix() -> tuple[int, int]:
    """Promoters and detractors of the whole survey, in percent."""
    result = advocacy.nps(data.load("survey")["score"])
    return round(100 * result.promoter_share), round(100 * result.detractor_share)


def _meant(values: Setting) -> Setting:
    """Turn the places of the sliders into percentages and a number of answers."""
    promoters, detractors, size = values
    return promoters, detractors, SIZES[size]


def _share(values: Setting, moved: int) -> Setting:
    """Let the share that was not moved give way: together they cannot exceed 100."""
    promoters, detractors, size = values
    if promoters + detractors <= 100:
        return values
    return (
        (100 - detractors, detractors, size) if moved == 1 else (promoters, 100 - promoters, size)
    )


def _seen(n: int) -> float:
    p, d = _zwaluws_mix()
    return advocacy.detectable_difference(n, p / 100, d / 100)


def _verdicts() -> Verdicts:
    """Say of each answer whether it is right, or what to look at."""
    enough = [size for size in SIZES if _seen(size) <= POINTS]
    known = advocacy.precision(SIZES, *(share / 100 for share in _zwaluws_mix()))
    one_firm = int(known.loc[known["margin"] <= POINTS, "answers"].min())
    exact = math.ceil(_seen(1) ** 2 / POINTS**2)
    right = (
        f"Right. With {enough[0]:,} answers of each firm {_seen(enough[0]):.0f} points are "
        f"usually detected, with the next smaller number only {_seen(_below(enough[0])):.1f}."
    )
    formula = (
        "That is what the formula gives, well done. The question asks for a number that the "
        "slider has. Which is the first that is large enough?"
    )
    more = "That many is enough. Is there a smaller number on the slider that is enough too?"
    one = (
        f"That many tells one firm's own score to {POINTS} points. A difference has two "
        "samples in it, each with its own chance. Read the last sentence under the picture."
    )
    too_few = (
        "Not yet. Set the mix of the question, move the last slider to your number, and read "
        f"under the picture which difference is usually detected: is it {POINTS} points or less?"
    )
    return Verdicts(
        [
            (enough[0], enough[0], right),
            around(exact, 0.03 * exact, formula),  # also from shares that are not rounded
            *((size, size, more) for size in enough),
            (one_firm, one_firm, one),
            *((size, size, too_few) for size in SIZES),
        ],
        "This number is not on the slider. Move the last slider, and read under the picture "
        "which difference is usually detected.",
    )


def _below(size: float) -> int:
    return SIZES[SIZES.index(int(size)) - 1]


def _canvas(
    size: tuple[float, float], dpi: float | None = None
) -> tuple[Figure, list[Artist], Callable[[Setting, Setting | None], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=size, dpi=dpi)
    scale = figure.subplots()
    ghosts = [_firm(scale, place + 0.22, plots.COLOURS["passive"], 8) for place in (1, 0)]
    firms = [_firm(scale, place, plots.COLOURS["ink"], 11) for place in (1, 0)]
    for artist in (artist for ghost in ghosts for artist in ghost):
        artist.set_alpha(0.5)
    below = 0.42 if is_narrow(figure) else 0.26
    values = [scale.text(0, place - below, "", ha="center", va="center") for place in (1, 0)]
    earlier = scale.text(0, 1.45, "before", ha="center", va="center", fontsize=12)
    earlier.set_color(plots.COLOURS["quiet"])
    title = title_above(scale, 1.05, 14)
    _scale_axis(scale, "\n" if is_narrow(figure) else " ")
    scale.set_title(" ", pad=14)  # keeps a place for the title
    write_source(figure, SOURCE)
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(now: Setting, before: Setting | None) -> str:
        pair = _pair(*now)
        for artists, result, value, told in zip(firms, pair, values, _labels(pair), strict=True):
            _place(artists, result)
            # A long text at the end of the scale would run out of the picture.
            value.set(x=min(max(result.score if result else 0, -80), 80), text=told)
        old = _pair(*before) if before else (None, None)
        for artists, result in zip(ghosts, old, strict=True):
            _place(artists, result)
        earlier.set(x=old[0].score if old[0] else 0, visible=bool(before))
        low, high = pair[0].interval()
        title.set_text(
            f"NPS {pair[0].score:.0f} from {now[2]:,} answers: 95% interval {low:.0f} to {high:.0f}"
        )
        return _told(now, pair) + (_told_before(before, old) if before else "")

    moving = [artist for artists in (*ghosts, *firms) for artist in artists]
    return figure, [*moving, *values, earlier, title], arrange


def _firm(scale: Axes, place: float, colour: str, size: float) -> list[Artist]:
    """Draw a firm's interval and score, to be put in their place later."""
    line = scale.plot([0, 0], [place, place], color=colour, linewidth=size / 3)[0]
    dot = scale.plot([0], [place], "o", color=colour, markersize=size)[0]
    return [line, dot]


def _place(artists: list[Artist], result: advocacy.NPS | None) -> None:
    line, dot = artists
    line.set(xdata=result.interval() if result else (math.nan, math.nan))
    dot.set(xdata=[result.score if result else math.nan])


def _labels(pair: tuple[advocacy.NPS, advocacy.NPS | None]) -> tuple[str, str]:
    a, b = pair
    if b is None:
        return f"{a.score:.0f}", "no such firm: see the text"
    return f"{a.score:.0f}", f"{b.score:.0f}, {_points(abs(a.score - b.score))} points away"


def _scale_axis(scale: Axes, end: str) -> None:
    scale.set(xlim=(-108, 108), ylim=(-0.6, 1.65), xticks=range(-100, 101, 50))
    scale.set_yticks([1, 0], ["firm A", "firm B"])
    scale.tick_params(axis="y", length=0)
    scale.set_xlabel(
        f"NPS, points (dot: true score;{end}line: what samples of this size show, 95%)"
    )
    scale.grid(axis="x", color=plots.COLOURS["grid"])
    scale.set_axisbelow(True)
    scale.spines["left"].set_visible(False)


def _pair(promoters: int, detractors: int, n: int) -> tuple[advocacy.NPS, advocacy.NPS | None]:
    """Firm A with this mix, and the nearest firm B that is usually told apart, lower or higher.

    B has as many passives. None where there can be no such firm.
    """
    p, d = promoters / 100, detractors / 100
    step = advocacy.detectable_difference(n, p, d) / 200  # refuses what cannot be
    a = _expected(p, d, n)
    for away in (-step, step):
        if step and min(p + away, d - away) >= 0:
            return a, _expected(p + away, d - away, n)
    return a, None


def _expected(p: float, d: float, n: int) -> advocacy.NPS:
    """The result of a sample in which every group has exactly its expected share."""
    passives = max(0.0, 1 - p - d)
    return advocacy.NPS(
        promoters=round(p * n),
        passives=round(passives * n),
        detractors=round(d * n),
        missing=0,
        promoter_share=p,
        passive_share=passives,
        detractor_share=d,
        n_effective=float(n),
    )


def _told(now: Setting, pair: tuple[advocacy.NPS, advocacy.NPS | None]) -> str:
    promoters, detractors, n = now
    result = pair[0]
    low, high = result.interval()
    return (
        f"{promoters}% promoters, {100 - promoters - detractors}% passives, {detractors}% "
        f"detractors: NPS {result.score:.0f}. With {n:,} answers the "
        f"95% interval runs from {low:.0f} to {high:.0f}. {_usual(promoters, detractors, n)}"
    )


def _usual(promoters: int, detractors: int, n: int) -> str:
    seen = advocacy.detectable_difference(n, promoters / 100, detractors / 100)
    if seen == 0:
        return (
            "Everybody answers alike, so what a comparison detects cannot be computed: the "
            "formula takes it that the other firm's customers all do so too."
        )
    if seen > 200:
        return "Two firms with so many answers each can usually not be told apart at all."
    return (
        f"Two firms with so many answers each must differ by {_points(seen)} points before a "
        "comparison usually (four times in five) detects it."
    )


def _told_before(before: Setting, old: tuple[advocacy.NPS | None, advocacy.NPS | None]) -> str:
    result = old[0]
    assert result is not None
    low, high = result.interval()
    return f" Before, in grey: NPS {result.score:.0f} ({low:.0f} to {high:.0f})."


def _points(points: float) -> str:
    # 10.3 points written as 10 would answer the lab's question wrongly.
    return f"{points:.1f}" if points < 19.95 else f"{points:.0f}"
