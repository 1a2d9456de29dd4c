"""The kinds of answers with several parts, lines or a picture: right, wrong and odd ones."""

from __future__ import annotations

import re
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

from mkt40_helpers import advocacy, data
from mkt40_helpers.workbook import patience
from mkt40_helpers.workbook.diagnosis import diagnose, read
from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import with_words
from mkt40_helpers.workbook.running import Stopped, run
from mkt40_helpers.workbook.shelf import find
from tests.every_chapter.handed_in import assert_judged, assert_traps_are_mistakes
from tests.workbook import lesson

SURVEY = lesson.with_value(data.load("survey"))
TWO = SURVEY[SURVEY["channel"].isin(["store", "web shop"])]


def found(step, *given, misses=0):
    answer = given[0] if len(given) == 1 else given
    return diagnose(step, read(step, answer, "s1"), "s1", misses)


def test_every_answer_is_right_and_every_mistake_named(steps):
    for step in steps.values():
        assert_judged(step)


def test_a_function_of_several_arguments_is_tried_on_them_and_its_error_is_told():
    kind = Function({"two": [7, 2], "made": lambda table: [len(table), 1]}, arguments=True)
    kind = kind.with_words({"cases": {"two": "(7, 2)", "made": "(rows, 1)"}})
    tables = [pd.DataFrame({"a": [1, 2, 3]})]
    right = kind.expect(lambda one, other: one - other, tables)
    assert right == [5, 2]
    given = kind.read(lambda one: one, tables)
    assert given[0]["error"].startswith("TypeError")
    assert "TypeError" in kind.not_yet(given, right)


@pytest.mark.parametrize("answer", [1, "True"])
def test_what_stands_for_a_yes_is_told_that_a_yes_itself_is_asked_for(answer):
    kind = Function({"high": [9], "low": [3]}).with_words({"cases": {"high": "9", "low": "3"}})
    told = kind.not_yet([answer, answer], [True, False])
    assert f"gives back {answer!r}. The question asks for True or False" in told
    assert "True or False" not in kind.not_yet([2, 2], [True, False])


def test_a_function_that_always_says_none_hears_of_return_and_of_its_conditions():
    kind = Function({"high": [9], "low": [3]})
    told = kind.form([None, None])
    assert "gives nothing back" in told and "return" in told and "`or`" in told


@pytest.mark.parametrize(
    ("given", "wrong", "named"),
    [
        (1, 0.7, False),
        (0.7, 0.6983, True),
        (6.2, 6.1937, True),
        (6, 6.1937, False),
        (3, 3, True),
        (12, 12.4, True),
        (0, 0, True),
        (-1, -0.7, False),
    ],
)
def test_a_small_figure_is_known_by_two_of_its_figures_and_not_by_a_whole_number(
    given, wrong, named
):
    assert (Number(decimals=0, in_percent=False).remark(given, wrong) == "") is named


# ---- an example that stands as it was ----


def test_an_example_that_stands_as_it_was_is_no_try(steps):
    seen = found(steps["a"], lesson.of(SURVEY, "store"))
    assert (seen.verdict, seen.message, seen.mistakes) == (
        "empty",
        "You made unchanged.",
        ("unchanged",),
    )


def test_dots_and_none_are_empty_in_a_step_and_none_is_a_form_in_an_exercise(steps):
    for step in steps.values():
        both = ((..., ...), ...) if step.kind.several else (...,)
        assert all(found(step, one).verdict == "empty" for one in both)
        told = found(step, None)
        assert told.verdict == ("empty" if step.is_step else "form")
        assert ("None" in told.message) != step.is_step or step.number == "7"  # a word is asked
    assert "run the cell again" in found(steps["a"], ...).message
    assert found(steps["b"], "no", ...).message.startswith("One part of your answer is still empty")
    assert found(steps["b"], "no", None).verdict == "empty"


# ---- lines in order ----


@pytest.mark.parametrize(
    "text", ["D B E A C", "dbeac", "D,B,E,A,C", " D-B-E ; A > C. ", "D E B A C"]
)
def test_every_order_that_gives_the_right_result_is_right(steps, text):
    assert found(steps["c"], text).verdict == "right"


