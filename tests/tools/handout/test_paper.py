"""The workbook on paper: what it gives is enough to answer, and holds no answer."""

import math
import re

import pandas as pd
import pytest

from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.shelf import exercises_of, find
from mkt40_helpers.workbook.sql import Sql
from tests.tools.handout import made
from tools.handout import counted, paper, rooms, sheets, wording
from tools.handout.answers import in_steps, in_words

RECORDS = [exercise for number in made.CHAPTERS for exercise in exercises_of(number)]
_OF_A_COMPUTER = re.compile(
    r"\b(cells?|the check|runs?|rerun|quotation marks|hand in|neighbours' numbers|data\.\w+)\b",
    re.I,
)


def tasks(number):
    found = paper.tasks(made.notebook(number, "exercises"), made.notebook(number, "solutions"))
    return {task.key: task for task in found if isinstance(task, paper.Task)}


@pytest.mark.parametrize("number", made.CHAPTERS)
def test_every_exercise_is_there_with_room_or_a_reason(number):
    page, there = made.soup(number, "paper"), tasks(number)
    assert {record.key for record in exercises_of(number)} <= set(there)
    headings = [h.get_text() for h in page(re.compile("h[2-4]"))]
    for key, task in there.items():
        assert any(heading.startswith(f"{key} ") for heading in headings)
        assert task.for_computer or task.model or task.starter
    rooms_there = page.select(".room, section > .lines")
    assert len(rooms_there) == sum(not task.for_computer for task in there.values())
    for space in page.select(".room"):
        assert space.select(".lines, .grid, table")


@pytest.mark.parametrize("number", made.CHAPTERS)
def test_no_solution_is_on_the_paper_of_the_class(number):
    page = made.soup(number, "paper")
    assert not page.select(".answer")
    words = made.text(number, "paper")
    lecturer = made.text(number, "paper", True)
    assert len(made.soup(number, "paper", True).select(".answer")) == sum(
        not task.for_computer for task in tasks(number).values()
    )
    for record in exercises_of(number):
        for told in (record.praise, *record.messages.values(), *record.hints):
            assert made.in_a_line(told) not in words
        right = in_words(record, sheets.expected(record))
        assert right in lecturer
        if isinstance(record.kind, Number | Series | Order | Decide | Slip):
            assert not re.search(rf"(?<![\w.-]){re.escape(right)}(?![\w.])", words), record.key
    for task in tasks(number).values():
        for line in re.findall(r"BEGIN SOLUTION\n(.*?)\n *### END", task.solution, re.DOTALL):
            assert made.without_spaces(line) not in made.bare(number, "paper"), task.key


@pytest.mark.parametrize("number", made.CHAPTERS)
def test_paper_speaks_of_no_cell(number):
    words = made.prose(number, "paper", False, but="pre, code, .question")  # those are the lesson's
    told = re.split(r"(?<=[.?!])\s+", words)
    assert [sentence for sentence in told if _OF_A_COMPUTER.search(sentence)] == []


@pytest.mark.parametrize("key", wording.OWN)
def test_what_is_said_otherwise_on_paper_is_still_said_in_the_workbook(key):
    text = tasks(find(key).chapter)[key].text
    for old, _ in wording.OWN[key]:
        assert made.in_a_line(old) in made.in_a_line(text)


def test_what_only_a_computer_counts_is_answered_in_steps():
    wanted = {
        record.key
        for record in RECORDS
        if sheets.by_plan(record) or isinstance(record.kind, Function | Sql)
    }
    assert in_steps().keys() == wanted >= {"6.1", "6.5", "6.8", "6.12"}
    for number in made.CHAPTERS:
        for box in made.soup(number, "paper", True).select(".answer"):
            if "In steps: " in box.get_text():
                assert not box.select("pre")
    assert made.text(6, "paper", True).count("In steps: ") == 4


def test_a_letter_is_no_mail_and_a_mail_is_an_e_mail():
    words = made.prose(6, "paper", False, but="pre, code")
    assert not re.search(r"(?<![-\w])e?mails?\b", words)
    assert "2 letter 1,934" in words and "1 e-mail 1,726" in words


