"""From an answer to a diagnosis: slips, mistakes, kinds of answers, plain data."""

from __future__ import annotations

import collections
import functools
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data
from mkt40_helpers.workbook.diagnosis import answers, diagnose, read
from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.shelf import exercises_of, find

EXERCISES = (*exercises_of(3), find("1.10"))  # one of every kind
NUMBERS = [one for one in (*exercises_of(2), *EXERCISES) if isinstance(one.kind, Number)]
LEARNER = "student 0"


def right_answer(exercise, learner: str = LEARNER):
    return plain(exercise.answer(*tables_of(exercise, learner)))


def test_an_untouched_function_gets_help():
    exercise = find("3.13")
    results = read(exercise, lambda scores: None, LEARNER)
    assert "return" in diagnose(exercise, results, LEARNER).message


def test_two_ideas_that_come_out_alike_are_both_named():
    exercise = find("3.2")
    twin = {"twin": exercise.mistakes["all_rows"]}
    told = {"twin": "Another way to the same number."}
    both = replace(
        exercise, mistakes={**exercise.mistakes, **twin}, messages={**exercise.messages, **told}
    )
    found = diagnose(both, answers(both, "s1")[1]["all_rows"], "s1")
    assert found.verdict == "mistake" and found.message.startswith("More than one idea")
    assert exercise.messages["all_rows"] in found.message and told["twin"] in found.message
    assert found.mistakes == ("all_rows", "twin")


def test_a_mistake_that_comes_out_right_is_right():
    exercise = find("3.2")
    broken = replace(exercise, mistakes={"all_rows": exercise.answer, **exercise.mistakes})
    assert diagnose(broken, right_answer(exercise, "s1"), "s1").verdict == "right"


def test_a_mistake_is_never_named_for_a_number_beside_it():
    for exercise in NUMBERS:
        wrong = answers(exercise, LEARNER)[1].values()
        for its in wrong:
            beside = its + 0.6 * 10.0**-exercise.kind.decimals + 1e-5
            found = diagnose(exercise, beside, LEARNER)
            assert found.verdict != "mistake" or its != min(
                wrong, key=lambda one: abs(one - beside)
            ), (exercise.key, its)


# ---- slips that are no wrong idea ----


@pytest.mark.parametrize("exercise", NUMBERS, ids=[e.key for e in NUMBERS])
def test_slips_with_a_number_get_their_own_message(exercise):
    learner = LEARNER
    right = right_answer(exercise, learner)

    def told(answer, verdict="form"):
        found = diagnose(exercise, plain(answer), learner)
        assert found.verdict == verdict, (answer, found)
        return found.message

    assert "quotation marks" in told(str(right))
    assert "asks for a number" in told("plenty")
    assert "yes/no" in told(True)
    assert "column or table" in told(pd.Series([right, right]))
    assert "column or table" in told(pd.DataFrame({"a": [right, right]}))
    assert "a list" in told([right, right, right])
    assert "whole NPS result" in told(advocacy.nps([9])) and ".score, " in told(advocacy.nps([9]))
    assert ".low or .high" in told(advocacy.nps([9]).interval())
    assert "Call it" in told(len)
    assert "not a number" in told(float("nan"))
    assert "missing value" in told(pd.NA) and "missing value" in told(pd.NaT)
    assert "infinite" in told(float("inf")) and "infinite" in told(-float("inf"))
    assert "of the type object" in told(object())
    assert "the other way round" in told(-right, "slip")
    if exercise.kind.in_percent:
        assert "this is a fraction" in told(right / 100, "slip")
        assert "once too often" in told(right * 100, "slip")