def test_a_trap_that_another_line_makes_harmless_is_one_line_too_many(steps):
    for text in ("D B E F A C", "D B F E A C"):
        told = found(steps["c"], text)
        assert (told.verdict, told.mistakes) == ("slip", ())
        assert "What comes out is right. But not all of your lines are needed" in told.message
        assert not re.search(r"\b[B-G]\b", told.message)  # which one, she finds out


def test_letters_may_be_a_list_or_stand_one_by_one(steps):
    assert found(steps["c"], ["D", "B", "E", "A", "C"]).verdict == "right"
    assert found(steps["c"], "D", "B", "E", "A", "C").verdict == "right"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'in quotation marks, such as "A B C"'),
        (5, 'in quotation marks, such as "A B C"'),
        ([1, 2], 'in quotation marks, such as "A B C"'),
        ("D B Z", "There is no line Z. The lines are A, B, C, D, E, F, G."),
        ("D D B", "Line D stands there twice."),
    ],
)
def test_letters_that_cannot_be_placed_are_told(steps, text, told):
    seen = found(steps["c"], text)
    assert seen.verdict == "form" and told in seen.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("B D E A C", "Line B uses cards, and the line that makes it, D, comes only after it."),
        (
            "D E A B C",
            "Line A uses month, and the line that makes it, B, comes only after it.",
        ),  # a column
        ("D E A C", "Line A uses month, and no line that you placed makes it."),
        ("D B E C A", "Line C uses months, and the line that makes it, A, comes only"),
        ("D B E C G A", "Line C uses months, and the line that makes it, A, comes only"),  # no trap
        ("D", "Lines that are still missing: 4"),
        ("D B A C", "A line is still missing: what has not been done yet?"),
    ],
)
def test_what_comes_too_early_or_is_missing_is_told(steps, text, told):
    seen = found(steps["c"], text)
    assert seen.verdict == "not yet" and told in seen.message


def test_a_trap_is_told_by_its_mistake_also_where_another_figure_comes_out(steps):
    assert found(steps["c"], "D B F A C").mistakes == ("back_in_place",)
    assert found(steps["c"], "D B A F C").mistakes == ("back_in_place",)
    both = found(steps["c"], "D B F G C")
    assert both.verdict == "not yet" and "More than one of your lines leads astray." in both.message


def test_a_mistake_of_lines_is_named_by_its_own_lines_only(steps):
    """Not dealt at all and dealt back give the same figure, and are two ideas."""
    step = replace(
        steps["c"],
        mistakes={**steps["c"].mistakes, "not_dealt": "D B A C", "both": "D B F G C"},
        messages={**steps["c"].messages, "not_dealt": "You made it.", "both": "You made both."},
    )
    assert found(step, "D B A C").mistakes == ("not_dealt",)
    assert found(step, "D B F A C").mistakes == ("back_in_place",)
    assert found(step, "D B F G C").mistakes == ("both",)


def order(lines, answer, traps="", mistakes=None, **more):
    """Make an exercise of lines that work on the table of prices."""
    words = {"title": "t", "level": "core", "points": 1, "minutes": 1, "praise": "p", "unit": "u"}
    words |= {f"hint_{number}": "h" for number in (1, 2, 3)}
    mistakes = mistakes or {}
    words["mistakes"] = {name: f"You made {name}." for name in mistakes}
    kind = Order(lines, Number(), traps=traps, **more)
    record = replace(
        lesson.EXERCISES[0], kind=kind, tables=("prices",), answer=answer, mistakes=mistakes
    )
    return with_words(record, 8, words)


LOOP = {
    "A": "for price in [1, 2, 3]:",
    "B": "    total = total + price",
    "C": "total",
    "D": "total = 0",
}


def test_lines_of_a_loop_keep_their_place_to_the_right():
    loop = order(LOOP, "D A B C")
    assert found(loop, "D A B C").verdict == "right"
    for text, letter in (("D B A C", "B"), ("D A C B", "C"), ("D A", "A")):
        assert f"Line {letter} cannot stand at this place." in found(loop, text).message


