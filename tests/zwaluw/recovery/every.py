"""All groups of parameters, one after another."""

from __future__ import annotations

import pandas as pd

from tests.zwaluw.recovery import (
    Estimate,
    app_invitation,
    brand_choices,
    brand_funnel,
    business,
    campaigns,
    connectivity,
    crm,
    crowd,
    deal_contacts,
    editions,
    factory_orders,
    journeys,
    leads,
    loyalty,
    market,
    omnichannel,
    people,
    programmes,
    purchases,
    rivals,
    search_holdout,
    service,
)

GROUPS = {
    "people": people,
    "purchases": purchases,
    "programmes": programmes,
    "loyalty": loyalty,
    "market": market,
    "crowd": crowd,
    "connectivity": connectivity,
    "journeys": journeys,
    "omnichannel": omnichannel,
    "crm": crm,
    "campaigns": campaigns,
    "business": business,
    "contacts": deal_contacts,
    "leads": leads,
    "service": service,
    "rivals": rivals,
    "editions": editions,
    "orders": factory_orders,
    "holdout": search_holdout,
    "invitation": app_invitation,
    "brands": brand_choices,
    "funnel": brand_funnel,
}


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter from the tables."""
    return [row for group in GROUPS.values() for row in group.recover(tables)]
