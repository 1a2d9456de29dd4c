"""Claims of chapter 3: NPS and brand advocacy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import advocacy, connectivity, data
from mkt40_helpers.intervals import share_interval
from tests.claims import Claim

SILENT = 0.08  # of chapter 2: content readers who speak up without any criticism


def tables(student: str | None = None) -> pd.DataFrame:
    return data.load("survey", student=student)


def scores(survey: pd.DataFrame, **where: str) -> advocacy.NPS:
    for column, value in where.items():
        survey = survey[survey[column] == value]
    return advocacy.nps(survey["score"])


def shares(survey: pd.DataFrame) -> dict[str, Any]:
    result = scores(survey)
    return {
        "p": result.promoter_share,
        "s": result.passive_share,
        "d": result.detractor_share,
        "missing": result.missing,
        "n": result.n,
        "nps": result.score,
        "more": round(result.score),
        "wrong": 100
        * (result.promoters - result.detractors)
        / (result.promoters + result.detractors),
        "low": result.interval().low,
        "high": result.interval().high,
    }


def gap(survey: pd.DataFrame, one: str, other: str, **where: str) -> dict[str, Any]:
    a, b = (scores(survey, channel=name, **where) for name in (one, other))
    found = advocacy.compare(a, b)
    values = {"a": a.score, "b": b.score, "gap": found.difference}
    return values | {"low": found.low, "high": found.high, "p": found.p_value}


def months(survey: pd.DataFrame) -> dict[str, Any]:
    table = advocacy.nps_by(survey.assign(m=survey["date"].dt.strftime("%B %Y")), "m")
    table = table.set_index("m")
    overall = scores(survey).score
    held = ((table["low"] <= overall) & (overall <= table["high"])).sum()
    return {
        "best": table["nps"].idxmax(),
        "top": table["nps"].max(),
        "worst": table["nps"].idxmin(),
        "bottom": table["nps"].min(),
        "held": held,
        "n": table["n"].mean(),
        "half": ((table["high"] - table["low"]) / 2).mean(),
    }


def sizes(survey: pd.DataFrame) -> dict[str, Any]:
    result = scores(survey)
    mix = (result.promoter_share, result.detractor_share)
    ten, five, two = (advocacy.sample_size(margin, *mix) for margin in (10, 5, 2))
    return {
        "ten": ten,
        "five": five,
        "two": two,
        "seen": advocacy.detectable_difference(100, *mix),
        "seen1000": advocacy.detectable_difference(1000, *mix),
    }


def gains(survey: pd.DataFrame) -> dict[str, Any]:
    table = advocacy.drivers(survey).set_index("touchpoint")["gain"]
    share = pd.crosstab(survey["channel"], survey["touchpoint"], normalize="index")["delivery"]
    nps = advocacy.nps_by(survey, "touchpoint").set_index("touchpoint")["nps"]
    return {
        "first": str(table.idxmax()),
        "gain": table["delivery"],
        "others": table.drop("delivery").sum(),
        "web": share["web shop"],
        "store": share["store"],
        "delivery": nps["delivery"],
    }


def deeds(survey: pd.DataFrame) -> dict[str, Any]:
    answered = survey.assign(group=advocacy.groups(survey["score"])).dropna(subset=["score"])
    share = advocacy.kinds(answered, "group").set_index(["group", "kind"])["share"]
    heard = answered[answered["prompted_by"] == "criticism"]
    spoke = heard.groupby("group", observed=True)["recommended_when_prompted"]
    rate, n = spoke.mean().astype(float), spoke.size()
    low, high = share_interval(float(spoke.sum()["promoter"]), int(n["promoter"]))
    again = answered.groupby("group", observed=True)["bought_again"].mean()
    promoters = answered[answered["group"] == "promoter"]
    by_deed = promoters.groupby("recommended_unasked")["bought_again"].mean()
    detractors = answered[answered["group"] == "detractor"]
    return {
        "unasked": share["promoter", "spontaneous"],
        "prompted": share["promoter", "prompted"],
        "passive_unasked": share["passive", "spontaneous"],
        "passive_prompted": share["passive", "prompted"],
        "against": share["detractor", "negative"],
        "against_promoter": share["promoter", "negative"],
        "rate": rate["promoter"],
        "passive_rate": rate["passive"],
        "detractor_rate": rate["detractor"],
        "heard": int(n["promoter"]),
        "rate_low": low,
        "rate_high": high,
        "turn": connectivity.break_even_readers(1, rate["promoter"], SILENT),
        "soonest": connectivity.break_even_readers(1, high, SILENT),
        "latest": connectivity.break_even_readers(1, low, SILENT),
        "again_promoter": again["promoter"],
        "again_detractor": again["detractor"],
        "did": by_deed[True],
        "did_not": by_deed[False],
        "z": z_of_shares(promoters, "recommended_unasked", "bought_again"),
        "not_again": 1 - again["promoter"],
        "not_promoters": (
            answered.loc[answered["recommended_unasked"], "group"] != "promoter"
        ).mean(),
        "few": int(detractors["recommended_unasked"].sum()),
    }


def z_of_shares(table: pd.DataFrame, by: str, column: str) -> float:
    parts = table.groupby(by)[column].agg(["mean", "size"]).astype(float)
    variance = (parts["mean"] * (1 - parts["mean"]) / parts["size"]).sum()
    return float((parts.loc[True, "mean"] - parts.loc[False, "mean"]) / variance**0.5)


def like_with_like(survey: pd.DataFrame) -> dict[str, Any]:
    contacts = pd.crosstab(survey["channel"], survey["touchpoint"], normalize="index")
    online = survey[survey["channel"] == "web shop"]
    weight = online["touchpoint"].map(contacts.loc["store"] / contacts.loc["web shop"])
    weighted = advocacy.nps(online["score"], weight)
    found = advocacy.compare(scores(survey, channel="store"), weighted)
    return {
        "weighted": weighted.score,
        "web": scores(survey, channel="web shop").score,
        "n": weighted.n,
        "n_eff": weighted.n_effective,
        "gap": found.difference,
        "low": found.low,
        "high": found.high,
        "p": found.p_value,
        "raw": scores(survey, channel="store").score - scores(survey, channel="web shop").score,
        "parcels": contacts.loc["web shop", "delivery"] / contacts.loc["store", "delivery"],
    }


def countries(survey: pd.DataFrame) -> dict[str, Any]:
    did = survey.groupby("country")[["recommended_unasked", "bought_again"]].mean().astype(float)
    nl, be = scores(survey, country="NL"), scores(survey, country="BE")
    found = advocacy.compare(be, nl)
    return {
        "nl": nl.score,
        "be": be.score,
        "gap": found.difference,
        "low": found.low,
        "nl_told": did.loc["NL", "recommended_unasked"],
        "be_told": did.loc["BE", "recommended_unasked"],
        "nl_again": did.loc["NL", "bought_again"],
        "be_again": did.loc["BE", "bought_again"],
    }


def hospitals(_: pd.DataFrame) -> dict[str, Any]:
    table = data.load("hcahps_national").set_index("report")
    net = table["rating_9_10"] - table["rating_0_6"]
    return {
        "y2018": net[2018],
        "y2023": net[2023],
        "definitely": table.loc[2015, "recommend_definitely"],
        "net": net,
    }


CLAIMS = [
    Claim(
        "the stores score **{a:.0f}**, the\nweb shop **{b:.0f}**",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["low"] > 0,
    ),
    Claim(
        "{p:.0%} are promoters, {s:.0%} passives and {d:.0%} detractors",
        shares,
        lambda v: v["s"] > v["d"] and v["p"] > v["d"],
    ),
    Claim("{missing} customers skipped the question", shares, lambda v: v["missing"] > 0),
    Claim(
        "**So what.** Most of Zwaluw's customers are content, and the largest group lies "
        "just below",
        shares,
        lambda v: v["s"] > max(v["p"], v["d"]) and v["d"] < 0.5,
        so_what=True,
    ),
    Claim("Zwaluw's score is {nps:.1f}: there are {more} more", shares, lambda v: v["nps"] > 0),
    Claim(
        "it would have been {wrong:.1f}, a common slip that flatters",
        shares,
        lambda v: v["wrong"] > v["nps"],
    ),
    Claim(
        "**So what.** Report the three shares with the score: five points can be won by making",
        # Five points by fans (passives become promoters) or by critics (detractors, passives).
        lambda s: {"fans": scores(s).passive_share, "critics": scores(s).detractor_share},
        lambda v: v["fans"] > 0.05 and v["critics"] > 0.05,
        so_what=True,
    ),
    Claim(
        "The stores score {a:.0f} and the web shop {b:.0f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["a"] > v["b"],
    ),
    Claim(
        "the dealers ({a:.0f}) stand closer to the stores, the app ({b:.0f}) closer",
        lambda s: gap(s, "dealer", "app"),
        lambda v: v["a"] > v["b"],
    ),
    Claim(
        "For Zwaluw's {n:,} answers all three agree: about {low:.0f} to {high:.0f}.",
        shares,
        lambda v: v["low"] > 0,
    ),
    Claim(
        "the\n*score* interval says {low:.0f} to {high:.0f}.",
        lambda _: dict(
            zip(("low", "high"), advocacy.nps_from_counts(5, 0, 0).interval(), strict=True)
        ),
        lambda v: v["low"] > 0 and v["high"] == 100,
    ),
    Claim(
        "<summary>A. {score:.0f}</summary><div style='margin:0.2em 0 0.8em 1.6em'>✓ Right.",
        lambda _: {"score": advocacy.nps([10, 9, 8, 7, 3]).score},  # question 1
        lambda v: v["score"] == 20,
    ),
    Claim(
        "Its interval, {low:.0f} to {high:.0f}, is far from zero.",  # question 6
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["low"] > 5,
    ),
    Claim(
        "the uncertainty of two samples of 150, some {half:.0f} points either way.",  # question 4
        lambda s: {"half": round(1.96 * scores(s).se * (2 * scores(s).n / 150) ** 0.5)},
        lambda v: 14 <= v["half"] <= 18,
    ),
    Claim(
        "The stores lead the web shop by {gap:.1f} points, with an interval from {low:.1f} "
        "to {high:.1f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["p"] < 0.001,
    ),
    Claim(
        "The lead over the dealers, {gap:.1f} points, has an interval from {low:.1f} to "
        "{high:.1f}: "
        "zero is inside. Chance alone would make a gap of that size about half of the time "
        "(p = {p:.3f}).",
        lambda s: gap(s, "store", "dealer"),
        lambda v: v["gap"] < 30,
    ),
    Claim(
        "**So what.** The gap between stores and web shop is real; the gap between stores and",
        lambda s: {
            "real": gap(s, "store", "web shop")["p"],
            # "Not shown" is said of the whole survey; a sample may go either way.
            "open": gap(data.load("survey"), "store", "dealer")["p"],
        },
        lambda v: v["real"] < 0.001 and v["open"] > 0.05,
        so_what=True,
    ),
    Claim(
        "{best} stands at {top:.0f}, {worst} at {bottom:.0f}.",
        months,
        lambda v: v["top"] - v["bottom"] > 15,
    ),
    Claim(
        "A\nmonth has about {n:.0f} answers, so its interval is some {half:.0f} points wide on "
        "either side, and {held} of the 24 intervals",
        months,
        lambda v: v["held"] >= 20,
    ),
    Claim(
        "**So what.** Do not praise or blame a team for one month: with 80 answers, a swing of 20",
        lambda s: {"seen": advocacy.detectable_difference(80, *mix(s))},
        lambda v: v["seen"] > 20,
        so_what=True,
    ),
    Claim(
        "half the margin, takes four times the answers: {ten} and {five}. From 5 to 2 "
        "takes more than "
        "six times: {two:,}.",
        sizes,
        lambda v: 3.9 < v["five"] / v["ten"] < 4.1,
    ),
    Claim(
        "With the stores' contacts the web shop would score {weighted:.1f}, not "
        "{web:.1f}, and the gap "
        "is gone: {gap:.1f} points, with an interval from {low:.1f} to {high:.1f}.",
        like_with_like,
        lambda v: v["p"] > 0.01,
    ),
    Claim(
        "the {n:,} answers are worth only {n_eff:,.0f} equally weighted ones",
        like_with_like,
        lambda v: v["n_eff"] < v["n"] / 2,
    ),
    Claim(
        "a customer who buys online gets a parcel. The contact is a **mediator**",
        like_with_like,
        lambda v: v["parcels"] > 3,
    ),
    Claim(
        "**So what.** To find where a gap arises, make the mixes of contacts alike. To judge a "
        "channel as its customers live it, take the plain gap of {raw:.1f} points: the parcels "
        "belong to buying online.",
        like_with_like,
        # The gap stays as it is lived, however much of it the contacts carry.
        lambda v: v["raw"] > 10 and v["weighted"] > v["web"] + 10,
        so_what=True,
    ),
    Claim(
        "**So what.** Decide first how small a difference must be seen, then how many to ask",
        sizes,
        lambda v: 6 < v["two"] / v["five"] < 6.5,
        so_what=True,
    ),
    Claim(
        "must differ by about {seen:.0f} points before a comparison usually detects it; with 1,000 "
        "by about {seen1000:.0f}.",
        sizes,
        lambda v: v["seen"] > 25,
    ),
    Claim(
        "**So what.** Brands a few points apart, with 100 answers each, are ranked mostly by luck.",
        lambda s: {"luck": ranked_by_luck(s)},
        lambda v: v["luck"] < 0.7,
        so_what=True,
    ),
    Claim(
        "At the checkout the stores score {a:.0f} and the web shop {b:.0f}.",
        lambda s: gap(s, "store", "web shop", touchpoint="checkout"),
        lambda v: v["p"] > 0.01,
    ),
    Claim(
        "Deliveries are {web:.0%} of the web shop's contacts and {store:.0%} of the stores'.",
        gains,
        lambda v: v["web"] > 4 * v["store"],
    ),
    Claim(
        "Delivery alone is worth {gain:.1f} points, nearly as much as all other "
        "touchpoints together "
        "({others:.1f}).",
        gains,
        lambda v: 0.6 < v["gain"] / v["others"] < 1.4,
    ),
    Claim(
        "**So what.** Keep the web shop and mend the deliveries: that is where the detractors are",
        gains,
        lambda v: v["first"] == "delivery" and v["delivery"] < 0,
        so_what=True,
    ),
    Claim(
        "{unasked:.0%} recommended Zwaluw unasked, and {prompted:.0%} when something prompted",
        deeds,
        lambda v: v["unasked"] > 0.4 and abs(v["prompted"] - v["unasked"]) < 0.2,
    ),
    Claim(
        "of the passives,\n{passive_prompted:.0%} when prompted, against "
        "{passive_unasked:.0%} unasked.",
        deeds,
        lambda v: v["passive_prompted"] > v["passive_unasked"],
    ),
    Claim(
        "detractors: {against:.0%} advised against",
        deeds,
        lambda v: v["against"] > 4 * v["against_promoter"],
    ),
    Claim(
        "**So what.** Try giving content customers an occasion to speak: prompted "
        "passives recommended",
        deeds,
        lambda v: 1.6 < v["passive_prompted"] / v["passive_unasked"] < 3.4,
        so_what=True,
    ),
    Claim(
        "Of the promoters who heard Zwaluw criticised {rate:.0%} spoke up for it, of the passives "
        "{passive_rate:.0%}, of the detractors {detractor_rate:.0%}.",
        deeds,
        lambda v: v["rate"] > v["passive_rate"] and v["rate"] > SILENT,
    ),
    Claim(
        "So a criticism helps from about {turn:.0f} promoters on "
        "(1 / ({rate:.2f} - 0.08) = {turn:.1f}). The {rate:.0%} rest on {heard} promoters only: "
        "their interval, {rate_low:.0%} to {rate_high:.0%}, makes it {soonest:.0f} to "
        "{latest:.0f}, and holds\nthe 4.5 of chapter 2, as it should",
        deeds,
        # In a sample of half the customers the interval need not hold it.
        lambda v: v["soonest"] < 8,
    ),
    Claim(
        "**So what.** By this count, fear criticism less where your promoters are "
        "listening, and more",
        deeds,
        # In a sample of half the customers the turn is known to a few promoters either way.
        lambda v: v["turn"] > 1 and v["soonest"] < 10,
        so_what=True,
    ),
    Claim(
        "The Dutch score is {nl:.1f}, the Belgian {be:.1f}: {gap:.0f} points apart.",
        countries,
        lambda v: v["gap"] > 0,
    ),
    Claim(
        "recommended Zwaluw as often ({nl_told:.0%} and {be_told:.0%}), and bought again as often "
        "({nl_again:.0%} and {be_again:.0%}).",
        countries,
        lambda v: abs(v["nl_told"] - v["be_told"]) < 0.13,
    ),
    Claim(
        "{again_promoter:.0%} of the promoters bought again, against {again_detractor:.0%}",
        deeds,
        lambda v: v["again_promoter"] > v["again_detractor"],
    ),
    Claim(
        "of the promoters who had recommended Zwaluw {did:.0%} bought again, of the others "
        "{did_not:.0%}: no difference to speak of. (Only {few} detractors",
        deeds,
        lambda v: v["few"] < 20 and abs(v["z"]) < 3,
    ),
    Claim(
        "{not_again:.0%} of the promoters did not buy again, and of all who really recommended "
        "Zwaluw unasked, a quarter ({not_promoters:.0%}) are not promoters.",
        deeds,
        lambda v: 0.15 < v["not_promoters"] < 0.35,
    ),
    Claim(
        "**So what.** Measure what you want to know: who recommends and who comes back",
        deeds,
        lambda v: v["not_again"] > 0.2 and v["not_promoters"] > 0.15,
        so_what=True,
    ),
    Claim(
        "**So what.** Before you compare scores across countries, look at what their customers do.",
        countries,
        # The score says "worse", the deeds do not: the gap in deeds is no larger than chance makes.
        lambda v: v["gap"] > 0 and abs(v["nl_again"] - v["be_again"]) < 0.13,
        so_what=True,
    ),
    Claim(
        "Top marks minus low marks: {y2018} in 2018, {y2023} in 2023, and not an NPS",
        hospitals,
        lambda v: v["y2018"] > v["y2023"] + 2,
    ),
    Claim('({definitely}% "definitely yes" in 2015)', hospitals, lambda v: v["definitely"] > 50),
    Claim(
        "**So what.** Before you compare two scores, compare the two questions.",
        hospitals,
        lambda v: (v["net"].between(61, 66)).all(),  # the figure that looks like an NPS
        so_what=True,
    ),
]


def mix(survey: pd.DataFrame) -> tuple[float, float]:
    result = scores(survey)
    return result.promoter_share, result.detractor_share


def ranked_by_luck(survey: pd.DataFrame) -> float:
    """Rank correlation of true and measured scores of ten brands 2 points apart, 100 answers."""
    p, d = mix(survey)
    rng = np.random.default_rng(0)
    truths = np.linspace(-0.045, 0.045, 10)
    shares = np.column_stack([p + truths, 1 - p - d + 0 * truths, d - truths])
    found = []
    for _ in range(200):
        counts = np.array([rng.multinomial(100, row) for row in shares])
        measured = pd.Series(counts[:, 0] - counts[:, 2])
        found.append(measured.rank().corr(pd.Series(truths).rank()))
    return float(np.mean(found))
