"""A campaign: no name that may not be contacted, a draw by chance, all written or nothing."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sqlalchemy import text

from mkt40_helpers import data
from mkt40_helpers.crm import (
    Refused,
    draw,
    known_before,
    measure,
    net,
    open_database,
    select,
    track,
    uplift,
)

DAY = "2026-09-14"
LISTS = ["best", "likely", "commuters", "everybody"]
WAYS = [("phone", "own"), ("phone", "partner"), ("email", "own"), ("email", "partner")]


@pytest.fixture(scope="module")
def full():
    """The whole of Zwaluw: only read here."""
    return open_database()


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A learner's database, made once and copied for each test that writes."""
    path = tmp_path_factory.mktemp("crm") / "own.sqlite"
    open_database("s123", path)
    return path


@pytest.fixture
def db(own, tmp_path):
    return open_database(path=shutil.copy(own, tmp_path / "crm.sqlite"))


def write(db, ask: str, **what: object) -> None:
    with db.begin() as both:
        both.execute(text(ask), what)


def count(db, table: str) -> int:
    return pd.read_sql(text(f"SELECT COUNT(*) AS n FROM {table}"), db)["n"][0]


# ---- a small world, in which each kind of consent can be given to somebody ----

SAID = {
    # given, since, withdrawn; and whether she may be contacted on the day where a yes is needed
    "yes": ((1, "2025-01-01", None), True),
    "yes that day": ((1, DAY, None), True),
    "yes the day after": ((1, "2026-09-15", None), False),
    "refused": ((0, "2025-01-01", None), False),
    "withdrawn the day before": ((1, "2025-01-01", "2026-09-13"), False),
    "withdrawn that day": ((1, "2025-01-01", DAY), False),
    "withdrawn the day after": ((1, "2025-01-01", "2026-09-15"), True),
    "never asked": (None, False),
}
# Where no yes is needed: all but those who had said no by that day.
NOT_OBJECTED = {
    "yes",
    "yes that day",
    "yes the day after",
    "withdrawn the day after",
    "never asked",
}


@pytest.fixture(scope="module")
def bare(own, tmp_path_factory):
    """Nobody has a consent, a complaint or a record: each test gives them to whom it wants."""
    path = shutil.copy(own, tmp_path_factory.mktemp("crm") / "bare.sqlite")
    with open_database(path=path).begin() as both:
        for table in ("consents", "responses", "sends", "records", "transactions"):
            both.execute(text(f"DELETE FROM {table}"))
        both.execute(text("UPDATE contacts SET ticket = NULL"))
        both.execute(text("DELETE FROM tickets"))
    return path


@pytest.fixture
def small(bare, tmp_path):
    return open_database(path=shutil.copy(bare, tmp_path / "crm.sqlite"))


def people(db, n: int) -> list[str]:
    ask = text("SELECT customer FROM customers ORDER BY customer LIMIT :n")
    return pd.read_sql(ask, db, params={"n": n})["customer"].tolist()


def give(db, consents=(), records=(), tickets=()) -> None:
    """Consents: customer, purpose, answer; records: customer, phone, e-mail; tickets: customer,
    opened, closed, topic.
    """
    contacts = pd.read_sql(text("SELECT contact FROM contacts"), db)["contact"].tolist()
    asked = [(who, purpose, *said) for who, purpose, said in consents if said]
    written = [
        (number, *row[:1], *row[:0:-1], f"2025-01-{number % 28 + 1:02}")
        for number, row in enumerate(records, 1)
    ]
    opened = [
        (number, contacts[number], *row, None if row[2] is None else 0)
        for number, row in enumerate(tickets, 1)
    ]
    with db.begin() as both:
        plain = both.connection.driver_connection
        plain.executemany("INSERT INTO consents VALUES (?, ?, ?, ?, ?)", asked)
        plain.executemany(
            "INSERT INTO records (record, customer, first_name, last_name, email, phone, created, "
            "source) VALUES (?, ?, 'Kim', 'Yilmaz', ?, ?, ?, 'store')",
            written,
        )
        plain.executemany(
            "INSERT INTO tickets (ticket, contact, customer, opened, closed, topic, reopened, "
            "priority, service_area, noted) VALUES (?, ?, ?, ?, ?, ?, ?, 'low', 'call centre', 1)",
            opened,
        )


