"""What every exercise promises, proved over 50 learners' samples."""

from __future__ import annotations

import collections
import itertools
import json
import re

from mkt40_helpers.workbook.diagnosis import Diagnosis, answers, diagnose
from mkt40_helpers.workbook.figures import same, two_figures
from mkt40_helpers.workbook.kinds import Choice, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import tables_of
from tests.every_chapter.chapters import read
from tests.every_chapter.handed_in import assert_traps_are_mistakes, drawn, handed_in

# A number draws its sample, and is never drawn again because answers come out alike: so these
# are fifty like any others.
LEARNERS = [f"student {number}" for number in range(50)]
MOST_ALIKE = 5  # of the fifty
MOST_NEIGHBOURS = 0.05  # of the pairs


def test_right_answers_pass_and_every_mistake_is_named(chapter, exercise):
    assert len(exercise.mistakes) >= 2 and len(exercise.hints) == 3
    for number, learner in enumerate(LEARNERS):
        of = drawn(exercise, number)
        right, wrong = answers(exercise, learner, of)
        for one in right:
            found = diagnose(exercise, handed_in(exercise, one, of), learner)
            assert found == Diagnosis("right", exercise.praise)
        for name, its in wrong.items():
            found = diagnose(exercise, handed_in(exercise, its, of), learner)
            # Where a mistake comes out as the right answer, it is right.
            if any(exercise.kind.same(its, one) for one in right):
                assert found.verdict == "right"
            else:
                assert found.verdict == "mistake" and name in found.mistakes, (learner, name)
                assert exercise.messages[name] in found.message, (learner, name)


def test_answers_are_told_apart_in_nearly_every_sample(chapter, exercise):
    alike: collections.Counter[tuple[str, str]] = collections.Counter()
    for number, learner in enumerate(LEARNERS):
        right, wrong = answers(exercise, learner, drawn(exercise, number))
        all_answers = {"right": right[0], **wrong}
        for (one, its), (other, given) in itertools.combinations(all_answers.items(), 2):
            # What a learner gives is the mistake; what it is held against comes first.
            alike[one, other] += exercise.kind.same(given, its)
    assert all(times <= MOST_ALIKE for times in alike.values()), alike


def rounded(value, decimals: int):
    if isinstance(value, dict):
        return {name: round(figure, decimals) for name, figure in value.items()}
    return round(value, decimals)


def test_a_neighbours_right_answer_does_not_pass(chapter, exercise):
    if not isinstance(exercise.kind, Number | Series):
        return
    right = [answers(exercise, learner)[0][0] for learner in LEARNERS]
    pairs = list(itertools.permutations(right, 2))
    for told in (lambda value: value, lambda value: rounded(value, exercise.kind.decimals)):
        passed = sum(exercise.kind.same(told(hers), mine) for hers, mine in pairs)
        assert passed <= MOST_NEIGHBOURS * len(pairs), passed / len(pairs)


def test_a_rounded_right_answer_is_right_and_one_rounded_too_much_nearly(chapter, exercise):
    if not isinstance(exercise.kind, Number) or exercise.kind.decimals == 0:
        return
    told = collections.Counter()
    for learner in LEARNERS:
        right = answers(exercise, learner)[0][0]
        for decimals in range(exercise.kind.decimals, 9):
            assert diagnose(exercise, round(right, decimals), learner).verdict == "right"
        less = round(right, exercise.kind.decimals - 1)
        # One figure alone is not told to be right so far.
        if two_figures(less, right) and not same(less, right, exercise.kind.decimals):
            found = diagnose(exercise, less, learner)
            told[found.verdict, "rounded too much" in found.message] += 1
    # The rest comes out as a mistake that is rounded alike: its name is as true.
    assert told["slip", True] >= 0.6 * told.total() and not told["right", False], told


def test_a_number_beside_the_right_one_is_not_right(chapter, exercise):
    if not isinstance(exercise.kind, Number):
        return
    for learner in LEARNERS[:10]:
        right = answers(exercise, learner)[0][0]
        for off in (-1, 1):
            beside = right + off * 0.6 * 10.0**-exercise.kind.decimals
            assert diagnose(exercise, beside, learner).verdict != "right"


def test_an_untouched_stub_gets_help(chapter, exercise):
    found = diagnose(exercise, plain(...), LEARNERS[0])
    assert found.verdict == "empty" and "in place of the three dots" in found.message


def test_none_is_not_an_untouched_stub(chapter, exercise):
    found = diagnose(exercise, None, LEARNERS[0])
    assert found.verdict == "form" and "three dots" not in found.message
    if not isinstance(exercise.kind, Choice):
        assert "None" in found.message


def test_a_choice_does_not_show_the_right_one_first(chapter, exercise):
    if isinstance(exercise.kind, Choice):
        assert answers(exercise, LEARNERS[0])[0][0] != exercise.kind.words[0]
    if isinstance(exercise.kind, Decide):
        first = exercise.kind.choices[0], exercise.kind.reasons[0]
        assert answers(exercise, LEARNERS[0], drawn(exercise, 0))[0][0][:2] != first


def test_every_trap_leads_to_a_mistake_and_the_answer_has_none(chapter, exercise):
    if isinstance(exercise.kind, Order):
        assert_traps_are_mistakes(exercise)


# ---- hints ----


def test_hints_go_from_where_to_look_to_nearly_there(chapter, exercise):
    if isinstance(exercise.kind, Choice | Decide | Order | Slip):
        return  # its hints are about reading, not about code
    signs = [sum(hint.count(sign) for sign in "()[]=*/") for hint in exercise.hints]
    assert signs[2] > signs[0]  # the first says where, the last nearly how


def test_a_section_that_a_hint_names_is_there(chapter, exercise):
    lesson = "\n".join(c.source for c in read(chapter.lesson).cells if c.cell_type == "markdown")
    headings = re.findall(r"^#+ (.+)$", lesson, re.MULTILINE)
    for hint in exercise.hints:
        for section in re.findall(r"section '([^']+)'", hint):
            assert section in headings


def test_the_code_of_the_last_hint_is_right_or_a_named_mistake(chapter, exercise):
    if isinstance(exercise.kind, Choice | Decide):
        return
    hint, before = exercise.hints[2], chapter.hints[exercise.key]
    pieces = re.findall(r"`([^`]+)`", hint)
    if before is None:
        assert not pieces
        return
    for number, piece in enumerate(pieces, 1):
        before = before.replace(f"CODE{number}", piece)
    assert pieces and "CODE" not in before
    for learner in LEARNERS[:5]:
        tables = tables_of(exercise, learner)
        names = {"tables": tables}
        exec(before, names)
        for answer in names["told"]:
            found = diagnose(exercise, exercise.kind.read(answer, tables), learner)
            assert found.verdict in ("right", "mistake"), (found, pieces)
            # "Almost" over code that is right would send her away from it.
            assert found.verdict == ("mistake" if re.search("almost|half of it", hint) else "right")


def test_learners_get_different_answers(chapter, exercise):
    if isinstance(exercise.kind, Number | Series):
        some = LEARNERS[:10]
        told = {json.dumps(answers(exercise, learner)[0][0]) for learner in some}
        assert len(told) >= 9
