"""Counts of one learner's sample, as a class on paper gets them; each chapter has its own.

None of them is an answer: what belongs above the line and what below is left to the reader.
"""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from mkt40_helpers import data

# Whose sample is printed: that of the solutions' stored outputs.
LEARNER = "anonymous"
CUT = pd.Timestamp("2025-08-31")


@functools.cache
def _of(name: str) -> pd.DataFrame:
    return data.load(name, student=LEARNER)


def _counts(table: pd.DataFrame, by: str | list[str], **columns: Any) -> pd.DataFrame:
    return table.groupby(by).agg(**columns).reset_index()


# ---- chapter 1 ----


def votes() -> pd.DataFrame:
    votes = _of("votes")["vote"].map({1: "1 (for)", 0: "0 (against)"}).value_counts()
    return votes.rename_axis("vote").reset_index(name="votes")


def guesses() -> pd.DataFrame:
    both = _of("crowd_guesses").merge(data.load("questions"), on="question")
    relative = both["estimate"] / both["true_value"]
    parts = relative.astype(float).groupby([both["unit"], both["condition"]])
    variance = parts.var(ddof=0).unstack()
    alone = both[both["condition"] == "alone"].groupby("unit")
    return pd.DataFrame(
        {
            "right answer": alone["true_value"].first(),
            "mean of the first guesses": alone["estimate"].mean().astype(float).round(),
            "variance, first": variance["alone"],
            "variance, second": variance["after seeing others"],
        }
    ).reset_index()


def stars() -> pd.DataFrame:
    reviews = _of("reviews").merge(data.load("products"), on="product")
    table = pd.crosstab(reviews["name"], reviews["stars"])
    table.loc["all 24 products"] = table.sum()
    chosen = table.loc[["rain cover", "child seat", "all 24 products"]]
    chosen.columns = [f"{stars} star{'s' if stars > 1 else ''}" for stars in chosen.columns]
    return chosen.rename_axis("product").reset_index()


# ---- chapter 2 ----


def visits() -> pd.DataFrame:
    visits = _of("visits").assign(advice=lambda table: _yes(table["advice"]))
    return _counts(
        visits, ["channel", "advice"], visits=("bought", "size"), bought=("bought", "sum")
    )


def ties() -> pd.DataFrame:
    ties = _of("social_ties")
    people = len(set(ties["customer"]) | set(ties["friend"]))
    return pd.DataFrame({"ties": [len(ties)], "people with at least one tie": [people]})


def campaigns() -> pd.DataFrame:
    weeks = _of("region_weeks")
    named = weeks.assign(
        **{"online campaign": _yes(weeks["online_campaign"])},
        **{"store campaign": _yes(weeks["store_campaign"])},
    )
    by = ["online campaign", "store campaign"]
    return _counts(named, by, weeks=("sales_eur", "size"), sales=("sales_eur", "mean")).rename(
        columns={"sales": "mean sales, euro"}
    )


def diaries() -> pd.DataFrame:
    choices = _of("choices")
    others = choices["weight_others"]
    largest = others.gt(choices["weight_own"]) & others.gt(choices["weight_outer"])
    named = choices.assign(largest=largest)
    columns = {"diaries": ("largest", "size"), "largest": ("largest", "sum")}
    columns |= {"minutes": ("minutes", "mean"), "sources": ("sources", "mean")}
    table = pd.concat(
        [
            _counts(named, "segment", **columns),
            _counts(named.assign(segment="all"), "segment", **columns),
        ]
    )
    return table.rename(
        columns={
            "largest": "others' weight is the largest",
            "minutes": "mean minutes of reading",
            "sources": "mean sources",
        }
    )


def readers() -> pd.DataFrame:
    readers = _of("conversations").assign(criticism=lambda table: _yes(table["criticised"]))
    return _counts(
        readers, "criticism", readers=("spoke_up", "size"), spoke_up=("spoke_up", "sum")
    ).rename(columns={"criticism": "criticism in the thread", "spoke_up": "spoke up"})


def prompted() -> pd.DataFrame:
    table = _counts(
        _of("survey").dropna(subset=["recommended_when_prompted"]),
        "prompted_by",
        customers=("recommended_when_prompted", "size"),
        recommended=("recommended_when_prompted", "sum"),
    )
    return table.rename(columns={"prompted_by": "prompted by"})