def test_transformed_right_answers_are_named():
    def told(key, change):
        exercise = find(key)
        return diagnose(exercise, change(right_answer(exercise)), LEARNER)

    reciprocal = told("3.7", lambda x: 10_000 / x)
    assert reciprocal.verdict == "slip" and "upside down" in reciprocal.message
    for key, change, sign in (
        ("2.8", lambda x: 1 / x, "upside down"),
        ("3.7", lambda x: x**2, "square of"),
        ("2.8", lambda x: x**0.5, "square root of"),
        ("1.3", lambda x: 100 - x, "the other part"),
        ("2.5", lambda x: round(x) / 1000, "thousand"),
    ):
        found = told(key, change)
        assert found.verdict == "slip" and sign in found.message, (key, found)
    # A count has no reciprocal that anybody would hand in, and 8 is not "the square of" 2.8.
    assert told("3.1", lambda x: 1 / x).verdict == "not yet"
    assert told("2.8", lambda x: round(x**0.5)).verdict == "not yet"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: pd.Series([x]),
        lambda x: np.array([x]),
        lambda x: np.array(x),
        lambda x: [x],
        lambda x: (x,),
        lambda x: {"nps": x},
        lambda x: pd.DataFrame({"nps": [x]}),
        lambda x: Decimal(repr(float(x))),
        lambda x: Fraction(x),
    ],
)
def test_one_number_in_any_wrapping_is_that_number(wrap):
    exercise = find("3.5")
    assert diagnose(exercise, plain(wrap(right_answer(exercise))), LEARNER).verdict == "right"


def test_dutch_marks_are_not_led_to_another_wrong_number():
    exercise = find("2.5")
    right = round(right_answer(exercise))
    thousands, rest = divmod(right, 1000)
    for given in (
        (thousands, rest),
        right / 1000,
        f"{thousands}.{rest:03}",
        f"{thousands},{rest:03}",
    ):
        assert "thousand" in diagnose(exercise, plain(given), LEARNER).message, given
    exercise = find("2.9")
    told = diagnose(exercise, plain((4, 55)), LEARNER).message
    assert "4.55" in told and "thousands" not in told  # 4,055 would not be read by Python at all
    assert "4.55" in diagnose(exercise, "4,55", LEARNER).message


def test_a_number_out_of_its_range_is_not_told_to_be_as_asked():
    found = diagnose(find("3.2"), 191, LEARNER)
    assert found.verdict == "not yet" and "191" in found.message and "0 to 100" in found.message
    assert "as asked" not in found.message
    assert "as asked" in diagnose(find("3.2"), 91.234, LEARNER).message


@pytest.mark.parametrize("kind", [int, float, np.float64, np.int64, np.float32])
def test_any_kind_of_number_is_a_number(kind):
    exercise = find("3.1")
    right = right_answer(exercise, "s1")
    assert diagnose(exercise, plain(kind(right)), "s1").verdict == "right"


def test_a_fraction_of_a_named_mistake_is_still_named():
    exercise = find("3.2")
    wrong = exercise.mistakes["all_rows"](*tables_of(exercise, LEARNER)) / 100
    found = diagnose(exercise, wrong, LEARNER)
    assert found.verdict == "mistake" and found.mistakes == ("all_rows",)
    assert found.message.startswith(exercise.messages["all_rows"]) and "fraction" in found.message


def test_a_column_may_come_in_any_reasonable_form():
    exercise = find("3.4")
    learner = LEARNER
    right = pd.Series(exercise.answer(*tables_of(exercise, learner)))
    forms = [
        right,
        right.iloc[::-1],
        right.to_dict(),
        right.rename_axis("channel").reset_index(),
        right.rename_axis("channel").reset_index(name="nps").sort_values("nps"),
        right.to_frame("nps"),
        right.astype("Float64"),
    ]
    for form in forms:
        assert diagnose(exercise, plain(form), learner).verdict == "right", form


def test_slips_with_a_column_get_their_own_message():
    exercise = find("3.4")
    learner = LEARNER
    right = pd.Series(exercise.answer(*tables_of(exercise, learner)))

    def told(answer, verdict="form"):
        found = diagnose(exercise, plain(answer), learner)
        assert found.verdict == verdict, (answer, found)
        return found.message

    assert "use groupby" in told(12.5)
    assert "figures without names" in told(right.tolist())
    assert "Keep the names" in told(pd.DataFrame({"nps": [1, 2]}))
    assert "with the names" in told("store")
    assert "not in your answer: store" in told(right.drop("store"), "not yet")
    more = pd.concat([right, pd.Series({"post": 1.0})])
    assert "do not belong there: post" in told(more, "not yet")
    assert "no number" in told(right.astype(str), "not yet")
    assert "fraction" in told(right / 100, "slip")
    assert "other way round" in told(-right, "slip")
    assert "rounded too much" in told(right.round(), "slip")
    swapped = pd.Series(right.tolist()[::-1], index=right.index)
    assert "beside the wrong names" in told(swapped, "slip")
    some = right.copy()
    some["app"] += 3
    assert "figure of dealer, store, web shop" in told(some, "not yet")


