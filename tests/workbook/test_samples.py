"""A number's sample follows from the number alone: handed out, it is never another one."""

from __future__ import annotations

import hashlib
import json

import pytest

from mkt40_helpers import data
from mkt40_helpers.workbook import start

# Two hundred fixed numbers, of every kind that classes use.
NUMBERS = [
    *(f"s{number}" for number in range(60)),
    *(f"{number:07}" for number in range(123_400, 123_460)),
    *(f"learner.{number}@school.example" for number in range(40)),
    *(f"Zoë van der Meer {number}" for number in range(40)),
]

# The keys that they draw, as one hash for each table that is drawn from. A change here gives
# learners other data between handing out and marking, and turns right answers wrong: the rows of a
# table may change with an edition, which keys are drawn may not.
DRAWN = {
    "customers": "55dc40af564b45e6",
    "region_weeks": "9fa17ca90845301d",
    "brand_funnel": "68f6d9e10dd84e6d",
    "deals": "49c72a2a7c2e8a83",
    "leads": "72b2430c9bdf5160",
    "rivals": "354705abfa64d752",
    "editions": "dd67f0427c7ce791",
    "search_holdout": "9fa17ca90845301d",
    "brand_choices": "64fef20eef4ff2e7",
}


def keys_drawn(table: str, column: str) -> str:
    every = sorted(map(str, data.load(table)[column].unique()))
    drawn = {
        number: sorted(map(str, data.load(table, student=number)[column].unique()))
        for number in NUMBERS
    }
    assert all(set(keys) <= set(every) for keys in drawn.values())
    return hashlib.sha256(json.dumps(drawn, ensure_ascii=False).encode()).hexdigest()[:16]


def sampled_tables() -> dict[str, str]:
    package = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
    return {r["name"]: r["sample_by"] for r in package["resources"] if "sample_by" in r}


def test_every_table_that_is_drawn_from_is_held():
    assert DRAWN.keys() == sampled_tables().keys()


@pytest.mark.parametrize("table", DRAWN)
def test_two_hundred_numbers_draw_the_keys_that_they_always_drew(table):
    assert keys_drawn(table, sampled_tables()[table]) == DRAWN[table]


@pytest.mark.parametrize("chapter", [1, 2, 3])
def test_start_gives_the_number_itself_and_never_another(chapter, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MKT40_PROGRESS", str(tmp_path))
    for number in NUMBERS[::20]:
        assert start(chapter, number) == number
