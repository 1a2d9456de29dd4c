"""Claims of chapter 5: relationship marketing.

Most figures are computed here by hand, so that an error in `relationship` could not hide itself.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import data, relationship
from mkt40_helpers.relationship import lab
from tests.claims import Claim

END = pd.Timestamp("2026-08-31")
YEAR = pd.Timedelta(days=365)
CUT = pd.Timestamp("1997-09-30")
Tables = dict[str, pd.DataFrame]


def tables(student: str | None = None) -> Tables:
    names = ["transactions", "products", "deliveries", "customers", "programme_offers"]
    names += ["memberships", "contacts", "tickets", "retention", "cdnow", "crackers"]
    found = {name: data.load(name, student=student) for name in names}
    sales = found["transactions"].merge(found["products"], on="product")
    sales["margin"] = sales["amount_eur"] * (1 - sales["unit_cost_eur"] / sales["list_price_eur"])
    first = sales.groupby("customer")["date"].transform("min")
    found["sales"] = sales.assign(day=(sales["date"] - first).dt.days)
    return found


# ---- part 1 ----


def worth(stay: float, first: str = "now", margin: float = 100, interest: float = 0.10) -> float:
    sums = {"now": 1 + interest, "later": stay, "end": 1}
    return margin * sums[first] / (1 + interest - stay)


def her(t: Tables) -> dict[str, Any]:
    own = t["transactions"].query("customer == 'C02504'")
    sent = t["deliveries"].merge(own, on=["transaction", "customer"])
    late = sent.loc[sent["delivered"] > sent["promised"], "delivered"]
    plan = t["memberships"].query("customer == 'C02504'").iloc[0]
    return {
        "days": (END - own["date"].max()).days, "rows": len(own), "late": list(late),
        "years": (own["date"].max() - own["date"].min()).days / 365, "left": plan["left"],
        "programme": plan["programme"],
    }  # fmt: skip


def stream(_: Tables) -> dict[str, Any]:
    return {
        "rows": sum(100 * (0.8 / 1.1) ** year for year in range(40)),
        "now": worth(0.8), "later": worth(0.8, "later"), "end": worth(0.8, "end"),
    }  # fmt: skip


def won(t: Tables) -> dict[str, Any]:
    """What a customer brings in the four years after the first day."""
    first = t["sales"].query("day == 0 and category != 'bicycles' and amount_eur >= 60")
    old = first.loc[first["date"] <= "2022-08-31", "customer"].unique()
    after = t["sales"][t["sales"]["customer"].isin(old) & (t["sales"]["day"] > 0)]
    years = [
        after.loc[after["day"].between(365 * y + 1, 365 * y + 365), "margin"].sum() / len(old)
        for y in range(4)
    ]
    start = first["margin"].mean()
    later = after[after["day"] <= 4 * 365]
    worth = (later["margin"] / 1.1 ** ((later["day"] - 1) // 365)).groupby(later["customer"]).sum()
    error = 1.96 * worth.reindex(old, fill_value=0).sem()
    total = sum(margin / 1.1**year for year, margin in enumerate(years))
    return {
        "n": len(old), "years": years, "sum": total, "first": start, "all": start + total,
        "error": error, "of_100": 100 * 60 / (start + total),
        "low": 100 * 60 / (start + total + error), "high": 100 * 60 / (start + total - error),
        "falls": [1 - b / a for a, b in itertools.pairwise(years)],
    }  # fmt: skip


def more(_: Tables) -> dict[str, Any]:
    def change(a: float, b: float, first: str = "now") -> float:
        return 100 * worth(b, first) / worth(a, first) - 100

    return {
        "low": change(0.80, 0.85), "high": change(0.90, 0.95),
        "later": change(0.80, 0.85, "later"), "percent": change(0.80, 0.84),
    }  # fmt: skip


def parcels(t: Tables) -> pd.DataFrame:
    """Every parcel that arrived, with what came before and within a year after it."""
    sent = t["deliveries"].dropna(subset=["delivered"])
    sent = sent.merge(t["sales"][["transaction", "date", "day"]], on="transaction")
    sent["late"] = sent["delivered"] > sent["promised"]
    sent = sent[sent["date"] <= END - YEAR]
    pairs = sent[["transaction", "customer", "date"]].merge(
        t["sales"][["customer", "date", "margin"]], on="customer", suffixes=("", "_other")
    )
    gone = (pairs["date_other"] - pairs["date"]).dt.days
    before = pairs[gone < 0].groupby("transaction")["date_other"].nunique()
    brought = pairs[gone.between(1, 365)].groupby("transaction")["margin"].sum()
    sent["before"] = sent["transaction"].map(before).fillna(0)
    sent["brought"] = sent["transaction"].map(brought).astype(float)
    sent["again"] = sent["brought"].notna().astype(float)
    return sent.fillna({"brought": 0.0})


def punctual(t: Tables) -> dict[str, Any]:
    sent = parcels(t)
    first, later = sent[sent["day"] == 0], sent[sent["day"] > 0]

    def gap(part: pd.DataFrame, of: str) -> float:
        means = part.groupby("late")[of].mean()
        return float(means[False] - means[True])

    late = later["late"].to_numpy()
    money = later["brought"].to_numpy()
    each = np.where(
        late, (money - money[late].mean()) / late.sum(),
        -(money - money[~late].mean()) / (~late).sum(),
    )  # fmt: skip
    error = math.sqrt((pd.Series(each).groupby(later["customer"].to_numpy()).sum() ** 2).sum())
    everything = t["deliveries"].dropna(subset=["delivered"])
    everything = everything.merge(t["sales"][["transaction", "day"]], on="transaction")
    everything = everything[everything["day"] > 0]
    share = (everything["delivered"] > everything["promised"]).mean()
    before = later.groupby("late")["before"].mean()
    brought = later.groupby("late")["brought"].mean()
    return {
        "first": 100 * gap(first, "again"), "later": 100 * gap(later, "again"),
        "pooled": 100 * gap(sent, "again"), "before_late": before[True],
        "before": before[False], "late": brought[True], "on_time": brought[False],
        "lost": gap(later, "brought"), "give": 1.96 * error, "share": 100 * share,
        "a_parcel": share * gap(later, "brought"),
        "least": share * (gap(later, "brought") - 1.96 * error),
        "most": share * (gap(later, "brought") + 1.96 * error),
    }  # fmt: skip


def ratings(t: Tables) -> dict[str, Any]:
    sent = t["deliveries"].dropna(subset=["delivered", "rating"])
    late = sent["delivered"] > sent["promised"]
    return {
        "on_time": sent.loc[~late, "rating"].mean(), "late": sent.loc[late, "rating"].mean(),
        "rated": 100 * t["deliveries"].dropna(subset=["delivered"])["rating"].notna().mean(),
    }  # fmt: skip


# ---- part 2 ----


def contract(t: Tables) -> dict[str, Any]:
    left = t["retention"].query("segment == 'regular'").set_index("year")["survivors_percent"]
    # The page's parameters, by the recursion of Fader and Hardie (2007).
    alpha, beta = 0.704, 1.182
    chance = alpha / (alpha + beta)
    model = 1 - chance
    for year in range(2, 13):
        chance *= (beta + year - 2) / (alpha + beta + year - 1)
        model -= chance
    return {
        "one": left[1], "truth": left[12], "always": 100 * (left[1] / 100) ** 12,
        "model": 100 * model,
    }  # fmt: skip


def two_kinds(_: Tables) -> dict[str, Any]:
    alive = [0.5 * 0.9**t + 0.5 * 0.4**t for t in range(6)]
    return {"rates": [b / a for a, b in itertools.pairwise(alive)]}


def shop(t: Tables) -> dict[str, Any]:
    days = t["cdnow"].drop_duplicates(["customer", "date"])
    by = days[days["date"] <= CUT].groupby("customer")["date"].agg(["min", "max", "size"])
    later = days[days["date"] > CUT].groupby("customer").size().reindex(by.index).fillna(0)
    silent, came = (CUT - by["max"]).dt.days / 7, later > 0
    r, alpha, a, b = 0.2426, 4.4136, 0.7929, 2.4259  # Fader, Hardie and Lee 2005, to four digits

    def alive(x: Any, recency: Any, age: Any) -> Any:
        gone = a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
        return 1 / (1 + gone)

    age, x = (CUT - by["min"]).dt.days / 7, by["size"] - 1
    buys = alive(x, age - silent, age) * (1 - ((alpha + age) / (alpha + age + 39)) ** (r + x))
    once = 1 - ((alpha + age) / (alpha + age + 39)) ** r
    few, many = (silent > 15) & x.between(1, 2), (silent > 15) & (x > 2)
    return {
        "customers": len(by), "over_20": 100 * came[silent > 20].mean(),
        "seven": alive(7, 20, 39), "fourteen": alive(14, 20, 39),
        "n": int(many.sum()), "many": 100 * came[many].mean(), "few": 100 * came[few].mean(),
        "give": 196 * came[many].sem(), "said_many": 100 * buys[many].mean(),
        "apart": 100 * (came[many].mean() - came[few].mean()),
        "apart_by": 196 * math.hypot(came[many].sem(), came[few].sem()),
        "said_few": 100 * buys[few].mean(), "rule": 100 * ((silent <= 13) == came).mean(),
        "model": 100 * (buys.where(x > 0, once) > 0.5).eq(came).mean(),
        "nobody": 100 * (~came).mean(), "bought": int(later.sum()),
    }  # fmt: skip


def foretold(t: Tables) -> dict[str, Any]:
    days = {"amount": "amount", "end": "1997-09-30", "hold_out": "1998-06-30"}
    summary = relationship.rfm(t["cdnow"], **days)
    model = relationship.bg_nbd(summary)
    said = model.expected_purchases(summary, 39).sum()
    p, q, gamma = 6.25, 3.74, 15.44  # of the article's own notes; the mean is p gamma / (q - 1)
    weight = p * 2 / (p * 2 + q - 1)
    mean = p * gamma / (q - 1)
    return shop(t) | {
        "said": said, "short": 100 * (1 - said / shop(t)["bought"]), "ll": model.log_likelihood,
        "mean": mean, "spend": weight * 22.35 + (1 - weight) * mean,
    }  # fmt: skip


# ---- part 3 ----


def published(_: Tables) -> dict[str, Any]:
    def value(chances: list[float], reward: list[float]) -> list[float]:
        found = [0.0] * 5
        for _ in range(500):
            found = [
                reward[s] + (chances[s] * found[0] + (1 - chances[s]) * found[s + 1]) / 1.2
                for s in range(4)
            ] + [0.0]
        return found

    mailed = value([0.30, 0.20, 0.15, 0.05], [36, -4, -4, -4])
    fewer = value([0.30, 0.20, 0.15, 0.00], [36, -4, -4, 0])
    return {"values": mailed, "fewer": fewer[0]}


def chain(t: Tables) -> dict[str, Any]:
    """Margin of eight quarters: as a chain foretells it, and as it came."""
    when = t["sales"]["date"].dt.to_period("Q")
    quarters = pd.period_range(when.min(), "2026Q2", freq="Q")
    margin = t["sales"].pivot_table(index="customer", columns=when, values="margin", aggfunc="sum")
    bought = margin.reindex(columns=quarters).notna().to_numpy()
    money = margin.reindex(columns=quarters).fillna(0).to_numpy()
    state = np.full(bought.shape, -1)  # 0 bought, 1 to 4 silent, 5 lost; -1 no customer yet
    for place in range(len(quarters)):
        earlier = state[:, place - 1] if place else np.full(len(bought), -1)
        silent = np.where(earlier < 0, -1, np.minimum(earlier + 1, 5))
        state[:, place] = np.where(bought[:, place], 0, silent)
    cut = list(quarters).index(pd.Period("2024Q2"))
    known, then = state[:, :cut].ravel(), state[:, 1 : cut + 1].ravel()
    buys = [(then[known == s] == 0).mean() for s in range(5)]
    later = (state[:, : cut + 1] == 0) & (np.cumsum(bought, axis=1)[:, : cut + 1] > 1)
    brings = money[:, : cut + 1][later].mean()
    value = np.zeros(6)
    for _ in range(8):
        value = np.array(
            [buys[s] * (brings + value[0]) + (1 - buys[s]) * value[s + 1] for s in range(5)] + [0]
        )
    after = pd.Series(money[:, cut + 1 :].sum(axis=1)).groupby(state[:, cut])
    came = after.mean().loc[range(6)].tolist()
    give = 1.96 * after.sem()[0]
    return {"said": value[0], "came": came[0], "give": give, "lost": came[5]}


def offered(t: Tables) -> dict[str, Any]:
    first = t["transactions"].groupby("customer")["date"].min()
    days = t["transactions"].drop_duplicates(["customer", "date"])
    since = (days["date"] - days["customer"].map(first)).dt.days
    bought = days[since.between(1, 365)].groupby("customer").size()
    offers = t["programme_offers"].set_index("customer")
    offers["bought"] = bought.reindex(offers.index).fillna(0).astype(float)
    year = offers[first.reindex(offers.index) <= END - YEAR]
    joined, some = year["joined"].astype(bool), year["offered"] != "none"

    def gap(one: pd.Series, other: pd.Series) -> tuple[float, float]:
        error = math.sqrt(one.var() / len(one) + other.var() / len(other))
        return float(one.mean() - other.mean()), 1.96 * error

    naive, _ = gap(year.loc[joined, "bought"], year.loc[~joined, "bought"])
    nothing = year.loc[~some, "bought"]
    effect, give = gap(year.loc[some, "bought"], nothing)
    share = joined[some].mean()
    club = year["offered"] == "riders' club"
    of_club, give_club = gap(year.loc[club, "bought"], nothing)
    member = t["memberships"].query('programme == "riders\' club"').set_index("customer")
    start = first.reindex(member.index)
    member = member[start <= END - YEAR]
    end = np.minimum(member["left"].fillna(END), first.reindex(member.index) + YEAR)
    quarters = ((end - member["joined"]).dt.days.clip(lower=0) / 91).mean()
    margin = t["sales"].query("day > 0")["margin"].mean()
    needed = 2 * quarters * joined[club].mean() / margin
    spread = year["bought"].std()
    return {
        "naive": naive, "effect": abs(round(effect, 2)), "low": effect - give,
        "high": effect + give, "joiner": effect / share, "joiner_low": (effect - give) / share,
        "joiner_high": (effect + give) / share, "share": 100 * share, "n": len(year),
        "part": (effect + give) / share / naive, "club": of_club, "club_low": of_club - give_club,
        "club_high": of_club + give_club, "cost": 2 * quarters, "needed": needed,
        "club_share": 100 * joined[club].mean(),
        "euro": round(2 * (1.96 + 0.8416) ** 2 * spread**2 / 0.08**2 * joined[club].mean()
                      * 2 * quarters, -3),
        "people": round(4 * (1.96 + 0.8416) ** 2 * spread**2 / 0.08**2, -2),
    }  # fmt: skip


def brands(t: Tables) -> dict[str, Any]:
    by = t["crackers"].groupby("brand").agg(
        bought=("purchases", "sum"), buyers=("household", "size"),
        followed=("followed", "sum"), repeated=("repeated", "sum"),
    )  # fmt: skip
    big = by["bought"].nlargest(2).index
    rate = pd.DataFrame(
        {"buys": by["bought"] / by["buyers"], "again": by["repeated"] / by["followed"]}
    )
    small = rate.index.difference(big)
    return {
        "households": t["crackers"]["household"].nunique(),
        "lighter": bool((rate.loc[small].max() < rate.loc[big].min()).all()),
        "fewer": bool(by.loc[small, "buyers"].max() < by.loc[big, "buyers"].min()),
    }  # fmt: skip


def degrees(t: Tables) -> dict[str, Any]:
    bought = t["crackers"].groupby("household")["purchases"].agg(["sum", "max"]).query("sum >= 10")
    share = bought["max"] / bought["sum"]
    return {
        "households": t["crackers"]["household"].nunique(), "hard": 100 * (share == 1).mean(),
        "loyal": 100 * share.between(0.8, 1, inclusive="left").mean(),
        "soft": 100 * share.between(0.5, 0.8, inclusive="left").mean(),
        "switching": 100 * (share < 0.5).mean(),
    }  # fmt: skip


def lifts(t: Tables) -> dict[str, Any]:
    """What a card of 6 euro must add after four silent quarters, by the lab's own sum."""
    lift = lab.smallest_lifts(6).iloc[4, -1]
    states = relationship.silent_quarters(t["sales"], "customer", "date")
    chance = relationship.ladder(states, closed=["lost"]).moves.loc["4 silent", "bought"]
    return {"lift": lift, "chance": 100 * chance, "more": lift / 100 / chance}


