"""Claims of chapter 6: CRM types.

Most figures are computed here by hand, so that an error in `crm` could not hide itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import crm, data
from tests.claims import Claim

HER = "C02841"
DAY = pd.Timestamp("2026-09-14")
MARGIN, COST = 36, 2.10
Tables = dict[str, pd.DataFrame]


def tables(student: str | None = None) -> Tables:
    names = ["crm_records", "contacts", "consents", "tickets", "campaigns", "sends", "customers"]
    names += ["products", "transactions"]
    found = {name: data.load(name, student=student) for name in names}
    waves = found["sends"].merge(found["campaigns"], on="campaign")
    waves = waves.merge(found["customers"][["customer", "segment", "app_since"]], on="customer")
    waves["app"] = waves["app_since"] < waves["start"]
    waves["responded"] = waves["responded"].astype(float)
    bought = waves[["send", "customer", "start"]].merge(found["transactions"], on="customer")
    ago = (bought["start"] - bought["date"]).dt.days
    often = bought[ago.between(1, 365)].groupby("send").size()
    found["waves"] = waves.assign(often=waves["send"].map(often).fillna(0))
    return found


def effect(rows: pd.DataFrame) -> tuple[float, float]:
    """Difference of the shares that bought, in points, and its standard error."""
    arms = [rows.loc[rows["group"] == arm, "responded"] for arm in ("treated", "control")]
    error = math.sqrt(sum(arm.mean() * (1 - arm.mean()) / len(arm) for arm in arms))
    return 100 * (arms[0].mean() - arms[1].mean()), 100 * error


def wilson(yes: int, n: int) -> tuple[float, float]:
    """Give the 95% score interval of a share."""
    share, z = yes / n, 1.959964
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / 4 / n / n)
    return middle - half, middle + half


# ---- part 1 ----


def her(t: Tables) -> dict[str, Any]:
    consent = t["consents"].query("customer == @HER and purpose == 'email'").iloc[0]
    waves = t["waves"].query("customer == @HER and group == 'treated'")
    later = waves[waves["sent"] > consent["withdrawn"]]
    return {"withdrawn": consent["withdrawn"], "later": sorted(later["channel"])}


def channels(t: Tables) -> dict[str, Any]:
    channel = t["contacts"]["channel"]
    web = channel.isin(["web shop", "mail", "chat"]).mean()
    return {"web": 100 * web, "app": 100 * (web + (channel == "app").mean()), "n": len(channel)}


def cases(t: Tables) -> dict[str, Any]:
    tickets = t["tickets"].set_index("ticket")
    tickets["hours"] = (tickets["closed"] - tickets["opened"]).dt.total_seconds() / 3600
    noted, not_noted = (tickets.loc[tickets["noted"] == one, "hours"].dropna() for one in (1, 0))
    error = 1.96 * math.hypot(noted.sem(), not_noted.sem())
    asked = t["contacts"].dropna(subset=["case"]).sort_values("time").groupby("case")["channel"]
    first = asked.nth([0, 1]).to_frame().assign(case=t["contacts"]["case"])
    both = first.groupby("case")["channel"].agg(["size", "nunique"]).query("size == 2")
    hours = tickets["hours"].reindex(both.index)
    moved = hours[both["nunique"] == 2].mean() - hours[both["nunique"] == 1].mean()
    longer = not_noted.mean() - noted.mean()
    return {
        "longer": longer, "low": longer - error, "high": longer + error, "moved": moved,
    }  # fmt: skip


def repairs(t: Tables) -> dict[str, Any]:
    done = t["tickets"].query("topic == 'repair'").dropna(subset=["closed"])
    hours = (done["closed"] - done["opened"]).groupby(done["service_area"]).median()
    again = done["reopened"].astype(float).groupby(done["service_area"]).mean()
    fastest = done.loc[done["service_area"] == hours.idxmin(), "reopened"].astype(float)
    low, high = wilson(int(fastest.sum()), len(fastest))
    shares = {area.replace(" ", "_"): 100 * share for area, share in again.items()}
    return {
        "fastest": hours.idxmin(), "again": again.idxmax(), "low": 100 * low, "high": 100 * high,
        **shares,
    }  # fmt: skip


def doubles(t: Tables) -> dict[str, Any]:
    records = t["crm_records"].copy()
    records["digits"] = records["phone"].str.replace(r"\D", "", regex=True).str[-6:]
    records["mail"] = records["email"].str.lower().str.replace(" ", "").str.replace(",", ".")

    def found(on: str) -> dict[tuple[int, int], bool]:
        known = records.dropna(subset=[on])
        both = known.merge(known, on=on).query("record_x < record_y")
        same = both["customer_x"] == both["customer_y"]
        return dict(zip(zip(both["record_x"], both["record_y"], strict=True), same, strict=True))

    digits, mail = found("digits"), found("mail")
    n, m, k = len(digits), len(mail), len(digits.keys() & mail.keys())
    error = math.sqrt(n * m * (n - k) * (m - k) / k**3)
    there = int(records["customer"].duplicated().sum())
    return {
        "records": len(records), "pairs": n, "right": sum(digits.values()), "there": there,
        "precision": sum(digits.values()) / n, "recall": sum(digits.values()) / there,
        "mail": m, "mail_wrong": m - sum(mail.values()), "both": k, "total": n * m / k,
        "give": 1.96 * error,
    }  # fmt: skip


def messages(t: Tables) -> dict[str, Any]:
    sent = t["waves"].query("group == 'treated' and channel in ['email', 'phone']")
    said = t["consents"].set_index(["customer", "purpose"])
    valid = 0
    for customer, purpose, day in zip(sent["customer"], sent["channel"], sent["sent"], strict=True):
        if (customer, purpose) not in said.index:
            continue
        row = said.loc[(customer, purpose)]
        gone = not pd.isna(row["withdrawn"]) and row["withdrawn"] <= day
        valid += bool(row["given"]) and row["since"] <= day and not gone
    return {"valid": 100 * valid / len(sent)}


def names(t: Tables) -> dict[str, Any]:
    asked = t["consents"].query("purpose == 'phone'").set_index("customer")
    yes = asked.index[asked["given"].astype(bool) & asked["withdrawn"].isna()]
    may = yes[yes.isin(t["crm_records"].dropna(subset=["phone"])["customer"])]
    score = t["consents"].query("purpose == 'profiling'").set_index("customer")
    profiled = score.index[score["given"].astype(bool) & score["withdrawn"].isna()]
    kind = t["customers"].set_index("customer")["segment"]
    complaining = t["tickets"].query("topic == 'complaint'")
    complaining = complaining.loc[complaining["closed"].isna(), "customer"]
    commuters = may[(kind.reindex(may) == "commuter").to_numpy()]
    never = len(t["customers"]) - len(asked)
    calls = int((~commuters.isin(complaining)).sum())
    base = effect_of_kind(t)["control"]
    p, q = (base + 8) / 100, base / 100
    error = 196 * math.sqrt(p * (1 - p) / 200 + q * (1 - q) / max(calls - 200, 1))
    year = t["transactions"][t["transactions"]["date"] >= DAY - pd.Timedelta(days=365)]
    often = year["customer"].value_counts()
    best = may[may.isin(profiled) & may.isin(often.index[often >= 3])]
    return {
        "may": len(may), "score": int(may.isin(profiled).sum()), "commuters": len(commuters),
        "best": len(best),
        "never": never, "yes": never * asked["given"].astype(float).mean(),
        "calls": calls, "control": calls - 200, "error": error,
    }  # fmt: skip


def effect_of_kind(t: Tables, kind: str = "commuter") -> dict[str, Any]:
    rows = t["waves"][t["waves"]["segment"] == kind]
    return {"control": 100 * rows.loc[rows["group"] == "control", "responded"].mean()}


def revenue(t: Tables) -> dict[str, Any]:
    times = t["contacts"].groupby("customer").size()
    amounts = t["transactions"].groupby("customer")["amount_eur"].sum()
    joined = (amounts * times.reindex(amounts.index).fillna(0)).sum() / 1e6
    return {"joined": joined, "firm": amounts.sum() / 1e6}


# ---- part 2 ----


def types(t: Tables) -> dict[str, Any]:
    """Chi-square of equal effects: of the three types, and of the three kinds of riders."""
    start = pd.Timestamp("2025-01-13")
    before = t["transactions"][t["transactions"]["date"] < start].groupby("customer")
    habits = pd.DataFrame(
        {
            "silent": (start - before["date"].max()).dt.days,
            "often": before["date"].nunique(),
            "spends": before["amount_eur"].mean(),
        }
    )
    x = np.log(habits)
    z = (x - x.mean()) / x.std()
    typed = t["waves"].merge(crm.clusters(z, k=3).rename("type").reset_index(), on="customer")

    def apart(by: str) -> float:
        found = [effect(rows) for _, rows in typed.groupby(by)]
        weights = [error**-2 for _, error in found]
        mean = np.average([one for one, _ in found], weights=weights)
        q = sum(w * (one - mean) ** 2 for w, (one, _) in zip(weights, found, strict=True))
        return math.exp(-q / 2)  # chi-square with two degrees of freedom

    return {"types": apart("type"), "kinds": apart("segment")}


def shares(t: Tables) -> dict[str, Any]:
    rows = t["waves"].query("group == 'treated'")
    first = rows[rows["campaign"] <= 2].groupby(["segment", "app"])["responded"].mean()
    commuters = rows[rows["segment"] == "commuter"]
    wave_3 = commuters[commuters["campaign"] == 3].groupby("app")["responded"].mean()
    later = commuters[commuters["campaign"].isin([3, 4, 6])].groupby("app")["responded"].mean()
    return {
        "best": 100 * first["commuter", True], "highest": first.idxmax(),
        "again": 100 * wave_3[True], "without": 100 * wave_3[False],
        "later": 100 * later[True], "later_without": 100 * later[False],
    }  # fmt: skip


def models(t: Tables) -> dict[str, Any]:
    waves = t["waves"].copy()
    bought = waves[["send", "customer", "start"]].merge(t["transactions"], on="customer")
    ago = (bought["start"] - bought["date"]).dt.days
    waves["lately"] = waves["send"].isin(bought.loc[ago.between(1, 90), "send"])
    waves["kind"] = waves["segment"] + waves["app"].astype(str)
    waves["responded"] = waves["responded"].astype(bool)
    told = waves.query("campaign in [1, 2] and group == 'treated'")
    judged = waves.query("campaign == 3 and group == 'treated'")
    found = crm.response_models(told, judged, ["often", "lately", "kind"])
    found = found[found["rows"] == "judged"]
    return {
        "low": 100 * found["right_order"].min(), "high": 100 * found["right_order"].max(),
        "apart": found["low"].max() > found["high"].min(),
    }  # fmt: skip


def caravan(t: Tables) -> dict[str, Any]:
    table = data.load("caravan")
    late = table[table["half"] == "second"].copy()
    columns = ["car_premium", "boat_policy", "third_party_policy", "fire_premium"]
    columns += ["purchasing_power"]
    first = table[table["half"] == "first"]
    late["score"] = crm.response_score(first, late, columns, outcome="holders", weight="customers")
    late = late.sort_values("score", ascending=False)
    top = late[late["customers"].cumsum() / late["customers"].sum() <= 0.11]
    n, k = int(top["customers"].sum()), int(top["holders"].sum())
    share, (low, high) = k / n, wilson(k, n)
    gain = k / late["holders"].sum()
    return {
        "customers": int(table["customers"].sum()), "holders": int(table["holders"].sum()),
        "share": 100 * share, "low": 100 * low, "high": 100 * high,
        "gain": gain, "of_100": 100 * gain, "lift": gain / (n / late["customers"].sum()),
        "nobody": 100 * (1 - table["holders"].sum() / table["customers"].sum()),
        "all": 100 * table["holders"].sum() / table["customers"].sum(),
    }  # fmt: skip


def on_lists(t: Tables, *campaigns: int) -> dict[str, pd.DataFrame]:
    """Rows of the waves by list; only the model's chance is the helper's."""
    names = ("sends", "campaigns", "customers", "transactions")
    rows = crm.call_lists(crm.known_before(*(t[name] for name in names)), *campaigns)
    likely = rows[rows["list"] == "likely"].astype({"responded": float})
    waves = t["waves"][t["waves"]["campaign"].isin(campaigns)]
    return {
        "best": waves[waves["often"] >= 3], "likely": likely,
        "commuters": waves[waves["segment"] == "commuter"], "everybody": waves,
        "others": waves[waves["segment"] != "commuter"],
    }  # fmt: skip


def euro(rows: pd.DataFrame) -> dict[str, float]:
    points, error = effect(rows)
    gross = rows.loc[rows["group"] == "treated", "responded"].mean() * MARGIN - COST
    net = points / 100 * MARGIN - COST
    give = 1.96 * error / 100 * MARGIN
    return {"gross": gross, "net": net, "low": net - give, "high": net + give}


def desk(t: Tables) -> dict[str, Any]:
    wave_3 = {name: euro(rows) for name, rows in on_lists(t, 3).items()}
    three = {name: euro(rows) for name, rows in on_lists(t, 3, 4, 6).items()}
    of_others = len(on_lists(t, 3)["others"])
    return {
        "wave_3": wave_3, "three": three, "n_others": of_others,
        "cost": -of_others * wave_3["others"]["net"],
        "cost_low": -of_others * wave_3["others"]["high"],
        "cost_high": -of_others * wave_3["others"]["low"],
        **rule_of_two(t),
    }  # fmt: skip


def rule_of_two(t: Tables) -> dict[str, float]:
    """Effects of waves 1 and 2, from which the rule was learned."""
    rows = t["waves"][t["waves"]["campaign"] <= 2]
    commuter = rows["segment"] == "commuter"
    return {"learned": effect(rows[commuter])[0], "learned_others": effect(rows[~commuter])[0]}


def four_looks(t: Tables) -> dict[str, float]:
    """Ends nearest to nothing when four lists are looked at, and the gap of two lists.

    A customer who is on both lists is drawn for both: her rows are drawn together.
    """

    def end(rows: pd.DataFrame, side: int) -> float:
        points, error = effect(rows)
        return points / 100 * MARGIN - COST + side * 2.498 * error / 100 * MARGIN

    three = on_lists(t, 3, 4, 6)
    both = [three["commuters"], three["likely"]]
    people = pd.concat(both)["customer"].unique()
    rng = np.random.default_rng(1)
    places = [rows.groupby("customer").indices for rows in both]
    gaps = []
    for _ in range(200):
        drawn = rng.choice(people, len(people))
        nets = []
        for rows, of in zip(both, places, strict=True):
            chosen = rows.iloc[np.concatenate([of[one] for one in drawn if one in of])]
            nets.append(effect(chosen)[0] / 100 * MARGIN)
        gaps.append(nets[0] - nets[1])
    nets = [euro(rows)["net"] for rows in both]
    return {
        "everybody": end(on_lists(t, 3)["everybody"], 1), "commuters": end(three["commuters"], -1),
        "gap": nets[0] - nets[1], "give": 1.96 * float(np.std(gaps)),
    }  # fmt: skip


# ---- part 3 ----


def wave_3(t: Tables) -> dict[str, Any]:
    rows = t["waves"][t["waves"]["campaign"] == 3]
    called, kept = (rows[rows["group"] == arm] for arm in ("treated", "control"))
    points, error = effect(rows)
    bought = 100 * called["responded"].mean()
    answered = called["opened"].astype(bool)
    even = points / 100 * MARGIN
    of_commuters, its = (one / 100 * MARGIN for one in effect(rows.query("segment == 'commuter'")))
    return {
        "kept": len(kept), "bought": bought, "anyway": round(bought - points),
        "from": round(bought - points - 1.96 * error), "effect": points,
        "low": points - 1.96 * error, "high": points + 1.96 * error,
        **{f"net_{one}": value for one, value in euro(rows).items()},
        "answered": 100 * called.loc[answered, "responded"].mean(),
        "not": 100 * called.loc[~answered, "responded"].mean(),
        "even": even, "even_low": even - 1.96 * error * MARGIN / 100,
        "even_high": even + 1.96 * error * MARGIN / 100, "even_commuters": of_commuters,
        "commuters_low": of_commuters - 1.96 * its, "commuters_high": of_commuters + 1.96 * its,
        "gross": bought / 100 * MARGIN,
    }  # fmt: skip


def kinds(t: Tables) -> dict[str, Any]:
    found = {kind: effect(rows) for kind, rows in t["waves"].groupby("segment")}
    looks = [effect(rows) for _, rows in t["waves"].groupby(["segment", "campaign"])]
    p = [math.erfc(abs(one / error) / math.sqrt(2)) for one, error in looks]
    return {
        **{kind: one for kind, (one, _) in found.items()},
        "below": sum(one < 0.05 for one in p), "divided": sum(one < 0.05 / 18 for one in p),
        "pays": 100 * COST / MARGIN,
        "low": found["commuter"][0] - 2.394 * found["commuter"][1],
        "high": found["commuter"][0] + 2.394 * found["commuter"][1],
        "upper": [found[kind][0] + 2.394 * found[kind][1] for kind in ("leisure", "family")],
    }  # fmt: skip


def rule(t: Tables) -> dict[str, Any]:
    """No families: learned on four waves, judged on the sixth, by e-mail."""
    families = t["waves"][t["waves"]["segment"] == "family"]
    learned, error = effect(families[families["campaign"] <= 4])
    points, its = effect(families[families["campaign"] == 6])
    net, give = points / 100 * 55 - 0.05, 1.96 * its / 100 * 55
    return {
        "learned": learned + 1.96 * error, "net": net, "low": net - give, "high": net + give,
    }  # fmt: skip


def by_purchases(t: Tables) -> dict[str, Any]:
    waves = t["waves"]
    seldom, often = waves[waves["often"] == 0], waves[waves["often"] >= 3]
    share = [rows.loc[rows["group"] == "treated", "responded"].mean() for rows in (seldom, often)]
    (low, low_error), (high, high_error) = effect(seldom), effect(often)
    return {
        "response": share[1] - share[0],
        "apart": abs(high - low) > 1.96 * math.hypot(low_error, high_error),
    }


def offers(t: Tables) -> dict[str, Any]:
    found = crm.next_best_offer(
        t["transactions"], t["customers"], t["products"], after="2025-09-01"
    ).set_index("rule")
    return {
        "popular": found.loc["most popular", "hit"],
        "favourite": found.loc["favourite of her kind", "hit"],
        "margin": found.loc["chance x margin", "hit"],
        "apart": found.loc["most popular", "hit_high"]
        < found.loc["favourite of her kind", "hit_low"],
    }


def printed(_: Tables) -> dict[str, Any]:
    """Failure rates as Krigsman (2009) gathered them."""
    every = [50, 70, 69.3, 18, 31, 29, 56, 47]
    return {"n": len(every), "low": min(every), "high": max(every)}


CLAIMS = [
    Claim("still-there", "{n:,}", channels, lambda v: v["n"] > 0),
    Claim(
        "timeline",
        "",
        her,
        lambda v: (
            (v["later"], f"{v['withdrawn']:%B %Y}") == (["email", "email", "mail"], "December 2023")
        ),
    ),
    Claim("ecrm", "", channels, lambda v: 48 < v["web"] < 52),
    Claim(
        "hand-over",
        "{longer:.0f} {low:.0f} {high:.0f} {moved:.0f}",
        cases,
        lambda v: v["low"] > 0 and v["moved"] > v["longer"],
    ),
    Claim(
        "repairs",
        "{web_self-service:.0f} {low:.0f} {high:.0f} {call_centre:.0f} {field_service:.0f}",
        repairs,
        lambda v: v["fastest"] == v["again"] == "web self-service",
    ),
    Claim("records", "{records:,}", doubles, lambda v: v["records"] > 0),
    Claim(
        "pairs",
        "{pairs} {right} {there} {precision:.2f} {recall:.2f}",
        doubles,
        lambda v: v["recall"] < v["precision"],
    ),
    Claim("merge", "{mail}", doubles, lambda v: v["mail_wrong"] == 0),
    Claim(
        "capture",
        "{pairs} {mail} {both} {total:.0f} {give:.0f} {there}",
        doubles,
        lambda v: abs(v["total"] - v["there"]) < v["give"],
    ),
    Claim("valid-yes", "{valid:.0f}", messages, lambda v: v["valid"] < 50),
    Claim(
        "names",
        "{may} {score} {best} {commuters}",
        names,
        lambda v: v["best"] < 200 < v["score"] < v["commuters"],
    ),
    Claim("never-asked", "{never}", names, lambda v: round(v["yes"], -1) == 220),
    Claim("joined", "{joined:.1f} {firm:.1f}", revenue, lambda v: v["joined"] > 5 * v["firm"]),
    Claim("part-1", "{may} {score} {best} {commuters}", names, lambda v: v["best"] < v["score"]),
    Claim("types", "{types:.2f}", types, lambda v: v["types"] > 0.05 and v["kinds"] < 0.001),
    Claim("best-cell", "{best:.0f}", shares, lambda v: v["highest"] == ("commuter", True)),
    Claim(
        "again",
        "{again:.1f} {later:.1f} {later_without:.1f}",
        shares,
        lambda v: v["again"] < v["without"] and v["later_without"] < v["later"] < v["best"],
    ),
    Claim("models", "{low:.0f} {high:.0f}", models, lambda v: not v["apart"]),
    Claim("so-what-3", "", models, lambda v: v["high"] < 60),
    Claim("caravan", "{customers:,} {holders}", caravan, lambda v: v["all"] < 7),
    Claim("top-tenth", "{share:.0f}", caravan, lambda v: v["lift"] > 3),
    Claim("gain-curve", "{of_100:.0f}%", caravan, lambda v: v["lift"] > 3),
    Claim(
        "gains",
        "{share:.0f} {low:.0f} {high:.0f} {all:.0f} {gain:.2f} {lift:.1f} {nobody:.0f}",
        caravan,
        lambda v: v["lift"] > 3,
    ),
    Claim("threshold", "{pays:.1f}", kinds, lambda v: v["pays"] > 0),
    Claim(
        "promised",
        "{wave_3[best][gross]:.2f} {wave_3[likely][gross]:.2f} {wave_3[commuters][gross]:.2f}"
        " {wave_3[everybody][gross]:.2f}",
        desk,
        lambda v: min(one["gross"] for one in v["wave_3"].values()) > 0,
    ),
    Claim("kept-back", "{kept} {bought:.0f}", wave_3, lambda v: v["kept"] > 0),
    Claim("anyway", "{anyway} {bought:.0f}", wave_3, lambda v: v["anyway"] > 5),
    Claim(
        "net-wave-3",
        "{effect:.1f} {low:.1f} {high:.1f} {net_net:.2f}"
        " {net_low:.1f} {net_high:.1f} {answered:.1f} {not:.1f}",
        wave_3,
        lambda v: v["net_high"] < 0 and v["low"] < 0 < v["high"],
    ),
    Claim("so-what-4", "", wave_3, lambda v: v["net_high"] < 0 < v["net_gross"]),
    Claim(
        "kinds",
        "{commuter:.1f} {low:.1f} {high:.1f} {leisure:.1f} {family:.1f} {pays:.1f}"
        " {upper[0]:.1f} {upper[1]:.1f}",
        kinds,
        lambda v: v["commuter"] > v["pays"] > max(v["upper"]),
    ),
    Claim("looks", "{below} {divided}", kinds, lambda v: v["divided"] < v["below"]),
    Claim(
        "kept",
        "",
        desk,
        lambda v: all(
            v["wave_3"][one]["net"] < 0 < v["wave_3"][one]["gross"]
            for one in ("best", "likely", "commuters", "everybody")
        ),
    ),
    Claim(
        "three-waves",
        "{three[commuters][net]:.2f} {three[commuters][low]:.2f} {three[commuters][high]:.2f}"
        " {three[likely][net]:.2f} {three[best][net]:.2f}",
        desk,
        lambda v: (
            [name for name, one in v["wave_3"].items() if one["high"] < 0]
            == ["everybody", "others"]
        ),
    ),
    Claim(
        "four-looks",
        "{gap:.2f}",
        four_looks,
        lambda v: v["everybody"] > 0 > v["commuters"] and v["give"] > 1,
    ),
    Claim("why", "", by_purchases, lambda v: v["response"] > 0.05 and not v["apart"]),
    Claim(
        "others",
        "{n_others:,} {learned:.1f} {learned_others:.1f}",
        desk,
        lambda v: (
            [round(v[one], -2) for one in ("cost", "cost_low", "cost_high")] == [2800, 900, 4600]
        ),
    ),
    Claim(
        "rule",
        "{net:.1f} {low:.1f} {high:.1f}",
        rule,
        lambda v: v["learned"] < 0 and v["low"] < 0 < v["high"],
    ),
    Claim(
        "draw",
        "{calls} {control} {error:.0f}",
        names,
        lambda v: v["control"] > 100,
    ),
    Claim(
        "next-best",
        "{popular:.0f} {margin:.0f}",
        offers,
        lambda v: not v["apart"] and round(v["favourite"]) == round(v["popular"]),
    ),
    Claim(
        "lab",
        "{even:.2f} {even_low:.1f} {even_high:.1f} {gross:.2f} {even_commuters:.2f}"
        " {commuters_low:.1f} {commuters_high:.1f}",
        wave_3,
        lambda v: v["commuters_low"] < COST < v["commuters_high"],
    ),
    Claim("failures", "{low} {high}", printed, lambda v: v["n"] == 8),
    Claim(
        "closing",
        "{may} {score} {best} {commuters} {wave_3[best][gross]:.2f} {wave_3[likely][gross]:.2f}"
        " {wave_3[commuters][gross]:.2f} {three[commuters][net]:.2f} {three[commuters][low]:.2f}"
        " {three[commuters][high]:.2f}",
        lambda t: names(t) | desk(t),
        lambda v: v["three"]["commuters"]["net"] > 0,
    ),
]
