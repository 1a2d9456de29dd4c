"""What the data say about contacts, tickets, opportunities, consents and customer records.

Satisfaction is in no table: where it matters, those who answered the survey are taken, and for
each of them the values of satisfaction that her answer allows, with their weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import optimize

from tests.zwaluw.recovery import (
    Estimate,
    cases,
    least_squares,
    likelihood,
    mean,
    price_index,
    share,
)
from tests.zwaluw.recovery.people import LIKING, NOISE, answer_cells, weights
from zwaluw import draw
from zwaluw.contacts import ALL_CHANNELS, AT_HOURS, TOPICS
from zwaluw.crm import PRIORITIES, PURPOSES, SERVICE_AREAS, CrmParameters
from zwaluw.opportunities import SALES_AREAS, STEPS, win_probability
from zwaluw.people import CHANNELS, LAST_DAY, SEGMENTS, PeopleParameters
from zwaluw.purchases import BICYCLES, PRICES

TRUTH, PEOPLE = CrmParameters(), PeopleParameters()
Tables = dict[str, pd.DataFrame]
BINS = 15


def recover(tables: Tables) -> list[Estimate]:
    """Estimate the parameters of the CRM."""
    customers = traits(tables)
    contacts = _contacts(tables["contacts"], customers)
    further = contacts[~contacts["first"] & ~contacts["back"]]
    return [
        *_contact_rates(further, customers),
        *_complaints(further, customers, tables["survey"]),
        *_topics_and_channels(further),
        *_hours(contacts),
        *_ticket_shares(tables["tickets"], contacts),
        *_ticket_times(tables["tickets"], contacts),
        *cases.recover(tables),
        *_funnel(tables["opportunities"], customers, tables["prices"]),
        *_accepts(tables["opportunities"], customers, tables["survey"]),
        *_consents(tables["consents"], customers),
        *_records(tables["crm_records"], customers),
    ]


# ---- customers ----


def days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


def traits(tables: Tables) -> pd.DataFrame:
    """Per customer: codes, first contact, last purchase, app and first delivery (late, or none)."""
    customers, contacts = tables["customers"], tables["contacts"]
    assert (customers["customer"] == np.arange(1, len(customers) + 1)).all()
    first = contacts.drop_duplicates("customer").set_index("customer")["time"]
    bought = tables["transactions"].drop_duplicates("customer", keep="last")
    sent = tables["deliveries"]
    sent = sent[sent["transaction"].isin(_first_transactions(tables["transactions"]))]
    late = np.full(len(customers), -1)
    late[sent["customer"] - 1] = np.where(
        sent["delivered"].isna(), -2, sent["delivered"] > sent["promised"]
    )
    return pd.DataFrame(
        {
            "segment": customers["segment"].cat.codes.to_numpy(),
            "channel": customers["channel"].cat.codes.to_numpy(),
            "country": customers["country"].cat.codes.to_numpy(),
            "contact_day": days(first.loc[customers["customer"]]),
            "last_purchase": days(bought.set_index("customer")["date"].loc[customers["customer"]]),
            "app_day": np.where(customers["app_since"].isna(), 10**6, days(customers["app_since"])),
            "late": late,
            "sent_day": _sent_days(tables),
        },
        index=customers["customer"].to_numpy(),
    )


def _sent_days(tables: Tables) -> np.ndarray:
    """Day of each customer's first order that was sent home; a day far off if there is none."""
    orders = tables["transactions"]
    sent = orders[orders["transaction"].isin(tables["deliveries"]["transaction"])]
    first = sent.drop_duplicates("customer").set_index("customer")["date"]
    first = first.reindex(tables["customers"]["customer"])
    return np.where(first.isna(), 10**6, days(first))


def _first_transactions(transactions: pd.DataFrame) -> pd.Series:
    return transactions.loc[transactions["first"], "transaction"]