def chosen(db, kind: str = "everybody", channel: str = "phone", offer: str = "partner", **how):
    return select(db, kind, channel=channel, day=how.pop("day", DAY), offer=offer, **how)


@pytest.mark.parametrize(("channel", "offer"), WAYS)
def test_only_who_has_said_yes_is_chosen_whatever_else_she_said(small, channel, offer):
    """Each kind of answer for this channel, crossed with each for the other one."""
    other = "email" if channel == "phone" else "phone"
    pairs = list(itertools.product(SAID, SAID))
    names = people(small, len(pairs))
    consents, expected = [], set()
    for who, (said, of_other) in zip(names, pairs, strict=True):
        consents += [(who, channel, SAID[said][0]), (who, other, SAID[of_other][0])]
        consents.append((who, "profiling", SAID["yes"][0]))  # a yes for something else
        own_mail = (channel, offer) == ("email", "own")
        if said in NOT_OBJECTED if own_mail else SAID[said][1]:
            expected.add(who)
    give(small, consents, [(who, "06-00000000", "kim@example.org") for who in names])
    found = chosen(small, channel=channel, offer=offer)
    assert set(found["customer"]) == expected and found["customer"].is_unique


@pytest.mark.parametrize("kind", ["best", "likely"])
def test_a_list_made_by_a_score_needs_a_yes_to_profiling_too(small, kind):
    pairs = list(itertools.product(SAID, SAID))
    names = people(small, len(pairs))
    consents = [
        (who, purpose, SAID[said][0])
        for who, both in zip(names, pairs, strict=True)
        for purpose, said in zip(("phone", "profiling"), both, strict=True)
    ]
    give(small, consents, [(who, "06-00000000", None) for who in names])
    score = pd.Series(0.5, names)
    found = chosen(small, kind, score=score)
    both = {
        who
        for who, (said, of_profiling) in zip(names, pairs, strict=True)
        if SAID[said][1] and SAID[of_profiling][1]
    }
    assert set(found["customer"]) == both and len(both) == 9
    alone = {who for who, (said, _) in zip(names, pairs, strict=True) if SAID[said][1]}
    assert set(chosen(small)["customer"]) == alone


@pytest.mark.parametrize(
    ("answers", "fine"),
    [
        (["yes", "refused later"], False),
        (["refused", "yes later"], True),
        (["withdrawn the day before", "yes later"], True),
        (["yes", "refused the day after"], True),
        (["refused", "yes the day after"], False),
    ],
)
def test_the_last_answer_by_that_day_counts(small, answers, fine):
    said = {name: what for name, (what, _) in SAID.items()} | {
        "refused later": (0, "2026-01-01", None),
        "yes later": (1, "2026-09-14", None),
        "refused the day after": (0, "2026-09-15", None),
    }
    (who,) = people(small, 1)
    give(small, [(who, "phone", said[one]) for one in answers], [(who, "06-00000000", None)])
    assert (len(chosen(small)) == 1) == fine


def test_only_who_has_a_number_or_an_address_and_each_once(small):
    names = people(small, 6)
    yes = SAID["yes"][0]
    one, two, three, four, five, _ = names  # the last one has no record at all
    records = [
        (one, "06-00000001", None),
        (one, "06-00000002", "one@example.org"),
        (two, None, "two@example.org"),
        (three, "06-00000003", "three@example"),
        (three, None, None),
        (four, "none", "four at example.org"),
        (five, "", ""),
    ]
    give(small, [(who, of, yes) for who in names for of in ("phone", "email")], records)
    calls = chosen(small, channel="phone").set_index("customer")
    assert calls["phone"].to_dict() == {one: "06-00000002", three: "06-00000003"}
    assert calls["record"].to_dict() == {one: 2, three: 4}  # her newest that has a number
    mails = chosen(small, channel="email").set_index("customer")
    assert mails["email"].to_dict() == {one: "one@example.org", two: "two@example.org"}


