"""One customer's line over all systems, and what a hand-over costs."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.crm import Refused, hand_over, record_contact, timeline
from tests.crm.asked import asked, contents

# ---- the timeline ----


@pytest.fixture(scope="module")
def kim(whole):
    return timeline(whole, "C02841")


def test_the_line_agrees_with_a_hand_count(kim):
    """Counted in the course's tables, which the database was made of."""
    hers = {
        name: (table := data.load(name))[table["customer"] == "C02841"]
        for name in ("contacts", "tickets", "sends", "transactions", "consents", "crm_records")
    }
    assert kim["system"].value_counts().to_dict() == {
        "contacts": len(hers["contacts"]),  # 11
        "tickets": 2 * len(hers["tickets"]),  # each opened and closed
        "campaigns": 3,
        "purchases": len(hers["transactions"]),  # 3
        "consents": 2,  # a yes, and taken back
        "records": len(hers["crm_records"]),  # 2
    }
    assert len(hers["contacts"]) == 11 and len(hers["tickets"]) == 2
    asked_us = kim[kim["system"] == "contacts"]
    assert asked_us["channel"].value_counts().to_dict() == {
        "store": 3, "phone": 3, "chat": 3, "email": 2,
    }  # fmt: skip
    assert asked_us["time"].tolist() == sorted(hers["contacts"]["time"])
    assert kim["time"].is_monotonic_increasing and kim["time"].notna().all()


def test_two_emails_came_after_she_had_taken_it_back(kim):
    back = kim.loc[kim["what"] == "took it back", "time"].iloc[0]
    assert back == pd.Timestamp("2023-12-19")
    later = kim[(kim["what"] == "got an offer") & (kim["time"] > back)]
    found = later[["time", "channel"]].astype(str).values.tolist()
    assert [day for day, channel in found if channel == "email"] == ["2025-01-14", "2026-05-15"]
    assert [channel for _, channel in found] == ["email", "letter", "email"]


def test_what_was_held_back_is_no_part_of_a_life(whole):
    """Ute was in a control group once: five rows, four messages."""
    rows = asked(whole, "SELECT arm FROM sends WHERE customer = 'C02117'")["arm"]
    assert rows.value_counts().to_dict() == {"treated": 4, "control": 1}
    assert (timeline(whole, "C02117")["what"] == "got an offer").sum() == 4


def test_all_lines_together_hold_each_event_once(whole):
    """For customers with all kinds of events, against counts of the tables."""
    ask = (
        "SELECT customer FROM opportunities JOIN tickets USING (customer) "
        "JOIN sends USING (customer) GROUP BY customer ORDER BY customer LIMIT 15"
    )
    counts = {
        "contacts": "SELECT COUNT(*) AS n FROM contacts WHERE customer = :who",
        "tickets": "SELECT COUNT(*) + COUNT(closed) AS n FROM tickets WHERE customer = :who",
        "campaigns": "SELECT COUNT(*) AS n FROM sends WHERE arm = 'treated' AND customer = :who",
        "purchases": "SELECT COUNT(*) AS n FROM transactions WHERE customer = :who",
        "sales": "SELECT COUNT(*) + COUNT(closed) AS n FROM opportunities WHERE customer = :who",
        "consents": "SELECT COUNT(*) + COUNT(withdrawn) AS n FROM consents WHERE customer = :who",
        "records": "SELECT COUNT(*) AS n FROM records WHERE customer = :who",
    }
    for who in asked(whole, ask)["customer"]:
        line = timeline(whole, who)["system"].value_counts()
        for system, count in counts.items():
            assert line.get(system, 0) == asked(whole, count, who=who)["n"][0], (who, system)


def test_a_new_contact_is_on_the_line_at_once(mine):
    who = asked(mine, "SELECT customer FROM customers")["customer"][0]
    before = len(timeline(mine, who))
    record_contact(mine, customer=who, channel="chat", topic="advice", time="2026-09-14 10:05")
    after = timeline(mine, who)
    assert len(after) == before + 1
    assert after.iloc[-1].astype(str).tolist() == [
        "2026-09-14 10:05:00", "contacts", "chat", "asked us", "advice",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["C99999", "Robert'); DROP TABLE contacts", None, 2841])
def test_an_unknown_customer_has_no_line(mine, who):
    before = contents(mine)
    with pytest.raises(Refused, match="The CRM knows no customer"):
        timeline(mine, who)
    assert contents(mine) == before


# ---- the hand-over ----


@pytest.fixture(scope="module")
def handed():
    return hand_over(data.load("contacts"), data.load("tickets"))


def gap(values, by):
    """Mean where `by` is False minus mean where it is True, and its standard error."""
    groups = values.groupby(by)
    means, squares = groups.mean(), groups.var() / groups.size()
    return means[False] - means[True], squares.sum() ** 0.5