def satisfaction_points(cell: tuple[str, bool, int], late: int) -> tuple[np.ndarray, np.ndarray]:
    """Values of satisfaction and their weights, given an answer and the first delivery.

    `late` is 1 or 0, or -1 for nothing delivered; a broken promise tells of a bad day.
    """
    touchpoint, dutch, score = cell
    weight = weights(touchpoint, dutch)[score]
    if late >= 0:
        broken = draw.probability(*PEOPLE.broken, NOISE)
        weight = weight * (broken if late else 1 - broken)[None, :]
    value = LIKING[:, None] + PEOPLE.touchpoint_effect[touchpoint] + NOISE[None, :]
    weight, value = weight[weight > 0], value[weight > 0]
    edges = np.linspace(value.min(), value.max() + 1e-9, BINS + 1)
    place = np.searchsorted(edges, value, side="right") - 1
    total = np.bincount(place, weight, BINS)
    middle = np.bincount(place, weight * value, BINS) / np.maximum(total, 1e-300)
    return middle, total / total.sum()


def point_grid(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights for each row (cell, late), one row of each array."""
    codes, names = pd.factorize(pd.MultiIndex.from_frame(cells[["cell", "late"]]))
    pairs = [satisfaction_points(cell, late) for cell, late in names]
    return np.array([p for p, _ in pairs])[codes], np.array([w for _, w in pairs])[codes]


def told(customers: pd.DataFrame, survey: pd.DataFrame) -> pd.DataFrame:
    """Give those who answered their answer's cell, and leave out orders still on their way.

    Scores 0 and 10 are left out: they leave satisfaction so open that how often somebody buys
    would tell more about it, and the weights do not know of that.
    """
    cells = answer_cells(survey)
    cells = cells[cells["score"].between(1, 9)]
    people = customers.loc[cells["customer"]].assign(cell=cells["cell"].to_numpy())
    return people[people["late"] > -2]


# ---- contacts ----


def _contacts(contacts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    person = contacts["customer"].to_numpy() - 1
    return contacts.assign(
        first=~contacts["customer"].duplicated(),
        back=cases.came_back(contacts),
        topic=contacts["touchpoint"].cat.codes.to_numpy(),
        how=contacts["channel"].cat.codes.to_numpy(),
        out=(contacts["direction"] == "out").to_numpy(),
        day=days(contacts["time"]),
        home=customers["channel"].to_numpy()[person],
        has_app=days(contacts["time"]) >= customers["app_day"].to_numpy()[person],
        sent=days(contacts["time"]) >= customers["sent_day"].to_numpy()[person],
    )


def _shares(
    table: str, name: str, truth: Mapping[str, float], codes: np.ndarray, names: Sequence[str]
) -> list[Estimate]:
    return [
        share(table, f"{name}: {key}", true, (codes == names.index(key)).sum(), len(codes))
        for key, true in truth.items()
    ]


def _contact_rates(further: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    """Count contacts in active and in quiet time; the ratio is one for all segments."""
    until = np.minimum(customers["last_purchase"] + TRUTH.quiet_after, LAST_DAY)
    active = np.maximum(until - customers["contact_day"], 0).to_numpy()
    quiet = (LAST_DAY - customers["contact_day"]).to_numpy() - active
    person = further["customer"].to_numpy() - 1
    later = further["day"].to_numpy() > customers["contact_day"].to_numpy()[person] + active[person]
    segment = customers["segment"].to_numpy()
    rows, expected, variance = [], 0.0, 0.0
    for code, name in enumerate(SEGMENTS):
        here, years = segment == code, active[segment == code].sum() / 365
        quiet_years = quiet[here].sum() / 365
        count = (segment[person[~later]] == code).sum()
        true = TRUTH.contacts_per_year[name]
        rows.append(
            Estimate(
                "contacts",
                f"contacts a year: {name}",
                true,
                count / years,
                count**0.5 / years,
            )
        )
        expected += count / years * quiet_years
        variance += count * (quiet_years / years) ** 2
    found = later.sum() / expected
    error = found * (1 / later.sum() + variance / expected**2) ** 0.5
    return [*rows, Estimate("contacts", "quiet", TRUTH.quiet, found, error)]


def _complaints(
    further: pd.DataFrame, customers: pd.DataFrame, survey: pd.DataFrame
) -> list[Estimate]:
    """Fit complaints among the contacts of each customer, whose satisfaction they share."""
    people = told(customers, survey)
    people = people.join(_complaint_counts(further), how="inner")
    found = people.groupby(["cell", "late", "n", "k"], observed=True).size().reset_index(name="w")
    points, weight = point_grid(found)
    late = (found["late"] == 1).to_numpy()[:, None]
    n, k, many = (found[name].to_numpy() for name in ("n", "k", "w"))

    def loss(line: np.ndarray) -> float:
        p = draw.probability(0, 1, line[0] + line[1] * late + line[2] * points)
        chance = (weight * p ** k[:, None] * (1 - p) ** (n - k)[:, None]).sum(axis=1)
        return -float((many * np.log(np.maximum(chance, 1e-300))).sum())

    names = [f"complaint: {name}" for name in ("intercept", "late", "satisfaction")]
    return likelihood("contacts", names, TRUTH.complaint, loss)


def _complaint_counts(further: pd.DataFrame) -> pd.DataFrame:
    complains = (further["topic"] == TOPICS.index("complaint")).to_numpy()
    found = pd.DataFrame({"customer": further["customer"].to_numpy(), "k": complains})
    return found.groupby("customer")["k"].agg(n="size", k="sum")


def _topics_and_channels(further: pd.DataFrame) -> list[Estimate]:
    topic, how, home = (further[name].to_numpy() for name in ("topic", "how", "home"))
    app = CHANNELS.index("app")
    rows = _shares(
        "contacts",
        "topic",
        TRUTH.topics,
        topic[(topic != TOPICS.index("complaint")) & further["sent"].to_numpy()],
        TOPICS,
    )
    # At home in the app means two ways into the app: the others tell them apart. And newsletters
    # and checkouts have ways of their own.
    own_ways = np.isin(topic, [TOPICS.index("checkout"), TOPICS.index("newsletter")])
    base = (home != app) & ~own_ways
    rows.append(share("contacts", "at home", TRUTH.at_home, (how == home)[base].sum(), base.sum()))
    base &= (how != home) & further["has_app"].to_numpy()
    rows.append(share("contacts", "by app", TRUTH.by_app, (how == app)[base].sum(), base.sum()))
    web, phone = (ALL_CHANNELS.index(name) for name in ("web shop", "phone"))
    for name, truth in TRUTH.reach.items():
        here = topic == TOPICS.index(name)
        if name == "newsletter":  # by phone only this way; who has no app gets here outside at_home
            here &= ~further["has_app"].to_numpy()
            found = share(
                "", "", (1 - TRUTH.at_home) * truth["phone"], (how[here] == phone).sum(), here.sum()
            )
            scale = 1 - TRUTH.at_home
            rows.append(
                Estimate(
                    "contacts",
                    "reach, newsletter: phone",
                    truth["phone"],
                    found.estimate / scale,
                    found.error / scale,
                )
            )
            continue
        here &= (
            (home != web) & np.isin(how, [web, phone])
            if name == "checkout"
            else how >= len(CHANNELS)
        )
        rows += _shares("contacts", f"reach, {name}", truth, how[here], ALL_CHANNELS)
    for name, true in TRUTH.outgoing.items():
        here = (how == ALL_CHANNELS.index(name)) & (topic != TOPICS.index("complaint")) & ~own_ways
        rows.append(
            share("contacts", f"outgoing: {name}", true, further["out"][here].sum(), here.sum())
        )
    return rows


def _hours(contacts: pd.DataFrame) -> list[Estimate]:
    online = ~contacts["channel"].isin(AT_HOURS) & ~contacts["back"]
    online &= contacts["touchpoint"] != "newsletter"
    evening = contacts["time"][online].dt.hour >= 18
    rows = [share("contacts", "evening", TRUTH.evening, evening.sum(), len(evening))]
    for name, true in TRUTH.minutes.items():
        # The mean of the rounded minutes adds up the chances to lie above 0, 1, 2, ...
        steps = np.arange(int(60 * true))

        def rounded(scale: float, steps: np.ndarray = steps) -> float:
            x = 2 * steps / scale
            return float(((1 + x) * np.exp(-x)).sum())

        found = mean("contacts", "", 0, contacts.loc[contacts["channel"] == name, "minutes"])
        at = optimize.brentq(lambda x, m=found.estimate: rounded(x) - m, true / 2, true * 2)
        slope = (rounded(at + 0.01) - rounded(at - 0.01)) / 0.02
        rows.append(Estimate("contacts", f"minutes: {name}", true, at, found.error / slope))
    return rows


# ---- tickets ----


def _ticket_shares(tickets: pd.DataFrame, contacts: pd.DataFrame) -> list[Estimate]:
    coming = contacts.loc[~contacts["out"] & ~contacts["back"], "touchpoint"].value_counts()
    topic = tickets["topic"].astype(str).to_numpy()
    rows = [
        share("tickets", f"ticket: {name}", true, (topic == name).sum(), coming[name])
        for name, true in TRUTH.ticket.items()
    ]
    for column, truth, names in (
        ("priority", TRUTH.priority, PRIORITIES),
        ("service_area", TRUTH.service_area, SERVICE_AREAS),
    ):
        codes = tickets[column].cat.codes.to_numpy()
        for name, shares in truth.items():
            rows += _shares(
                "tickets",
                f"{column}, {name}",
                dict(zip(names, shares, strict=True)),
                codes[topic == name],
                names,
            )
    settled = tickets[days(tickets["opened"]) <= LAST_DAY - 200]
    rows.append(
        share("tickets", "forgotten", TRUTH.forgotten, settled["closed"].isna().sum(), len(settled))
    )
    closed = tickets[tickets["closed"].notna()]
    for name, true in TRUTH.reopened.items():
        again = closed.loc[closed["service_area"] == name, "reopened"].astype(bool)
        rows.append(share("tickets", f"reopened: {name}", true, again.sum(), len(again)))
    return rows


def _ticket_times(tickets: pd.DataFrame, contacts: pd.DataFrame) -> list[Estimate]:
    """Fit the logarithm of the delays, without the last days, whose tickets may be open.

    The weeks around the closed days are left out too, and the closing of tickets without a note.
    """
    tickets = tickets[cases.away_from_closed_days(tickets["opened"])]
    how = pd.Series(contacts["how"].to_numpy(), index=contacts["contact"].to_numpy())
    settled = tickets[days(tickets["opened"]) <= LAST_DAY - 60]
    channel = how.loc[settled["contact"]].to_numpy()
    priority = settled["priority"].cat.codes.to_numpy()
    design = np.column_stack(
        [channel == code for code in range(len(ALL_CHANNELS))]
        + [priority == PRIORITIES.index(name) for name in ("high", "low")]
    ).astype(float)
    names = [f"response hours, log: {name}" for name in ALL_CHANNELS]
    names += [f"response factor, log: {name}" for name in ("high", "low")]
    truth = np.log([TRUTH.response_hours[name] for name in ALL_CHANNELS])
    truth = [*truth, *np.log([TRUTH.response_factor[name] for name in ("high", "low")])]
    delay = _log_hours(settled["opened"], settled["first_response"])
    rows = least_squares("tickets", names, truth, design, delay)
    rest = delay - design @ np.array([row.estimate for row in rows])
    rows.append(_spread("response spread", TRUTH.response_spread, rest, len(rows)))

    settled = tickets[(days(tickets["opened"]) <= LAST_DAY - 200) & tickets["closed"].notna()]
    settled = settled[settled["noted"]]
    area = settled["service_area"].cat.codes.to_numpy()
    design = np.column_stack([area == code for code in range(len(SERVICE_AREAS))]).astype(float)
    delay = _log_hours(settled["first_response"], settled["closed"])
    found = least_squares(
        "tickets",
        [f"closing hours, log: {name}" for name in SERVICE_AREAS],
        np.log([TRUTH.closing_hours[name] for name in SERVICE_AREAS]),
        design,
        delay,
    )
    rest = delay - design @ np.array([row.estimate for row in found])
    return [*rows, *found, _spread("closing spread", TRUTH.closing_spread, rest, len(found))]


def _log_hours(start: pd.Series, end: pd.Series) -> np.ndarray:
    return np.log((end - start).dt.total_seconds().to_numpy() / 3600)


def _spread(
    name: str, true: float, rest: np.ndarray, used: int, table: str = "tickets"
) -> Estimate:
    free = len(rest) - used
    found = (rest @ rest / free) ** 0.5
    return Estimate(table, name, true, found, found / (2 * free) ** 0.5)


# ---- opportunities ----


def _funnel(
    opportunities: pd.DataFrame, customers: pd.DataFrame, prices: pd.DataFrame
) -> list[Estimate]:
    person = opportunities["customer"].to_numpy() - 1
    segment = customers["segment"].to_numpy()
    home = customers["channel"].to_numpy()[person]
    area = opportunities["sales_area"].cat.codes.to_numpy()
    bicycle = opportunities["product"].to_numpy() - 1 - BICYCLES[0]
    watched = (LAST_DAY - customers["contact_day"]).to_numpy() / 365
    rows = []
    for code, name in enumerate(SEGMENTS):
        count, years = (segment[person] == code).sum(), watched[segment == code].sum()
        rows.append(
            Estimate(
                "opportunities",
                f"leads a year: {name}",
                TRUTH.leads_per_year[name],
                count / years,
                (TRUTH.leads_per_year[name] / years) ** 0.5,
            )
        )
        here = segment[person] == code
        kinds = ("Stad", "Reis", "Gezin")
        rows += _shares(
            "opportunities",
            f"leased, {name}",
            dict(zip(kinds, TRUTH.leased[name], strict=True)),
            bicycle[here],
            kinds,
        )
    for code, name in enumerate(CHANNELS):
        rows += _shares(
            "opportunities",
            f"sales area, {name}",
            dict(zip(SALES_AREAS, TRUTH.sales_area[name], strict=True)),
            area[home == code],
            SALES_AREAS,
        )

    settled = days(opportunities["opened"]) <= LAST_DAY - 400
    reached = opportunities["last_open_stage"].cat.codes.to_numpy()
    for code, name in enumerate(SALES_AREAS):
        here = settled & (area == code)
        rows.append(
            share(
                "opportunities",
                f"qualifies: {name}",
                TRUTH.qualifies[name],
                (reached[here] > 0).sum(),
                here.sum(),
            )
        )
    qualified = settled & (reached > 0)
    rows.append(
        share(
            "opportunities",
            "gets offer",
            TRUTH.gets_offer,
            (reached[qualified] > 1).sum(),
            qualified.sum(),
        )
    )
    took = (days(opportunities["closed"]) - days(opportunities["opened"]))[settled]
    stages = np.column_stack([reached[settled] >= step for step in range(len(STEPS))])
    rows += least_squares(
        "opportunities",
        [f"days: {name}" for name in STEPS],
        list(TRUTH.stage_days.values()),
        stages.astype(float),
        took,
    )

    price = PRICES[opportunities["product"].to_numpy() - 1]
    price = price * price_index(opportunities["opened"], prices)
    rows.append(
        mean(
            "opportunities",
            "negotiated: mean",
            TRUTH.negotiated / 2,
            1 - opportunities["value_eur"].to_numpy() / price,
        )
    )
    stated = opportunities["probability_percent"].to_numpy() / 100
    true = win_probability(area, np.zeros(len(area)), TRUTH)
    gap = np.log(stated / (1 - stated)) - np.log(true / (1 - true))
    rows.append(mean("opportunities", "optimism", TRUTH.optimism, gap))
    rows.append(_spread("stated spread", TRUTH.stated_spread, gap - gap.mean(), 1, "opportunities"))
    return rows


def _accepts(
    opportunities: pd.DataFrame, customers: pd.DataFrame, survey: pd.DataFrame
) -> list[Estimate]:
    """Fit the offers won by each customer, whose satisfaction they share."""
    offers = opportunities[
        (opportunities["last_open_stage"] == "offer")
        & (days(opportunities["opened"]) <= LAST_DAY - 400)
    ]
    won = pd.DataFrame(
        {"customer": offers["customer"].to_numpy(), "k": (offers["stage"] == "won").to_numpy()}
    )
    people = told(customers, survey).join(
        won.groupby("customer")["k"].agg(n="size", k="sum"), how="inner"
    )
    found = people.groupby(["cell", "late", "n", "k"]).size().reset_index(name="w")
    points, weight = point_grid(found)
    n, k, many = (found[name].to_numpy() for name in ("n", "k", "w"))

    def loss(line: np.ndarray) -> float:
        p = draw.probability(line[0], line[1], points)
        chance = (weight * p ** k[:, None] * (1 - p) ** (n - k)[:, None]).sum(axis=1)
        return -float((many * np.log(np.maximum(chance, 1e-300))).sum())

    names = ["accepts: intercept", "accepts: satisfaction"]
    return likelihood("opportunities", names, TRUTH.accepts, loss)


# ---- consents ----


def _consents(consents: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    n = len(customers)
    person = consents["customer"].to_numpy() - 1
    late = customers["late"].to_numpy()[person]
    since, ends = days(consents["since"]), days(consents["withdrawn"])
    gone = consents["withdrawn"].notna().to_numpy()
    # A day too many on average: it is withdrawn in the course of its last day.
    lasted = np.where(gone, ends - since - 0.5, LAST_DAY - since) / 365
    rows, counts, years = [], np.zeros((len(PURPOSES), 2)), np.zeros((len(PURPOSES), 2))
    for code, name in enumerate(PURPOSES):
        here = (consents["purpose"] == name).to_numpy()
        asked, given = TRUTH.no_consent_asked[name], TRUTH.consent_given[name]
        rows.append(share("consents", f"not asked: {name}", asked, n - here.sum(), n))
        here_given = here & consents["given"].to_numpy()
        rows.append(share("consents", f"given: {name}", given, here_given.sum(), here.sum()))
        for group in (0, 1):
            cell = here_given & ((late == 1) == bool(group)) & (late > -2)
            counts[code, group], years[code, group] = gone[cell].sum(), lasted[cell].sum()
    truth = [*TRUTH.withdrawn_per_year.values(), TRUTH.withdrawn_late]

    def loss(logs: np.ndarray) -> float:
        hazard = np.exp(logs[:3, None] + np.array([0, logs[3]]))
        return float((hazard * years - counts * np.log(hazard)).sum())

    names = [f"withdrawn a year, log: {name}" for name in (*PURPOSES, "late")]
    return rows + likelihood("consents", names, np.log(truth), loss)


# ---- customer records ----


def _records(records: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    n = len(customers)
    again = records["customer"].duplicated().to_numpy()
    second = records[again].set_index("customer")
    first = records[~again].set_index("customer").loc[second.index]
    valid = records["email"].str.fullmatch(r"[a-z.]+\d+@example\.(?:org|net)").to_numpy(bool)
    sound = (
        valid[again]
        & pd.Series(valid[~again], index=records["customer"][~again]).loc[second.index].to_numpy()
    )
    other = (second["email"] != first["email"]).to_numpy()[sound]
    rows = [
        share("crm_records", "duplicate", TRUTH.duplicate, len(second), n),
        share(
            "crm_records",
            "swapped",
            TRUTH.swapped,
            (second["last_name"] != first["last_name"]).sum(),
            len(second),
        ),
        share(
            "crm_records",
            "initial",
            TRUTH.initial,
            second["first_name"].str.endswith(".").sum(),
            len(second),
        ),
        share("crm_records", "other email", TRUTH.other_email, other.sum(), len(other)),
        share("crm_records", "invalid email", TRUTH.invalid_email, (~valid).sum(), len(valid)),
    ]
    for name, true in TRUTH.second_source.items():
        rows.append(
            share(
                "crm_records",
                f"second source: {name}",
                true,
                (second["source"] == name).sum(),
                len(second),
            )
        )
    for name, true in (("phone", TRUTH.no_phone), ("postcode", TRUTH.no_postcode)):
        rows.append(
            share("crm_records", f"no {name}", true, records[name].isna().sum(), len(records))
        )
    there = records["postcode"].notna().to_numpy()
    tidy = (
        records["postcode"].str.fullmatch(r"\d{4} [A-Z]{2}|\d{4,5}").to_numpy(bool, na_value=True)
    )
    for group, true in zip((False, True), TRUTH.untidy_postcode, strict=True):
        here = there & (again == group)
        rows.append(
            share(
                "crm_records",
                f"untidy postcode: {'second' if group else 'first'}",
                true,
                (~tidy[here]).sum(),
                here.sum(),
            )
        )
    phone = records["phone"].dropna()
    ways = (phone.str.contains("-"), phone.str.fullmatch(r"\d+"), phone.str.startswith("+"))
    for (form, true), way in zip(TRUTH.phone_formats.items(), ways, strict=True):
        rows.append(share("crm_records", f"phone format: {form}", true, way.sum(), len(phone)))
    return rows
