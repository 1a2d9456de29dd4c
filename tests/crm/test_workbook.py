"""What workbook 6 says with figures is what the data say, and its cases hold."""

from __future__ import annotations

import contextlib
import math
import re

import pandas as pd
import pytest
from scipy import stats

from mkt40_helpers.crm import by_hand
from mkt40_helpers.data import folder, load, read_own
from mkt40_helpers.workbook.shelf import exercises_of, find
from tests.every_chapter.chapters import ROOT, read
from tests.every_chapter.test_claims import stands

WORKBOOK = read(next(ROOT.glob("solutions/06_*/*.ipynb")))
TEXTS = {cell.id: cell.source for cell in WORKBOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in WORKBOOK.cells if cell.cell_type == "code"}
LEARNERS = [f"student {number}" for number in range(20)]


def tables(key: str, learner: str | None = None) -> list[pd.DataFrame]:
    return [load(name, student=learner) for name in find(key).tables]


def test_it_has_the_points_and_minutes_of_a_workbook_and_no_kind_is_half_of_it():
    exercises = exercises_of(6)
    kinds = [type(one.kind).__name__ for one in exercises]
    assert sum(one.points for one in exercises) == 29
    assert 85 <= sum(one.minutes for one in exercises) <= 96
    assert len(set(kinds)) >= 5 and max(map(kinds.count, kinds)) <= len(kinds) / 2


# ---- what is said of all samples ----


def test_a_chat_takes_longer_and_its_mean_is_less_sure():
    for learner in LEARNERS:
        (contacts,) = tables("6.01", learner)
        calls, chats = (by_hand.minutes(contacts, one) for one in ("phone", "chat"))
        assert by_hand.sem(chats) > by_hand.sem(calls) and len(chats) < len(calls)
        margin = 1.96 * by_hand.both_errors(contacts, math.hypot)
        assert chats.mean() - calls.mean() > 2 * margin


def test_the_invitation_cannot_be_told_from_nothing_in_nearly_all_samples():
    told = re.search(r"five to eight euro", find("6.02").praise)
    seen = []
    for learner in LEARNERS:
        (trial,) = tables("6.02", learner)
        groups = [trial.loc[trial["invited"] == yes, "spend_eur"] for yes in (True, False)]
        margin = 1.96 * math.hypot(*map(by_hand.sem, groups))
        assert told and 5 <= margin < 8.5
        seen.append(abs(by_hand.spent(trial, "invited")) > margin)
    assert sum(seen) <= 2
    assert by_hand.spent(load("app_invitation"), "installed_on") > 0


def test_a_query_with_distinct_or_not_and_with_or_without_a_number_is_one_question():
    right = find("6.1").answer
    with contextlib.closing(by_hand.database(*tables("6.1"))) as db:
        rows = db.execute(right).fetchall()
        assert rows == list(dict.fromkeys(rows)) and len(rows) == 39
        wide = db.execute(find("6.1").mistakes["purpose_left_out"]).fetchall()
        assert len(wide) > 2 * len(rows)


def test_what_is_kept_of_one_sample_is_not_given_for_another():
    right = find("6.1").answer
    found = []
    for learner in (LEARNERS[0], LEARNERS[1], LEARNERS[0]):
        with contextlib.closing(by_hand.database(*tables("6.1", learner))) as db:
            found.append(db.execute(right).fetchall())
    assert found[0] == found[2] != found[1]
    first, second, again = (by_hand.of_commuters(*tables("6.9", one)) for one in ("a", "b", "a"))
    assert first == again != second


def test_five_or_six_pairs_for_every_hundred_records():
    for learner in LEARNERS:
        (records,) = tables("6.2", learner)
        digits = records["phone"].str.replace(r"\D", "", regex=True).str[-6:]
        pairs = sum(math.comb(times, 2) for times in digits.value_counts())
        assert 4.5 <= 100 * pairs / len(records) < 6.5


def test_web_self_service_repairs_quickest_and_field_service_slowest():
    for learner in LEARNERS:
        shares = find("6.3").answer(*tables("6.3", learner))
        assert list(shares.sort_values().index) == [
            "field service",
            "call centre",
            "web self-service",
        ]


def test_who_complained_has_spent_as_much_as_the_others_and_joined_twice_as_much():
    exercise, whole = find("6.5"), tables("6.5")
    spent = by_hand.revenue(whole[0])
    yes = spent.index.isin(by_hand.complained(whole[1]))
    error = math.hypot(by_hand.sem(spent[yes]), by_hand.sem(spent[~yes]))
    assert abs(spent[yes].mean() - spent[~yes].mean()) < 1.96 * error
    joined = exercise.mistakes["one_row_a_complaint"](*whole)
    assert joined / exercise.answer(*whole) == pytest.approx(2, abs=0.2)


def test_the_curve_finds_half_of_the_holders_among_its_first_515():
    found = find("6.6").answer(load("caravan"))
    assert found.index[0] == 515 and found.iloc[0] == pytest.approx(50, abs=0.5)
    assert 100 * 515 / found.index[-1] == pytest.approx(18, abs=0.5)
    counts = load("caravan")[["customers", "holders"]].sum()
    assert all(stands(f"{number:,}", TEXTS["ask-6-6"]) for number in counts)