def loyal(t: Tables) -> dict[str, Any]:
    """Years as a customer beside profit, looking back and looking ahead."""
    cut = pd.Timestamp("2025-08-31")
    minutes = t["contacts"].assign(date=t["contacts"]["time"])
    opened = t["tickets"].assign(date=t["tickets"]["opened"])

    def profit(old: bool) -> pd.Series:
        keep = [(x["date"] <= cut) == old for x in (t["sales"], minutes, opened)]
        later = t["sales"][keep[0] & (t["sales"]["day"] > 0)].groupby("customer")["margin"].sum()
        cost = minutes[keep[1]].groupby("customer")["minutes"].sum() * 35 / 60
        return later.sub(cost, fill_value=0).sub(
            opened[keep[2]].groupby("customer").size() * 6, fill_value=0
        )

    days = t["sales"][t["sales"]["date"] <= cut].groupby("customer")["date"].agg(["min", "max"])
    years = (days["max"] - days["min"]).dt.days
    back, ahead = (profit(old).reindex(days.index).fillna(0).astype(float) for old in (True, False))
    r, n = float(years.corr(ahead)), len(years)
    ends = [math.tanh(math.atanh(r) + side * 1.96 / math.sqrt(n - 3)) for side in (-1, 1)]
    return {"back": float(years.corr(back)), "ahead": r, "low": ends[0], "high": ends[1]}


