"""Pairs of records, how good a rule is, chains, and how many no rule found."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkt40_helpers import data
from mkt40_helpers.crm import capture_recapture, groups, pairs, precision_recall


@pytest.fixture(scope="module")
def records():
    table = data.load("crm_records")
    table["digits"] = table["phone"].str.replace(r"\D", "", regex=True).str[-6:]
    table["tidy"] = table["email"].str.lower().str.replace(" ", "").str.replace(",", ".")
    return table


@pytest.fixture(scope="module")
def truths(records):
    return records.set_index("record")["customer"]


def either(records, *rules):
    return pd.concat([pairs(records, on=rule) for rule in rules]).drop_duplicates()


# Found, right, precision and recall in hundredths, with their errors.
RULES = {
    "phone": (103, 101, 98, 1, 37, 3),
    "digits": (229, 224, 98, 1, 82, 2),
    "email": (158, 158, 100, 0, 58, 3),
    "tidy": (163, 163, 100, 0, 59, 3),
    "first_name last_name": (480, 116, 24, 2, 42, 3),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_table_of_rules_is_found_again(records, truths, rule):
    on = rule.split() if " " in rule else rule
    judged = precision_recall(pairs(records, on=on), truths)
    number, right, *hundredths = RULES[rule]
    assert judged.loc["precision", ["right", "of"]].tolist() == [right, number]
    assert judged.loc["recall", ["right", "of"]].tolist() == [right, 274]
    figures = [judged.loc[row, name] for row in judged.index for name in ("share", "error")]
    assert [round(100 * figure) for figure in figures] == hundredths


def test_either_rule_finds_more_and_errs_no_oftener(records, truths):
    judged = precision_recall(either(records, "digits", "tidy"), truths)
    assert judged["right"].tolist() == [257, 257] and judged["of"].tolist() == [262, 274]
    assert judged["share"].round(3).tolist() == [0.981, 0.938]
    assert judged["error"].round(3).tolist() == [0.008, 0.015]


def test_with_last_name_and_postcode_nearly_all_are_found_and_most_are_wrong(records, truths):
    postcode = records["postcode"].str.upper().str.replace(r"[^0-9A-Z]", "", regex=True)
    table = records.assign(
        last=records["last_name"].str.lower(),
        place=postcode.str.replace(r"^[BD](?=\d)", "", regex=True),
    )
    judged = precision_recall(either(table, "digits", "tidy", ["last", "place"]), truths)
    assert judged["right"].tolist() == [267, 267] and judged["of"].tolist() == [1_462, 274]


texts = st.lists(st.sampled_from(["06", "07", "", None]), max_size=12)


@settings(deadline=None)
@given(texts, texts)
def test_pairs_are_those_of_a_plain_loop(phones, names):
    size = min(len(phones), len(names))
    table = pd.DataFrame(
        {"record": range(10, 10 + size), "phone": phones[:size], "name": names[:size]}
    ).astype({"phone": object, "name": object})
    found = pairs(table, on=["phone", "name"])
    expected = [
        [10 + a, 10 + b]
        for a, b in itertools.combinations(range(size), 2)
        if all((phones[a], names[a], phones[b], names[b]))  # what is empty agrees with nothing
        and (phones[a], names[a]) == (phones[b], names[b])
    ]
    assert found.to_numpy().tolist() == expected


def test_the_number_of_the_record_and_not_its_row_counts():
    table = pd.DataFrame({"id": [9, 3, 5], "phone": ["06", "06", "06"]}, index=[7, 7, 7])
    found = pairs(table, on="phone", record="id")
    assert found.columns.tolist() == ["id_x", "id_y"]
    assert found.to_numpy().tolist() == [[3, 5], [3, 9], [5, 9]]


@pytest.mark.parametrize(
    ("change", "on", "told"),
    [
        ({}, "telephone", "There is no column 'telephone'"),
        ({}, [], "give the name of a column"),
        ({}, "record", "Give a column that two records can have in common"),
        ({"record": [1, 1]}, "phone", "Record 1 is there twice"),
        ({"record": [1, None]}, "phone", "Row 1 of 'record': missing"),
        ({"record": [1, "1"]}, "phone", "one thing may be two"),
    ],
)
def test_records_that_cannot_be_paired_are_refused(change, on, told):
    table = pd.DataFrame({"record": [1, 2], "phone": ["06", "06"]}).assign(**change)
    with pytest.raises(ValueError, match=told):
        pairs(table, on=on)


# ---- precision and recall ----

PEOPLE = pd.Series(["Ann", "Ann", "Ann", "Bo", "Bo", "Cy"], index=[1, 2, 3, 4, 5, 6])


def some(*rows):
    return pd.DataFrame(rows, columns=["record_x", "record_y"])


def test_precision_and_recall_by_hand():
    """Ann's three records are three pairs, Bo's two are one."""
    judged = precision_recall(some((1, 2), (2, 3), (3, 4), (1, 6)), PEOPLE)
    assert judged["right"].tolist() == [2, 2] and judged["of"].tolist() == [4, 4]
    assert judged["error"].tolist() == [math.sqrt(0.25 / 4)] * 2


def test_a_pair_counts_once_however_it_is_written():
    twice = precision_recall(some((1, 2), (2, 1), (1, 2), (4, 6), (5, 5)), PEOPLE)
    pd.testing.assert_frame_equal(twice, precision_recall(some((1, 2), (4, 6)), PEOPLE))


@pytest.mark.parametrize(
    ("found", "truths", "told"),
    [
        (some((1, 7)), PEOPLE, "Record 7 has no truth"),
        (some(), PEOPLE, "There are no pairs to judge"),
        (some((1, 2)), PEOPLE.drop([2, 3, 5]), "Record 2 has no truth"),
        (some((1, 6)), PEOPLE.loc[[1, 6]], "There are no pairs to judge"),
        (some((1, 2)), pd.concat([PEOPLE, PEOPLE.head(1)]), "has a record twice"),
        (some((1, None)), PEOPLE, "missing"),
        (some((1, 2))[["record_x"]], PEOPLE, "two columns of records"),
        ([(1, 2)], PEOPLE, "two columns of records"),
    ],
)
def test_what_cannot_be_judged_is_refused(found, truths, told):
    with pytest.raises(ValueError, match=told):
        precision_recall(found, truths)


# ---- chains ----


def test_a_chain_is_one_group_of_three(records):
    """A third record of Kim's, with her e-mail and another telephone, joins both of hers."""
    third = records[records["record"] == 318].assign(record=9_999, digits="111111")
    found = either(pd.concat([records, third]), "digits", "tidy")
    whose = groups(found)
    assert whose[whose == 318].index.tolist() == [318, 1_154, 9_999]


