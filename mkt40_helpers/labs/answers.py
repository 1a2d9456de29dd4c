"""Read the number that somebody has typed into a lab."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

_EMPTY = "Nothing is written yet. Write a number, and press Check."
_WORDS = "No number can be read in {0!r}. Write one number, such as 12 or 12.5."
_SEVERAL = "There are several numbers in {0!r}. Write one."
_NUMBER = re.compile(r"[-+−]?(?:\d+|(?=[.,]\d))(?:[.,]\d+|[\s'’]\d{3}(?!\d))*")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)")


def read_number(text: str) -> float:
    """Read a number as people write it: 1,000 or 1.000, 12.5 or 12,5, with a unit or without.

    Parameters
    ----------
    text : str
        What was typed. A comma or a point with exactly three digits behind it, and no lone nought
        before it, stands between thousands.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        There is no number, or more than one; the message is for the person who typed.

    Examples
    --------
    >>> read_number("1.000 answers"), read_number("12,5%")
    (1000.0, 12.5)
    """
    if not text.strip():
        raise ValueError(_EMPTY)
    short = text.strip()[:40]
    found = _NUMBER.findall(text)
    if not found:
        raise ValueError(_WORDS.format(short))
    if len(found) > 1:
        raise ValueError(_SEVERAL.format(short))
    digits = re.sub(r"[\s'’]", "", found[0].replace("−", "-"))
    if _THOUSANDS.fullmatch(digits):
        return float(re.sub("[.,]", "", digits))
    last = max(digits.rfind(","), digits.rfind("."))
    whole = digits[:last] if last >= 0 else digits
    if re.search("[.,]", whole):
        # 1.234,5: points between thousands, and another sign before the decimals.
        if not _THOUSANDS.fullmatch(whole) or digits[last] in whole:
            raise ValueError(_WORDS.format(short))
        whole = re.sub("[.,]", "", whole)
    return float(f"{whole}.{digits[last + 1 :]}" if last >= 0 else whole)


class Verdicts(NamedTuple):
    """What is said about an answer, by the first range that it lies in.

    As data, and not as a function, so that a page without a kernel can judge too.

    Attributes
    ----------
    ranges : sequence of (low, high, sentence)
        Both ends belong to a range.
    otherwise : str
        What is said about all other answers.

    Examples
    --------
    >>> judge = Verdicts([(12, 12, "Right."), (0, 1, "Give it in percent.")], "Not yet.")
    >>> judge(12), judge(0.12), judge(13)
    ('Right.', 'Give it in percent.', 'Not yet.')
    """

    ranges: Sequence[tuple[float, float, str]]
    otherwise: str

    def __call__(self, answer: float) -> str:
        """Return the sentence about an answer."""
        fits = (text for low, high, text in self.ranges if low <= answer <= high)
        return next(fits, self.otherwise)


def around(value: float, by: float, text: str) -> tuple[float, float, str]:
    """Make a range of `by` on both sides of a value.

    Examples
    --------
    >>> around(2, 0.5, "Nearly.")
    (1.5, 2.5, 'Nearly.')
    """
    return value - by, value + by, text


def between(low: float, high: float, text: str) -> tuple[float, float, str]:
    """Make a range to which neither end belongs.

    Examples
    --------
    >>> between(0, 1, "Give it in percent.")[0] > 0
    True
    """
    return math.nextafter(low, math.inf), math.nextafter(high, -math.inf), text


def as_data() -> dict[str, str]:
    """Return the patterns and the words of `read_number`, for a page that reads numbers itself.

    Examples
    --------
    >>> as_data()["empty"]
    'Nothing is written yet. Write a number, and press Check.'
    """
    return {
        "pattern": _NUMBER.pattern,
        "thousands": _THOUSANDS.pattern,
        "empty": _EMPTY,
        "words": _WORDS,
        "several": _SEVERAL,
    }
