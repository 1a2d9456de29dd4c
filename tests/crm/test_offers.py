"""The next best offer: three rules, learned before and judged after."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from mkt40_helpers import data, intervals
from mkt40_helpers.crm import next_best_offer

NAMES = ("transactions", "customers", "products")
RULES = ["most popular", "favourite of her kind", "chance x margin"]
AFTER = pd.Timestamp("2025-09-01")


@pytest.fixture(scope="module")
def tables() -> list[pd.DataFrame]:
    return [data.load(name) for name in NAMES]


def judged(tables: list[pd.DataFrame], **how: object) -> pd.DataFrame:
    return next_best_offer(*tables, **how).set_index("rule")


SHOP = pd.DataFrame(
    {
        "product": ["P1", "P2", "P3"],
        "name": ["bell", "lamp", "cargo bike"],
        "category": ["parts", "parts", "bicycles"],
        "list_price_eur": [8.0, 35.0, 4000.0],
        "unit_cost_eur": [3.0, 20.0, 3000.0],
    }
)
PEOPLE = pd.DataFrame({"customer": ["a", "b", "c"], "segment": ["family", "leisure", "leisure"]})


def sales(**bought: str) -> pd.DataFrame:
    """Products of each customer, one a month from January 2025 on: a="P1 P2"."""
    rows = [
        (who, pd.Timestamp(2025, month, 1), product)
        for who, products in bought.items()
        for month, product in enumerate(products.split(), 1)
    ]
    return pd.DataFrame(rows, columns=["customer", "date", "product"])


def test_each_rule_by_hand():
    bought = sales(a="P2 P1 P1 P1", b="P1 P2 P2 P2", c="P1 P2")
    found = judged([bought, PEOPLE, SHOP], after="2025-04-01")
    # Until then P1 twice and P2 once (a), P1 twice and P2 three times (b, c): four of each, and
    # of equals the first by its number is the most popular.
    assert found["offers"].tolist() == ["bell", "family: bell, leisure: lamp", "lamp"]
    assert found["n"].tolist() == [2, 2, 2]  # c bought nothing after it
    assert found["hit"].tolist() == [50, 100, 50]
    assert found["margin"].tolist() == pytest.approx([2.5, 10, 7.5])


def test_the_last_purchase_is_held_out_without_a_day():
    found = judged([sales(a="P1 P1 P2", b="P2 P2", c="P1"), PEOPLE, SHOP])
    assert found["n"].tolist() == [2, 2, 2]  # c has only one, and nothing before it
    assert found["offers"]["favourite of her kind"] == "family: bell, leisure: lamp"
    assert found["hit"].tolist() == [0, 50, 50]


def test_a_kind_without_a_past_is_offered_what_is_most_popular():
    people = PEOPLE.assign(segment=["family", "leisure", "commuter"])
    bought = sales(a="P1 P1 P1", b="P1 P1", c="P3 P1")  # of c only a bicycle is known
    found = judged([bought, people, SHOP])
    assert found["n"].tolist() == [3, 3, 3] and set(found["offers"]) == {"bell"}


def test_bicycles_are_not_offered_unless_asked_for(tables):
    goods = tables[2]
    bicycles = goods.loc[goods["category"] == "bicycles", "name"]
    offers = judged(tables)["offers"]
    assert not any(name in told for name in bicycles for told in offers)
    with_them = judged(tables, leave_out=None)
    assert any(name in with_them["offers"]["chance x margin"] for name in bicycles)
    assert with_them["hit"]["chance x margin"] == 0  # nobody's next purchase


def test_the_figures_are_those_reckoned_before_the_chapter(tables):
    last = judged(tables)
    assert last["n"].tolist() == [3524] * 3
    assert last["hit"].round(1).tolist() == [10.8, 11.7, 10.1]
    assert last["margin"].round(2).tolist() == [1.09, 2.86, 3.96]
    assert last["offers"]["most popular"] == "reflective band"
    by_time = judged(tables, after=AFTER)
    assert by_time["n"].tolist() == [1208] * 3
    assert by_time["hit"].round(1).tolist()[:2] == [11.6, 11.5]


def test_the_figures_are_those_of_a_plain_loop(tables):
    bought, people, goods = tables
    kind = dict(zip(people["customer"], people["segment"], strict=True))
    shop = {row.product: row for row in goods.itertuples()}
    counts: dict[str, Counter[str]] = {name: Counter() for name in set(kind.values())}
    later: dict[str, str] = {}
    known = set()
    for row in bought.sort_values(["customer", "date"], kind="stable").itertuples():
        if row.date < AFTER:
            known.add(row.customer)
            if shop[row.product].category != "bicycles":
                counts[kind[row.customer]][row.product] += 1
        else:
            later.setdefault(row.customer, row.product)
    euro = {name: one.list_price_eur - one.unit_cost_eur for name, one in shop.items()}
    asked = [who for who in later if who in known]
    best = {
        name: max(sorted(of), key=lambda product, of=of: of[product] * euro[product])
        for name, of in counts.items()
    }
    hits = [best[kind[who]] == later[who] for who in asked]
    margin = sum(euro[later[who]] for who, hit in zip(asked, hits, strict=True) if hit)
    row = judged(tables, after=AFTER).loc["chance x margin"]
    assert row["n"] == len(asked) and row["hit"] == pytest.approx(100 * sum(hits) / len(asked))
    assert row["margin"] == pytest.approx(margin / len(asked))
    ends = intervals.share_interval(sum(hits), len(asked))
    assert row[["hit_low", "hit_high"]].tolist() == pytest.approx([100 * end for end in ends])


def test_what_comes_after_the_day_teaches_nothing(tables):
    bought, *rest = tables
    changed = bought.assign(
        product=bought["product"].where(bought["date"] < AFTER, bought["product"].iloc[0])
    )
    one, other = (judged([table, *rest], after=AFTER) for table in (bought, changed))
    assert one["offers"].tolist() == other["offers"].tolist()
    assert one["hit"].tolist() != other["hit"].tolist()


def test_the_order_of_the_rows_changes_no_offer(tables):
    bought, *rest = tables
    shuffled = bought.sample(frac=1, random_state=1)
    one, other = (judged([table, *rest], after=AFTER) for table in (bought, shuffled))
    assert one["offers"].tolist() == other["offers"].tolist()


def test_the_interval_of_the_margin_is_that_of_a_mean():
    found = judged([sales(a="P1 P1 P1", b="P1 P1 P2", c="P1 P2 P1"), PEOPLE, SHOP], level=0.9)
    euro = pd.Series([5.0, 0.0, 5.0])
    half = 1.6449 * euro.std() / 3**0.5
    row = found.loc["most popular"]
    assert row[["margin", "margin_low", "margin_high"]].tolist() == pytest.approx(
        [euro.mean(), euro.mean() - half, euro.mean() + half], abs=1e-4
    )


@pytest.mark.parametrize(
    ("change", "how", "told"),
    [
        ({0: sales(a="P1", b="P2")}, {}, "no purchase to learn on, or none to judge on"),
        ({0: sales(a="P3 P3")}, {}, "no purchase to learn on"),
        ({0: sales(a="P1 P9")}, {}, "Row 1 of the purchases: a product that is not"),
        ({0: sales(d="P1 P1")}, {}, "Rows 0, 1 of the purchases: a customer that is not"),
        ({0: sales(a="P1 P1").assign(date=pd.NaT)}, {}, "'date': missing"),
        ({1: PEOPLE.assign(segment=None)}, {}, "'segment': missing"),
        ({2: SHOP.drop(columns="unit_cost_eur")}, {}, "no column 'unit_cost_eur'"),
        ({}, {"by": "country"}, "no column 'country'"),
        ({}, {"level": 95}, "level is 95"),
    ],
)
def test_tables_that_do_not_fit_are_refused(change, how, told):
    tables = [sales(a="P1 P1", b="P2 P2"), PEOPLE, SHOP]
    for at, table in change.items():
        tables[at] = table
    with pytest.raises(ValueError, match=told):
        next_best_offer(*tables, **how)


@pytest.mark.parametrize(
    ("change", "how", "told"),
    [
        # As texts they sort by the day of the month, and the last purchase is another one.
        ({"date": "14/09/2025"}, {}, "Column 'date' holds no dates"),
        ({}, {"leave_out": "bycicles"}, "Did you mean 'bicycles'"),
        ({}, {"after": "01/10/2025"}, "after is '01/10/2025': give a day"),
        ({}, {"by": "customer"}, "a column 'customer' of its own"),
    ],
)
def test_what_would_change_the_offers_silently_is_refused(change, how, told):
    bought = sales(a="P1 P2", b="P2 P1").assign(**change)
    with pytest.raises(ValueError, match=told):
        next_best_offer(bought, PEOPLE, SHOP, **how)


def test_a_product_without_its_price_is_refused():
    with pytest.raises(ValueError, match="of the list_price_eur: missing"):
        next_best_offer(sales(a="P1 P2", b="P2 P1"), PEOPLE, SHOP.assign(list_price_eur=None))