def test_one_wrong_pair_joins_two_people(records, truths):
    whose = groups(either(records, "digits", "tidy"))
    sizes = whose.value_counts()
    assert (sizes > 2).sum() == 1 and sizes.max() == 3
    people = truths[whose.index[whose == sizes.idxmax()]]
    assert sorted(people.unique()) == ["C01575", "C01882"]
    assert (groups(pairs(records, on=["first_name", "last_name"])).value_counts() > 2).sum() == 33


def test_each_record_of_a_pair_is_in_one_group_named_after_its_smallest():
    whose = groups(some((5, 4), (3, 5), (1, 2), (2, 1)))
    assert whose.to_dict() == {1: 1, 2: 1, 3: 3, 4: 3, 5: 3}
    assert len(groups(some())) == 0
    named = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    assert groups(named).to_dict() == {"x": "x", "y": "x", "z": "x"}


# ---- how many no rule found ----


def test_a_published_estimate_is_found_again():
    """Two-source capture-recapture in Luanda: 792 got an object, 353 were seen again, 45 had it.

    The interval as printed at fellstat.github.io/triangulator/prop.html, from the figures of the
    survey of HIV and behaviour in Luanda, Angola.
    """
    total = capture_recapture(792, 353, 45)
    half = 1.959964 * total.error
    assert total.number - half == pytest.approx(4566.095, abs=0.01)
    assert total.number + half == pytest.approx(7859.505, abs=0.01)


