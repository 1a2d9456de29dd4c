"""The kind of answer that is a picture: what it shows is read from its axes.

Judged are the figures and of which groups they are, intervals, zero in view for bars, and that both
axes have names; titles, colours and sizes are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from mkt40_helpers.workbook.kinds import Load, Maker, Number, Series, Tables
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.remarks import tidy_name
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["Picture"]

# As many figures as an answer may hold.
_MOST = 200
# Intervals by redrawing, which is seaborn's own way, end near 1.96 standard errors, and are as wide
# on average: so far, in parts of half the right interval, an end may lie off, and the mean width.
# (Those of 90% are narrower by 0.16, those of 99% wider by 0.31.)
_END, _WIDTH = 0.25, 0.08
# What seaborn calls the axis of a count.
_COUNTED = "count"


@dataclass(frozen=True)
class Picture:
    """A picture: the axes that seaborn or matplotlib gives back.

    The reference and the mistakes are functions of the tables, which give the figures as a Series:
    its index has the names of the groups, or pairs of a group and a colour (as the axis and the
    legend write them). Where the ends of intervals are judged too, they give a table with the
    columns value, low and high.

    Attributes
    ----------
    figure : Series
        How the figures are compared.
    marks : tuple of str
        The kinds of pictures that may be drawn, as `plots.read` names them: "bars", "points",
        "lines", "scatter", "histogram", "heat map"; () for any.
    zero : bool
        Whether bars must begin at zero.
    intervals : bool, optional
        Whether there must be intervals; None where they do not matter.
    named : bool
        Whether both axes must have a name.
    line : Maker, optional
        Where a line for comparison must stand (``ax.axhline``): a function of the tables.

    Examples
    --------
    >>> kind = Picture(Series(unit="points"), marks=("bars",))
    >>> kind.form(kind.read([1, 2], ()))
    'You gave a list. Hand in one picture, by its name: what sns.barplot(...) and ... give back.'
    """

    several: ClassVar = False

    figure: Series
    marks: tuple[str, ...] = ()
    zero: bool = True
    intervals: bool | None = None
    named: bool = True
    line: Maker = None

    @property
    def needs(self) -> frozenset[str]:
        return self.figure.needs

    def with_words(self, words: Mapping[str, Any]) -> Picture:
        return replace(self, figure=self.figure.with_words(words))

    def read(self, answer: Any, tables: Tables) -> Any:
        axes = _axes_of(answer)
        if axes is None:
            return _none(answer)
        # Loaded where a picture is read: whoever draws has it already.
        from mkt40_helpers import plots

        try:
            seen = plots.read(axes)
        except Exception:  # matplotlib can draw more than anybody can foresee
            return {"picture": {"kind": "other", "figures": []}}
        table = seen.table.head(_MOST)
        if len(table) > 1 and table["hue"].nunique() == 1:
            table = table.assign(
                hue=""
            )  # a legend with one name, as pandas draws it, parts nothing
        rows = [_row(row) for _, row in table.iterrows()]
        shown = {"kind": seen.kind, "x": seen.x, "y": seen.y, "zero": seen.zero_in_view}
        shown |= {"percent": seen.in_percent, "lines": _lines_across(axes, seen.lying)}
        shown |= {"why": getattr(seen, "untold", "")}  # why it is of the kind "other"
        return {"picture": {**shown, "figures": rows}}

    def expect(self, maker: Maker, tables: Tables) -> Any:
        lines = [plain(self.line(*tables))] if self.line else []
        return {"figures": _figures(maker(*tables)), "lines": lines, "flaws": []}

    def form(self, given: Any) -> Sentence | None:
        if given is None:
            return say("picture.none")
        if not isinstance(given, dict) or "picture" not in given:
            return self._no_picture(given)
        shown = given["picture"]
        names = Counter(tidy_name(row[0]) for row in shown["figures"])
        if shown["kind"] == "other" or not names:
            return self._unreadable(shown)
        twice = [name for name, times in names.items() if times > 1]
        return say("picture.no_legend", name=twice[0]) if twice else None

    def _unreadable(self, shown: Mapping[str, Any]) -> Sentence:
        """Say why no figures can be read, and what stands along the axes: that may be it."""
        if not shown.get("why"):
            return say("picture.unreadable")
        x, y = (shown.get(axis, "").strip() for axis in "xy")
        axes = f" {say('picture.axes', x=x, y=y)}" if x and y else ""
        return say("picture.unreadable_since", axes=axes, why=shown["why"])

    def _no_picture(self, given: Any) -> Sentence:
        if given == {"other": "several"}:
            return say("picture.several")
        if given == {"other": "grid"}:
            return say("picture.grid")
        if isinstance(given, list) or (isinstance(given, dict) and "tuple" in given):
            return say("picture.list")
        return say("picture.asked")

    def value(self, given: Any, load: Load = tuple) -> Any:
        shown = given["picture"]
        figures = {tidy_name(row[0]): row[1:] for row in shown["figures"]}
        counts = shown["kind"] == "bars" and _COUNTED in (shown["x"], shown["y"])
        found = {"figures": figures, "lines": shown["lines"], "flaws": self._flaws(shown)}
        return {**found, "counts": counts}

    def _flaws(self, shown: Mapping[str, Any]) -> list[Sentence]:
        """Say what is wrong with a picture besides its figures."""
        flaws = []
        if self.marks and shown["kind"] not in self.marks:
            flaws.append(say("picture.kind", given=_named(shown["kind"]), asked=self._asked()))
        there = any(len(row) == 4 for row in shown["figures"])
        if self.intervals is not None and there != self.intervals:
            flaws.append(say("picture.no_intervals" if self.intervals else "picture.intervals"))
        if self.zero and shown["kind"] == "bars" and not shown["zero"]:
            flaws.append(say("picture.zero"))
        if self.named and not (shown["x"].strip() and shown["y"].strip()):
            flaws.append(say("picture.unnamed"))
        return flaws

    def _asked(self) -> str:
        return say("picture.or").join(map(_named, self.marks))

    def same(self, value: Any, other: Any) -> bool:
        there = self._shows(value["figures"], other["figures"]) and not value["flaws"]
        return there and self._has_lines(value, other)

    def _shows(self, figures: Mapping[str, Sequence[Any]], right: Mapping[str, Any]) -> bool:
        """Tell whether figures are right, and their intervals of the right level."""
        if self._agree(figures, right):
            return True
        pairs = [(figures.get(name, ()), its) for name, its in right.items()]
        ends = all(len(given) == len(its) == 3 and _is_plain(given) for given, its in pairs)
        same = self.figure.same(_part(figures, 0), _part(right, 0))
        return bool(pairs) and ends and same and _are_near(pairs)

    def _has_lines(self, value: Any, other: Any) -> bool:
        """Tell whether the lines for comparison stand where they should."""
        same = Number(self.figure.decimals).same
        return all(any(same(line, its) for line in value["lines"]) for its in other["lines"])

    def _agree(self, figures: Mapping[str, Sequence[Any]], other: Mapping[str, Any]) -> bool:
        """Tell whether figures agree, and their intervals where the other ones have them."""
        size = max(map(len, other.values()), default=1)
        return all(
            self.figure.same(_part(figures, place), _part(other, place)) for place in range(size)
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self._agree(value["figures"], wrong["figures"]) else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        if self._shows(value["figures"], right["figures"]):
            flaws = list(value["flaws"])
            if not self._has_lines(value, right):
                flaws.append(say("picture.other_line" if value["lines"] else "picture.no_line"))
            return Sentence(say("picture.but", flaws=" ".join(flaws)), flaws[0].name)
        figures, other = _part(value["figures"], 0), _part(right["figures"], 0)
        if self.figure.same(figures, other):
            if flaws := value["flaws"]:
                return Sentence(say("picture.but", flaws=" ".join(flaws)), flaws[0].name)
            return say("picture.other_intervals")
        return self.figure.slip(figures, other)

    def mistakes_in_part(
        self, value: Any, right: Any, wrong: Mapping[str, Any]
    ) -> tuple[Sentence, list[str]] | None:
        """Find the listed mistakes that lead to what is wrong, where the rest is right."""
        its = {name: _part(one["figures"], 0) for name, one in wrong.items()}
        there = _part(value["figures"], 0), _part(right["figures"], 0)
        return None if value["flaws"] else self.figure.mistakes_in_part(*there, its)

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        flaws: list[Sentence] = value["flaws"]
        if value["counts"]:
            return say("picture.counts")
        if flaws:
            return flaws[0]
        given, wanted = value["figures"].keys(), right["figures"].keys()
        colours = [any(", " in name for name in names) for names in (given, wanted)]
        if colours == [False, True]:
            return say("picture.no_colours")
        if colours == [True, False]:
            return say("picture.colours")
        if given != wanted:
            lacking = "; ".join(sorted(wanted - given)[:3])
            extra = "; ".join(sorted(given - wanted)[:3])
            return (
                say("picture.lacking", names=lacking)
                if lacking
                else say("picture.extra", names=extra)
            )
        told = self.figure.not_yet(_part(value["figures"], 0), _part(right["figures"], 0))
        return Sentence(say("picture.not_yet", told=told), told.name)


def _axes_of(answer: Any) -> Any:
    """Find the one picture in what was handed in, or None."""
    try:
        axes = getattr(answer, "axes", None)
        if isinstance(axes, list) and len(axes) == 1:
            axes = axes[0]  # a figure with one picture in it
        return axes if _is_axes(axes) else None
    except Exception:  # an object can be made to fail at anything
        return None


def _none(answer: Any) -> Any:
    """Tell what else was handed in."""
    kind = type(answer)
    if kind.__module__.startswith("seaborn"):
        return {"other": "grid"}
    arrays = isinstance(answer, np.ndarray) and any(map(_is_axes, answer.flat))
    return {"other": "several"} if arrays or kind.__name__ == "Figure" else plain(answer)


def _lines_across(axes: Any, lying: bool) -> list[Any]:
    """Find the lines for comparison (axhline; axvline where the figures lie)."""
    ends = [line.get_xdata() if lying else line.get_ydata() for line in axes.lines]
    places = [line.get_transform() == axes.transData for line in axes.lines]
    found = [
        plain(end[0])
        for end, of_data in zip(ends, places, strict=True)
        if not of_data and len(end) == 2 and end[0] == end[1]
    ]
    return found[:_MOST]


def _is_axes(thing: Any) -> bool:
    return all(hasattr(thing, name) for name in ("get_xlabel", "get_ylabel", "containers"))


def _named(kind: str) -> str:
    return say(f"mark.{kind.replace(' ', '_')}")


def _row(row: pd.Series) -> list[Any]:
    """Keep one figure: its name, the figure, and the ends of its interval where it has one."""
    name = ", ".join(filter(None, [_label(row["group"]), _label(row["hue"])]))
    ends = [row.get("low"), row.get("high")]
    return [name, plain(row["value"]), *(map(plain, ends) if pd.notna(ends).all() else ())]


def _label(label: Any) -> str:
    """Write a group as an axis does: 2015 for 2015.0, and a date without its time."""
    if isinstance(label, pd.Timestamp):
        return f"{label:%Y-%m-%d}"
    if not isinstance(label, float):
        return str(label)
    # To nine figures: 100 * a / b and a / b * 100 are one place on an axis.
    return str(round(label)) if label == round(label) else f"{label:.9g}"


def _figures(made: Any) -> dict[str, list[Any]]:
    """Bring a Series, or a table of value, low and high, into the form of what is read."""
    table = made.to_frame("value") if isinstance(made, pd.Series) else made
    columns = [name for name in ("value", "low", "high") if name in table]
    return {
        tidy_name(", ".join(map(_label, label)) if isinstance(label, tuple) else _label(label)): [
            plain(figure) for figure in row
        ]
        for label, row in zip(table.index, table[columns].to_numpy().tolist(), strict=True)
    }


def _is_plain(row: Sequence[Any]) -> bool:
    return all(type(figure) in (int, float) for figure in row)


def _are_near(pairs: Sequence[tuple[Sequence[Any], Sequence[Any]]]) -> bool:
    """Tell whether intervals are the right ones but for what chance does in redrawing."""
    widths = []
    for (_, low, high), (_, right_low, right_high) in pairs:
        half = (right_high - right_low) / 2
        if max(abs(low - right_low), abs(high - right_high)) > _END * half:
            return False
        widths.append((high - low) / (2 * half) if half else 1.0)
    return bool(abs(sum(widths) / len(widths) - 1) <= _WIDTH)


def _part(figures: Mapping[str, Sequence[Any]], place: int) -> dict[str, Any]:
    """Take the figures (0), the low ends (1) or the high ends (2)."""
    return {name: row[place] if place < len(row) else None for name, row in figures.items()}