def test_names_of_groups_may_be_written_otherwise():
    exercise = find("3.4")
    right = pd.Series(exercise.answer(*tables_of(exercise, LEARNER)))
    named = right.rename(index={"app": "App", "store": " STORE "})
    assert diagnose(exercise, plain(named), LEARNER).verdict == "right"


def test_a_table_of_two_groupings_is_told_as_such():
    exercise = find("3.4")
    (survey,) = tables_of(exercise, LEARNER)
    pairs = survey.groupby(["channel", "touchpoint"])["score"].mean()
    found = diagnose(exercise, plain(pairs), LEARNER)
    assert found.verdict == "form" and "each combination" in found.message
    found = diagnose(exercise, plain(pairs.reset_index()), LEARNER)
    assert found.verdict == "form" and "several figures for one group" in found.message
    found = diagnose(exercise, plain(pairs.reset_index("touchpoint", drop=True)), LEARNER)
    assert found.verdict == "form" and "several figures for one group" in found.message
    found = diagnose(exercise, plain(pairs.unstack()), LEARNER)
    assert found.verdict == "form" and "several columns" in found.message


def test_a_choice_is_read_kindly_and_refused_plainly():
    exercise = find("1.10")
    assert diagnose(exercise, "  Other   Way  round ", "s1").verdict == "right"
    assert '"as stated"' in diagnose(exercise, "B", "s1").message
    assert "in quotation marks" in diagnose(exercise, 2, "s1").message


def test_a_function_is_told_where_it_fails_and_not_what_is_right():
    exercise = find("3.13")

    def crashes(scores):
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    found = diagnose(exercise, read(exercise, crashes, "s1"), "s1")
    assert found.verdict == "slip" and "[10, None, 9, 6]" in found.message  # 7 of 11 are right
    assert "TypeError" in found.message and "33" not in found.message
    assert "without brackets" in diagnose(exercise, 20.0, "s1").message
    for constant, hits in ((20.0, 2), (0.5, 0)):
        given = read(exercise, lambda scores, constant=constant: constant, "s1")
        found = diagnose(exercise, given, "s1")
        assert found.verdict == "not yet" and f"{hits} of 11 inputs" in found.message


def test_every_not_yet_says_what_is_right_first():
    for exercise in EXERCISES:
        if isinstance(exercise.kind, Number):
            beside = 17.123456 if exercise.kind.between else 123456.789
            found = diagnose(exercise, beside, "s1")
            assert found.verdict == "not yet" and found.message.startswith(
                "You gave a number, as asked"
            )


# ---- plain data ----


def test_plain_keeps_plain_values():
    for value in (1, 2.5, True, "text", None, [1, [2, "a"]]):
        assert plain(value) == value
    assert plain((1, 2)) == {"tuple": [1, 2]} and plain(np.arange(3)) == [0, 1, 2]
    assert plain(pd.NA) == {"other": "missing"}
    assert plain({"a": np.float64(1)}) == {"series": {"a": 1.0}}
    table = pd.DataFrame({"m": pd.period_range("2025-01", periods=1, freq="M"), "n": [3]})
    assert plain(table) == {"columns": ["m", "n"], "rows": [["2025-01", 3]]}


def test_plain_is_always_json_and_never_large():
    values = [float("nan"), float("inf"), object(), len, ..., {1, 2}, b"x", 1j]
    values += [pd.Series(range(10_000)), pd.DataFrame({"a": range(10_000)}), "x" * 10_000]
    values += [list(range(10_000)), np.ones((3, 3)), pd.Timestamp("2025-01-01"), advocacy.nps([9])]
    for value in values:
        assert len(json.dumps(plain(value), allow_nan=False)) < 5_000