def test_the_table_of_tenths_is_that_of_the_exercise_and_its_best_depth_is_in_between():
    told = re.search(r"\[\"buyers\"\] = \[(.+)\]", CODE["tenths"])
    assert told and [int(one) for one in told[1].split(",")] == by_hand.BUYERS
    assert sum(by_hand.BUYERS) == 20_000 and by_hand.TENTH * 10 == 100_000
    for learner in LEARNERS:
        cost, margin = by_hand.prices(*tables("6.7", learner))
        names = {"customers": load("customers", student=learner), "pd": pd}
        names |= {"sends": load("sends", student=learner)}
        lines = CODE["tenths"].splitlines()
        exec("\n".join(line for line in lines if line.startswith(("cost", "margin"))), names)
        assert (names["cost"], names["margin"]) == (cost, margin)
        profits = [by_hand.profit(cost, margin, depth) for depth in range(1, 11)]
        assert profits.index(max(profits)) in (1, 2, 3)


def test_the_score_with_what_comes_after_looks_better_in_every_sample():
    for learner in LEARNERS:
        made = tables("6.8", learner)
        right = by_hand.lift(by_hand.KNOWN)(*made)
        assert 1 < right < by_hand.lift([*by_hand.KNOWN, "opened"])(*made)


def test_the_assistant_of_the_workbook_computes_what_the_exercise_does():
    names = {"pd": pd, "campaigns": load("campaigns")}
    for name in ("sends", "customers", "transactions"):
        names[name] = load(name, student=LEARNERS[0])
    exec(CODE["known"] + "\n" + CODE["lift"], names)
    made = tables("6.8", LEARNERS[0])
    for columns in (by_hand.KNOWN, [*by_hand.KNOWN, "opened"]):
        assert names["lift_of"](columns) == pytest.approx(by_hand.lift(columns)(*made))


def test_the_commuters_effect_is_clear_in_every_sample_and_no_other_one_is():
    clear = {"leisure": 0, "family": 0}
    for learner in LEARNERS:
        made = tables("6.9", learner)
        effect, error = by_hand.of_commuters(*made)
        assert effect > 3 * error and 1 < error < 1.5
        table = by_hand.waves(*made)
        for kind in clear:
            rows = table[table["segment"] == kind].groupby("group")["responded"]
            each = rows.agg(["mean", "size"])
            error = (each["mean"] * (1 - each["mean"]) / each["size"]).sum() ** 0.5
            gap = each["mean"]["treated"] - each["mean"]["control"]
            clear[kind] += gap > 1.96 * error
    assert max(clear.values()) < 0.8 * len(LEARNERS)


def test_what_the_rule_leaves_is_unsure_in_most_samples():
    sure = 0
    for learner in LEARNERS:
        table = by_hand.wave_2()(*tables("6.10", learner))
        each = table.groupby("group")["responded"].agg(["mean", "size"])
        error = (each["mean"] * (1 - each["mean"]) / each["size"]).sum() ** 0.5
        gap = each["mean"]["treated"] - each["mean"]["control"]
        sure += abs(gap - by_hand.COST / by_hand.MARGIN) > 1.96 * error
    assert sure < len(LEARNERS) / 2
    wave = load("campaigns").set_index("campaign").loc[2]
    assert (wave["cost_per_contact_eur"], wave["margin_eur"]) == (by_hand.COST, by_hand.MARGIN)


# ---- six waves ----


def _six() -> pd.DataFrame:
    each = load("sends").groupby(["campaign", "group"])["responded"].agg(["mean", "size"])
    each = each.astype(float).unstack()
    share, size = each["mean"], each["size"]
    error = 100 * (share * (1 - share) / size).sum(axis="columns") ** 0.5
    effect = 100 * (share["treated"] - share["control"])
    return pd.DataFrame({"people": size.sum(axis="columns"), "effect": effect, "error": error})


def test_wave_5_is_the_highest_and_the_six_may_be_one():
    six, asked = _six(), TEXTS["ask-6-11"]
    fifth = six.loc[5]
    assert six["effect"].idxmax() == 5
    assert fifth["effect"] > 2 * six["effect"].drop(5).mean()
    low, high = (fifth["effect"] + sign * 1.96 * fifth["error"] for sign in (-1, 1))
    assert stands(f"{low:.1f} to {high:.1f}", asked) and stands(f"{fifth['people']:.0f}", asked)
    weight = 1 / six["error"] ** 2
    mean = (six["effect"] * weight).sum() / weight.sum()
    chance = stats.chi2.sf(((six["effect"] - mean) ** 2 * weight).sum(), 5)
    assert stands(f"{100 * chance:.0f} of 100 cases", asked)
    assert stands(f"{100 * chance:.0f} of 100 cases", find("6.11").praise)
    app = load("customers")["app_since"].notna().mean()
    assert stands(f"{100 * app:.0f} of 100", asked)


