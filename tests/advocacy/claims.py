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
        "y2021": net[2021],
        "y2023": net[2023],
        "definitely": table.loc[2015, "recommend_definitely"],
        "net": net,
    }


CLAIMS = [
    Claim(
        "stores-score-web",
        "{a:.0f} {b:.0f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["low"] > 0,
    ),
    Claim(
        "promoters-passives-detractors",
        "{p:.0%} {s:.0%} {d:.0%} {missing}",
        shares,
        lambda v: (
            v["s"] > v["d"]
            and v["p"] > v["d"]
            and v["missing"] > 0
            and v["s"] > max(v["p"], v["d"])
            and v["d"] < 0.5
        ),
    ),
    Claim(
        "zwaluw-score",
        "{nps:.1f} {more} {wrong:.1f}",
        shares,
        lambda v: v["nps"] > 0 and v["wrong"] > v["nps"],
    ),
    # Five points by fans (passives become promoters) or by critics (detractors, passives).
    Claim(
        "report-three-shares",
        "",
        lambda s: {"fans": scores(s).passive_share, "critics": scores(s).detractor_share},
        lambda v: v["fans"] > 0.05 and v["critics"] > 0.05,
    ),
    Claim(
        "stores-score-web-2",
        "{a:.0f} {b:.0f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["a"] > v["b"],
    ),
    Claim(
        "dealers-stand-closer",
        "{a:.0f} {b:.0f}",
        lambda s: gap(s, "dealer", "app"),
        lambda v: v["a"] > v["b"],
    ),
    Claim("zwaluw-answers-three", "{n:,} {low:.0f} {high:.0f}", shares, lambda v: v["low"] > 0),
    Claim(
        "score-interval-says",
        "{low:.0f} {high:.0f}",
        lambda _: dict(
            zip(("low", "high"), advocacy.nps_from_counts(5, 0, 0).interval(), strict=True)
        ),
        lambda v: v["low"] > 0 and v["high"] == 100,
    ),
    # question 1
    Claim(
        "right",
        "{score:.0f}",
        lambda _: {"score": advocacy.nps([10, 9, 8, 7, 3]).score},
        lambda v: v["score"] == 20,
    ),
    # question 6
    Claim(
        "interval-far-zero",
        "{low:.0f} {high:.0f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["low"] > 5,
    ),
    # question 4
    Claim(
        "uncertainty-two-samples",
        "{half:.0f}",
        lambda s: {"half": round(1.96 * scores(s).se * (2 * scores(s).n / 150) ** 0.5)},
        lambda v: 14 <= v["half"] <= 18,
    ),
    Claim(
        "stores-lead-web",
        "{gap:.1f} {low:.1f} {high:.1f}",
        lambda s: gap(s, "store", "web shop"),
        lambda v: v["p"] < 0.001,
    ),
    Claim(
        "lead-over-dealers",
        "{gap:.1f} {low:.1f} {high:.1f} {p:.3f}",
        lambda s: gap(s, "store", "dealer"),
        lambda v: v["gap"] < 30,
    ),
    # "Not shown" is said of the whole survey; a sample may go either way.
    Claim(
        "gap-between-stores",
        "",
        lambda s: {
            "real": gap(s, "store", "web shop")["p"],
            # "Not shown" is said of the whole survey; a sample may go either way.
            "open": gap(data.load("survey"), "store", "dealer")["p"],
        },
        lambda v: v["real"] < 0.001 and v["open"] > 0.05,
    ),
    Claim(
        "stands",
        "{best} {top:.0f} {worst} {bottom:.0f} {n:.0f} {half:.0f} {held}",
        months,
        lambda v: v["top"] - v["bottom"] > 15 and v["held"] >= 20,
    ),
    Claim(
        "praise-blame-team",
        "",
        lambda s: {"seen": advocacy.detectable_difference(80, *mix(s))},
        lambda v: v["seen"] > 20,
    ),
    Claim(
        "half-margin-takes",
        "{ten} {five} {two:,}",
        sizes,
        lambda v: 3.9 < v["five"] / v["ten"] < 4.1 and 6 < v["two"] / v["five"] < 6.5,
    ),
    # The gap stays as it is lived, however much of it the contacts carry.
    Claim(
        "stores-contacts-web",
        "{weighted:.1f} {web:.1f} {gap:.1f} {low:.1f} {high:.1f} {n:,} {n_eff:,.0f} {raw:.1f}",
        like_with_like,
        lambda v: (
            v["p"] > 0.01
            and v["n_eff"] < v["n"] / 2
            and v["parcels"] > 3
            and v["raw"] > 10
            and v["weighted"] > v["web"] + 10
        ),
    ),
    Claim("must-differ-points", "{seen:.0f} {seen1000:.0f}", sizes, lambda v: v["seen"] > 25),
    Claim(
        "brands-few-points", "", lambda s: {"luck": ranked_by_luck(s)}, lambda v: v["luck"] < 0.7
    ),
    Claim(
        "checkout-stores-score",
        "{a:.0f} {b:.0f}",
        lambda s: gap(s, "store", "web shop", touchpoint="checkout"),
        lambda v: v["p"] > 0.01,
    ),
    Claim(
        "deliveries-web-shop", "{web:.0%} {store:.0%}", gains, lambda v: v["web"] > 4 * v["store"]
    ),
    Claim(
        "delivery-alone-worth",
        "{gain:.1f} {others:.1f}",
        gains,
        lambda v: (
            0.6 < v["gain"] / v["others"] < 1.4 and v["first"] == "delivery" and v["delivery"] < 0
        ),
    ),
    Claim(
        "recommended-zwaluw-unasked",
        "{unasked:.0%} {prompted:.0%} {passive_prompted:.0%} {passive_unasked:.0%} {against:.0%}",
        deeds,
        lambda v: (
            v["unasked"] > 0.4
            and abs(v["prompted"] - v["unasked"]) < 0.2
            and v["passive_prompted"] > v["passive_unasked"]
            and v["against"] > 4 * v["against_promoter"]
            and 1.6 < v["passive_prompted"] / v["passive_unasked"] < 3.4
        ),
    ),
    # In a sample of half the customers the interval need not hold it.
    # In a sample of half the customers the turn is known to a few promoters either way.
    Claim(
        "promoters-heard-zwaluw",
        "{rate:.0%} {passive_rate:.0%} {detractor_rate:.0%} {turn:.0f} {rate:.2f} "
        "{turn:.1f} {heard} {rate_low:.0%} {rate_high:.0%} {soonest:.0f} {latest:.0f}",
        deeds,
        lambda v: (
            v["rate"] > v["passive_rate"]
            and v["rate"] > SILENT
            and v["soonest"] < 8
            and v["turn"] > 1
            and v["soonest"] < 10
        ),
    ),
    # The score says "worse", the deeds do not: the gap in deeds is no larger than chance makes.
    Claim(
        "dutch-score-belgian",
        "{nl:.0f} {be:.0f} {gap:.0f} {nl_told:.0%} {be_told:.0%} {nl_again:.0%} {be_again:.0%}",
        countries,
        lambda v: (
            v["gap"] > 0
            and abs(v["nl_told"] - v["be_told"]) < 0.13
            and v["gap"] > 0
            and abs(v["nl_again"] - v["be_again"]) < 0.13
        ),
    ),
    Claim(
        "promoters-bought-again",
        "{again_promoter:.0%} {again_detractor:.0%} {did:.0%} {did_not:.0%} {few} "
        "{not_again:.0%} {not_promoters:.0%}",
        deeds,
        lambda v: (
            v["again_promoter"] > v["again_detractor"]
            and v["few"] < 20
            and abs(v["z"]) < 3
            and 0.15 < v["not_promoters"] < 0.35
            and v["not_again"] > 0.2
            and v["not_promoters"] > 0.15
        ),
    ),
    Claim("top-marks-minus", "{y2021} {y2023}", hospitals, lambda v: v["y2021"] > v["y2023"] + 2),
    # the figure that looks like an NPS
    Claim(
        "definitely-yes",
        "{definitely}",
        hospitals,
        lambda v: v["definitely"] > 50 and (v["net"].between(61, 66)).all(),
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