@pytest.mark.parametrize(
    ("opened", "closed", "topic", "fine"),
    [
        ("2026-08-30 10:00", None, "complaint", False),
        ("2026-09-14 18:00", None, "complaint", False),  # on that day
        ("2026-09-15 09:00", None, "complaint", True),
        ("2026-08-30 10:00", "2026-09-13 10:00", "complaint", True),
        ("2026-08-30 10:00", "2026-09-14 10:00", "complaint", False),
        ("2026-08-30 10:00", "2026-09-20 10:00", "complaint", False),
        ("2026-08-30 10:00", None, "repair", True),
    ],
)
def test_who_waits_for_the_answer_to_a_complaint_is_left_out(small, opened, closed, topic, fine):
    one, other = people(small, 2)
    consents = [(who, "phone", SAID["yes"][0]) for who in (one, other)]
    records = [(who, "06-00000000", None) for who in (one, other)]
    give(small, consents, records, [(one, opened, closed, topic)])
    assert set(chosen(small)["customer"]) == ({one, other} if fine else {other})


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("letter", "objects to letters stands in no table"),
        ("app message", "no such purpose"),
        ("mail", "channel is 'mail': give one of 'phone', 'email'"),
        ("profiling", "channel is 'profiling'"),
        ("", "channel is ''"),
    ],
)
@pytest.mark.parametrize("offer", ["own", "partner"])
def test_a_channel_that_nobody_was_asked_about_is_refused(db, kind, channel, told, offer):
    with pytest.raises(ValueError, match=told):
        select(db, kind, channel=channel, day=DAY, offer=offer, score=pd.Series(dtype=float))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"kind": "leisure"}, "kind is 'leisure': give one of 'best', 'likely', 'commuters'"),
        ({"offer": "other"}, "offer is 'other': give one of 'own', 'partner'"),
        ({"day": "next week"}, "day is 'next week': give a day"),
        ({"day": None}, "day is None: give a day"),
        ({"day": "01/10/2026"}, "give a day"),  # 10 January, for pandas
        ({"day": "2026-09"}, "give a day"),
        ({"day": 20260914}, "give a day"),
        ({"channel": ["phone"]}, "give one of 'phone', 'email'"),
        ({"kind": "likely"}, '"likely" needs a score'),
        ({"kind": "likely", "score": [0.1, 0.2]}, '"likely" needs a score'),
        ({"kind": "likely", "score": pd.Series([0.1, 0.2])}, "No name has a score"),
        ({"kind": "likely", "score": pd.Series(["0.1"], ["C00001"])}, "not a number"),
        ({"kind": "likely", "score": pd.Series(0.1, ["C00001"] * 2)}, "a customer twice"),
    ],
)
def test_what_cannot_be_selected_is_refused(db, how, told):
    with pytest.raises(ValueError, match=told):
        chosen(db, **how)


# ---- the lists of Zwaluw ----


def plain_loop(channel: str, offer: str, scored: bool) -> set[str]:
    """The same rules row by row, on the course's own tables."""
    day = pd.Timestamp(DAY)
    answers: dict[tuple[str, str], str] = {}
    for row in data.load("consents").sort_values("since").itertuples():
        if row.since <= day:
            gone = pd.notna(row.withdrawn) and row.withdrawn <= day
            answers[row.customer, row.purpose] = "no" if gone or not row.given else "yes"
    reached = set()
    for row in data.load("crm_records").itertuples():
        if channel == "phone" and isinstance(row.phone, str):
            reached.add(row.customer)
        if channel == "email" and isinstance(row.email, str) and "@" in row.email:
            name, _, host = row.email.partition("@")
            good = name and "." in host.strip(".") and "@" not in host
            if good and not any(mark.isspace() for mark in row.email) and host[-1] != ".":
                reached.add(row.customer)
    unhappy = {
        row.customer
        for row in data.load("tickets").itertuples()
        if row.topic == "complaint" and not row.closed < day
    }
    found = set()
    for who in data.load("customers")["customer"]:
        said = answers.get((who, channel), "nothing")
        fine = said != "no" if (channel, offer) == ("email", "own") else said == "yes"
        if scored and answers.get((who, "profiling"), "nothing") != "yes":
            fine = False
        if fine and who in reached and who not in unhappy:
            found.add(who)
    return found


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(("channel", "offer"), WAYS)
def test_every_list_of_zwaluw_is_that_of_a_plain_loop(full, kind, channel, offer):
    score = pd.Series(0.1, data.load("customers")["customer"])
    found = chosen(full, kind, channel, offer, score=score)
    expected = plain_loop(channel, offer, scored=kind in ("best", "likely"))
    if kind == "commuters":
        people_ = data.load("customers")
        expected &= set(people_.loc[people_["segment"] == "commuter", "customer"])
    assert set(found["customer"]) == expected and found["customer"].is_unique
    assert found[channel].notna().all()


