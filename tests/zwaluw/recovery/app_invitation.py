"""Find the planted parameters of the trial of the app again in its table."""

from __future__ import annotations

import pandas as pd

from tests.zwaluw.recovery import Estimate, share
from zwaluw.app_invitation import AppInvitationParameters
from zwaluw.draw import day
from zwaluw.purchases import PurchaseParameters

NAME = "app_invitation"


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the table can show.

    `keenness` shows only in how much more the installers buy: the tests look at it. What the app
    adds is there with its error, which is far larger than itself at 4,000 customers.
    """
    truth, rows = AppInvitationParameters(), tables[NAME]
    invited, installed = rows["invited"], rows["installed_on"].notna()
    asked, others = invited.sum(), (~invited).sum()
    p, q = installed[invited].mean(), installed[~invited].mean()
    true = truth.anyway + truth.moved
    error = (true * (1 - true) / asked + truth.anyway * (1 - truth.anyway) / others) ** 0.5
    return [
        share(NAME, "invited", truth.invited, asked, len(rows)),
        share(NAME, "anyway", truth.anyway, installed[~invited].sum(), others),
        Estimate(NAME, "moved", truth.moved, p - q, error),
        _wait(rows[invited & installed], truth),
        effect_on_installers(rows),
    ]


def effect_of_invitation(rows: pd.DataFrame) -> Estimate:
    """Compare all invited with all others: intention to treat, as a share of the others' spend.

    What is planted is small and no single number, since the effect grows with the time that is
    left after the installation: 0 stands for it.
    """
    invited = rows["invited"].to_numpy(dtype=bool)
    yes, no = rows["spend_eur"][invited], rows["spend_eur"][~invited]
    error = (yes.var() / len(yes) + no.var() / len(no)) ** 0.5
    base = no.mean()
    return Estimate(NAME, "invitation", 0.0, (yes.mean() - base) / base, error / base)


def effect_on_installers(rows: pd.DataFrame) -> Estimate:
    """Estimate what the app adds to the spend of those whom the invitation moved to install it.

    Intention to treat over the share that was moved, as a share of what those would have spent
    without the app: the others' spend is that of the moved and the not moved together.
    """
    true = PurchaseParameters().app_effect
    invited, installed = rows["invited"], rows["installed_on"].notna()
    yes, no = rows.loc[invited, "spend_eur"], rows.loc[~invited, "spend_eur"]
    moved = installed[invited].mean() - installed[~invited].mean()
    # Spend of the moved, with the app: of all invited installers less those of the others.
    installers = (yes * installed[invited]).mean() - (no * installed[~invited]).mean()
    gain = yes.mean() - no.mean()
    without = (installers - gain) / moved
    error = (yes.var() / len(yes) + no.var() / len(no)) ** 0.5 / moved / without
    return Estimate(NAME, "app_effect", true, gain / moved / without, error)


def _wait(rows: pd.DataFrame, truth: AppInvitationParameters) -> Estimate:
    """Estimate the daily share from the first two weeks, where few install of themselves."""
    first = pd.Timestamp(truth.first_day)
    waited = (rows["installed_on"] - first).dt.days
    days = day(truth.last_day) - day(truth.first_day) + 1
    early = (1 - (1 - truth.wait) ** 14) * truth.moved + truth.anyway * 14 / days
    true = early / (truth.moved + truth.anyway)
    return share(NAME, "wait: within 14 days", true, (waited < 14).sum(), len(rows))