def test_a_result_of_another_form_and_a_wrong_one_are_told():
    lines = {"A": "x = prices['price_eur']", "B": "y = x.mean()", "C": "z = y * 2", "D": "z = z"}
    kind = order({**lines, "E": "x = prices"}, "A B C D")
    assert "what comes out is of another form" in found(kind, "B A D C" and "A B C E").message
    assert "Your lines can run, but" in found(order({**lines, "E": "z = 1"}, "A B C D"), "A B C E D"
    ).message  # fmt: skip


def test_a_line_that_stops_is_told_with_pythons_words():
    lines = {"A": "x = prices['nothing']", "B": "y = 1 / (len(prices) - len(prices))", "C": "y"}
    assert "Line A stops with KeyError: 'nothing'." in found(order(lines, "B C"), "A B C").message
    assert "Line B stops with ZeroDivisionError" in found(order(lines, "B C"), "B C").message


def test_a_trap_that_stops_is_known_by_its_letters():
    lines = {"A": "x = 2", "B": "y = x / 0", "C": "y = x", "D": "y"}
    kind = order(lines, "A C D", traps="B", mistakes={"by_zero": "A B D"})
    assert found(kind, "A B D").mistakes == ("by_zero",)
    assert found(kind, "A C D").verdict == "right"


def test_lines_without_end_are_stopped(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.2)
    lines = {"A": "x = 1", "B": "while x:", "C": "    y = x", "D": "y"}
    kind = order(lines, "A D C B")
    assert "still running after some seconds" in found(kind, "A B C D").message


def test_the_lines_work_on_copies_and_print_nothing(capsys):
    lines = {"A": "prices['price_eur'] = 0", "B": "print(prices)", "C": "prices['price_eur'].sum()"}
    before = data.load("prices")
    for _ in range(2):
        assert found(order(lines, "A B C"), "A B C").verdict == "right"
    assert capsys.readouterr().out == "" and data.load("prices").equals(before)


@pytest.mark.parametrize(
    ("lines", "result", "value"),
    [
        (["x = 1", "x + 1"], "", 2),
        (["x = 1", "y = x + 1"], "", 2),
        (["x = 1", "y = x + 1"], "x", 1),
        (["x = 1\ny = 2", "x + y"], "", 3),
        (["x = 1", "if x:", "    x = 2"], "", None),
    ],
)
def test_the_value_is_that_of_the_last_line_or_the_one_named(lines, result, value):
    assert run(lines, {}, "", result) == value


def test_what_stops_lines_of_several_rows_has_its_place():
    with pytest.raises(Stopped) as stop:
        run(["x = 1\ny = 2", "z = nothing"], {}, "", "")
    assert stop.value.place == 1 and isinstance(stop.value.problem, NameError)


def test_traps_of_an_author_are_looked_at(steps):
    assert_traps_are_mistakes(steps["c"])
    for change in ({"traps": "F"}, {"traps": "FGA"}, {"lines": {"D": "", "B": ""}}):
        with pytest.raises(AssertionError):
            assert_traps_are_mistakes(replace(steps["c"], kind=replace(steps["c"].kind, **change)))


# ---- a decision with its reason ----


def test_of_a_pair_its_idea_is_told_twice_and_its_half_once(steps):
    step = steps["b"]
    for misses in (0, 1):
        assert found(step, "yes", "B", misses=misses).message == "You made by_the_interval."
    later = found(step, "yes", "B", misses=3)
    assert later.mistakes == ("by_the_interval",) and later.verdict == "mistake"
    assert later.message == "Neither your decision nor your reason holds yet."
    assert found(step, "no", "A", misses=3).message.startswith("Your decision holds.")
    assert found(step, "yes", "D", misses=3).message.startswith("Your reason is a good one.")
    for misses in (2, 4, 9):  # whoever tries on learns no half
        for pair in (("yes", "B"), ("yes", "C"), ("no", "A"), ("yes", "D")):
            assert found(step, *pair, misses=misses).message.startswith("This pair is not it yet.")
    assert found(step, " No ", "d", misses=9).verdict == "right"