def test_the_lists_hold_what_was_counted_less_those_with_a_complaint(full):
    """943, 291 and 380 may be called; 14, 3 and 7 of them wait for an answer."""
    sizes = {kind: len(chosen(full, kind)) for kind in ("everybody", "best", "commuters")}
    assert sizes == {"everybody": 929, "best": 288, "commuters": 373}


def test_the_best_are_counted_from_a_year_before_to_the_day_before(small):
    days = ["2025-09-13", "2025-09-14", "2026-09-13", DAY, "2026-09-15"]
    names = people(small, len(days))
    consents = [(who, of, SAID["yes"][0]) for who in names for of in ("phone", "profiling")]
    give(small, consents, [(who, "06-00000000", None) for who in names])
    for number, (who, day) in enumerate(zip(names, days, strict=True)):
        ask = "INSERT INTO transactions VALUES (:number, :who, :day, 'store', 'P01', 4.5)"
        write(small, ask, number=number, who=who, day=day)
    found = chosen(small, "best").set_index("customer")["score"]
    assert found[names].tolist() == [0, 1, 1, 0, 0]
    assert set(found.index[:2]) == set(names[1:3])


def test_kim_rides_to_work_and_is_on_no_list_for_calls_or_mail(full):
    """Never asked about calls; her yes to e-mail was withdrawn. Own goods make no difference."""
    segment = data.load("customers").set_index("customer")["segment"]
    assert segment["C02841"] == "commuter"
    for kind, (channel, offer) in itertools.product(("commuters", "everybody"), WAYS):
        assert "C02841" not in set(chosen(full, kind, channel, offer)["customer"])


@pytest.mark.parametrize("day", [DAY, "2025-09-08"])  # after the second one they went on buying
def test_the_best_are_those_who_bought_most_often_in_the_year_before(full, day):
    found = chosen(full, "best", day=day)
    assert found["score"].is_monotonic_decreasing
    sends = pd.DataFrame({"campaign": 9, "customer": found["customer"]})
    wave = data.load("campaigns").tail(1).assign(campaign=9, start=pd.Timestamp(day))
    known = known_before(sends, wave, data.load("customers"), data.load("transactions"))
    assert found["score"].tolist() == known["often"].tolist()


def test_the_likely_come_in_the_order_of_their_score_and_no_others(full):
    may = chosen(full, "best")["customer"].tolist()
    score = pd.Series(np.linspace(0.1, 0.9, 50), may[:50])
    found = chosen(full, "likely", score=score)
    assert found["customer"].tolist() == may[:50][::-1]
    assert found["score"].tolist() == pytest.approx(sorted(score, reverse=True))


# ---- draw ----

NAMES = pd.DataFrame({"customer": [f"C{at:05}" for at in range(380)]})


def test_so_many_are_contacted_and_all_others_are_the_control_group():
    wave = draw(NAMES, 200, seed=1)
    assert wave["arm"].value_counts().to_dict() == {"treated": 200, "control": 180}
    pd.testing.assert_frame_equal(wave.drop(columns="arm"), NAMES)


def test_the_draw_is_the_same_for_the_same_seed_in_whatever_order():
    one = draw(NAMES, 200, seed=1).set_index("customer")["arm"]
    other = draw(NAMES.sample(frac=1, random_state=3), 200, seed=1).set_index("customer")["arm"]
    assert one.to_dict() == other.to_dict()
    assert (one != draw(NAMES, 200, seed=2).set_index("customer")["arm"]).any()


def test_the_draw_is_the_same_on_every_machine():
    """What the first names were when the course was written, with any numpy and any hash seed."""
    code = (
        "import pandas as pd; from mkt40_helpers.crm import draw;"
        "names = pd.DataFrame({'customer': list('abcdefgh')});"
        "print(*draw(names, 4, seed=7)['arm'].str[0], sep='')"
    )
    for hash_seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        assert done.stdout.strip() == "ttctcctc"


