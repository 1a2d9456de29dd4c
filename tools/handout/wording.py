"""Texts of a workbook as paper says them: there are no cells to run and no check to ask."""

from __future__ import annotations

import re

__all__ = ["GENERAL", "OWN", "named", "on_paper"]

# What is said alike in many exercises: a pattern, and what takes its place. A blank in a pattern
# stands for any space, since lines are broken anywhere.
GENERAL: tuple[tuple[str, str], ...] = (
    (r" ?The check (tries|runs|looks)[^.]*\.", ""),
    (r" ?The cell below (loads|makes)[^.]*\.", ""),
    (r" ?`data\.describe\([^)]*\)` tells[^.]*\.", ""),
    (r"Hand in the picture by its name\.", ""),
    (r"\(In `contacts`, `mail` is e-mail, and `touchpoint`", "(In `contacts`, `touchpoint`"),
    (r"Write (\w+) letters in quotation marks\.", r"Write \1 letters."),
    (r"the cell above shows its answer", "the lines above are its answer"),
    (r"The cell above shows", "Above you see"),
    (r"Hand in", "Give"),
)
# What one exercise says, word for word: a test tells when it says it no more.
OWN: dict[str, tuple[tuple[str, str], ...]] = {
    "1.4": (("The first lines of the cell below make them: `income_eur`", "`income_eur`"),),
    "3.8": ((""": `ax.axhline(survey["value"].mean())`.)""", ".)"),),
    "3.9": (
        (
            "Do this one **with three neighbours**, or alone with the three names in "
            "the cell above. Put their learner numbers there, and run it.",
            "The table above shows the scores of four learners, in their own samples.",
        ),
        (", and fill both gaps with their names: what", ": what"),
        ("Look for the pair of you whose", "Look for the pair whose"),
    ),
    "3.10": (
        (
            "Fill both gaps, and take away the `#` in front of the line.",
            "Fill both gaps in the line.",
        ),
    ),
    "3.11": (
        (
            'Run `data.load("hcahps_national")` and '
            '`data.describe("hcahps_national")` in cells of your own. ',
            "",
        ),
    ),
    "5.5": (
        (
            "In the cell above `times` says how often a member has been asked to "
            "renew; who is `gone` left at the last of these. `reached` holds how "
            "many members",
            "The table says how many members",
        ),
    ),
    "5.6": (
        (
            "`each` has one row for each customer with a purchase up to **31 August "
            "2025**: the days since her last one, in four classes.",
            "The table counts the customers with a purchase up to **31 August "
            "2025**, by the days since their last one.",
        ),
        (
            "First make a column `came back`: 100 for a customer who did, 0 for the "
            "others. Then draw, for each class,",
            "Draw, for each class,",
        ),
    ),
    "5.9": (
        (
            "Do this one **with five neighbours**, or alone with the five names in "
            "the first of the two cells above. Put their learner numbers there, and "
            "run both: they show what each of you handed in for 5.8, with its "
            "interval.",
            "The table above shows what six learners found for 5.8, each in a sample "
            "of their own, with its interval.",
        ),
    ),
    "5.10": (
        (
            "`states` has one row for each customer and quarter: `silent` is",
            "The table counts customers and quarters: `silent` is",
        ),
    ),
    "6.1": (
        (
            "Fill the gap in the line below, and take away the `#`; to see the rows, "
            "run `pd.read_sql(text(my_query), db)` in a cell of your own.",
            "Fill the gap in the line below.",
        ),
    ),
    "6.3": (
        (
            "`early` holds the tickets that were opened up to 29 August 2026, since "
            "later ones have not had their 48 hours, and the hours from opening to "
            "closing; these are empty where a ticket is still open.",
            "The table counts the repairs that were opened up to 29 August 2026, "
            "since later ones have not had their 48 hours.",
        ),
    ),
    "6.6": (
        ("In the cell above, the **first half** gives", "The **first half** of them gives"),
        ("`late` counts, by that score,", "the table counts, by that score,"),
    ),
    "6.8": (
        ("The last of the three cells above shows its answer", "The lines above are its answer"),
        (
            "Hand in the letter of that line and the **right lift** of the top tenth of wave 6.",
            "Give the letter of that line, and say how the lift should be found.",
        ),
        (
            "You need to write no model: `lift_of([...])` gives the lift for the "
            'columns that you name. There are `"segment"`',
            """The columns are `"segment"`""",
        ),
    ),
    "6.10": (
        (
            "cost and margin are in the table above.",
            "cost and margin are in the table of the six waves, at 6.9.",
        ),
    ),
    "6.11": ((" (`mail` is a letter)", ""),),
    "6.12": (
        (
            'To try it yourself: `may_contact(consents, "C00002", "email", '
            'pd.Timestamp("2026-08-31"))`.',
            "",
        ),
    ),
    "6.13": (
        (
            "Do this one **with three neighbours**, or alone with the three names in "
            "the first of the two cells above. Put their learner numbers there, and "
            "run both: they show what each of you found for commuters in 6.9, with "
            "its standard error and 95% interval.",
            "The table above shows what four learners found for commuters in 6.9, "
            "each in a sample of their own, with its standard error and 95% interval.",
        ),
        ("Hand in the interval as two numbers in square brackets, such as `[-2, 1]`.", ""),
    ),
}


def on_paper(key: str, text: str) -> str:
    """Say on paper what a text says about cells, for the exercise `key` ("": between them)."""
    for old, new in OWN.get(key, ()):
        text = re.sub(spaced(re.escape(old).replace(r"\ ", " ")), lambda _, new=new: new, text)
    for pattern, new in GENERAL:
        text = re.sub(spaced(pattern), new, text)
    return text


# Channels as they stand in a table, and as people say: in one table "mail" is a letter.
_CHANNEL = re.compile(r"(?<=>)(e?mail)(?=</t[dh]>)")
_NAMES = {"mail": "letter", "email": "e-mail"}


def named(table: str) -> str:
    """Give channels in a printed table the names that people use.

    Examples
    --------
    >>> named("<td>mail</td><td>email</td><td>phone</td>")
    '<td>letter</td><td>e-mail</td><td>phone</td>'
    """
    return _CHANNEL.sub(lambda channel: _NAMES[channel[1]], table)


def spaced(pattern: str) -> str:
    """A pattern in which every blank is any space, of any length."""
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")