def test_no_half_says_what_is_right(steps):
    told = [
        found(steps["b"], one, other, misses=3).message for one in ("yes", "no") for other in "ABC"
    ]
    told += [found(steps["b"], "yes", "D", misses=misses).message for misses in (3, 4)]
    assert not any(re.search(r'"?\b(yes|no|[A-D])\b"?', text) for text in told)


def test_halves_of_two_right_pairs_do_not_belong_together(steps):
    both = replace(steps["b"], also=(("yes", "C"),))
    assert found(both, "yes", "C").verdict == "right"
    assert "do not belong together" in found(both, "no", "C").message


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("no",), "Hand in two things, with a comma between them: your decision"),
        (("no", "D", "D"), "Hand in two things"),
        (("maybe", "D"), "'maybe' is none of the choices"),
        (("no", "E"), "'E' is none of the choices"),
        (("no", 4), 'Answer with one of these, in quotation marks: "A", "B", "C", "D".'),
    ],
)
def test_pairs_of_another_form_are_told(steps, given, told):
    seen = found(steps["b"], *given)
    assert seen.verdict == "form" and told in seen.message


# ---- the slip in somebody's answer ----

GAIN = 100 * 152 / SURVEY["score"].count()


@pytest.mark.parametrize(
    ("given", "verdict", "told"),
    [
        (("D", GAIN), "right", "Praise"),
        (("d", round(GAIN, 1)), "right", "Praise"),
        (("D", 7.6), "mistake", "You made its_figure."),
        (("C", GAIN), "mistake", "You made line_before."),
        (("A", GAIN), "not yet", "Your figure is right. Line A holds. The line that goes wrong"),
        (("A", 3), "not yet", "Line A holds. The line that goes wrong comes after it."),
        (("F", 3), "not yet", "The line that goes wrong stands before line F."),
        (("D", 3), "not yet", "You found the line. You gave a number, as asked"),
        (("D", GAIN / 100), "slip", "You found the line. The calculation is right, but"),
        (("D", str(GAIN)), "form", "Leave out the quotation marks"),
        ((GAIN, "D"), "form", "in quotation marks"),
        (("G", GAIN), "form", "'G' is none of the choices"),
        ((GAIN,), "form", "the letter of the line, in quotation marks, and the right figure"),
    ],
)
def test_the_letter_and_the_figure_are_judged_together(steps, given, verdict, told):
    seen = found(steps["e"], *given)
    assert seen.verdict == verdict and told in seen.message


# ---- what was drawn ----

OF_17 = lesson.score_of_eighty(SURVEY, 17)


@pytest.mark.parametrize(
    ("given", "verdict", "told"),
    [
        ((OF_17, 17), "right", "Praise"),
        ((OF_17, 17.0), "right", "Praise"),
        ((OF_17, np.int64(17)), "right", "Praise"),
        ((lesson.margin_of_eighty(SURVEY, 17), 17), "mistake", "You made the_margin."),
        (
            (lesson.score_of_eighty(SURVEY, 18), 17),
            "mistake",
            "Your figure is right for another number than 17. Put the day of your birthday into",
        ),
        ((lesson.score_of_eighty(SURVEY, 1), 1), "empty", "You made unchanged."),
        ((lesson.score_of_eighty(SURVEY, 1), 17), "empty", "You made unchanged."),
        ((3.14159, 17), "not yet", "not the right one yet"),
        ((OF_17 / 100, 17), "slip", "this is a fraction"),
        ((OF_17, 32), "form", "day of your birthday is a whole number from 1 to 31. You gave 32."),
        ((OF_17, 17.5), "form", "You gave 17.5."),
        ((OF_17, "17"), "form", "You gave '17'."),
        ((OF_17, True), "form", "You gave True."),
        ((OF_17, [17]), "form", "You gave ?."),
        ((OF_17,), "form", "with a comma between them: your figure and the day of your birthday."),
        ((str(OF_17), 17), "form", "Leave out the quotation marks"),
    ],
)  # fmt: skip
def test_a_figure_is_judged_at_what_was_drawn(steps, given, verdict, told):
    seen = found(steps["d"], *given)
    assert seen.verdict == verdict and told in seen.message


