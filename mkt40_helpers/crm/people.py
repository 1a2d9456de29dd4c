"""How many people a row stands for, and how many of them responded: one person, or a count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import between, named_rows, require_columns, require_yes_no

Floats = npt.NDArray[np.float64]
MOST = 50  # categories of a column


def counts(
    data: pd.DataFrame, outcome: str, weight: str | None = None, both: bool = True
) -> tuple[Floats, Floats]:
    """People of each row who responded, and all people of it.

    Without `weight` a row is one person, and `outcome` holds True or False. With it a row stands
    for `weight` people; then `outcome` says how many of them responded, or True or False for all.
    With `both` a table in which all responded, or nobody did, is refused.
    """
    require_columns(data, [outcome] if weight is None else [outcome, weight])
    if weight is None:
        require_yes_no(data, outcome)
        yes = data[outcome].to_numpy(dtype=float)
        people = np.ones(len(data))
    else:
        people = _whole(data, weight)
        if pd.api.types.is_bool_dtype(data[outcome]):
            require_yes_no(data, outcome)
            yes = people * data[outcome].to_numpy(dtype=bool)
        else:
            yes = _whole(data, outcome)
        more = data.index[yes > people]
        if len(more):
            raise ValueError(
                f"{named_rows(more)}: more in {outcome!r} than people in {weight!r}. Are the two "
                "columns swapped?"
            )
    if both:
        require_both(yes.sum(), people.sum(), outcome)
    return yes, people


def require_both(yes: float, people: float, outcome: str, where: str = "") -> None:
    """Refuse people who are all alike."""
    if yes == 0 or yes == people:
        said = "Nobody" if yes == 0 else "Everybody"
        raise ValueError(
            f"{said} has {outcome!r}{where}: there is nothing to tell apart. Check the selection."
        )


def names(by: str | Sequence[str], what: str) -> list[str]:
    """Return one name, or several, as a list; anything else is refused."""
    chosen = [by] if isinstance(by, str) else list(by) if isinstance(by, list | tuple) else []
    if not chosen or not all(isinstance(name, str) for name in chosen):
        raise ValueError(f"{what} is {by!r}: give the name of a column, or a list of names.")
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"{what} names a column twice: {', '.join(chosen)}.")
    return chosen


def _whole(data: pd.DataFrame, name: str) -> Floats:
    values = between(data[name], name, 0)
    broken = data.index[(values % 1 != 0).to_numpy()]
    if len(broken):
        raise ValueError(
            f"{named_rows(broken)} of {name!r}: no whole number. Give counts of people."
        )
    return values.to_numpy()