def test_an_interval_from_rounded_figures_has_its_tolerance():
    told = made.text(6, "paper", True)
    assert "-1.0 to 6.1 (0.1 more or less is right too: the table is rounded)" in told


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_room_fits_the_kind(record):
    space = rooms.room(record, "answer = ...\n# Your code here")
    assert "# Your code" not in space
    if isinstance(record.kind, Order):
        right = sheets.expected(record)["letters"]
        assert space.count("<span></span>") == len(right)
    if isinstance(record.kind, Decide):
        ticks = len(record.kind.choices) + len(record.kind.reasons)
        assert space.count("☐") == ticks
    if isinstance(record.kind, Function):
        assert space.count("<div></div>") >= 8
    if isinstance(record.kind, Number | Series):
        assert (rooms.PLAN in space) == sheets.by_plan(record)


def test_gaps_are_wide_enough_to_write_in():
    space = rooms.room(find("3.10"), tasks(3)["3.10"].starter)
    assert "_" * 10 in space
    assert "# alike" not in space and "alike = ..." not in space


# ---- the printed tables are enough: answers found with nothing but them ----


def _table(make):
    return make().set_index(make().columns[0])


def _nps(row):
    counts = row[[str(score) for score in range(11)]]
    promoters, detractors = counts[["9", "10"]].sum(), counts[list("0123456")].sum()
    return promoters, detractors, counts.sum()


def _by_hand():
    """Answers as a learner finds them on paper, with a pocket calculator."""
    stars = _table(counted.stars)
    means = stars.mul([1, 2, 3, 4, 5]).sum(axis=1)
    sizes = stars.sum(axis=1)
    everybody = means["all 24 products"] / sizes["all 24 products"]
    guesses, votes = _table(counted.guesses), _table(counted.votes)["votes"]
    yield "1.1", 100 * votes["1 (for)"] / votes.sum()
    screws = guesses.loc["screws"]
    yield "1.2", 100 * (screws["mean of the first guesses"] / screws["right answer"] - 1)
    yield "1.3", 100 * stars.loc["rain cover", "1 star"] / sizes["rain cover"]
    yield "1.7", (100 * guesses["variance, second"] / guesses["variance, first"]).to_dict()
    yield "1.9", (means["child seat"] + 20 * everybody) / (sizes["child seat"] + 20)

    visits = counted.visits().set_index(["channel", "advice"])
    rate = 100 * visits["bought"] / visits["visits"]
    yield "2.1", rate["store", "yes"]
    pooled = visits.groupby("advice").sum()
    pooled = 100 * pooled["bought"] / pooled["visits"]
    yield "2.2", pooled["yes"] - pooled["no"]
    weight = visits["visits"].groupby("channel").sum() / visits["visits"].sum()
    yield "2.13", sum(weight[c] * (rate[c, "yes"] - rate[c, "no"]) for c in weight.index)
    ties, people = counted.ties().iloc[0]
    yield "2.3", 2 * ties / people
    yield "2.4", 100 * ties / (people * (people - 1) / 2)
    neither, store, online, both = counted.campaigns()["mean sales, euro"]
    yield "2.5", both - store - online + neither
    diaries = _table(counted.diaries)
    crowd = 100 * diaries["others' weight is the largest"] / diaries["diaries"]
    yield "2.7", crowd.drop("all").to_dict()
    attention = (
        diaries.loc["all", "mean minutes of reading"] + 2 * diaries.loc["all", "mean sources"]
    )
    yield "2.8", attention * (math.sqrt(18 / 1) - 1) / (18 - 1)
    readers = _table(counted.readers)
    spoke = readers["spoke up"] / readers["readers"]
    yield "2.9", 1 / (spoke["yes"] - spoke["no"])
    asked = _table(counted.prompted).loc["question"]
    yield "2.10", 100 * (1 - (1 - asked["recommended"] / asked["customers"]) ** 4)

    desk, scores = _table(counted.desk), _table(counted.scores)
    (n, own), (_, of_all) = desk.to_numpy()
    yield "3.01", (n * own + 20 * of_all) / (n + 20)
    promoters, detractors, answers = _nps(scores.loc["all"])
    yield "3.1", promoters
    yield "3.2", 100 * detractors / answers
    channels = scores.drop("all")
    nps = {name: _nps(row) for name, row in channels.iterrows()}
    yield "3.4", {name: 100 * (p - d) / n for name, (p, d, n) in nps.items()}
    yield "3.5", 100 * (promoters + scores.loc["all", "8"] - detractors) / answers
    occasions = _table(counted.occasions)
    yield "3.6", (occasions["recommended then"] / occasions["had an occasion"]).to_dict()
    p, d, n = nps["app"]
    variance = (10_000 * (p + d) - n * (100 * (p - d) / n) ** 2) / (n - 1)
    yield "3.7", 1.96 * math.sqrt(variance / n)
    touch = _table(counted.touchpoints)
    mix = touch["store: answers"] / touch["store: answers"].sum()
    yield "3.10", (touch["web shop: score"] * mix).sum()

    late = counted.late_ratings().iloc[0]
    yield "5.01", 1.96 * late["standard deviation"] / math.sqrt(late["with a rating"])
    club = counted.club().iloc[0]
    stay = club["not gone within 365 days"] / club["members"]
    yield "5.2", 60 * 1.1 / (1.1 - stay)
    renewals = _table(counted.renewals)
    stayed = 1 - renewals["left at it"] / renewals["came to it"]
    yield "5.5", {str(name): value for name, value in stayed.items()}
    silence = _table(counted.silence).loc["over 365"]
    yield "5.8", 100 * silence["bought in the year after"] / silence["customers"]
    moves = _table(counted.moves).loc[2]
    yield "5.10", {str(then): count / moves.sum() for then, count in enumerate(moves)}

    minutes = _table(counted.minutes)
    errors = minutes["standard deviation"] ** 2 / minutes["contacts"]
    yield "6.01", 1.96 * math.sqrt(errors.sum())
    trial = counted.trial().groupby("invited").sum()
    mean = trial["spent together, euro"] / trial["people"]
    yield "6.02", mean["yes"] - mean["no"]
    repairs = _table(counted.repairs)
    yield "6.3", (repairs["closed within 48 hours"] / repairs.sum(axis=1)).to_dict()
    waves = counted.sent().set_index(["segment", "group"])
    share = (100 * waves["bought"] / waves["customers"]).unstack()
    yield "6.9", (share["treated"] - share["control"]).to_dict()
    wave = counted.wave_2().set_index("group")
    share = wave["bought"] / wave["customers"]
    gain = share["treated"] - share["control"]
    yield "6.10", (gain * 32 - 0.95) * wave["customers"].sum()