def test_a_right_figure_that_is_also_the_examples_is_right(steps):
    same = [
        day
        for day in range(2, 32)
        if lesson.score_of_eighty(SURVEY, day) == lesson.score_of_eighty(SURVEY, 1)
    ]
    assert same, "the data changed: choose other days"
    for day in same:
        assert found(steps["d"], lesson.score_of_eighty(SURVEY, day), day).verdict == "right"


# ---- a picture ----

LOOK = {"errorbar": ("se", 1.96), "linestyle": "none"}


def axes():
    return plt.figure().add_subplot()


def points(table=TWO, x="value", y="touchpoint", hue="channel", **more):
    return sns.pointplot(table, x=x, y=y, hue=hue, ax=axes(), **{**LOOK, "dodge": 0.3, **more})


def test_a_right_picture_is_right_also_its_figure_and_when_it_was_closed(steps):
    ax = points()
    assert found(steps["f"], ax).verdict == "right"
    assert found(steps["f"], ax.figure).verdict == "right"
    plt.close("all")
    assert found(steps["f"], ax).verdict == "right"
    ax.set_title("Whatever")
    assert found(steps["f"], ax).verdict == "right"


def test_what_is_kept_of_a_picture_is_plain(steps):
    import json

    kept = read(steps["f"], points(), "s1")
    assert diagnose(steps["f"], json.loads(json.dumps(kept)), "s1").verdict == "right"
    assert len(json.dumps(kept)) < 2000


def unnamed():
    ax = points()
    ax.set_ylabel(" ")
    return ax


PICTURES = [
    (lambda: points(y="channel", hue="touchpoint"), "mistake", "You made swapped."),
    (lambda: points(TWO[TWO["channel"] == "store"], hue=None, dodge=0), "mistake", "one_channel"),
    (lambda: points(x="score"), "not yet", "The picture can be read. Your groups are right"),
    (lambda: points(errorbar=None), "slip", "are right. Each figure comes from a sample"),
    (unnamed, "slip", "The figures are right. An axis has no name"),
    (lambda: points(hue=None, dodge=False), "not yet", "Look at hue=."),
    (
        lambda: points(TWO[TWO["touchpoint"] != "repair"]),
        "not yet",
        "These are not in your picture: repair, store; repair, web shop.",
    ),
    (
        lambda: points(SURVEY[SURVEY["channel"] != "dealer"]),
        "not yet",
        "These do not belong in your picture: advice, app; ",
    ),
    (
        lambda: sns.barplot(
            TWO, x="value", y="touchpoint", hue="channel", ax=axes(), errorbar=("se", 1.96)
        ),
        "slip",
        "The figures are right. You drew bars. The question asks for points.",
    ),
    (axes, "form", "cannot read figures"),
    (lambda: plt.subplots(1, 2)[0], "form", "more than one picture"),
    (lambda: plt.subplots(1, 2)[1], "form", "more than one picture"),
    (plt.figure, "form", "more than one picture in what you gave, or none"),
    (lambda: [axes()], "form", "You gave a list. Hand in one picture"),
    (lambda: (axes(), axes()), "form", "You gave a list. Hand in one picture"),
    (lambda: plt.plot([1, 2]), "form", "You gave a list. Hand in one picture"),
    (
        lambda: sns.catplot(TWO, kind="point", x="value", y="touchpoint", errorbar=None),
        "form",
        "Functions such as sns.catplot",
    ),
    (lambda: TWO, "form", "The question asks for a picture."),
    (lambda: 5, "form", "The question asks for a picture."),
    (lambda: "ax", "form", "The question asks for a picture."),
]  # fmt: skip


# seaborn's own, where a test before this one has set the look of the course
@pytest.mark.filterwarnings("ignore:The figure layout has changed")
@pytest.mark.parametrize(("draw", "verdict", "told"), PICTURES)
def test_a_picture_is_judged_by_what_its_axes_show(steps, draw, verdict, told):
    seen = found(steps["f"], draw())
    assert seen.verdict == verdict and told in seen.message


def test_a_picture_that_was_shown_and_not_kept_is_told(steps):
    assert "plt.show display a picture and give nothing back" in found(steps["6"], None).message


