"""The value to come: purchases, times what each brings, times margin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data, relationship

BUYING = relationship.BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
SPENDING = relationship.GammaGamma(p=6.25, q=3.744, gamma=15.443)


@pytest.fixture(scope="module")
def cdnow() -> pd.DataFrame:
    log = data.load("cdnow")
    found = relationship.rfm(log, amount="amount", end="1997-09-30", hold_out="1998-06-30")
    return found.set_index("customer")


def test_the_value_is_the_product_and_says_how(cdnow):
    found = relationship.lifetime_value(cdnow, BUYING, SPENDING, margin=0.3, discount=0.15)
    product = 0.3 * BUYING.discounted_purchases(cdnow, 0.15) * SPENDING.expected_spend(cdnow)
    np.testing.assert_allclose(found.table["value"], product)
    assert found.table.index.equals(cdnow.index)
    assert list(found.table) == ["spend", "purchases", "value"]
    for words in ("30% of the amount", "without end", "15.0% a year", "the cost of winning"):
        assert words in found.convention
    shown = found._repr_html_()
    assert f"{product.sum():,.0f}" in shown and found.convention in shown


def test_several_lengths_have_a_column_each(cdnow):
    ask = {"margin": 0.3, "discount": 0.15}
    found = relationship.lifetime_value(cdnow, BUYING, SPENDING, weeks=[52, 104.5, None], **ask)
    assert list(found.table) == ["52", "104.5", "without end"]
    for name, weeks in {"52": 52, "104.5": 104.5, "without end": None}.items():
        one = relationship.lifetime_value(cdnow, BUYING, SPENDING, weeks=weeks, **ask)
        np.testing.assert_allclose(found.table[name], one.table["value"], rtol=1e-7)
    assert "for 52 weeks, for 104.5 weeks, without end" in found.convention


def test_one_amount_for_everybody(cdnow):
    found = relationship.lifetime_value(cdnow, BUYING, 20, margin=1, discount=0, weeks=39)
    np.testing.assert_allclose(found.table["value"], 20 * BUYING.expected_purchases(cdnow, 39))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"margin": 30}, "margin is 30: give a number above 0 and 1 at most"),
        ({"margin": 0}, "margin is 0"),
        ({"discount": -0.1}, "discount is -0.1"),
        ({"discount": 0}, "may have no sum"),
        ({"discount": 15}, "discount is 15: give a number 0 or more and 1 at most"),
        ({"weeks": [52, 26]}, "lengths that grow"),
        ({"weeks": []}, "lengths that grow"),
        ({"spending": -5}, "spending is -5"),
    ],
)
def test_what_cannot_be_is_refused(change, told, cdnow):
    ask = {"spending": SPENDING, "margin": 0.3, "discount": 0.15} | change
    with pytest.raises(ValueError, match=told):
        relationship.lifetime_value(cdnow, BUYING, **ask)


def test_the_models_in_each_others_place_are_told(cdnow):
    with pytest.raises(ValueError, match="buying is a GammaGamma: give what bg_nbd fitted"):
        relationship.lifetime_value(cdnow, SPENDING, BUYING, margin=0.3, discount=0.1)


def test_values_can_be_compared_and_kept_in_a_set(cdnow):
    one, other = (
        relationship.lifetime_value(cdnow, BUYING, 20, margin=1, discount=0, weeks=39)
        for _ in range(2)
    )
    assert one == one and one != other and len({one, other}) == 2