# ---- the gatekeeper ----


def test_the_inputs_of_the_gatekeeper_are_not_changed_by_whoever_changes_them():
    kind = find("6.12").kind

    def spoils(consents, *others):
        consents["given"] = True
        return by_hand.may_contact(consents, *others)

    (consents,) = tables("6.12", LEARNERS[0])
    right = kind.expect(by_hand.may_contact, [consents.copy()])
    kind.expect(spoils, [consents.copy()])
    assert kind.expect(by_hand.may_contact, [consents.copy()]) == right
    assert True in right and False in right and None in right


# ---- case A: the theatre ----

OPENED, OF_OPENERS, OF_OTHERS, NOTHING = 0.30, 0.14, 0.03, 0.055
GOT, MISSED, EURO, SYSTEM = 18_000, 2_000, 22, 18_000


def _of_all() -> float:
    return OPENED * OF_OPENERS + (1 - OPENED) * OF_OTHERS


def _margin() -> float:
    shares = (_of_all(), GOT), (NOTHING, MISSED)
    return 1.96 * math.sqrt(sum(share * (1 - share) / size for share, size in shares))


def test_the_theatre_has_the_figures_of_the_report():
    asked = TEXTS["ask-6-14"]
    for figure in ("18,000 customers", "14 of 100", "others 3", "11 of 100", "30 of 100", "5.5"):
        assert figure in asked
    assert "2,000 customers" in asked and f"leaves {EURO} euro" in asked
    assert pytest.approx(11) == 100 * (OF_OPENERS - OF_OTHERS)
    assert pytest.approx(1 / 10) == MISSED / (GOT + MISSED)  # of all numbers, those that end in 7
    assert OF_OTHERS < NOTHING  # those who did not open book less than who got nothing


def test_the_sum_of_the_theatre():
    model, effect = TEXTS["answer-6-14"], _of_all() - NOTHING
    assert stands(f"{100 * _of_all():.1f} of 100", model)
    assert stands(f"{100 * effect:.1f} of 100", model)
    ends = [effect - _margin(), effect + _margin()]
    assert f"between {100 * ends[0]:.1f} and {100 * ends[1]:.1f}" in model
    euro = [GOT * EURO * one for one in (effect, *ends)]
    assert stands(f"{euro[0]:,.0f} euro", model)
    assert [round(one, -2) for one in euro[1:]] == [-1000, 7400]
    assert "1,000 euro lost and 7,400 euro won" in model
    more = 2 * 52
    assert stands(f"{more}", model)
    assert f"{100 * SYSTEM / (more * GOT * EURO):.2f} points" in model


def test_the_trial_of_the_theatre_shows_a_gain_of_fifteen_hundredths():
    weeks, quarter = 13, (GOT + MISSED) / 4
    share = _of_all()
    error = math.sqrt(share * (1 - share) * (1 / quarter + 1 / (3 * quarter)) * weeks)
    seen = 100 * (1.96 + 0.8416) * error / (2 * weeks)
    assert seen == pytest.approx(0.15, abs=0.01)


# ---- case B: the bakery ----


def _ran() -> dict[str, object]:
    names: dict[str, object] = {"pd": pd, "my": read_own(folder() / "bakery.csv")}
    exec("\n".join(CODE["own-file"].splitlines()[1:]), names)
    lines = CODE["own-needed"].splitlines()
    exec("\n".join(line for line in lines if not line.startswith(("print", "data."))), names)
    return names


def test_the_halves_of_the_bakery_have_one_size_whatever_the_birthday():
    names = _ran()
    own = names["own"]
    assert own.index.is_unique and own["written"].sum() == 336 and (~own["written"]).sum() == 336
    assert "the 336 who get a letter and of the 336" in " ".join(TEXTS["own-sample"].split())


def _needed(came: float, gain: float) -> float:
    later = came + gain
    return 7.85 * (came * (1 - came) + later * (1 - later)) / gain**2


def test_the_worked_sample_of_the_bakery():
    names, sample = _ran(), TEXTS["own-sample"]
    came, last = names["came"], names["last"]
    assert stands(f"{len(last)}", sample) and f"{came * len(last):.0f} came unasked" in sample
    assert f"{100 * came:.1f} of 100" in sample and f"about {names['spent']:.0f} euro" in sample
    margin = names["spent"] / 2
    assert f"from {100 * 0.95 / margin:.0f} points on" in sample
    assert f"from {100 * 0.05 / margin:.1f} points on" in sample
    assert stands(f"{_needed(came, 0.14):.0f} names", sample)
    seen = next(one / 1e4 for one in range(1, 2000) if _needed(came, one / 1e4) <= 336)
    assert stands(f"one would see {100 * seen:.1f} points", sample)
    assert _needed(came, 0.05 / margin) == pytest.approx(3200, rel=0.05)
    table = names["needed"].set_index("gain")["names in each group"]
    assert table[0.05] == pytest.approx(_needed(came, 0.05))