def picture(kind, answer=None):
    """Make an exercise of the scores of channels."""
    made = answer or (lambda survey: score_of_channels(survey)["mean"])
    words = lesson.WORDS["6"] | {"mistakes": {}}
    return with_words(replace(lesson.EXERCISES[5], kind=kind, answer=made, mistakes={}), 8, words)


def score_of_channels(survey):
    table = lesson.with_value(survey).groupby("channel")["value"].agg(["mean", "sem"])
    return table.astype(float)


def bars(**more):
    return sns.barplot(SURVEY, x="channel", y="value", ax=axes(), **{"errorbar": None, **more})


def of_all(step, ax, learner="s1"):
    # The tables of an exercise are a learner's own sample; here the whole.
    return diagnose(replace(step, number="f"), read(step, ax, learner), learner)


def test_bars_begin_at_zero():
    step = picture(Picture(Series(unit="points")))
    assert of_all(step, bars()).verdict == "right"
    ax = bars()
    ax.set_ylim(5, 40)
    told = of_all(step, ax)
    assert told.verdict == "slip" and "The bars do not begin at zero" in told.message
    assert of_all(picture(Picture(Series(), zero=False)), ax).verdict == "right"
    ax = points(SURVEY, x="channel", y="value", hue=None, dodge=False)
    ax.set_ylim(5, 50)
    assert of_all(step, ax).verdict == "right"  # points may begin elsewhere


def test_intervals_may_be_asked_for_unwanted_or_no_matter():
    with_them, without = bars(errorbar=("se", 1.96)), bars()
    for intervals, ax, verdict in (
        (None, with_them, "right"),
        (None, without, "right"),
        (False, with_them, "slip"),
        (False, without, "right"),
        (True, without, "slip"),
    ):
        step = picture(Picture(Series(), intervals=intervals))
        assert of_all(step, ax).verdict == verdict
    told = of_all(picture(Picture(Series(), intervals=False)), with_them)
    assert "intervals in the picture where none belong" in told.message


def with_ends(survey, times=1.96):
    table = score_of_channels(survey)
    ends = {
        "low": table["mean"] - times * table["sem"],
        "high": table["mean"] + times * table["sem"],
    }
    return pd.DataFrame({"value": table["mean"], **ends})


def test_the_ends_of_intervals_can_be_judged():
    kind = Picture(Series(), intervals=True)
    step = picture(kind, with_ends)
    assert of_all(step, bars(errorbar=("se", 1.96))).verdict == "right"
    other = of_all(step, bars(errorbar=("se", 2.58)))
    assert other.verdict == "slip" and "The intervals are not yet" in other.message
    step = replace(
        step,
        mistakes={"one_error": lambda survey: with_ends(survey, 1)},
        messages={"one_error": "You made one_error."},
    )
    assert of_all(step, bars(errorbar=("se", 1))).mistakes == ("one_error",)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("level", [90, 95, 99])
def test_an_interval_by_redrawing_is_one_of_its_level(level, seed):
    """seaborn's own, when nothing is said: 95% too, and not by 1.96 standard errors."""
    told = of_all(
        picture(Picture(Series(), intervals=True), with_ends),
        bars(errorbar=("ci", level), seed=seed),
    )
    assert told.verdict == ("right" if level == 95 else "slip")


def test_a_line_for_comparison_stands_at_a_figure():
    step = picture(Picture(Series(), line=lambda survey: lesson.with_value(survey)["value"].mean()))
    ax = bars()
    assert "The line for comparison is missing." in of_all(step, ax).message
    ax.axhline(30)
    told = of_all(step, ax)
    assert told.verdict == "slip" and "does not stand where it should" in told.message
    ax.axhline(SURVEY["value"].mean())
    assert of_all(step, ax).verdict == "right"
    ax = sns.barplot(SURVEY, y="channel", x="value", errorbar=None, ax=axes())
    ax.axhline(SURVEY["value"].mean())
    assert of_all(step, ax).verdict == "slip"
    ax.axvline(SURVEY["value"].mean())
    assert of_all(step, ax).verdict == "right"


