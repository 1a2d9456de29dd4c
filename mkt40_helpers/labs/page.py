"""A lab for a page without a kernel: every setting of a small grid is drawn beforehand."""

from __future__ import annotations

import base64
import html
import itertools
import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from mkt40_helpers.labs.answers import Verdicts, as_data
from mkt40_helpers.labs.canvas import Canvas
from mkt40_helpers.labs.controls import FRONT, Slider

Setting = tuple[int, ...]

# In a deck the letters of a lab are a little smaller than those of the slide, so that question,
# sliders, picture and sentence have room on one; on a plain page they are not. A page may say how
# high the picture may be: --mkt40-lab-picture.
STYLE = """
.mkt40-lab{display:flex;flex-wrap:wrap;gap:.4em 1.2em;align-items:flex-start;text-align:left;
  font-size:max(.86em,16px);line-height:1.3}
.mkt40-lab p{margin:0 0 .3em}
.mkt40-ask{flex:1 0 100%}
.mkt40-set{flex:1 1 14em;min-width:0}
.mkt40-see{flex:3 1 25em;min-width:0}
.mkt40-lab .mkt40-see svg,.mkt40-lab .mkt40-see img{display:block;width:100%;height:auto;margin:0;
  max-width:none;max-height:var(--mkt40-lab-picture,none);background:#fff}
.mkt40-lab input,.mkt40-lab button{color:inherit;font:inherit;accent-color:#3a93ce}
.mkt40-lab input[type=text],.mkt40-lab button{background:transparent;border:1px solid currentColor;
  border-radius:.2em}
.mkt40-lab :focus-visible{outline:3px solid #3a93ce;outline-offset:2px}
.mkt40-moves .mkt40-still{display:none}
@media print{.mkt40-lab .mkt40-live{display:none}.mkt40-lab .mkt40-still{display:block}}
"""


def page_of(
    *,
    question: str,
    label: str,
    sliders: Sequence[Slider],
    stops: Sequence[Sequence[int]],
    start: Setting,
    canvas: Canvas,
    judge: Verdicts,
    settle: Callable[[Setting, int], Setting],
) -> str:
    """Make the piece of HTML; see `Lab.page`."""
    _check(sliders, stops, start, settle)
    data = {
        "label": label,
        # A slider with one stop would be a control that does nothing.
        "sliders": [
            _slider(slider, places, value)
            for slider, places, value in zip(sliders, stops, start, strict=True)
            if len(places) > 1
        ],
        "width": canvas.width,
        "height": canvas.height,
        "background": address(canvas.background()),
        "reading": as_data(),
        "verdicts": [
            (low, None if high == math.inf else high, text) for low, high, text in judge.ranges
        ],
        "otherwise": judge.otherwise,
        **grid(canvas, stops),
    }
    told = canvas(start, None)[1]
    # Not to be read by who looks into the page for the answer.
    hidden = base64.b64encode(json.dumps(data, separators=(",", ":")).encode()).decode()
    still = (
        f'<img alt="{html.escape(told)}" src="{address(canvas.png(start, None))}">'
        f'<p aria-hidden="true">{html.escape(told)}</p>'
    )
    return (
        '<div class="mkt40-lab" role="group" aria-label="Lab" data-prevent-swipe>'
        f"<style>{STYLE}</style>"
        f'<p class="mkt40-ask">{html.escape(question)}</p><div class="mkt40-set"></div>'
        f'<div class="mkt40-see"><div class="mkt40-still">{still}</div></div>'
        f'<script type="application/json">{hidden}</script>'
        f"<script>{{{FRONT}showPage(document.currentScript.parentElement);}}</script></div>"
    )


def grid(canvas: Canvas, stops: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Draw all combinations of the stops, the last slider's fastest.

    Returns
    -------
    dict
        ``parts``, each piece of SVG once, the first one empty; for each setting ``marks``, the
        places of its pieces among them, and ``ghosts``, those that it leaves behind in grey; and
        ``told`` and ``before``, what is said of each.
    """
    parts: dict[str, int] = {"": 0}
    found: dict[str, list[Any]] = {name: [] for name in ("marks", "ghosts", "told", "before")}
    for setting in itertools.product(*stops):
        marks, told = canvas(setting, None)
        ghosts, both_told = canvas.left_behind(setting, marks)
        found["marks"].append([parts.setdefault(mark, len(parts)) for mark in marks])
        found["ghosts"].append([parts.setdefault(mark, len(parts)) for mark in ghosts])
        found["told"].append(told)
        found["before"].append(both_told.removeprefix(told))
    return {"parts": list(parts), **found}


def address(picture: bytes) -> str:
    """Return a PNG file as the address of an image."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _slider(slider: Slider, places: Sequence[int], value: int) -> dict[str, Any]:
    words = slider.words or [str(number) for number in range(slider.low, slider.high + 1)]
    return {
        "label": slider.label,
        "words": [words[place - slider.low] for place in places],
        "start": list(places).index(value),
    }


def _check(
    sliders: Sequence[Slider],
    stops: Sequence[Sequence[int]],
    start: Setting,
    settle: Callable[[Setting, int], Setting],
) -> None:
    if len(stops) != len(sliders):
        raise ValueError(f"The lab has stops for {len(stops)} of its {len(sliders)} sliders.")
    for slider, places, value in zip(sliders, stops, start, strict=True):
        if value not in places:
            raise ValueError(f"{slider.label!r} begins at {value}, and has no stop there.")
    for setting in itertools.product(*stops):
        if any(settle(setting, moved) != setting for moved in range(len(sliders))):
            raise ValueError(f"The setting {setting} cannot be.")