def test_an_answer_that_is_equal_to_everything_gains_nothing():
    class Yes(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

        def __abs__(self):
            return 0.0

        def __sub__(self, other):
            return 0.0

    for exercise in NUMBERS:
        assert diagnose(exercise, plain(Yes(1.5)), "s1").verdict == "form"
    for column in (pd.Series([Yes(1)] * 4, index=["app", "dealer", "store", "web shop"]),):
        found = diagnose(find("3.4"), plain(column.astype(object)), "s1")
        assert found.verdict != "right"


def test_keys_are_found_and_misspelt_ones_explained():
    assert find("3.10").title == "The stores' contacts"
    with pytest.raises(ValueError, match=r'quotes: "3\.1" or "3\.10"'):
        find(3.10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="There are workbooks for: "):
        exercises_of(9)


def test_exercise_tables_are_the_learners_own():
    (survey,) = tables_of(find("3.1"), "s5")
    assert survey.equals(data.load("survey", student="s5"))


def test_whole_results_for_each_group_are_named_by_what_they_are():
    exercise = find("3.4")
    for whole, figures in ((advocacy.nps([9]), ".score, "), (advocacy.nps([9]).interval(), ".low")):
        names = exercise.answer(*tables_of(exercise, LEARNER))
        found = diagnose(exercise, plain(dict.fromkeys(names, whole)), LEARNER)
        told = f"whole {type(whole).__name__} result for each group. Take the one figure"
        assert found.verdict == "not yet" and told in found.message and figures in found.message


@pytest.mark.parametrize(
    "odd",
    [
        10**400,
        2**2000,
        -(10**5000),
        [1, 2, 10**5000],
        (10**5000,),
        Fraction(10**400),
        Decimal("sNaN"),
        "9" * 5000,
        pd.Series([10**30, 1], dtype=object),
        functools.reduce(lambda inner, _: [inner], range(500), []),
        np.timedelta64(361, "ns"),
        np.datetime64("2025-01-01"),
        pd.Series([1.0, 2.0], index=pd.MultiIndex.from_tuples([("a", "x"), ("a", "x")])),
        pd.DataFrame({"channel": ["a"], "nps": [1.0]}, index=pd.Index(["a"], name="channel")),
        pd.Series(dtype=float),
        pd.DataFrame(),
        {},
        pd.cut(pd.Series([1.0, 5.0]), [0, 2, 6]).value_counts(),
        type("Bad", (), {"__str__": lambda self: 1 / 0, "__repr__": lambda self: 1 / 0})(),
        {type("Bad", (), {"__str__": lambda self: 1 / 0})(): 1},
    ],
    ids=lambda odd: type(odd).__name__,
)
def test_the_oddest_answer_is_judged_and_can_be_kept(odd):
    for exercise in EXERCISES:
        given = read(exercise, odd, LEARNER)
        assert len(json.dumps(given, allow_nan=False)) < 20_000
        found = diagnose(exercise, given, LEARNER)
        assert found.verdict != "right" and len(found.message) < 400, found


def test_a_list_in_itself_is_judged():
    odd: list[object] = []
    odd.append(odd)
    assert diagnose(find("3.5"), plain(odd), LEARNER).verdict == "form"


def test_right_numbers_of_any_make_are_right():
    right = right_answer(find("3.5"))
    for make in (np.longdouble, np.float64, float):
        assert diagnose(find("3.5"), plain(make(right)), LEARNER).verdict == "right"


def test_right_columns_of_any_make_are_right():
    exercise = find("3.4")
    (survey,) = tables_of(exercise, LEARNER)
    table = advocacy.nps_by(survey, by="channel")
    right = table.set_index("channel")["nps"]
    makes = [
        {key: advocacy.nps(part["score"]).score for key, part in survey.groupby(["channel"])},
        table.set_index("channel", drop=False)[["channel", "nps"]],
        table[["nps", "channel"]],
        collections.OrderedDict(right.to_dict()),
        collections.Counter(right.to_dict()),
        collections.defaultdict(float, right.to_dict()),
    ]
    for made in makes:
        assert diagnose(exercise, plain(made), LEARNER).verdict == "right", made


def test_nothing_false_is_said_of_columns():
    exercise = find("3.4")
    (survey,) = tables_of(exercise, LEARNER)
    right = pd.Series(exercise.answer(survey))

    def told(answer):
        return diagnose(exercise, plain(answer), LEARNER).message

    for empty in ({}, pd.Series(dtype=float), right.iloc[:0], pd.DataFrame({"a": [], "b": []})):
        assert "is empty" in told(empty)
    assert "called 5, 9." in told({"5": 1, "9": 2})
    assert "several figures for one group" in told({"APP": -5.0, **right.to_dict()})
    for other in (survey.groupby("channel")["score"], {"store", "app"}, right.to_dict().values()):
        assert "a figure for each group" in told(other) and "plain value" not in told(other)


def test_nothing_false_is_said_of_two_numbers():
    told = diagnose(find("3.1"), plain((361, 14)), LEARNER).message
    assert "361 and 14" in told and "if you typed 361,14, write 361.14; in a longer line" in told
    for listed in ([606, 361], [-3, -5]):
        assert "comma" not in diagnose(find("3.1"), plain(listed), LEARNER).message


@pytest.mark.parametrize(
    "typed",
    [(70, 7 - 52, 3), (14.9, 3), (0, 0.5), (pd.Series([True]), 5), (-1, 2), (...,) * 2, (1, "a")],
    ids=str,
)
def test_a_decimal_comma_in_a_longer_line_is_told(typed):
    found = diagnose(find("3.5"), plain(typed), LEARNER)
    assert found.verdict == "form"
    assert f"You gave {len(typed)} values" in found.message
    assert "write 3.5 and not 3,5" in found.message


@pytest.mark.parametrize("date", ["2025-12-31", "31-12-2025", "31/12/2025", "1.2.2025"])
def test_a_date_as_a_text_is_no_number_with_marks(date):
    told = diagnose(find("3.5"), date, LEARNER).message
    assert f"You gave the date '{date}' as a text." in told and "percent" not in told


def test_an_answer_of_no_row_hears_where_the_rows_went():
    for nothing in (float("nan"), pd.NA):
        told = diagnose(find("3.5"), plain(nothing), LEARNER).message
        assert "Can one row meet all conditions at once?" in told
        assert "== can miss a date" in told


def test_a_decimal_comma_among_two_things_is_told():
    told = diagnose(find("3.12"), plain(("D", 7, 8)), LEARNER).message
    assert "You handed in 3 things." in told and "write 3.5 and not 3,5" in told
    assert "handed in" not in diagnose(find("3.12"), "D", LEARNER).message


@pytest.mark.parametrize("text", ["nan", "infinity", "012", "\u0663\u0665", "1e5"])
def test_a_text_that_is_no_plain_number_is_not_told_to_lose_its_marks(text):
    told = diagnose(find("3.1"), text, LEARNER).message
    assert "so that it is a number" not in told


def test_one_figure_is_not_right_so_far():
    for exercise in NUMBERS:
        right = right_answer(exercise)
        if right and abs(right) >= 10:
            continue
        found = diagnose(exercise, float(round(right)), LEARNER)
        assert "rounded too much" not in found.message, (exercise.key, right)


def test_a_function_that_leaves_python_is_told_so():
    exercise = find("3.13")

    def leaves(scores):
        raise SystemExit(1)

    class Sour(Exception):
        def __str__(self):
            raise ValueError

    def sour(scores):
        raise Sour

    for function in (leaves, sour, lambda scores: 10**400, lambda scores: {"a": 1}):
        found = diagnose(exercise, read(exercise, function, LEARNER), LEARNER)
        assert found.verdict == "not yet" and "series" not in found.message
        assert len(found.message) < 400


def test_a_long_result_of_a_function_is_cut():
    exercise = find("3.13")
    for long in (lambda scores: "x" * 5000, lambda scores: pd.DataFrame({"a": range(10_000)})):
        found = diagnose(exercise, read(exercise, long, LEARNER), LEARNER)
        assert len(found.message) < 400
