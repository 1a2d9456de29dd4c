"""Who of the leads is called, how soon, and what the call does.

One tenth of the leads, drawn by lot, is not called: what these order shows what would have come
anyway. The others are called the sooner the *hotter* they look, that is, the nearer they are to an
order: so a fast call and an order go together far more than the one makes the other. In two months
the lot says who is called within the hour. Some leads with a strong need ring back at once; whoever
picks up the phone answers, and that counts as the first call, but only Zwaluw's own call, which
comes in its turn, changes what becomes of the lead.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints
from zwaluw.leads_truth import HOUR, LOTS, LeadsParameters

DRAWS = 6  # uniform numbers that the calls of a lead need
Flags = npt.NDArray[np.bool_]


def make_calls(
    chance: Floats,
    score: Floats,
    need: Floats,
    demo: Flags,
    trial: Flags,
    is_account: Flags,
    truth: LeadsParameters,
) -> pd.DataFrame:
    """Draw the calls, and say which leads that are no account become a deal.

    Parameters
    ----------
    chance : array
        Uniform numbers: `DRAWS` rows of one number for each lead.
    score : array
        Log-odds from the traits.
    need : array
        Hidden need: a lead that is called later than within the hour becomes a deal where score
        and need together are above 0.
    demo, trial, is_account : array of bool
        Asked for a demonstration; came in a month of the trial of fast calls; is an account.
    truth : LeadsParameters

    Returns
    -------
    DataFrame
        held_out and rang_back; lot: place in LOTS, or -1 outside the trial; minutes: to the first
        call, also where a held-out lead has none; becomes: a deal.
    """
    held_by, lot_by, minutes_by, place_by, rings_by, ring_place_by = chance
    held_out = (held_by < truth.held_out) & ~is_account
    in_trial = trial & ~held_out & ~is_account
    lot = np.where(in_trial, draw.choose(lot_by, [truth.trial_fast, 1.0]), -1)
    heat = score + need
    level, slope, spread = truth.minutes
    minutes = np.exp(level + slope * heat + spread * draw.normal(minutes_by))
    minutes = np.clip(np.rint(minutes), 1, truth.longest)
    for code, name in enumerate(LOTS):
        minutes = np.where(lot == code, _whole(place_by, truth.trial_minutes[name]), minutes)
    minutes = np.where(is_account, _whole(place_by, truth.account_minutes), minutes)

    called = heat + truth.fast_call * (minutes <= HOUR) > 0
    base = np.where(demo, *truth.without_call.values())
    # A call keeps nobody from an order: without one, no lead orders that would not with one.
    anyway = (heat > 0) & (base + need > 0)

    rang_back = (need > truth.hot) & (rings_by < truth.rings) & ~is_account
    minutes = np.where(rang_back, _whole(ring_place_by, truth.ring_minutes), minutes)
    return pd.DataFrame(
        {
            "held_out": held_out,
            "lot": lot,
            "rang_back": rang_back,
            "minutes": minutes.astype(np.int64),
            "becomes": np.where(held_out, anyway, called),
        }
    )


def _whole(uniform: Floats, bounds: tuple[float, float]) -> Ints:
    """Turn uniform numbers into whole ones from the first bound to the last."""
    low, high = bounds
    return (low + np.floor(uniform * (high - low + 1))).astype(np.int64)
