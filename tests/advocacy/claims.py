"""Claims of chapter 3: NPS and brand advocacy.

Most figures are computed here by hand, so that an error in `advocacy` could not hide itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import advocacy, data
from tests.claims import Claim


def tables(student: str | None = None) -> pd.DataFrame:
    survey = data.load("survey", student=student)
    value = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)
    group = advocacy.groups(survey["score"])
    return survey.assign(
        value=value.astype(float), group=group, month=survey["date"].dt.to_period("M")
    )


def means(survey: pd.DataFrame, by: str, of: str = "value") -> dict[str, float]:
    """Mean of each group, its name written as an identifier: "web shop" is web_shop."""
    found = survey.groupby(by, observed=True)[of].mean().astype(float)
    return {str(name).replace(" ", "_"): value for name, value in found.items()}


def shares(survey: pd.DataFrame, channel: str, prefix: str) -> dict[str, float]:
    """Of 100 answers in a channel, how many come from each group: p, s and d."""
    found = survey.loc[survey["channel"] == channel, "group"].value_counts(normalize=True)
    names = {"promoter": "p", "passive": "s", "detractor": "d"}
    return {prefix + letter: 100 * found[name] for name, letter in names.items()}


def gap(survey: pd.DataFrame) -> dict[str, Any]:
    """What the gap between stores and web shop is made of."""
    found = shares(survey, "store", "store_") | shares(survey, "web shop", "web_")
    fans, critics = found["store_p"] - found["web_p"], found["web_d"] - found["store_d"]
    return found | {"fans": fans, "critics": critics, "gap": fans + critics}


def compared(survey: pd.DataFrame, one: str, other: str) -> dict[str, Any]:
    a, b = (advocacy.nps(survey.loc[survey["channel"] == name, "score"]) for name in (one, other))
    found = advocacy.compare(a, b)
    ends = {}
    for letter, name in zip("ab", (one, other), strict=True):
        value = survey.loc[survey["channel"] == name, "value"]
        half = 1.96 * value.sem()
        ends |= {f"{letter}_low": value.mean() - half, f"{letter}_high": value.mean() + half}
    return ends | {
        "a": a.score, "a_n": a.n, "b": b.score, "b_n": b.n,
        "gap": found.difference, "low": found.low, "high": found.high,
    }  # fmt: skip


def by_hand(survey: pd.DataFrame) -> dict[str, Any]:
    part = survey.groupby("channel")["value"].agg(["mean", "sem"])
    errors = part.loc[["store", "web shop"], "sem"]
    found = part.loc["store", "mean"] - part.loc["web shop", "mean"]
    # As the lesson does it, with errors of one decimal.
    margin = round(1.96 * float((errors.round(1) ** 2).sum() ** 0.5), 1)
    return {"gap": found, "margin": margin, "low": found - margin, "high": found + margin}


def deeds(survey: pd.DataFrame) -> dict[str, Any]:
    parts = {str(name): part for name, part in survey.groupby("group", observed=True)}
    passives = parts["passive"].dropna(subset=["recommended_when_prompted"])
    critics = parts["detractor"]
    unasked = float(parts["promoter"]["recommended_unasked"].mean())
    return {
        "unasked": 100 * unasked,
        "silent": 100 - 100 * unasked,
        "against": 100 * float(critics["advised_against"].mean()),
        "few": int(critics["recommended_unasked"].sum()),
        "critics": len(critics),
        "occasion": len(passives),
        "passive_unasked": 100 * float(passives["recommended_unasked"].mean()),
        "passive_prompted": 100 * float(passives["recommended_when_prompted"].mean()),
    }


def loyalties(survey: pd.DataFrame) -> dict[str, Any]:
    told = means(survey, "channel", "recommended_unasked")
    back = means(survey, "channel", "bought_again")
    score, country = means(survey, "country"), means(survey, "country", "recommended_unasked")
    parts = survey[survey["channel"].isin(["store", "web shop"])].groupby("channel")["bought_again"]
    errors = parts.mean() * (1 - parts.mean()) / parts.size()
    group = means(survey, "group", "bought_again")
    return {
        "web_told": 100 * told["web_shop"], "store_told": 100 * told["store"],
        "web_back": 100 * back["web_shop"], "store_back": 100 * back["store"],
        "more": 100 * (back["web_shop"] - back["store"]),
        "give": 196 * float(errors.sum()) ** 0.5,
        "fans_back": 100 * group["promoter"], "critics_back": 100 * group["detractor"],
        "be": score["BE"], "nl": score["NL"],
        "be_told": 100 * country["BE"], "nl_told": 100 * country["NL"],
    }  # fmt: skip


def august(survey: pd.DataFrame) -> dict[str, Any]:
    part = survey[survey["month"] == "2024-08"]
    ends = 1.96 * part["value"].sem()
    months = survey.groupby("month")["value"].mean()
    deals = advocacy.lowest_of_deals(survey, by="month", times=500)
    return {
        "score": part["value"].mean(), "low": part["value"].mean() - ends,
        "high": part["value"].mean() + ends, "n": part["value"].count(),
        "lowest": str(months.idxmin()), "all": survey["value"].mean(), "months": len(months),
        "deals": 100 * round(float((deals <= round(part["value"].mean(), 1)).mean()), 2),
    }  # fmt: skip


def birthdays(survey: pd.DataFrame) -> dict[str, Any]:
    values = survey["value"].dropna()
    samples = [values.sample(80, random_state=day) for day in range(1, 32)]
    held = [abs(s.mean() - values.mean()) <= 1.96 * s.sem() for s in samples]
    return {"all": values.mean(), "held": sum(held), "days": len(held)}


def draws(survey: pd.DataFrame) -> dict[str, Any]:
    found = advocacy.nps_of_draws(survey["score"], size=80, times=100).sort_values(
        ignore_index=True
    )
    return {"lowest": found[0], "highest": found[99], "low": found[2], "high": found[97]}


def like_with_like(survey: pd.DataFrame) -> dict[str, Any]:
    answers = survey.dropna(subset=["score"])
    mix = pd.crosstab(answers["touchpoint"], answers["channel"], normalize="columns")
    online = answers[answers["channel"] == "web shop"]
    weight = online["touchpoint"].map(mix["store"] / mix["web shop"])
    alike = advocacy.nps(online["score"], weight)
    low, high = alike.interval()
    store = advocacy.nps(answers.loc[answers["channel"] == "store", "score"])
    found = advocacy.compare(store, alike)
    each = answers.pivot_table(index="touchpoint", columns="channel", values="value")
    pairs = each.loc[["delivery", "checkout", "advice", "repair"], ["store", "web shop"]]
    in_store = (answers["channel"] == "store") & (answers["touchpoint"] == "delivery")
    parcels = answers.loc[in_store, "value"]
    return {
        "web": 100 * mix.loc["delivery", "web shop"], "store": 100 * mix.loc["delivery", "store"],
        "alike": alike.score, "low": low, "high": high, "n": alike.n, "worth": alike.n_effective,
        "left": found.difference, "left_low": found.low, "left_high": found.high,
        "lived": online["value"].mean(),
        "pairs": list(pairs.to_numpy().ravel()),
        "parcels": parcels.count(), "give": 1.96 * parcels.sem(),
        "sum": float((each["web shop"] * mix["store"]).sum()),
    }  # fmt: skip


def closed(survey: pd.DataFrame) -> dict[str, Any]:
    orders = data.load("transactions")
    year = orders[orders["date"].between("2024-09-01", "2025-08-31")]
    euro = year.groupby("channel")["amount_eur"].sum()
    after = survey.loc[survey["channel"] != "web shop", "value"].mean()
    return {
        "after": after,
        "rise": after - survey["value"].mean(),
        "door": 100 * euro["web shop"] / euro.sum(),
    }


def delivery(survey: pd.DataFrame) -> dict[str, Any]:
    answers = survey.dropna(subset=["score"])
    part = answers[answers["touchpoint"] == "delivery"]
    checkout = answers.loc[answers["touchpoint"] == "checkout", "value"].mean()
    critics, a_month = int((part["score"] <= 6).sum()), len(part) / 24
    mix = ((part["score"] >= 9).mean(), (part["score"] <= 6).mean())
    sizes = pd.Series(range(100, 2001, 20))
    seen = sizes.map(lambda n: advocacy.detectable_difference(n, *map(float, mix)))
    needed = int(sizes[seen <= 10].min())
    return {
        "all": len(answers),
        "n": len(part),
        "delivery": part["value"].mean(), "checkout": checkout, "critics": critics,
        "calm": 100 * critics / len(answers),
        "alike": (checkout - part["value"].mean()) * len(part) / len(answers),
        "needed": needed, "a_month": a_month, "years": 2 * needed / a_month / 12,
    }  # fmt: skip


def hospitals(_: pd.DataFrame) -> dict[str, Any]:
    table = data.load("hcahps_national")
    rating = table["rating_9_10"] - table["rating_0_6"]
    recommend = table["recommend_definitely"] - table["recommend_no"]
    apart = recommend - rating
    return {"r": float(rating.astype(float).corr(recommend.astype(float))),
            "least": apart.min(), "most": apart.max()}  # fmt: skip


def firms() -> dict[str, float]:
    """Scores of the three firms, from their promoters, passives and detractors."""
    counts = {"lukewarm": (20, 80, 0), "mixed": (40, 40, 20), "divided": (60, 0, 40)}
    return {name: advocacy.nps_from_counts(*its).score for name, its in counts.items()}


def one_customer(survey: pd.DataFrame) -> dict[str, Any]:
    found = survey[survey["customer"] == "C00920"]
    return {"lines": len(found)} | found.iloc[0].to_dict()


def margins(survey: pd.DataFrame) -> dict[str, Any]:
    spread = survey["value"].std()
    return {
        "ten": 1.96 * spread / 192**0.5,
        "five": math.ceil((1.96 * spread / 5) ** 2),
        "eighty": 1.96 * spread / 80**0.5,
    }


def ranked_by_luck(survey: pd.DataFrame) -> float:
    """Rank correlation of true and measured scores of ten brands 2 points apart, 100 answers."""
    shares = survey["group"].value_counts(normalize=True)
    p, d = shares["promoter"], shares["detractor"]
    rng = np.random.default_rng(0)
    truths = np.linspace(-0.045, 0.045, 10)
    rows = np.column_stack([p + truths, 1 - p - d + 0 * truths, d - truths])
    found = []
    for _ in range(200):
        counts = np.array([rng.multinomial(100, row) for row in rows])
        measured = pd.Series(counts[:, 0] - counts[:, 2])
        found.append(measured.rank().corr(pd.Series(truths).rank()))
    return float(np.mean(found))


CLAIMS = [
    Claim("stores-and-web-shop", "{store:.0f} {web_shop:.0f}", lambda s: means(s, "channel"),
          lambda v: v["store"] > v["web_shop"]),
    Claim("one-customer", "{score}", one_customer,
          lambda v: v["lines"] == 1 and v["recommended_unasked"] and not v["bought_again"]),
    Claim("score-of-all", "{all:.1f}", lambda s: {"all": s["value"].mean()},
          lambda v: round(v["all"] - 0.01) == 21),
    Claim("missing", "{missing}", lambda s: {"missing": s["score"].isna().sum()},
          lambda v: v["missing"] > 0),
    Claim("shares-of-two", "{store_p:.0f} {store_d:.0f} {web_p:.0f} {web_d:.0f}", gap,
          lambda v: v["web_p"] < v["store_p"] and v["web_d"] > v["store_d"]),
    Claim("what-the-gap-is-made-of",
          "{gap:.0f} {web_d:.0f} {store_d:.0f} {web_p:.0f} {store_p:.0f} {web_s:.0f} {store_s:.0f}",
          gap, lambda v: v["fans"] > v["critics"] > 0),
    Claim("three-firms", "{lukewarm:.0f}", lambda _: firms(),
          lambda v: len({round(score, 9) for score in v.values()}) == 1),
    Claim("missing-fans", "{fans:.0f} {gap:.0f}", gap, lambda v: v["fans"] > v["gap"] / 2),
    Claim("unasked", "{unasked:.0f}", deeds, lambda v: v["unasked"] > 40),
    Claim("deeds", "{silent:.0f} {against:.0f} {few} {critics}", deeds, lambda v: v["few"] < 20),
    Claim("same-people", "{occasion} {passive_unasked:.0f} {passive_prompted:.0f}", deeds,
          lambda v: v["passive_prompted"] > v["passive_unasked"]),
    Claim("two-loyalties",
          "{web_told:.0f} {store_told:.0f} {web_back:.0f} {store_back:.0f} {more:.0f} {give:.0f} "
          "{fans_back:.0f} {critics_back:.0f} {be:.0f} {nl:.0f} {be_told:.0f} {nl_told:.0f}",
          loyalties, lambda v: v["web_told"] < v["store_told"] - 5 and v["more"] > -v["give"]),
    # A ranking by score differs from one by deeds: of countries and of channels.
    Claim("one-deed", "", loyalties,
          lambda v: v["be"] - v["nl"] > 10 and abs(v["be_told"] - v["nl_told"]) < 3),
    Claim("part-1", "{gap:.0f} {fans:.0f}", gap, lambda v: v["fans"] > v["gap"] / 2),
    Claim("august", "{score:.0f} {months}", august, lambda v: v["lowest"] == "2024-08"),
    Claim("birthdays", "{all:.1f} {held} {days}", birthdays, lambda v: 27 <= v["held"] <= 31),
    Claim("draws", "", draws, lambda v: v["lowest"] < v["low"] < v["high"] < v["highest"]),
    Claim("draws-span", "{low:.0f} {high:.0f}", draws, lambda v: 28 < v["high"] - v["low"] < 32),
    Claim("august-figures", "{score:.0f} {low:.0f} {high:.0f} {n} {deals:.0f}", august,
          lambda v: abs(v["high"] - v["all"]) < 0.1 and v["deals"] > 50),
    Claim("praise-blame", "{eighty:.0f}", margins, lambda v: v["eighty"] < 16),
    Claim("gap-by-hand", "{gap:.1f} {margin:.1f} {low:.1f} {high:.1f}", by_hand,
          lambda v: v["margin"] < v["gap"]),
    Claim("gap-by-helper", "{low:.1f} {high:.1f}", lambda s: compared(s, "store", "web shop"),
          lambda v: v["low"] > 0),
    Claim("gap-in-short", "{low:.1f} {high:.0f}", lambda s: compared(s, "store", "web shop"),
          lambda v: v["low"] > 0),
    Claim("five-promoters", "{low:.0f} {high:.0f}",
          lambda _: advocacy.nps_from_counts(5, 0, 0).interval()._asdict(),
          lambda v: v["high"] == 100),
    Claim("overlap", "", lambda s: compared(s, "dealer", "app"),
          lambda v: v["b_high"] > v["a_low"]),
    Claim("dealers-and-app",
          "{a:.0f} {a_low:.0f} {a_high:.0f} {b:.0f} {b_low:.0f} {b_high:.0f} {gap:.0f} {low:.0f} "
          "{high:.0f} {a_n} {b_n}", lambda s: compared(s, "dealer", "app"),
          lambda v: v["low"] > 0 and v["b_high"] > v["a_low"]),
    Claim("difference-not-overlap", "{gap:.0f} {low:.0f} {high:.0f}",
          lambda s: compared(s, "store", "dealer"), lambda v: v["low"] < 0 < v["high"]),
    Claim("ten-points", "", margins, lambda v: round(v["ten"], 1) == 10.0),
    Claim("half-the-margin", "{five}", margins, lambda v: abs(v["five"] / 192 - 4) < 0.01),
    Claim("ranked-by-luck", "", lambda s: {"luck": ranked_by_luck(s)}, lambda v: v["luck"] < 0.7),
    Claim("deliveries", "{web:.0f} {store:.0f}", like_with_like,
          lambda v: v["web"] > 4 * v["store"]),
    Claim("pairs", " ".join(f"{{pairs[{i}]:.0f}}" for i in range(8)) + " {parcels} {give:.0f}",
          like_with_like, lambda v: np.abs(np.diff(v["pairs"])[::2]).max() < 7),
    Claim("alike", "", like_with_like, lambda v: abs(v["alike"] - v["sum"]) < 1e-9),
    Claim("alike-figures",
          "{alike:.0f} {low:.0f} {high:.0f} {left:.0f} {left_low:.0f} {left_high:.0f} {n} "
          "{worth:.0f}", like_with_like, lambda v: v["left_low"] < 0 < v["left_high"]),
    Claim("two-questions", "{alike:.0f} {lived:.0f}", like_with_like,
          lambda v: v["alike"] > v["lived"] + 20),
    Claim("nine-points", "{after:.0f} {door:.0f}", closed, lambda v: round(v["rise"]) == 9),
    Claim("three-figures", "{gap:.0f} {left:.0f} {after:.0f}",
          lambda s: gap(s) | like_with_like(s) | closed(s), lambda v: v["after"] > 30),
    Claim(
        "delivery-counts",
        "{critics} {all:,} {n} {delivery:.1f} {checkout:.1f}",
        delivery,
        lambda v: v["delivery"] < 0 < v["checkout"],
    ),
    Claim("delivery", "{calm:.1f} {alike:.1f}", delivery,
          lambda v: v["calm"] < v["alike"]),
    Claim("courier", "{needed} {a_month:.0f}", delivery, lambda v: round(v["years"]) == 6),
    Claim("two-questions-hospitals", "", hospitals, lambda v: v["least"] == 1 and v["most"] == 3),
    Claim("hospitals", "{r:.2f}", hospitals, lambda v: v["r"] > 0.8),
    Claim("three-figures-again", "{gap:.0f} {low:.1f} {high:.0f} {alike:.0f} {after:.0f}",
          lambda s: like_with_like(s) | closed(s) | compared(s, "store", "web shop"),
          lambda v: v["low"] > 0),
    Claim("quiz", "{alike:.0f} {low:.0f} {high:.0f} {lived:.0f}", like_with_like,
          lambda v: v["low"] > v["lived"] + 15),
    Claim("chance-of-150", "{half}",
          lambda s: {"half": round(1.96 * float(s["value"].std()) * (2 / 150) ** 0.5)},
          lambda v: v["half"] > 5),
]  # fmt: skip
