"""Consent on the day of the message, against a plain loop and a table of every kind."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkt40_helpers import data
from mkt40_helpers.crm import consent_state

DAY = pd.Timestamp("2026-05-15")
STATES = ["valid", "refused", "withdrawn", "never asked"]


def messages(*rows):
    table = pd.DataFrame(rows, columns=["customer", "purpose", "sent"])
    return table.astype({"sent": "datetime64[us]"})


def answers(*rows):
    table = pd.DataFrame(rows, columns=["customer", "purpose", "given", "since", "withdrawn"])
    return table.astype(
        {"given": "boolean", "since": "datetime64[us]", "withdrawn": "datetime64[us]"}
    )


def state(*rows, sent=DAY):
    (found,) = consent_state(messages(("Ann", "email", sent)), answers(*rows))
    return found


BEFORE, AFTER = "2025-01-01", "2026-05-16"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "never asked"),
        ([("Ann", "email", True, BEFORE, None)], "valid"),
        ([("Ann", "email", True, DAY, None)], "valid"),
        ([("Ann", "email", True, AFTER, None)], "never asked"),
        ([("Ann", "email", False, BEFORE, None)], "refused"),
        ([("Ann", "email", False, DAY, None)], "refused"),
        ([("Ann", "email", False, AFTER, None)], "never asked"),
        ([("Ann", "email", True, BEFORE, "2026-05-14")], "withdrawn"),
        ([("Ann", "email", True, BEFORE, DAY)], "withdrawn"),
        ([("Ann", "email", True, BEFORE, AFTER)], "valid"),
        ([("Ann", "phone", True, BEFORE, None)], "never asked"),
        ([("Ann", "profiling", True, BEFORE, None)], "never asked"),
        ([("Bo", "email", True, BEFORE, None)], "never asked"),
        ([("Ann", "phone", True, BEFORE, None), ("Ann", "email", False, BEFORE, None)], "refused"),
        # Asked again: the last answer up to the day counts.
        (
            [("Ann", "email", True, "2023-01-01", "2024-01-01"), ("Ann", "email", True, DAY, None)],
            "valid",
        ),
        (
            [("Ann", "email", True, BEFORE, "2025-06-01"), ("Ann", "email", True, AFTER, None)],
            "withdrawn",
        ),
        ([("Ann", "email", False, BEFORE, None), ("Ann", "email", True, DAY, None)], "valid"),
        ([("Ann", "email", True, BEFORE, None), ("Ann", "email", False, DAY, None)], "refused"),
        ([("Ann", "email", False, BEFORE, None), ("Ann", "email", True, AFTER, None)], "refused"),
    ],
)
def test_every_kind_of_answer(rows, expected):
    assert state(*rows) == expected
    assert state(*reversed(rows)) == expected


def test_an_hour_of_the_day_changes_nothing():
    row = ("Ann", "email", True, BEFORE, "2026-05-15")
    assert state(row, sent="2026-05-15 09:00") == "withdrawn"
    later = "2026-05-15 17:00"
    assert state(("Ann", "email", True, BEFORE, later), sent="2026-05-15 09:00") == "withdrawn"
    assert state(("Ann", "email", True, later, None), sent="2026-05-15 09:00") == "valid"


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 8))
who, what = st.sampled_from(["Ann", "Bo"]), st.sampled_from(["email", "phone", "profiling"])
said = st.tuples(who, what, st.booleans(), days, st.none() | days)


def by_hand(customer, purpose, sent, rows):
    last = None
    for row in rows:
        mine = row[:2] == (customer, purpose) and row[3] <= sent
        if mine and (last is None or row[3] > last[3]):
            last = row
    if last is None:
        return "never asked"
    if not last[2]:
        return "refused"
    return "withdrawn" if last[4] is not None and last[4] <= sent else "valid"


@settings(deadline=None)
@given(
    st.lists(st.tuples(who, what, days), min_size=1, max_size=6),
    st.lists(said, max_size=8, unique_by=lambda row: (row[0], row[1], row[3])),
)
def test_the_state_is_that_of_a_plain_loop(sent, rows):
    # Only a yes is withdrawn, and not before it was given.
    rows = [(*row[:4], max(row[3], row[4]) if row[2] and row[4] else None) for row in rows]
    found = consent_state(messages(*sent), answers(*rows))
    assert found.tolist() == [by_hand(*one, rows) for one in sent]


# ---- Zwaluw's own messages ----


def sent_messages(student=None):
    sends = data.load("sends", student).query("group == 'treated'")
    campaigns = data.load("campaigns")[["campaign", "channel"]]
    table = sends.merge(campaigns, on="campaign", validate="many_to_one")
    return table[table["channel"].isin(["email", "phone"])].rename(columns={"channel": "purpose"})


def test_of_zwaluws_messages_45_of_100_were_allowed():
    sent = sent_messages()
    found = consent_state(sent, data.load("consents"))
    assert len(found) == 6_814
    assert found.value_counts().reindex(STATES).tolist() == [3_085, 2_235, 859, 635]
    shares = (found == "valid").groupby(sent["purpose"]).mean().round(3)
    assert shares.to_dict() == {"email": 0.516, "phone": 0.263}


def test_the_state_is_that_of_a_second_road():
    """By a merge and three conditions, as a lesson would write it."""
    sent = sent_messages("s1")
    both = sent.merge(
        data.load("consents", "s1"), on=["customer", "purpose"], how="left", validate="many_to_one"
    )
    asked = both["since"].notna() & (both["since"] <= both["sent"])
    yes = asked & both["given"].fillna(False)
    gone = both["withdrawn"] <= both["sent"]
    found = consent_state(sent, data.load("consents", "s1"))
    assert (found == "valid").tolist() == (yes & ~gone).tolist()
    assert (found == "withdrawn").tolist() == (yes & gone).tolist()
    assert (found == "never asked").tolist() == (~asked).tolist()


def test_labels_and_tables_are_left_as_they_are():
    sent, said = messages(("Ann", "email", DAY), ("Bo", "email", DAY)), answers()
    sent.index = pd.Index(["b", "a"])
    copies = sent.copy(), said.copy()
    found = consent_state(sent, said)
    assert found.index.tolist() == ["b", "a"] and found.cat.categories.tolist() == STATES
    pd.testing.assert_frame_equal(sent, copies[0])
    pd.testing.assert_frame_equal(said, copies[1])
    assert len(consent_state(sent.head(0), said)) == 0
    other = sent.rename(columns={"customer": "who", "purpose": "what for", "sent": "on"})
    named = consent_state(other, said, customer="who", purpose="what for", day="on")
    assert named.tolist() == found.tolist()


@pytest.mark.parametrize(
    ("sent", "said", "told"),
    [
        ({"purpose": "letter"}, {}, "Row 0: nobody is asked for consent to 'letter'"),
        ({"purpose": "app message"}, {}, "Leave such messages out first"),
        ({"purpose": None}, {}, "Row 0 of 'purpose': missing"),
        ({"customer": None}, {}, "Row 0 of 'customer': missing"),
        ({"sent": pd.NaT}, {}, "Row 0 of 'sent': missing"),
        ({"sent": "2026-05-15"}, {}, "Column 'sent' holds no dates.*pd.to_datetime"),
        ({}, {"since": "2026-05-15"}, "Column 'since' holds no dates"),
        ({}, {"withdrawn": "2026-05-15"}, "Column 'withdrawn' holds no dates"),
        ({}, {"since": pd.NaT}, "Row 0 of 'since': missing"),
        ({}, {"given": None}, "Row 0 of 'given': missing"),
        ({}, {"given": 1}, "'given' must hold True or False"),
    ],
)
def test_what_cannot_be_told_is_refused(sent, said, told):
    one = messages(("Ann", "email", DAY)).assign(**sent)
    two = answers(("Ann", "email", True, BEFORE, None)).assign(**said)
    with pytest.raises(ValueError, match=told):
        consent_state(one, two)


def test_two_answers_on_one_day_are_refused():
    row = ("Ann", "email", True, BEFORE, None)
    with pytest.raises(ValueError, match="Row 1 of the consents: a second answer"):
        state(row, row)


# ---- what the tables may not, or may, be made of ----


def one_answer(**change):
    row = {"customer": "a", "purpose": "phone", "given": True}
    days = {"since": pd.Timestamp("2026-01-10"), "withdrawn": pd.Timestamp("2026-03-01")}
    return pd.DataFrame([row | days | change])


def one_message(day="2026-03-01", **change):
    row = {"customer": "a", "purpose": "phone", "sent": pd.Timestamp(day)}
    return pd.DataFrame([row | change])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"withdrawn": pd.Timestamp("2025-01-01")}, "withdrawn before it was given"),
        ({"purpose": "Phone"}, "nobody is asked for consent to 'Phone'"),
        ({"customer": 7}, "one thing may be two"),
        ({"since": "2026-01-10"}, "holds no dates"),
    ],
)
def test_an_answer_that_would_be_lost_is_refused(change, told):
    """Each of them was "never asked", or a yes that was never valid, without a word."""
    with pytest.raises(ValueError, match=told):
        consent_state(one_message(), one_answer(**change))


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"customer": 7.0}, {"customer": 7}),
        ({"sent": dt.date(2026, 3, 1)}, {}),
        ({"sent": pd.Timestamp("2026-03-01 00:30", tz="Europe/Amsterdam")}, {}),
        ({}, {"withdrawn": pd.Timestamp("2026-03-01 09:00", tz="UTC")}),
    ],
)
def test_one_customer_and_one_day_may_be_written_in_several_ways(message, answer):
    assert consent_state(one_message(**message), one_answer(**answer)).tolist() == ["withdrawn"]


def test_tables_without_rows_are_taken():
    assert consent_state(one_message(), one_answer().head(0)).tolist() == ["never asked"]
    assert consent_state(one_message().head(0), one_answer()).empty
    assert consent_state(one_message().head(0), one_answer().head(0)).empty
