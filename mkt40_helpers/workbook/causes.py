"""What a list of causes is made of: what Python met, and pairs of a sign and a sentence.

A cause is a pair. The first part looks at what Python met and gives the words that fill the
sentence, or None when it is not this cause; the second part is the key of the sentence. The first
pair that fits is said, so what is special stands before what is general.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.words import say

__all__ = ["AT_THE_TOP", "EXCEL", "OTHER_WORDS", "Cause", "Met", "Words"]
__all__ += ["found_in", "in_line", "name_the_cause", "near_one", "near_whatever_capitals", "said"]

Words = dict[str, Any]
Cause = tuple[Callable[["Met"], Words | None], str]


@dataclass(frozen=True)
class Met:
    """What Python met.

    Attributes
    ----------
    problem : exception
    line : str
        The learner's own line.
    names : mapping
        What the notebook holds, by name.
    """

    problem: BaseException
    line: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Python's own words, without the place that it adds to a SyntaxError."""
        return str(getattr(self.problem, "msg", None) or self.problem)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the notebook: those of the line, or all of them where it names none."""
        there = {k: v for k, v in self.names.items() if isinstance(v, pd.DataFrame)}
        used = {k: v for k, v in there.items() if re.search(rf"\b{re.escape(k)}\b", self.line)}
        return used or there


def said(pattern: str, kind: Any = Exception, line: str = "") -> Callable[[Met], Words | None]:
    """Make a sign: Python's words hold a pattern, and so does the learner's line.

    Parameters
    ----------
    pattern, line : str
        Regular expressions; their named groups become words of the sentence.
    kind : type
        The kind of error it must be (or several, joined by |).

    Returns
    -------
    callable
    """

    def sign(met: Met) -> Words | None:
        words = re.search(pattern, met.text) if isinstance(met.problem, kind) else None
        place = re.search(line, met.line) if words else None
        return words.groupdict() | place.groupdict() if words and place else None

    return sign


def in_line(pattern: str, kind: Any = Exception) -> Callable[[Met], Words | None]:
    """Make a sign of what stands in the learner's line, whatever Python says of it."""
    return said("", kind, pattern)


def name_the_cause(causes: Sequence[Cause], met: Met) -> str | None:
    """Say the first cause that fits, or None.

    Parameters
    ----------
    causes : sequence of (sign, key of a sentence)
    met : Met

    Returns
    -------
    str or None

    Examples
    --------
    >>> causes = [(said("modulo"), "stopped.date"), (said("by zero"), "stopped.by_zero")]
    >>> name_the_cause(causes, Met(ZeroDivisionError("division by zero")))[:27]
    'A number is divided by zero'
    """
    for sign, key in causes:
        words = sign(met)
        if words is not None:
            return say(key, text=met.text, **words)
    return None


def near_one(name: object, others: Iterable[object], cutoff: float = 0.75) -> str | None:
    """Find the one name that is nearly the same, or None."""
    found = difflib.get_close_matches(str(name), [str(o) for o in others], n=1, cutoff=cutoff)
    return found[0] if found and found[0] != str(name) else None


def found_in(met: Met, text: str) -> tuple[str, str] | None:
    """Find a column that holds a text, in the tables of the line: the table's name and its own."""
    for table, content in met.tables.items():
        for column in content.select_dtypes(exclude=["number", "bool", "datetime"]):
            if text in set(content[column].dropna().head(5000).astype(str)):
                return table, str(column)
    return None


def near_whatever_capitals(
    name: object, others: Iterable[object], cutoff: float = 0.75
) -> str | None:
    """Find the one name that differs in its capitals only, else the one that is nearly the same."""
    names = [text for other in others if (text := str(other)) != str(name)]
    lower = {other.lower(): other for other in names}
    return lower.get(str(name).lower()) or near_one(name, names, cutoff)


# What the cells at the top of a workbook make.
AT_THE_TOP = {"advocacy", "connectivity", "data", "markets", "np", "pd"}
AT_THE_TOP |= {"check", "hint", "learner", "progress", "start", "start_lesson", "student"}

# Functions of Excel (also of a Dutch one), and the sentence with what pandas has in their place.
EXCEL = {
    **dict.fromkeys(["COUNTIF", "COUNTIFS", "AANTAL.ALS", "AANTALLEN.ALS"], "excel.count_if"),
    **dict.fromkeys(["SUMPRODUCT", "SOMPRODUCT"], "excel.sum_product"),
    **dict.fromkeys(["AVERAGEIF", "AVERAGEIFS", "GEMIDDELDE.ALS"], "excel.average_if"),
    **dict.fromkeys(["SUMIF", "SUMIFS", "SOM.ALS", "SOMMEN.ALS"], "excel.sum_if"),
    **dict.fromkeys(["VLOOKUP", "XLOOKUP", "HLOOKUP", "LOOKUP"], "excel.look_up"),
    **dict.fromkeys(["VERT.ZOEKEN", "X.ZOEKEN"], "excel.look_up"),
    **dict.fromkeys(["IF", "IFS", "ALS"], "excel.if"),
    **dict.fromkeys(["COUNT", "COUNTA", "AANTAL", "AANTALARG"], "excel.count"),
    **dict.fromkeys(["SUM", "SOM"], "excel.sum"),
    **dict.fromkeys(["AVERAGE", "GEMIDDELDE"], "excel.average"),
    **dict.fromkeys(["MEDIAN", "MEDIAAN"], "excel.median"),
    **dict.fromkeys(["STDEV", "STDEV.S", "STDEV.P"], "excel.deviation"),
    **dict.fromkeys(["MAX", "MIN"], "excel.extremes"),
    **dict.fromkeys(["ROUND", "AFRONDEN"], "excel.round"),
    **dict.fromkeys(["SQRT", "WORTEL"], "excel.root"),
}

# Words that a beginner expects behind a column, and the method of pandas.
OTHER_WORDS = {
    **dict.fromkeys(["lowest", "smallest", "minimum", "laagste"], "min"),
    **dict.fromkeys(["highest", "largest", "maximum", "hoogste"], "max"),
    **dict.fromkeys(["avg", "gemiddeld"], "mean"),
    **dict.fromkeys(["total", "totaal"], "sum"),
    **dict.fromkeys(["number", "amount"], "count"),
    **dict.fromkeys(["middle"], "median"),
}