def test_everybody_has_the_same_chance_whatever_her_place():
    treated = sum((draw(NAMES, 200, seed)["arm"] == "treated").to_numpy(int) for seed in range(200))
    share = 200 / 380
    far = (treated - 200 * share) ** 2 / (200 * share * (1 - share))
    assert stats.chi2.sf(far.sum(), 379) > 0.001
    halves = [treated[:190].sum(), treated[190:].sum()]
    assert abs(halves[0] - halves[1]) < 4 * (200 * 380 * share * (1 - share)) ** 0.5


@pytest.mark.parametrize(
    ("names", "number", "seed", "told"),
    [
        (NAMES, 380, 1, "from 1 to 379. The list has 380 names, and somebody must be left"),
        (NAMES, 0, 1, "number is 0"),
        (NAMES, 1.5, 1, "number is 1.5"),
        (NAMES, True, 1, "number is True"),
        (NAMES, 200, 0.5, "seed is 0.5"),
        (NAMES, 200, None, "seed is None"),
        (NAMES[:0], 1, 1, "The list has 0 names"),
        (pd.concat([NAMES, NAMES[:1]]), 200, 1, "Rows 0, 0 of the names: one customer twice"),
        (NAMES.assign(customer=None), 200, 1, "'customer': missing"),
        (NAMES.rename(columns={"customer": "name"}), 200, 1, "no column 'customer'"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(names, number, seed, told):
    with pytest.raises(ValueError, match=told):
        draw(names, number, seed)


# ---- track ----

ABOUT = {
    "name": "Autumn calls",
    "start": DAY,
    "channel": "phone",
    "offer": "theft insurance",
    "price": 109,
    "cost": 2.10,
    "margin": 36,
    "target": "commuters",
}


KEYS = ["name", "start", "channel", "offer", "price", "cost", "margin", "target"]


@pytest.fixture
def wave(db) -> pd.DataFrame:
    return draw(chosen(db, "commuters"), 50, seed=1)


def test_a_wave_is_written_with_its_campaign(db, wave):
    before = count(db, "sends")
    campaign = track(db, wave, **ABOUT)
    assert campaign == 7
    about = pd.read_sql(text("SELECT * FROM campaigns WHERE campaign = 7"), db).iloc[0]
    assert about.tolist()[1:] == [ABOUT[key] for key in KEYS]
    sent = pd.read_sql(text("SELECT * FROM sends WHERE campaign = 7"), db)
    assert dict(zip(sent["customer"], sent["arm"], strict=True)) == dict(
        zip(wave["customer"], wave["arm"], strict=True)
    )
    assert (sent["day"] == DAY).all() and count(db, "sends") == before + len(wave)


def test_a_wave_that_is_there_already_is_refused(db, wave):
    track(db, wave, **ABOUT)
    before = count(db, "sends"), count(db, "campaigns")
    with pytest.raises(Refused, match="a campaign 'Autumn calls' already"):
        track(db, wave, **ABOUT)
    assert before == (count(db, "sends"), count(db, "campaigns"))
    assert track(db, wave, **ABOUT | {"name": "Winter calls"}) == 8


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda wave: pd.concat([wave, wave[:1]]), "one customer twice"),
        (lambda wave: wave.assign(arm="treated"), "Nobody of the wave is 'control'"),
        (lambda wave: wave.assign(arm="control"), "Nobody of the wave is 'treated'"),
        (lambda wave: wave.assign(arm=wave["arm"].replace("control", "rest")), "of 'arm': neither"),
        (lambda wave: wave.drop(columns="arm"), "no column 'arm'"),
        (
            lambda wave: pd.concat([wave, wave[-1:].assign(customer="C99999")], ignore_index=True),
            "No customer 'C99999' is known",
        ),
    ],
)
def test_a_wave_that_cannot_be_is_refused_and_nothing_is_written(db, wave, change, told):
    before = count(db, "sends"), count(db, "campaigns")
    with pytest.raises(ValueError, match=told):
        track(db, change(wave), **ABOUT)
    assert before == (count(db, "sends"), count(db, "campaigns"))


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"channel": "letter"}, "objects to letters"),
        ({"channel": "app message"}, "no such purpose"),
        ({"channel": "fax"}, "channel is 'fax'"),
        ({"price": 0}, "price is 0"),
        ({"cost": -1}, "cost is -1"),
        ({"margin": 0}, "margin is 0"),
        ({"start": "soon"}, "start is 'soon': give a day"),
        ({"start": "14/9/2026"}, "start is '14/9/2026': give a day"),
        ({"channel": ["phone"]}, "phone or email"),
        ({"name": ""}, "name is ''"),
        ({"name": 5}, "name is 5"),
        ({"offer": None}, "offer is None"),
        ({"target": " "}, "target is ' '"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(db, wave, about, told):
    with pytest.raises(ValueError, match=told):
        track(db, wave, **ABOUT | about)
    assert count(db, "campaigns") == 6


def test_what_the_database_refuses_half_way_leaves_nothing(db, wave):
    """The last row breaks a rule of the database itself: the campaign goes too."""
    write(
        db,
        "CREATE TRIGGER full_up BEFORE INSERT ON sends WHEN NEW.customer = '"
        + wave["customer"].iloc[-1]
        + "' BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    before = count(db, "sends")
    with pytest.raises(Exception, match="full"):
        track(db, wave, **ABOUT)
    assert (count(db, "campaigns"), count(db, "sends")) == (6, before)


# ---- measure ----


def test_wave_3_is_measured_as_from_the_tables(full):
    sends = data.load("sends").query("campaign == 3").astype({"responded": bool})
    expected = net(uplift(sends), margin=36, cost=2.10)
    pd.testing.assert_frame_equal(measure(full, 3, margin=36, cost=2.10), expected)
    sends = sends.merge(data.load("customers"), on="customer")
    expected = net(uplift(sends, by="segment", looks=3), margin=36, cost=2.10)
    found = measure(full, 3, margin=36, cost=2.10, by="segment", looks=3)
    pd.testing.assert_frame_equal(found, expected)


def test_a_wave_without_outcomes_is_not_measured(db, wave):
    campaign = track(db, wave, **ABOUT)
    with pytest.raises(Refused, match=f"outcome of {len(wave)} of the {len(wave)} names"):
        measure(db, campaign, margin=36, cost=2.10)
    answer = (
        "INSERT INTO responses (send, responded, amount_eur) "
        "SELECT send, 0, 0 FROM sends WHERE campaign = 7 AND arm = 'treated'"
    )
    write(db, answer)  # known of those who were called alone
    with pytest.raises(Refused, match=f"outcome of {len(wave) - 50} of"):
        measure(db, campaign, margin=36, cost=2.10)
    write(db, answer.replace("'treated'", "'control'"))
    assert measure(db, campaign, margin=36, cost=2.10)["effect"].tolist() == [0]


@pytest.mark.parametrize(
    ("arm", "told"), [("control", "3 has no control group"), ("treated", "3 contacted nobody")]
)
def test_a_wave_of_one_arm_is_not_measured(db, arm, told):
    write(db, "DELETE FROM responses")
    write(db, "DELETE FROM sends WHERE campaign = 3 AND arm = :arm", arm=arm)
    with pytest.raises(Refused, match=told):
        measure(db, 3, margin=36, cost=2.10)


@pytest.mark.parametrize(
    ("campaign", "how", "told"),
    [
        (9, {}, "no campaign 9"),
        ("3", {}, "campaign is '3'"),
        (3, {"margin": 0}, "margin is 0"),
        (3, {"by": "kind"}, "no column 'kind'"),
    ],
)
def test_what_cannot_be_measured_is_refused(db, campaign, how, told):
    with pytest.raises(ValueError, match=told):
        measure(db, campaign, **{"margin": 36, "cost": 2.10} | how)


def test_a_day_with_a_time_zone_is_the_day_that_its_clock_shows(db):
    late = pd.Timestamp("2026-09-14 23:30", tz="Europe/Amsterdam")
    pd.testing.assert_frame_equal(
        select(db, "everybody", channel="phone", day=late, offer="own"),
        select(db, "everybody", channel="phone", day=DAY, offer="own"),
    )


def test_a_campaign_is_a_whole_number(db):
    """1.5 was wave 1 without a word."""
    with pytest.raises(ValueError, match=r"campaign is 1.5: give a whole number"):
        measure(db, 1.5, margin=36, cost=2.1)


@pytest.mark.parametrize(
    ("customers", "told"),
    [(["a"], "two or more"), ([], "two or more"), ([1, "a", "b"], "text .row 1")],
)
def test_what_no_lot_can_be_drawn_from_is_refused(customers, told):
    with pytest.raises(ValueError, match=told):
        draw(pd.DataFrame({"customer": customers}), number=1, seed=1)
