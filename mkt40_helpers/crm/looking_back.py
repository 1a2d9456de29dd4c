"""Wrong answers to the two exercises of workbook 6 that look back at earlier chapters."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from mkt40_helpers.crm import by_hand as hand

# The margin of a difference of two means (chapter 3).
MARGINS: dict[str, Callable[[pd.DataFrame], float]] = {
    "margins_added": lambda contacts: (
        1.96 * hand.both_errors(contacts, lambda one, other: one + other)
    ),
    "spread_of_contacts": lambda contacts: (
        1.96 * math.hypot(*(float(hand.minutes(contacts, one).std()) for one in ("phone", "chat")))
    ),
    "of_the_calls": lambda contacts: 1.96 * hand.sem(hand.minutes(contacts, "phone")),
    "of_the_chats": lambda contacts: 1.96 * hand.sem(hand.minutes(contacts, "chat")),
    "of_all_contacts": lambda contacts: 1.96 * hand.sem(contacts["minutes"].astype(float)),
    "pooled": lambda contacts: (
        1.96
        * hand.sem(
            contacts.loc[contacts["channel"].isin(["phone", "chat"]), "minutes"].astype(float)
        )
    ),
    "difference_of_margins": lambda contacts: (
        1.96 * hand.both_errors(contacts, lambda one, other: abs(other - one))
    ),
    "without_root": lambda contacts: (
        1.96 * hand.both_errors(contacts, lambda one, other: one**2 + other**2)
    ),
    "difference": lambda contacts: (
        hand.minutes(contacts, "chat").mean() - hand.minutes(contacts, "phone").mean()
    ),
}


def spent_by(invited: bool) -> Callable[[pd.DataFrame], float]:
    """Mean spend of those who were invited, or of those who were not."""
    return lambda trial: float(trial.loc[trial["invited"] == invited, "spend_eur"].mean())


# What an offer did (chapter 5).
OFFERS: dict[str, Callable[[pd.DataFrame], float]] = {
    "installed": lambda trial: hand.spent(trial, "installed_on"),
    "installed_of_the_invited": lambda trial: hand.spent(trial[trial["invited"]], "installed_on"),
    "invited_and_installed": lambda trial: hand.gap(
        trial["spend_eur"], trial["invited"] & trial["installed_on"].notna()
    ),
    "users_less_the_others": lambda trial: (
        trial.loc[trial["installed_on"].notna(), "spend_eur"].mean()
        - trial.loc[~trial["invited"], "spend_eur"].mean()
    ),
    "sums": lambda trial: (
        trial.loc[trial["invited"], "spend_eur"].sum()
        - trial.loc[~trial["invited"], "spend_eur"].sum()
    ),
    "users_of_both": lambda trial: hand.spent(trial.dropna(subset=["installed_on"]), "invited"),
    "buyers_only": lambda trial: hand.spent(trial[trial["purchases"] > 0], "invited"),
    "purchases": lambda trial: hand.gap(trial["purchases"], trial["invited"]),
    "invited_only": spent_by(True),
    "everybody": lambda trial: trial["spend_eur"].mean(),
    "percent": lambda trial: (
        100 * hand.spent(trial, "invited") / trial.loc[~trial["invited"], "spend_eur"].mean()
    ),
    "medians": lambda trial: (
        trial.loc[trial["invited"], "spend_eur"].median()
        - trial.loc[~trial["invited"], "spend_eur"].median()
    ),
    "divided_by_installers": lambda trial: (
        hand.spent(trial, "invited") / trial.loc[trial["invited"], "installed_on"].notna().mean()
    ),
    "divided_by_the_moved": lambda trial: (
        hand.spent(trial, "invited") / hand.gap(trial["installed_on"].notna(), trial["invited"])
    ),
}