def test_colours_where_none_are_asked_for_are_told():
    step = picture(Picture(Series()))
    ax = sns.barplot(SURVEY, x="channel", y="value", hue="country", errorbar=None, ax=axes())
    assert "The picture has several colours for each group." in of_all(step, ax).message


@pytest.mark.parametrize(
    "years", [[2022, 2023, 2024], [0.5, 1.0, 1.5], pd.to_datetime(["2024-01-01", "2024-02-01"])]
)
def test_a_line_over_numbers_or_dates_has_their_names(years):
    table = pd.DataFrame({"year": years, "score": [float(n) for n in range(len(years))]})
    kind = Picture(Series(unit="points"), marks=("lines",))
    step = picture(kind, lambda survey: table.set_index("year")["score"])
    ax = sns.lineplot(table, x="year", y="score", errorbar=None, ax=axes())
    assert of_all(step, ax).verdict == "right", read(step, ax, "s1")


def test_a_legend_with_one_name_parts_nothing():
    figures = pd.DataFrame({"sold": [1.0, 3.0], "year": ["2024", "2025"]})
    ax = figures.plot.bar(x="year", y="sold")  # pandas names the column in a legend
    ax.set(ylabel="sold")
    step = picture(Picture(Series(), marks=("bars",)), lambda _: figures.set_index("year")["sold"])
    assert found(step, ax).verdict == "right"


def test_a_picture_without_its_legend_is_told():
    step = picture(Picture(Series()))
    ax = sns.barplot(
        SURVEY, x="channel", y="value", hue="country", errorbar=None, legend=False, ax=axes()
    )
    told = of_all(step, ax)
    assert told.verdict == "form" and "keep the legend" in told.message


def test_figures_of_one_name_are_told(steps):
    kept = read(steps["f"], points(), "s1")
    kept["picture"]["figures"].append(kept["picture"]["figures"][0])
    told = diagnose(steps["f"], kept, "s1")
    assert told.message.startswith("Several figures stand for help desk, ")


def test_why_a_picture_cannot_be_read_is_told_where_it_is_known(steps):
    for why in ("", "Two bars or points have the same name."):
        shown = {"kind": "other", "figures": [], "why": why}
        told = diagnose(steps["f"], {"picture": shown}, "s1").message
        assert told.startswith("The check cannot read figures from this picture.") and why in told


def test_every_kind_of_picture_has_a_name():
    for mark, name in (
        ("lines", "lines"),
        ("scatter", "a cloud of points"),
        ("histogram", "a histogram"),
        ("heat map", "a heat map"),
    ):
        told = of_all(picture(Picture(Series(), marks=("bars", mark))), points())
        assert f"You drew points. The question asks for bars or {name}." in told.message


# ---- whatever else is handed in ----