def test_the_printed_tables_are_enough_for_the_answers():
    found = dict(_by_hand())
    for key, value in found.items():
        record = find(key)
        right = sheets.expected(record)
        plain = (
            float(value) if not isinstance(value, dict) else {k: float(v) for k, v in value.items()}
        )
        shown = in_words(record, record.kind.value(_series(plain)))
        assert shown == in_words(record, right), key
    keys = {
        key for sheets_ in sheets.SHEETS.values() for sheet in sheets_ for key in sheet.exercises
    }
    drawn_or_worded = {"3.8", "3.11", "3.12", "5.6", "6.6"}
    assert keys - set(found) == drawn_or_worded


def _series(value):
    return {"series": value} if isinstance(value, dict) else value


def test_a_curve_and_a_picture_can_be_drawn_from_their_tables():
    gains = counted.gains()
    across, up = (
        gains["customers"].cumsum(),
        100 * gains["holders"].cumsum() / gains["holders"].sum(),
    )
    right = sheets.expected(find("6.6"))["figures"]
    assert list(map(str, across)) == list(right)
    assert [point[0] for point in right.values()] == pytest.approx(list(up))
    silence = counted.silence()
    share = 100 * silence["bought in the year after"] / silence["customers"]
    assert [each[0] for each in sheets.expected(find("5.6"))["figures"].values()] == pytest.approx(
        list(share)
    )
    assert pd.Series(sheets.expected(find("3.8"))["figures"]).str[0].tolist() == pytest.approx(
        counted.months()["score"].tolist()
    )
