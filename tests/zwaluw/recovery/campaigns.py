"""What the data say about the campaigns.

The uplift is what it is for anybody: the difference between treated and control. The base
response depends on satisfaction, which is in no table: those who answered the survey are taken,
with the values of satisfaction that their answer allows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate, mean, share
from tests.zwaluw.recovery.crm import days, point_grid, told, traits
from zwaluw import draw
from zwaluw.campaigns import (
    NO_LINK,
    SPEND_SHAPE,
    CampaignParameters,
)
from zwaluw.people import SEGMENTS

TRUTH = CampaignParameters()
Tables = dict[str, pd.DataFrame]


def recover(tables: Tables) -> list[Estimate]:
    """Estimate the parameters of the campaigns."""
    customers = traits(tables)
    sends = _sends(tables, customers)
    return [
        *_who(tables, sends, customers),
        *_uplift(sends),
        *_base(sends, told(customers, tables["survey"])),
        *_seen(sends),
        *_amounts(sends),
    ]


def _sends(tables: Tables, customers: pd.DataFrame) -> pd.DataFrame:
    """Add to each send: start and channel of the campaign, segment, purchases before, app."""
    sends, campaigns = tables["sends"], tables["campaigns"].set_index("campaign")
    person = sends["customer"].to_numpy() - 1
    start = days(campaigns["start"])[sends["campaign"].to_numpy() - 1]
    frequency = np.zeros(len(sends), dtype=np.int64)
    recent = np.zeros(len(sends), dtype=bool)
    buyer, bought = (
        tables["transactions"]["customer"].to_numpy(),
        days(tables["transactions"]["date"]),
    )
    for number, first in campaigns["start"].items():
        day = int(days(pd.Series([first]))[0])
        here = (sends["campaign"] == number).to_numpy()
        for column, window in ((frequency, 365), (recent, 90)):
            inside = (bought < day) & (bought >= day - window)
            counts = np.bincount(buyer[inside] - 1, minlength=len(customers))
            column[here] = counts[person[here]]
    segment = customers["segment"].to_numpy()[person]
    return sends.assign(
        treated=(sends["group"] == "treated").to_numpy(),
        start=start,
        channel=campaigns["channel"].to_numpy()[sends["campaign"].to_numpy() - 1],
        price=campaigns["price_eur"].to_numpy()[sends["campaign"].to_numpy() - 1],
        segment=segment,
        frequency=frequency,
        recent=recent,
        commuter_app=(segment == SEGMENTS.index("commuter"))
        & (customers["app_day"].to_numpy()[person] < start),
    )


def _who(tables: Tables, sends: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    eligible = 0
    for _, campaign in tables["campaigns"].iterrows():
        start = int(days(pd.Series([campaign["start"]]))[0])
        there = customers["contact_day"] < start
        if campaign["target"] == "app users":
            there &= customers["app_day"] < start
        eligible += there.sum()
    control = (~sends["treated"]).sum()
    return [
        share("sends", "chosen", TRUTH.chosen, len(sends), eligible),
        share("sends", "control", TRUTH.control, control, len(sends)),
        mean(
            "sends",
            "sending days: mean",
            (TRUTH.sending_days - 1) / 2,
            days(sends["sent"]) - sends["start"].to_numpy(),
        ),
    ]


def _uplift(sends: pd.DataFrame) -> list[Estimate]:
    """Treated against control, without any model."""
    rows = []
    for code, name in enumerate(SEGMENTS):
        here = sends[sends["segment"] == code]
        p = here.groupby("treated")["responded"].agg(["mean", "size"])
        error = (p["mean"] * (1 - p["mean"]) / p["size"]).sum() ** 0.5
        rows.append(
            Estimate(
                "sends",
                f"uplift: {name}",
                TRUTH.uplift[name],
                p.loc[True, "mean"] - p.loc[False, "mean"],
                error,
            )
        )
    return rows


def _base(sends: pd.DataFrame, people: pd.DataFrame) -> list[Estimate]:
    """Fit base response and uplift together by Fisher scoring, equal rows counted once.

    The uplift is estimated too, so that it takes its part of the error; it is reported above.
    """
    features = ["segment", "frequency", "recent", "commuter_app", "treated"]
    rows = sends[sends["customer"].isin(people.index)]
    about = people.loc[rows["customer"], ["cell", "late"]].reset_index(drop=True)
    table = pd.concat([rows[[*features, "responded"]].reset_index(drop=True), about], axis=1)
    table = (
        table.groupby([*features, "cell", "late"], observed=True)["responded"]
        .agg(n="size", k="sum")
        .reset_index()
    )
    points, weight = point_grid(table)
    n, k = table["n"].to_numpy(), table["k"].to_numpy()
    segment = table["segment"].to_numpy()
    dummies = np.column_stack([segment == code for code in range(len(SEGMENTS))]).astype(float)
    treated = table["treated"].to_numpy(dtype=float)[:, None] * dummies
    x = np.column_stack(
        [dummies, np.log1p(table["frequency"]), table["recent"], table["commuter_app"]]
    ).astype(float)
    line = np.zeros(x.shape[1] + 1)
    line[: len(SEGMENTS)] = np.log(k.sum() / (n.sum() - k.sum()))
    theta = np.concatenate([line, np.zeros(len(SEGMENTS))])
    for _ in range(30):
        split = x.shape[1]
        p = draw.probability(0, 1, (x @ theta[:split])[:, None] + theta[split] * points)
        slope = weight * p * (1 - p)
        gradient = np.column_stack(
            [x * slope.sum(axis=1)[:, None], (slope * points).sum(axis=1), treated]
        )
        chance = (weight * p).sum(axis=1) + treated @ theta[split + 1 :]
        chance = np.clip(chance, 0.002, 0.998)
        variance = chance * (1 - chance)
        information = (gradient * (n / variance)[:, None]).T @ gradient
        step = np.linalg.solve(information, gradient.T @ ((k - n * chance) / variance))
        theta = theta + step
        if np.abs(step).max() < 1e-8:
            break
    names = [f"base: {name}" for name in SEGMENTS]
    names += ["frequency", "recent", "commuter app", "satisfaction"]
    truth = [*TRUTH.base.values(), TRUTH.frequency, TRUTH.recent, TRUTH.commuter_app]
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return [
        Estimate("sends", *row)
        for row in zip(
            names,
            [*truth, TRUTH.satisfaction],
            theta[: len(names)],
            errors[: len(names)],
            strict=True,
        )
    ]


def _seen(sends: pd.DataFrame) -> list[Estimate]:
    rows = []
    seen = sends[sends["opened"].notna()]
    how = ("without a response", "with a response")
    for channel, truth in TRUTH.opened.items():
        for response, true in enumerate(truth):
            here = (seen["channel"] == channel) & (seen["responded"] == bool(response))
            rows.append(
                share(
                    "sends",
                    f"opened, {channel}: {how[response]}",
                    true,
                    int(seen.loc[here, "opened"].sum()),
                    here.sum(),
                )
            )
    seen = seen[~seen["channel"].isin(NO_LINK) & seen["opened"].astype(bool)]
    for response, true in enumerate(TRUTH.clicked):
        here = seen["responded"] == bool(response)
        rows.append(
            share(
                "sends",
                f"clicked: {how[response]}",
                true,
                int(seen.loc[here, "clicked"].sum()),
                here.sum(),
            )
        )
    return rows


def _amounts(sends: pd.DataFrame) -> list[Estimate]:
    bought = sends[sends["responded"]]
    relative = (bought["amount_eur"] / bought["price"]).to_numpy()
    squares = mean("sends", "amount: variance over price", 1 / SPEND_SHAPE, (relative - 1) ** 2)
    return [mean("sends", "amount over price: mean", 1.0, relative), squares]