def equity(t: Tables) -> dict[str, Any]:
    def ours(stay: float, come: float) -> float:
        d = 1.1 ** (-1 / 3)
        moves = np.array([[stay, 1 - stay], [come, 1 - come]])
        # Three purchases a year; the one now is of ours, with certainty.
        return float(np.linalg.solve(np.eye(2) - d * moves, [20, 0])[0])

    choices = data.load("brand_choices")
    drivers = ["value", "brand_rating", "relationship", "last"]
    found = relationship.brand_logit(choices, drivers).effects().set_index("driver")
    ratings = choices[["value", "brand_rating", "relationship"]].corr().to_numpy()
    return {
        "brand": found["standardised"]["brand_rating"],
        "first": found["standardised"].idxmax(),
        "a_point": found["coefficient"]["value"],
        "by_point": found["coefficient"].idxmax(),
        "halo": ratings[ratings < 1].min(),
        "now": ours(0.8, 0.1),
        "stay": ours(0.82, 0.1),
        "come": ours(0.8, 0.12),
    }


CLAIMS = [
    Claim(
        "one-customer",
        "{days}",
        her,
        lambda v: (
            v["rows"] == 10
            and v["programme"] == "service plan"
            and v["left"].year == 2025
            and [d.strftime("%Y-%m") for d in v["late"]] == ["2024-02"]
            and v["years"] < 3
        ),
    ),
    Claim("lifetime-value", "{rows:.0f}", stream, lambda v: abs(v["rows"] - v["now"]) < 0.01),
    Claim("endless-row", "", stream, lambda v: abs(v["rows"] - v["now"]) < 0.01),
    Claim("three-formulas", "", stream, lambda v: v["later"] < v["end"] < v["now"]),
    Claim("four-years", "{n}", won, lambda v: v["n"] > 150),
    Claim(
        "four-years-sum",
        "{years[0]:.0f} {years[1]:.0f} {years[2]:.0f} {years[3]:.0f} {sum:.0f} {error:.0f}",
        won,
        lambda v: min(v["falls"]) > 0,
    ),
    Claim(
        "voucher",
        "{first:.0f} {sum:.0f} {all:.0f} {of_100:.0f} {low:.0f} {high:.0f}",
        won,
        lambda v: v["all"] > 60,
    ),
    Claim("five-points", "", more, lambda v: round(v["low"]) == 20),
    Claim(
        "points-or-percent",
        "{low:.0f} {high:.0f} {later:.1f} {percent:.0f}",
        more,
        lambda v: v["percent"] < v["low"] < v["later"],
    ),
    Claim("so-what-retention", "", more, lambda v: v["percent"] < v["low"] < v["later"]),
    Claim(
        "ratings",
        "{rated:.0f} {on_time:.0f} {late:.0f}",
        ratings,
        lambda v: v["late"] < v["on_time"],
    ),
    Claim("two-gaps", "{first:.0f} {later:.0f}", punctual, lambda v: v["first"] > 3 * v["later"]),
    Claim(
        "three-gaps",
        "{first:.0f} {later:.0f} {pooled:.0f}",
        punctual,
        lambda v: v["later"] < v["pooled"] < v["first"],
    ),
    Claim(
        "balance",
        "{before_late:.1f} {before:.1f}",
        punctual,
        lambda v: abs(v["before_late"] - v["before"]) < 0.5,
    ),
    Claim(
        "courier",
        "{lost:.1f} {give:.0f} {share:.0f} {a_parcel:.2f} {least:.2f} {most:.2f}",
        punctual,
        lambda v: v["lost"] > v["give"],
    ),
    Claim(
        "part-1",
        "{of_100:.0f}",
        won,
        lambda v: v["of_100"] < 50,
    ),
    Claim("sixty-three", "{one:.0f}", contract, lambda v: v["one"] > 60),
    Claim("twelve-years", "{truth:.0f}", contract, lambda v: v["always"] < 1),
    Claim(
        "sorting",
        " ".join(f"{{rates[{n}]:.2f}}" for n in range(5)),
        two_kinds,
        lambda v: v["rates"] == sorted(v["rates"]),
    ),
    Claim("so-what-sorting", "", two_kinds, lambda v: v["rates"] == sorted(v["rates"])),
    Claim("sbg", "{model:.1f} {truth}", contract, lambda v: abs(v["model"] - v["truth"]) < 0.5),
    Claim("cdnow", "{customers:,}", shop, lambda v: v["customers"] > 2000),
    Claim("came-back", "{over_20:.0f}", shop, lambda v: v["over_20"] < 20),
    Claim("paradox", "{seven:.2f} {fourteen:.3f}", shop, lambda v: v["fourteen"] < v["seven"]),
    Claim(
        "refused",
        "{n} {many:.0f} {give:.0f} {said_many:.0f} {few:.0f} {said_few:.0f} {apart:.0f}",
        shop,
        lambda v: (
            v["said_many"] < v["said_few"]
            and (round(v["apart"] - v["apart_by"]), round(v["apart"] + v["apart_by"])) == (-1, 25)
        ),
    ),
    Claim(
        "seventy-eight",
        "{rule:.0f} {nobody:.0f} {ll:,.1f}",
        foretold,
        lambda v: abs(v["rule"] - v["model"]) < 1 < v["rule"] - v["nobody"],
    ),
    Claim(
        "forecast",
        "{said:,.0f} {bought:,} {short:.0f} {spend:.2f} {mean:.0f}",
        foretold,
        lambda v: 10 < v["short"] < 15,
    ),
    Claim("so-what-rule", "", foretold, lambda v: abs(v["rule"] - v["model"]) < 1),
    Claim("part-2", "", two_kinds, lambda v: v["rates"] == sorted(v["rates"])),
    Claim(
        "published-values",
        "{values[0]:.2f} {values[1]:.2f} {values[2]:.2f} {values[3]:.2f}",
        published,
        lambda v: v["values"][3] < 0 < v["values"][2],
    ),
    Claim(
        "stop-mailing",
        "{values[0]:.2f} {fewer:.2f}",
        published,
        lambda v: v["fewer"] > v["values"][0],
    ),
    Claim(
        "chain-fails",
        "{said:.0f} {came:.0f} {give:.0f}",
        chain,
        lambda v: v["came"] - v["give"] > v["said"] and v["lost"] > 5,
    ),
    Claim("naive-gap", "{naive:.2f}", offered, lambda v: v["naive"] > v["high"]),
    Claim("joined", "{share:.0f}", offered, lambda v: 50 < v["share"] < 60),
    Claim(
        "offer-effect",
        "",
        offered,
        lambda v: (f"{v['naive']:.2f}", f"{v['joiner']:.2f}") == ("0.51", "-0.01"),
    ),
    Claim(
        "offer-figures",
        "{effect:.2f} {low:.2f} {high:.2f} {joiner:.2f} {joiner_low:.2f} {joiner_high:.2f}"
        " {naive:.2f} {n:,}",
        offered,
        lambda v: 0.55 < v["part"] < 0.65,
    ),
    Claim(
        "break-even",
        "{cost:.1f} {needed:.2f} {naive:.2f} {club:.2f} {club_low:.2f}"
        " {club_high:.2f} {club_share:.0f}",
        offered,
        lambda v: v["club_low"] < 0 < v["needed"] < v["club_high"],
    ),
    Claim(
        "how-many",
        "{needed:.2f} {people:,.0f} {euro:,.0f}",
        offered,
        lambda v: 6.5 < v["people"] / v["n"] < 7.5,
    ),
    Claim("jeopardy", "", brands, lambda v: v["lighter"] and v["fewer"]),
    Claim(
        "households",
        "{households} {hard:.0f} {loyal:.0f} {soft:.0f} {switching:.0f}",
        degrees,
        lambda v: v["households"] > 100,
    ),
    Claim("lifts", "{lift:.1f} {chance:.0f}", lifts, lambda v: 0.38 < v["more"] < 0.45),
    Claim(
        "tenure",
        "{back:.2f} {ahead:.2f} {low:.2f} {high:.2f}",
        loyal,
        lambda v: v["ahead"] < v["back"] / 3,
    ),
    Claim(
        "equity",
        "{now:.1f} {stay:.1f} {come:.1f} {brand:.2f} {a_point:.2f}",
        equity,
        lambda v: (
            v["come"] > v["stay"]
            and (v["first"], v["by_point"]) == ("brand_rating", "value")
            and v["halo"] > 0.3
        ),
    ),
    Claim(
        "three-plans",
        "{of_100:.0f} {a_parcel:.2f} {least:.2f} {most:.2f} {needed:.2f} {club_low:.2f}"
        " {club_high:.2f}",
        lambda t: won(t) | punctual(t) | offered(t),
        lambda v: v["a_parcel"] > 0,
    ),
]