# ---- chapter 3 ----


def scores() -> pd.DataFrame:
    survey = _of("survey")
    shown = survey["score"].astype("string").fillna("empty")
    order = [*map(str, range(11)), "empty"]
    table = pd.crosstab(survey["channel"], shown).reindex(columns=order, fill_value=0)
    table.loc["all"] = table.sum()
    return table.rename_axis(columns=None).reset_index()


def _valued() -> pd.DataFrame:
    survey = _of("survey").dropna(subset=["score"])
    value = 100.0 * (survey["score"] >= 9) - 100.0 * (survey["score"] <= 6)
    group = pd.cut(survey["score"].astype(float), [-1, 6, 8, 10])
    names = dict(zip(group.cat.categories, ("detractor", "passive", "promoter"), strict=True))
    return survey.assign(value=value.astype(float), group=group.map(names).astype(str))


def desk() -> pd.DataFrame:
    survey = _valued()
    desk = survey[(survey["channel"] == "dealer") & (survey["touchpoint"] == "help desk")]
    rows = {"help desk of a dealer": desk["value"], "all": survey["value"]}
    table = [(who, len(values), values.mean()) for who, values in rows.items()]
    return pd.DataFrame(table, columns=["who", "answers", "score"])


def occasions() -> pd.DataFrame:
    return _counts(
        _valued().dropna(subset=["recommended_when_prompted"]),
        "group",
        prompted=("recommended_when_prompted", "size"),
        recommended=("recommended_when_prompted", "sum"),
    ).rename(columns={"prompted": "had an occasion", "recommended": "recommended then"})


def touchpoints() -> pd.DataFrame:
    survey = _valued()
    two = survey[survey["channel"].isin(["store", "web shop"])]
    table = two.groupby(["touchpoint", "channel"])["value"].agg(["size", "mean"]).unstack()
    table.columns = [
        f"{channel}: {'answers' if what == 'size' else 'score'}" for what, channel in table
    ]
    return table[sorted(table.columns)].reset_index()


def months() -> pd.DataFrame:
    survey = _valued()
    by = survey["value"].groupby(survey["date"].dt.to_period("M").astype(str))
    table = by.agg(["size", "mean", "sem"]).rename_axis("month").reset_index()
    table["sem"] *= 1.96
    return table.set_axis(["month", "answers", "score", "margin (95%)"], axis="columns")


def hospitals() -> pd.DataFrame:
    columns = ["report", "rating_9_10", "rating_7_8", "rating_0_6"]
    table = data.load("hcahps_national")[columns].tail(3)
    names = ["July report of the year", "gave 9 or 10", "gave 7 or 8", "gave 0 to 6"]
    return table.set_axis(names, axis="columns")


# ---- chapter 5 ----


def late_ratings() -> pd.DataFrame:
    parcels = _of("deliveries").dropna(subset=["delivered"])
    late = parcels[parcels["delivered"] > parcels["promised"]]["rating"].astype(float)
    return pd.DataFrame(
        {
            "late parcels": [len(late)],
            "with a rating": [late.count()],
            "mean rating": [late.mean()],
            "standard deviation": [late.std()],
        }
    )


def club() -> pd.DataFrame:
    members = _of("memberships")
    club = members[members["programme"] == "riders' club"]
    club = club.assign(
        joined_by=(club["joined"] <= CUT).map({True: "by 31 August 2025", False: "later"})
    )
    club["still"] = ~((club["left"] - club["joined"]).dt.days < 365)
    table = _counts(club, "joined_by", members=("still", "size"), still=("still", "sum"))
    return table.set_axis(["joined", "members", "not gone within 365 days"], axis="columns")


def renewals() -> pd.DataFrame:
    members = _of("memberships")
    plan = members[members["programme"] == "service plan"].copy()
    until = plan["left"].fillna(pd.Timestamp("2026-08-31"))
    times, gone = (until - plan["joined"]).dt.days // 91, plan["left"].notna()
    rows = [(n, (times >= n).sum(), ((times == n) & gone).sum()) for n in range(1, 5)]
    return pd.DataFrame(rows, columns=["renewal", "came to it", "left at it"])