def test_the_pairs_of_zwaluw_are_nearly_counted(records, truths):
    """274 there are; the five wrong pairs of the telephones push the number up."""
    one, other = pairs(records, on="digits"), pairs(records, on="tidy")
    both = len(one.merge(other))
    total = capture_recapture(len(one), len(other), both)
    assert both == 130
    assert (round(total.number), round(total.error, 1)) == (287, 7.5)
    assert abs(total.number - 274) < 2 * total.error
    right = one[one["record_x"].map(truths).values == one["record_y"].map(truths).values]
    total = capture_recapture(len(right), len(other), len(right.merge(other)))
    assert (round(total.number), round(total.error)) == (281, 7)


def test_the_error_is_how_much_the_estimate_moves():
    """Thousand worlds of 274 pairs, of which each rule finds its share by chance."""
    rng = np.random.default_rng(6)
    seen = rng.random((1_000, 2, 274)) < np.array([0.82, 0.59])[:, None]
    totals = [capture_recapture(one.sum(), other.sum(), (one & other).sum()) for one, other in seen]
    numbers = np.array([total.number for total in totals])
    errors = np.array([total.error for total in totals])
    assert abs(numbers.mean() - 274) < 1.5
    assert numbers.std() == pytest.approx(errors.mean(), rel=0.1)
    assert 0.92 < (abs(numbers - 274) < 1.96 * errors).mean() < 0.98


def test_faults_that_come_together_make_the_number_too_low():
    rng = np.random.default_rng(6)
    hard = rng.random(5_000) < 0.5  # half are hard for both rules
    chance = np.where(hard, 0.3, 0.9)
    one, other = (rng.random(5_000) < chance for _ in range(2))
    total = capture_recapture(one.sum(), other.sum(), (one & other).sum())
    assert total.number + 2 * total.error < 5_000


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((10, 10, 0), "both is 0"),
        ((10, 4, 5), "Both found 5, but one of them found only 4"),
        ((10, 10, None), "both is None"),
        ((0, 10, 1), "first is 0"),
        ((10, True, 1), "second is True"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures, told):
    with pytest.raises(ValueError, match=told):
        capture_recapture(*figures)


def test_an_empty_text_agrees_with_nothing():
    table = pd.DataFrame({"record": [1, 2, 3, 4], "phone": ["", "", " ", " "]})
    assert pairs(table, on="phone").empty


@pytest.mark.parametrize("on", [None, [], ["phone", "phone"]])
def test_columns_that_are_none_are_refused(on):
    table = pd.DataFrame({"record": [1, 2], "phone": ["06", "06"]})
    with pytest.raises(ValueError, match="on "):
        pairs(table, on=on)


FOUND = pd.DataFrame({"record_x": [1, 1], "record_y": [2, 3]})


@pytest.mark.parametrize(
    ("truths", "told"),
    [
        # A column as it stands: the person of record 1 would be that of the row below.
        (pd.Series(["Ann", "Ann", "Bo", "Bo"]), "the labels"),
        (pd.Series([None, "Ann", "Bo", "Bo"], index=[1, 2, 3, 4]), "Record 1 has no truth"),
        (["Ann", "Ann", "Bo"], "as a Series"),
        (pd.DataFrame({"customer": ["Ann"]}), "as a Series"),
    ],
)
def test_a_truth_of_another_record_is_refused(truths, told):
    with pytest.raises(ValueError, match=told):
        precision_recall(FOUND, truths)


def test_pairs_of_numbers_and_texts_are_refused():
    with pytest.raises(ValueError, match="one thing may be two"):
        groups(pd.DataFrame({"one": [1, "a"], "other": [2, "b"]}))