def test_a_note_saves_a_day(handed):
    """By lot, so it is an effect: planted 24 hours; tickets of the last month may be open yet."""
    done = handed[handed["hours"].notna() & (handed["opened"] < "2026-08-01")]
    assert len(done) == 3_940 and done["noted"].sum() == 2_004
    hours, error = gap(done["hours"].astype(float), done["noted"])
    assert round(hours, 1) == 24.9 and round(error, 1) == 2.8
    back, error = gap(done["came_back"].astype(float), done["noted"])
    assert round(back, 2) == 0.15 and round(error, 2) == 0.03
    means = done.groupby("noted")["hours"].agg(["mean", "median"])
    assert means["mean"].round(1).tolist() == [84.1, 59.2]
    assert means["median"].round().tolist() == [58, 32]


def test_among_those_who_came_back_the_note_seems_to_do_less(handed):
    """The trap: coming back is itself changed by the note."""
    done = handed[handed["hours"].notna() & (handed["opened"] < "2026-08-01")]
    hours, error = gap(*[done[done["came_back"] > 0][name] for name in ("hours", "noted")])
    assert round(hours, 1) == 11.8 and round(error, 1) == 7.9


def test_another_channel_seems_to_cost_three_days(handed):
    """The trap: nothing was planted; hard cases change the channel, and take longer."""
    done = handed[handed["hours"].notna() & (handed["opened"] < "2026-08-01")]
    moved = done.dropna(subset=["other_channel"])
    hours, error = gap(moved["hours"], moved["other_channel"].astype(bool))
    assert round(-hours) == 67 and round(error) == 10


def test_come_backs_and_switches_are_those_of_a_plain_loop(handed):
    contacts = data.load("contacts").dropna(subset=["case"]).sort_values("time", kind="stable")
    tickets = data.load("tickets").set_index("ticket")
    lines: dict[int, list[tuple[pd.Timestamp, str]]] = {}
    rows = zip(contacts["case"], contacts["time"], contacts["channel"], strict=True)
    for case, time, channel in rows:
        lines.setdefault(int(case), []).append((time, channel))
    for row in handed.itertuples():
        line = lines[row.ticket]
        channels = [channel for _, channel in line]
        assert row.came_back == len(line) - 1
        assert row.switches == sum(a != b for a, b in itertools.pairwise(channels))
        if len(line) == 1:
            assert pd.isna(row.days) and pd.isna(row.other_channel)
        else:
            assert row.other_channel == (channels[0] != channels[1])
            waited = line[1][0] - tickets.loc[row.ticket, "opened"]
            assert row.days == pytest.approx(waited / pd.Timedelta(days=1))


def test_the_figures_of_the_hand_over(handed):
    assert len(handed) == 4_188
    assert round(100 * (handed["days"] <= 14).mean(), 1) == 29.7
    first = handed["other_channel"].dropna()
    assert len(first) == 1_245 and round(100 * first.mean(), 1) == 29.9
    assert handed["came_back"].sum() == 1_887
    assert round(100 * handed["switches"].sum() / handed["came_back"].sum(), 1) == 35.1


def test_rows_in_any_order_will_do_and_the_tables_are_left_as_they_are():
    contacts, tickets = data.load("contacts", "s1"), data.load("tickets", "s1")
    contacts, tickets = contacts.sample(frac=1, random_state=6), tickets.iloc[::-1]
    copies = contacts.copy(), tickets.copy()
    found = hand_over(contacts, tickets)
    in_order = hand_over(contacts.sort_index(), tickets.sort_index())
    pd.testing.assert_frame_equal(found.iloc[::-1].reset_index(drop=True), in_order)
    pd.testing.assert_frame_equal(contacts, copies[0])
    pd.testing.assert_frame_equal(tickets, copies[1])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c, t: (c.drop(columns="case"), t), "There is no column 'case'"),
        (lambda c, t: (c, t.drop(columns="noted")), "There is no column 'noted'"),
        (lambda c, t: (c, pd.concat([t, t.head(1)])), "is there twice"),
        (lambda c, t: (c.head(0), t), "has no contact"),
        (lambda c, t: (c, t.assign(noted=1)), "must hold True or False"),
        (lambda c, t: (c, t.head(0)), "no rows"),
        (lambda c, t: (c.astype({"time": str}), t), "Column 'time' holds no dates"),
        (lambda c, t: (c, t.astype({"closed": str})), "Column 'closed' holds no dates"),
        (lambda c, t: (c.assign(channel=None), t), "of 'channel': missing"),
        (lambda c, t: (c.assign(time=pd.NaT), t), "of 'time': missing"),
        (lambda c, t: (c.assign(case=c["case"].astype("string")), t), "one thing may be two"),
    ],
)
def test_tables_that_do_not_fit_are_refused(change, told):
    with pytest.raises(ValueError, match=told):
        hand_over(*change(data.load("contacts", "s1"), data.load("tickets", "s1")))
