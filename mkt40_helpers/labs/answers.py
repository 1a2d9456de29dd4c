"""Read the number that somebody has typed into a lab."""

from __future__ import annotations

import re

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
