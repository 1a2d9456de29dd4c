"""What the data say about the transactions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, least_squares, likelihood, mean, price_index, share
from zwaluw.people import COUNTRIES, LAST_DAY, SEGMENTS, PeopleParameters
from zwaluw.purchases import (
    APP,
    BICYCLES,
    FAVOURITE,
    PRICES,
    PRODUCTS,
    PurchaseParameters,
)

PEOPLE, TRUTH = PeopleParameters(), PurchaseParameters()
assert COUNTRIES  # the order of the codes is that of the module


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of the transactions."""
    bought = tables["transactions"]
    customers = tables["customers"]
    person = bought["customer"].to_numpy() - 1
    segment = customers["segment"].cat.codes.to_numpy()[person]
    return [
        *_bg_nbd(tables),
        *_gamma_gamma(bought, customers, person),
        _app_effect(bought, customers, person),
        *_bicycles(bought, segment, tables["prices"]),
        _away(bought, customers, person),
        _favourite(bought[~bought["first"]], segment[~bought["first"].to_numpy()]),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(int)


def _bg_nbd(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Fader, Hardie and Lee (2005), equation 6; time in weeks.

    Of those whom chance offered no programme, and who buy at a counter: neither a membership nor
    a late first delivery moves what they do.
    """
    bought, customers = tables["transactions"], tables["customers"]
    first = _days(customers["first_purchase"])
    counts = np.bincount(bought["customer"] - 1, minlength=len(customers)) - 1
    last = _days(bought["date"])[np.cumsum(counts + 1) - 1]
    sent = tables["deliveries"].merge(bought.loc[bought["first"], ["transaction"]])["customer"]
    plain = (tables["programme_offers"]["offered"] == "none").to_numpy()
    plain = plain & customers["channel"].isin(["store", "dealer"]).to_numpy()
    plain &= ~customers["customer"].isin(sent).to_numpy()
    first, counts, last = first[plain], counts[plain], last[plain]
    total = (LAST_DAY + 0.5 - first) / 7
    # Equal rows are counted once: many customers never came back.
    table = pd.DataFrame({"x": counts, "t": (last - first) / 7, "T": total})
    table = table.value_counts().reset_index()
    x, recent, total, n = (table[c].to_numpy(dtype=float) for c in ("x", "t", "T", "count"))

    def loss(logs: np.ndarray) -> float:
        r, alpha, a, b = np.exp(logs)
        common = (
            special.gammaln(r + x)
            - special.gammaln(r)
            + r * np.log(alpha)
            + special.gammaln(a + b)
            + special.gammaln(b + x)
            - special.gammaln(b)
            - special.gammaln(a + b + x)
        )
        alive = -(r + x) * np.log(alpha + total)
        gone = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recent)
        return -float((n * (common + np.where(x > 0, np.logaddexp(alive, gone), alive))).sum())

    truth = np.log([PEOPLE.purchase_shape, PEOPLE.purchase_alpha, *PEOPLE.dropout])
    names = ["BG/NBD log r", "BG/NBD log alpha", "BG/NBD log a", "BG/NBD log b"]
    return likelihood("transactions", names, truth, loss)


def _gamma_gamma(
    bought: pd.DataFrame, customers: pd.DataFrame, person: np.ndarray
) -> list[Estimate]:
    """Fader and Hardie (2013): amounts after the first, of customers without the app."""
    without = customers["app_since"].isna().to_numpy()[person] & ~bought["first"].to_numpy()
    x = np.bincount(person[without]).astype(float)
    total = np.bincount(person[without], bought["amount_eur"].to_numpy()[without])
    total, x = total[x > 0], x[x > 0]

    def loss(logs: np.ndarray) -> float:
        p, q, scale = np.exp(logs)
        terms = (
            special.gammaln(p * x + q)
            - special.gammaln(p * x)
            - special.gammaln(q)
            + q * np.log(scale)
            + (p * x - 1) * np.log(total)
            - (p * x + q) * np.log(scale + total)
        )
        return -float(terms.sum())

    truth = np.log([TRUTH.amount_shape, TRUTH.customer_shape, TRUTH.customer_scale])
    names = ["gamma-gamma log p", "gamma-gamma log q", "gamma-gamma log gamma"]
    return likelihood("transactions", names, truth, loss)


def _app_effect(bought: pd.DataFrame, customers: pd.DataFrame, person: np.ndarray) -> Estimate:
    """Compare each customer with herself, before and after she installed the app."""
    since = customers["app_since"].to_numpy()[person]
    use = ~np.isnat(since) & ~bought["first"].to_numpy()
    after = bought["date"].to_numpy()[use] >= since[use]
    amount = np.log(bought["amount_eur"].to_numpy()[use])
    n = len(customers)
    counts = [np.bincount(person[use][after == side], minlength=n) for side in (False, True)]
    sums = [
        np.bincount(person[use][after == side], amount[after == side], n) for side in (False, True)
    ]
    both = (counts[0] > 0) & (counts[1] > 0)
    before, later = (s[both] / c[both] for s, c in zip(sums, counts, strict=True))
    weight = 1 / (1 / counts[0][both] + 1 / counts[1][both])
    estimate = float((weight * (later - before)).sum() / weight.sum())
    # The logarithm of a gamma variable of shape p has variance trigamma(p).
    error = float((special.polygamma(1, TRUTH.amount_shape) / weight.sum()) ** 0.5)
    truth = float(np.log1p(TRUTH.app_effect))
    return Estimate("transactions", "app effect, log", truth, estimate, error)


def _bicycles(bought: pd.DataFrame, segment: np.ndarray, prices: pd.DataFrame) -> list[Estimate]:
    first = bought["first"].to_numpy()
    product = bought["product"].to_numpy()[first] - 1
    bicycle = product >= BICYCLES[0]
    rows = [
        share(
            "transactions",
            "starts with a bicycle",
            TRUTH.starts_with_bicycle,
            bicycle.sum(),
            len(bicycle),
        )
    ]
    for code, name in enumerate(SEGMENTS):
        theirs = product[bicycle & (segment[first] == code)]
        for place, true in zip(BICYCLES, TRUTH.bicycle[name], strict=True):
            rows.append(
                share(
                    "transactions",
                    f"{PRODUCTS[place][0]} among {name}",
                    true,
                    (theirs == place).sum(),
                    len(theirs),
                )
            )
    paid = bought["amount_eur"].to_numpy()[first][bicycle]
    usual = PRICES[product[bicycle]] * price_index(bought["date"][first][bicycle], prices)
    discount = 2 * (1 - paid / usual)
    rows.append(mean("transactions", "largest discount", TRUTH.discount, discount))
    return rows


def _away(bought: pd.DataFrame, customers: pd.DataFrame, person: np.ndarray) -> Estimate:
    # Who has no app cannot move to it: only purchases with the app at hand are asked.
    since = customers["app_since"].to_numpy()[person]
    use = (bought["date"].to_numpy() >= since) & ~bought["first"].to_numpy()
    home = customers["channel"].cat.codes.to_numpy()[person]
    away = bought["channel"].cat.codes.to_numpy() != home
    assert APP == 3
    return share("transactions", "away from home", TRUTH.away, away[use].sum(), use.sum())


def _favourite(later: pd.DataFrame, segment: np.ndarray) -> Estimate:
    names = [product[0] for product in PRODUCTS]
    favourite = np.array([names.index(FAVOURITE[name]) for name in SEGMENTS])[segment]
    affordable = np.maximum(np.searchsorted(PRICES, later["amount_eur"], side="right"), 1)
    able = favourite < affordable
    chance = (2 * favourite[able] + 1) / affordable[able] ** 2
    hit = (later["product"].to_numpy()[able] - 1) == favourite[able]
    return least_squares(
        "transactions", ["favourite"], [TRUTH.favourite], (1 - chance)[:, None], hit - chance
    )[0]
