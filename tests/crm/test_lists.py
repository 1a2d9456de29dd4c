"""Lists of names for a wave use only what was known before it."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import crm, data

NAMES = ("sends", "campaigns", "customers", "transactions")
KNOWN = crm.known_before(*(data.load(name) for name in NAMES))
WAVE = KNOWN[KNOWN["campaign"] == 3]


def on(lists: pd.DataFrame, name: str) -> pd.DataFrame:
    return lists[lists["list"] == name]


def test_each_list_holds_who_belongs_on_it():
    lists = crm.call_lists(KNOWN, 3)
    assert set(on(lists, "everybody")["send"]) == set(WAVE["send"])
    assert set(on(lists, "commuters")["send"]) == set(WAVE.query("segment == 'commuter'")["send"])
    assert on(lists, "best")["often"].min() == 3
    assert len(on(lists, "best")) == (WAVE["often"] >= 3).sum() == len(on(lists, "likely"))
    assert list(lists.columns) == [*KNOWN.columns, "list"]


def test_the_likely_learn_from_earlier_waves_only():
    other = KNOWN.copy()
    later = other["campaign"] >= 3
    other.loc[later, "responded"] = ~other.loc[later, "responded"]
    mine, its = (set(on(crm.call_lists(one, 3), "likely")["send"]) for one in (KNOWN, other))
    assert mine == its
    earlier = other["campaign"] == 2
    other.loc[earlier, "responded"] = ~other.loc[earlier, "responded"]
    assert set(on(crm.call_lists(other, 3), "likely")["send"]) != mine


def test_several_waves_stand_below_each_other():
    both, one = crm.call_lists(KNOWN, 3, 4), crm.call_lists(KNOWN, 4)
    assert len(both) == len(crm.call_lists(KNOWN, 3)) + len(one)
    assert both["campaign"].unique().tolist() == [3, 4]


@pytest.mark.parametrize("campaign", [1, 9])
def test_a_wave_without_one_before_it_is_refused(campaign):
    with pytest.raises(ValueError, match=f"campaign {campaign}: there must be such a wave"):
        crm.call_lists(KNOWN, campaign)


def test_labels_that_repeat_put_nobody_on_a_list_twice():
    """As after a concat of the waves: the likely were 258,970 names of 1,102."""
    usual = crm.call_lists(KNOWN, 3)
    repeated = KNOWN.set_axis([0] * len(KNOWN))
    pd.testing.assert_frame_equal(crm.call_lists(repeated, 3), usual)


@pytest.mark.parametrize(
    ("campaigns", "told"),
    [((), "Name the waves"), ((3, 3), "twice"), (("3",), "whole number"), (([3],), "whole number")],
)
def test_waves_that_are_none_are_refused(campaigns, told):
    with pytest.raises(ValueError, match=told):
        crm.call_lists(KNOWN, *campaigns)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("app", 1, "Column 'app' must hold True or False"),
        ("segment", None, "of 'segment': missing"),
        ("often", -2, "of the often: -2 cannot be"),
    ],
)
def test_what_is_wrong_is_told_of_the_column_that_was_given(column, value, told):
    with pytest.raises(ValueError, match=told):
        crm.call_lists(KNOWN.assign(**{column: value}), 3)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column 'often'"):
        crm.call_lists(KNOWN.drop(columns="often"), 3)
