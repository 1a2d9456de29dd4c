"""The web service: its answers, who can reach it, and that it ends."""

from __future__ import annotations

import json
import os
import socket
import threading
import urllib.error
import urllib.request
from urllib.parse import urlencode, urlsplit

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.crm import consent_state, serve
from mkt40_helpers.crm.web_service import answer_to
from tests.crm.asked import asked, contents

DAY = "2026-09-14"
# A proxy of this machine's own would be asked for 127.0.0.1 too.
ASKER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(address, page="/may_call", **given):
    question = f"{address}{page}?{urlencode(given, doseq=True)}"
    try:
        with ASKER.open(question, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            assert refused.headers["Content-Type"] == "application/json"
            return refused.code, json.load(refused)


@pytest.fixture(scope="module")
def address(whole):
    with serve(whole) as found:
        yield found


@pytest.mark.parametrize("day", [DAY, "2024-10-28", "2024-10-29", "2021-01-01", "9999-12-31"])
def test_the_answer_is_that_of_the_tables(address, day):
    consents = data.load("consents")
    phone = consents[consents["purpose"] == "phone"]
    kinds = [phone["given"], ~phone["given"], phone["withdrawn"].notna()]
    several = ["C02841", "C02117"] + [who for kind in kinds for who in phone[kind]["customer"][:3]]
    table = pd.DataFrame(
        {"customer": several, "purpose": "phone", "sent": np.datetime64(day, "us")}
    )
    for who, state in zip(several, consent_state(table, consents), strict=True):
        expected = {"customer": who, "day": day, "may_call": state == "valid", "because": state}
        assert ask(address, customer=who, day=day) == (200, expected)


def test_a_yes_counts_until_the_day_on_which_it_is_taken_back(address):
    """Ute took hers back on 29 October 2024."""
    answers = [ask(address, customer="C02117", day=f"2024-10-{day}")[1] for day in (28, 29)]
    assert [answer["may_call"] for answer in answers] == [True, False]


def test_a_yes_that_was_just_written_counts_at_once(mine):
    consents = data.load("consents", "s1")
    asked_ones = consents.query("purpose == 'phone'")["customer"]
    never = asked(mine, "SELECT customer FROM customers")["customer"]
    who = never[~never.isin(asked_ones)].iloc[0]
    with serve(mine) as address:
        assert ask(address, customer=who, day=DAY)[1]["because"] == "never asked"
        with mine.begin() as both:
            both.exec_driver_sql("INSERT INTO consents VALUES (?, 'phone', 1, ?, NULL)", (who, DAY))
        assert ask(address, customer=who, day=DAY)[1]["may_call"] is True


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [
        ({"customer": "C99999", "day": DAY}, 404, "knows no customer 'C99999'"),
        ({"customer": "Robert'); DROP TABLE contacts", "day": DAY}, 404, "knows no customer"),
        ({"customer": "", "day": DAY}, 404, "knows no customer ''"),
        ({"customer": "C02841", "day": "14/9/2026"}, 400, "The day is '14/9/2026': write it as"),
        ({"customer": "C02841", "day": "2026-02-30"}, 400, "The day is '2026-02-30'"),
        ({"customer": "C02841", "day": ""}, 400, "The day is ''"),
        ({"customer": "C02841"}, 400, "Give day once"),
        ({"day": DAY}, 400, "Give customer once"),
        ({"customer": ["C02841", "C02117"], "day": DAY}, 400, "Give customer once"),
        ({"page": "/"}, 404, "There is no page /. Ask /may_call"),
        ({"page": "/etc/passwd"}, 404, "There is no page /etc/passwd"),
    ],
)
def test_a_question_without_an_answer_gets_the_reason(whole, address, question, status, told):
    before = contents(whole)
    found, answer = ask(address, **question)
    assert found == status and list(answer) == ["error"] and told in answer["error"]
    assert contents(whole) == before


def test_it_only_answers_questions(address):
    request = urllib.request.Request(f"{address}/may_call", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        ASKER.open(request, timeout=10)
    with refused.value:
        assert refused.value.code == 501


def test_only_this_machine_can_reach_it(address):
    """It listens at 127.0.0.1, not at the machine's address in its network."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    assert host == "127.0.0.1" and port > 1_023
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells which address would be used
        except OSError:
            pytest.skip("this machine is in no network")
        outside = probe.getsockname()[0]
    if outside.startswith("127."):
        pytest.skip("this machine has no address but its own")
    with pytest.raises(OSError):
        socket.create_connection((outside, port), timeout=2).close()


def test_at_the_end_the_port_is_free_and_no_thread_is_left(whole):
    before = set(threading.enumerate())
    with serve(whole) as address:
        port = urlsplit(address).port
        assert ask(address, customer="C02841", day=DAY)[0] == 200
        assert set(threading.enumerate()) - before
    assert set(threading.enumerate()) - before == set()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    with socket.socket() as another:
        another.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        another.bind(("127.0.0.1", port))


def test_it_ends_when_the_cell_fails(whole):
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), serve(whole) as address:
        raise ZeroDivisionError
    assert set(threading.enumerate()) - before == set()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=2).close()


def test_two_can_be_there_at_once(whole, mine):
    with serve(whole) as one, serve(mine) as other:
        assert one != other
        assert ask(one, customer="C02841", day=DAY)[0] == 200
        assert ask(other, customer="C99999", day=DAY)[0] == 404


def test_it_says_nothing_below_the_cell(whole, capfd):
    with serve(whole) as address:
        ask(address, customer="C99999", day=DAY)
        ask(address, page="/")
    assert capfd.readouterr() == ("", "")


def test_a_proxy_of_this_machine_is_not_asked(whole, monkeypatch):
    """A new program, as urllib reads where the proxy is once: at its first question."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.org")
    with serve(whole) as address:
        asker = urllib.request.build_opener()
        with asker.open(f"{address}/may_call?customer=C02841&day={DAY}", timeout=10) as answer:
            assert json.load(answer)["because"] == "never asked"
        assert "example.org" in os.environ["no_proxy"]
    assert os.environ["no_proxy"] == "example.org"


def test_a_caller_who_says_nothing_keeps_nobody_waiting(address):
    """As a browser's second line. Desk.timeout would end it only after 5 seconds."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port)):
        asker = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        question = f"{address}/may_call?customer=C02841&day={DAY}"
        with asker.open(question, timeout=2) as answer:
            assert answer.status == 200


def test_a_crm_that_cannot_answer_says_so(mine, tmp_path):
    with serve(mine) as address:
        (tmp_path / "mine.sqlite").unlink()
        status, answer = ask(address, customer="C02841", day=DAY)
    assert status == 500 and "is gone" in answer["error"]


def test_an_address_that_is_none_is_answered():
    assert answer_to(None, "http://[")[0] == 400