class Stubborn:
    """An object that fails at everything."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None


ODD = [
    True, 0, -1.5, float("nan"), float("inf"), 10**20, "", "x" * 5000, b"x", [], {}, (), (1,),
    (1, 2), (1, 2, 3), [[]], {"tuple": []}, {"picture": {}}, {"other": "ellipsis"}, set(), len, int,
    object(), Stubborn(), pd.NA, pd.NaT, np.array([1, 2]), np.array([[1]]), pd.Series([1, 2]),
    pd.DataFrame({"a": [1]}), pd.Timestamp("2024-01-01"), "D" * 40, "\ud800", ("no", Stubborn()),
    (Stubborn(), 17), (len, len), ([], {}), (None, "A"), ("yes", ...),
]  # fmt: skip


@pytest.mark.parametrize("given", ODD, ids=lambda given: type(given).__name__)
def test_no_answer_stops_a_check(steps, given):
    for step in steps.values():
        seen = found(step, given)
        assert seen.verdict != "right" and seen.message
        assert plain(given) is not None


# ---- a decision of a group, with an interval ----

NEIGHBOURS = ["anna", "bram", "chloe"]


@pytest.fixture(scope="module")
def gap():
    """The two scores of the group that lie farthest apart, the higher one first."""
    scores = [
        advocacy.nps(data.load("survey", student=one)["score"]) for one in (*NEIGHBOURS, "s1")
    ]
    ranked = sorted(scores, key=lambda one: one.score)
    return ranked[-1], ranked[0]


def group(*given, misses=0):
    return found(find("3.9"), *given, misses=misses)


def test_what_the_helper_gives_by_hand_rounded_or_turned_round_is_right(gap):
    high, low = gap
    compared = advocacy.compare(high, low)
    wide = 1.96 * (high.se**2 + low.se**2) ** 0.5
    by_hand = high.score - low.score - wide, high.score - low.score + wide
    rounded = [round(compared.low, 1), round(compared.high, 1)]
    turned = advocacy.compare(low, high)
    for interval in (compared, by_hand, list(by_hand), rounded, turned):
        assert group("nobody", "C", interval, NEIGHBOURS).verdict == "right", interval
    assert group("Nobody", " c", compared, tuple(NEIGHBOURS)).verdict == "right"


def test_the_interval_belongs_to_the_group_that_is_handed_in(gap):
    compared = advocacy.compare(*gap)
    told = group("nobody", "C", compared, ["anna", "bram", "dirk"])
    assert told.verdict == "not yet"
    assert told.message.startswith("Your decision and its reason hold. The interval is not yet")
    assert group("nobody", "C", (-1.0, 99.0), NEIGHBOURS).verdict == "not yet"


def test_a_right_interval_does_not_carry_a_wrong_decision(gap):
    compared = advocacy.compare(*gap)
    told = group("one of us", "A", compared, NEIGHBOURS)
    assert told.mistakes == ("single_intervals",)
    told = group("one of us", "D", compared, NEIGHBOURS)
    assert (told.verdict, told.message) == (
        "not yet",
        "Neither your decision nor your reason holds yet.",
    )
    told = group("one of us", "C", compared, NEIGHBOURS, misses=2)
    assert told.message.startswith("This pair is not it") and told.mistakes == ("one_source",)
    told = group("one of us", "C", compared, NEIGHBOURS, misses=3)
    assert "decision" in told.message


def test_the_half_of_an_interval_that_is_right_is_told(gap):
    high, low = gap
    between, wide = high.score - low.score, 1.96 * (high.se**2 + low.se**2) ** 0.5
    told = group("nobody", "C", (between - 0.3, between + 0.3), NEIGHBOURS)
    assert told.verdict == "not yet" and "so does the gap in the middle" in told.message
    for interval in ((-wide, wide), (high.score - wide, high.score + wide)):
        told = group("nobody", "C", interval, NEIGHBOURS)
        assert told.verdict == "not yet" and "so does the margin" in told.message


def test_margins_that_were_added_up_are_named(gap):
    high, low = gap
    wide = 1.96 * (high.se + low.se)
    added = high.score - low.score - wide, high.score - low.score + wide
    assert group("nobody", "C", added, NEIGHBOURS).mistakes == ("margins_added",)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("nobody", "C"), "Hand in four things"),
        (("nobody", "C", (1, 2)), "Hand in four things"),
        (("nobody", "Z", (1, 2), NEIGHBOURS), "'Z'"),
        (("nobody", "C", 5.1, NEIGHBOURS), "The interval has two ends"),
        (("nobody", "C", "1 to 2", NEIGHBOURS), "The interval has two ends"),
        (("nobody", "C", (1, "2"), NEIGHBOURS), "The interval has two ends"),
        (("nobody", "C", advocacy.nps([9]), NEIGHBOURS), "The interval has two ends"),
        (("nobody", "C", (1, 2), ["anna", "bram"]), "The list of neighbours holds 3 different"),
        (("nobody", "C", (1, 2), ["anna", "bram", "anna"]), "The list of neighbours holds 3"),
        (("nobody", "C", (1, 2), "anna"), "The list of neighbours holds 3 different"),
        (("nobody", "C", (1, 2), [[], {}, None]), "The list of neighbours holds 3 different"),
    ],
)
def test_what_is_no_decision_of_a_group_is_told(given, told):
    seen = group(*given)
    assert seen.verdict == "form" and told in seen.message


def test_an_empty_interval_is_no_answer_yet():
    assert group(..., ..., ..., NEIGHBOURS).verdict == "empty"
    assert group("nobody", "C", ..., NEIGHBOURS).verdict == "empty"
