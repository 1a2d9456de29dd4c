"""Which sample of the data a learner's number draws for a chapter."""

from __future__ import annotations

import functools

from mkt40_helpers.workbook.diagnosis import look_alike
from mkt40_helpers.workbook.shelf import exercises_of

__all__ = ["learner_of"]


@functools.cache
def learner_of(student: str, chapter: int) -> str:
    """Return the text that draws the learner's sample for a chapter.

    It is the learner's number itself, unless two answers of an exercise (the right one and a
    mistake, or two mistakes) come out alike in that sample: then another sample is drawn, by
    adding "~1", "~2" and so on.

    Parameters
    ----------
    student : str
        The learner's number.
    chapter : int
        Number of the chapter.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        No sample fits (an exercise's mistakes cannot be told apart).

    Examples
    --------
    >>> learner_of("anonymous", 3).startswith("anonymous")
    True
    """
    for draw in range(20):
        learner = f"{student}~{draw}" if draw else student
        if not any(look_alike(exercise, learner) for exercise in exercises_of(chapter)):
            return learner
    raise ValueError(f"No sample of the data fits chapter {chapter} for learner {student!r}.")
