"""Every idiom that a workbook asks for is explained in a lesson before it, or in the primer."""

from __future__ import annotations

import pytest

from tests.every_chapter.idioms import (
    WORKBOOKS,
    asked_by,
    idioms,
    mentioned,
    where_explained,
)


@pytest.mark.parametrize("number", WORKBOOKS)
def test_every_idiom_of_a_workbook_is_explained_before_it(number):
    asked = asked_by(WORKBOOKS[number])
    assert len(asked) > 10
    lacking = sorted(idiom for idiom in asked if not where_explained(idiom, number))
    told = (
        "explain each in a lesson before, or in the primer: in code, and in backticks in the text"
    )
    assert lacking == [], told


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("(survey['score'] >= 9).sum()", {">=", "sum"}),
        ("survey[~late & (survey['days'] > 3)]", {"~", "&", ">", "table[condition]"}),
        ("weeks.loc[holds, 'n']", {"loc"}),
        ("visits.loc[visits['advice'] == 1, 'bought']", {"loc", "==", "table[condition]"}),
        ("table[['a', 'b']]", {"table[[one, other]]"}),
        ("table['new'] = table['old'].astype(float)", {'table["new"] = ...', "astype"}),
        ("means[True], both['app', True]", {"groups[True]", "groups[one, other]"}),
        ("x = table.iloc[-1]", {"iloc", "[-1]"}),
        ("t['c'].value_counts(normalize=True)", {"value_counts", "normalize="}),
        ("one, other = 1, 2", {"one, other = ..."}),
        ("[d for d in days if d is not None]", {"[... for ... in ...]", "is not None"}),
        ("sum(d > 0 for d in days)", {"sum", ">", "(... for ... in ...)"}),
        ("def f(x):\n    return f'{x:.1f}'", {"def", "return", 'f"{...}"'}),
        ("days.dt.to_period('W')", {"dt", "to_period"}),
        ("math.log(2) ** 0.5 / 1e6", {"log", "**", "1e6"}),
        ("advocacy.nps(survey).score", set()),
        ("learner = start(3, student)", set()),
        ("data.load('survey', student=learner)", set()),
    ],
)
def test_an_idiom_would_be_found(source, found):
    assert idioms(source) == found


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("`groupby` gives groups", "groupby", "mean"),
        ("with `&` for *and*", "&", "|"),
        ('`on="product"` says', "on=", "subset="),
        ('`table[table["a"] < 5]` keeps', "table[condition]", "mean"),
        ("mean without backticks", "", "mean"),
    ],
)
def test_only_what_stands_in_backticks_is_explained(text, there, not_there):
    found = mentioned(text)
    assert (not there or there in found) and not_there not in found


def test_a_workbook_may_not_lean_on_a_later_lesson():
    assert where_explained("no such idiom", 3) is None
    assert where_explained("groupby", 1).name.startswith(("00b", "01"))
