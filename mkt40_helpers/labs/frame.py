"""What all labs share: the question and the sliders on the left, the picture on the right."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from mkt40_helpers import plots
from mkt40_helpers.labs.answers import Verdicts, read_number
from mkt40_helpers.labs.canvas import Canvas
from mkt40_helpers.labs.controls import Announcement, Answer, Picture, Slider
from mkt40_helpers.labs.page import address, page_of

# A lab's figure is this wide, in inches. At this resolution its letters can still be read beside
# the sliders on a small screen.
WIDTH, DPI = 7.5, 96
# The narrowest picture, in points of the screen; the widest is as wide as the figure: two columns
# fit into the window of a small laptop, and at 200% zoom the picture grows.
NARROWEST = 340

Setting = tuple[int, ...]


class Lab(ipywidgets.Box):  # type: ignore[misc]
    """A question, sliders and a field for the answer; beside them the picture and what it says.

    Where there is no room beside each other, the picture comes below.

    Parameters
    ----------
    question : str
        What to find out with the sliders.
    label : str
        What the answer is, with its unit.
    sliders : sequence of Slider
    canvas : Canvas
        Draws the values of the sliders, and in grey those before the slider was taken in hand.
    judge : Verdicts
        Says that an answer is right, or what to look at.
    settle : callable, optional
        Takes the values and the place of the slider that moved; gives values that can be.
    stops : sequence of sequences of int, optional
        For each slider the values at which it can stand in a page without a kernel, among them the
        one at the start. All their combinations are drawn beforehand: about a hundred at most.
    slide : callable, optional
        Makes the canvas for such a page, with larger letters; without it, it is that of the lesson.
    """

    def __init__(
        self,
        question: str,
        label: str,
        sliders: Sequence[Slider],
        canvas: Canvas,
        judge: Verdicts,
        settle: Callable[[Setting, int], Setting] = lambda values, moved: values,
        stops: Sequence[Sequence[int]] = (),
        slide: Callable[[], Canvas] | None = None,
    ) -> None:
        self._asked = question
        self.question = ipywidgets.HTML(_paragraph(question))
        self.sliders = tuple(sliders)
        self.answer = Answer(label=label)
        self.picture = Picture(
            width=canvas.width,
            height=canvas.height,
            narrowest=NARROWEST,
            background=address(canvas.background()),
        )
        self.sentence = Announcement()
        self._canvas, self._judge, self._settle, self._stops = canvas, judge, settle, stops
        self._slide = slide or (lambda: canvas)
        self._start = self._now = tuple(slider.value for slider in sliders)
        self._before: Setting | None = None
        self._moved: Slider | None = None
        self._busy = False
        self._show()
        for slider in self.sliders:
            slider.observe(self._take, "taken")
            slider.observe(self._move, "value")
        self.answer.observe(self._check, "asked")
        self.answer.observe(self._restart, "restarted")
        left = _column([self.question, *self.sliders, self.answer], "1 1 290px", "22px")
        right = _column([self.picture, self.sentence], "3 1 480px", "0")
        layout = ipywidgets.Layout(display="flex", flex_flow="row wrap", overflow="visible")
        super().__init__([left, right], layout=layout)

    def __repr__(self) -> str:
        # Shown in place of the lab in a notebook that was not run.
        return "Run this cell to see the lab."

    def page(self) -> str:
        """Return the lab as a piece of HTML that works without a kernel and without the network.

        It carries the picture of each setting of its stops, and a still picture for paper and for
        where scripts do not run. Letters are as large as those around it.

        Returns
        -------
        str
            For a deck or a handout; several can stand on one page.

        Raises
        ------
        ValueError
            The lab has no stops, or a slider cannot stand where it stands at the start.
        """
        return page_of(
            question=self._asked,
            label=self.answer.label,
            sliders=self.sliders,
            stops=self._stops,
            start=self._start,
            canvas=self._slide(),
            judge=self._judge,
            settle=self._settle,
        )

    def still(self) -> str:
        """Return the picture as it is now, as an HTML image with its description."""
        return plots.image(self._canvas.png(self._now, self._ghost()), self.picture.alt)

    def _take(self, _: dict[str, Any]) -> None:
        """Forget which slider moved: the next step is the first of a new movement."""
        self._moved = None

    def _move(self, change: dict[str, Any]) -> None:
        if self._busy:
            return
        if change["owner"] is not self._moved:
            self._moved, self._before = change["owner"], self._now
        values = tuple(slider.value for slider in self.sliders)
        self._put(self._settle(values, self.sliders.index(change["owner"])))
        self._show()

    def _put(self, values: Setting) -> None:
        """Set all sliders without taking that for a hand on them."""
        self._busy = True
        try:
            for slider, value in zip(self.sliders, values, strict=True):
                slider.value = value
        finally:
            self._busy = False
        self._now = values

    def _ghost(self) -> Setting | None:
        return self._before if self._before != self._now else None

    def _show(self) -> None:
        marks, text = self._canvas(self._now, self._ghost())
        with self.picture.hold_sync():
            self.picture.marks, self.picture.alt = "".join(marks), text
        self.sentence.text = text

    def _check(self, _: dict[str, Any]) -> None:
        try:
            self.answer.verdict = self._judge(read_number(self.answer.given))
        except ValueError as problem:
            self.answer.verdict = str(problem)

    def _restart(self, _: dict[str, Any]) -> None:
        self._put(self._start)
        self._before = self._moved = None
        self.answer.given = self.answer.verdict = ""
        self._show()


def _column(parts: Sequence[ipywidgets.Widget], flex: str, gap: str) -> ipywidgets.VBox:
    layout = ipywidgets.Layout(
        flex=flex, margin=f"0 {gap} 0 0", min_width="0", overflow="visible", align_items="stretch"
    )
    return ipywidgets.VBox(list(parts), layout=layout)


def _paragraph(text: str) -> str:
    return f'<p style="line-height:1.35;margin:0 0 0.3em;max-width:34em">{html.escape(text)}</p>'
