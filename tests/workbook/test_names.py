"""Four hundred answers, and the name of the sentence that the check says to each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mkt40_helpers.workbook import patience
from mkt40_helpers.workbook.diagnosis import diagnose
from mkt40_helpers.workbook.shelf import find

FILE = Path(__file__).parent / "names.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
# Judged once more in a process of its own, where sets have another order.
AGAIN = """
from mkt40_helpers.workbook import patience
patience.SECONDS = 60.0
from tests.workbook.test_names import ROWS, said
print("\\n".join(map(said, ROWS[::4])))
"""


@pytest.fixture(autouse=True)
def long_patience(monkeypatch):
    """Let a busy machine take its time over lines and functions."""
    monkeypatch.setattr(patience, "SECONDS", 60.0)


def said(row: dict[str, Any]) -> str:
    """Name the sentence that the check says to an answer."""
    return diagnose(find(row["exercise"]), row["answer"], row["learner"]).name


def test_every_answer_hears_the_sentence_with_its_name():
    assert len(ROWS) == 400
    others = [(row, name) for row in ROWS if (name := said(row)) != row["name"]]
    # Where a sentence is better now, its new name is written into the file.
    assert not others, "\n".join(
        f"{row['exercise']} {row['learner']} {json.dumps(row['answer'])[:80]}: "
        f"{row['name']} was said, and now {name}"
        for row, name in others
    )


def test_the_answers_reach_every_kind_of_answer_and_most_sentences():
    names = {row["name"] for row in ROWS}
    assert len(names) >= 200 and all(names)
    assert {type(find(row["exercise"]).kind).__name__ for row in ROWS} >= {
        *("Number", "Series", "Choice", "Function", "Order", "Decide", "Slip", "Picture", "Sql"),
    }


def test_the_same_is_said_in_another_process():
    place = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", AGAIN], env=place, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [row["name"] for row in ROWS[::4]], done.stderr