def silence() -> pd.DataFrame:
    bought = _of("transactions")
    last = bought[bought["date"] <= CUT].groupby("customer")["date"].max()
    table = (CUT - last).dt.days.to_frame("days")
    labels = ["to 91", "92 to 182", "183 to 365", "over 365"]
    table["class"] = pd.cut(table["days"], [-1, 91, 182, 365, 10_000], labels=labels).astype(str)
    table["back"] = table.index.isin(bought[bought["date"] > CUT]["customer"])
    counted = table.groupby("class")["back"].agg(["size", "sum"]).loc[labels].reset_index()
    return counted.set_axis(
        ["days of silence", "customers", "bought in the year after"], axis="columns"
    )


def moves() -> pd.DataFrame:
    bought = _of("transactions")
    quarter = bought["date"].dt.to_period("Q")
    every = pd.period_range(quarter.min(), "2026Q2", freq="Q")
    did = pd.crosstab(bought["customer"], quarter).reindex(columns=every, fill_value=0) > 0
    number = pd.Series(range(1, did.shape[1] + 1), index=did.columns)
    last = (did * number).cummax(axis="columns")
    silent = (number - last).where(last > 0).clip(upper=4)
    states = silent.stack().dropna().astype(int).rename("silent").reset_index()
    states["then"] = states.groupby("customer")["silent"].shift(-1)
    table = pd.crosstab(states["silent"], states["then"].dropna().astype(int))
    table = table.reindex(columns=range(5), fill_value=0).rename_axis(columns=None)
    return table.rename_axis("silent now").add_prefix("then ").reset_index()


# ---- chapter 6 ----


def minutes() -> pd.DataFrame:
    contacts = _of("contacts")
    two = contacts[contacts["channel"].isin(["phone", "chat"])].astype({"minutes": float})
    minutes = two.groupby("channel")["minutes"].agg(["size", "mean", "std"]).reset_index()
    return minutes.set_axis(["channel", "contacts", "mean", "standard deviation"], axis="columns")


def trial() -> pd.DataFrame:
    trial = _of("app_invitation").assign(invited=lambda table: _yes(table["invited"]))
    trial["installed"] = trial["installed_on"].notna()
    table = _counts(
        trial, ["invited", "installed"], people=("spend_eur", "size"), sum=("spend_eur", "sum")
    )
    table["installed"] = _yes(table["installed"])
    return table.rename(columns={"sum": "spent together, euro"})


def repairs() -> pd.DataFrame:
    tickets = _of("tickets")
    early = tickets[(tickets["opened"] < "2026-08-30") & (tickets["topic"] == "repair")]
    hours = (early["closed"] - early["opened"]).dt.total_seconds() / 3600
    named = early.assign(soon=hours <= 48, later=hours > 48, open=hours.isna())
    columns = {name: (name, "sum") for name in ("soon", "later", "open")}
    table = _counts(named, "service_area", **columns)
    names = ["service area", "closed within 48 hours", "closed later", "still open"]
    return table.set_axis(names, axis="columns")


def gains() -> pd.DataFrame:
    """The second half by the score that the first has taught, from the highest down."""
    caravan, columns = data.load("caravan"), ["car_premium", "fire_premium"]
    counts = caravan.groupby(["half", *columns])[["customers", "holders"]].sum()
    first, second = counts.loc["first"], counts.loc["second"]
    both = second.assign(score=first["holders"] / first["customers"]).dropna()
    groups = both.groupby("score")[["customers", "holders"]].sum()
    return groups.sort_index(ascending=False).reset_index()


def sent(where: str = "campaign > 0") -> pd.DataFrame:
    waves = _of("sends").merge(_of("customers")[["customer", "segment"]], on="customer")
    return _counts(
        waves.query(where),
        ["segment", "group"],
        customers=("responded", "size"),
        bought=("responded", "sum"),
    )


def wave_2() -> pd.DataFrame:
    return sent("campaign == 2 and segment == 'commuter'")


def _yes(column: pd.Series) -> pd.Series:
    return column.astype(bool).map({True: "yes", False: "no"})
