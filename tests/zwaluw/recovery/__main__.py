"""Print the recovery table: ``make recovery`` (a million customers: ARGS=1000000)."""

from __future__ import annotations

import sys

import pandas as pd

from tests.zwaluw.recovery.every import recover
from zwaluw.build import CUSTOMERS, SEED, raw


def main() -> None:
    """Make a world of the asked size and lay every estimate beside its truth."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    rows = recover(raw(customers, SEED))
    table = pd.DataFrame(
        {
            "table": [row.table for row in rows],
            "parameter": [row.parameter for row in rows],
            "truth": [row.truth for row in rows],
            "estimate": [row.estimate for row in rows],
            "low": [row.estimate - 1.96 * row.error for row in rows],
            "high": [row.estimate + 1.96 * row.error for row in rows],
        }
    )
    holds = (table["low"] <= table["truth"]) & (table["truth"] <= table["high"])
    table["holds"] = holds.map({True: "", False: "no"})
    print(table.to_string(index=False, float_format="{:.5g}".format))
    far = max(rows, key=lambda row: abs(row.distance))
    print(
        f"\n{len(table)} parameters from {customers:,} customers: {holds.mean():.1%} of the 95% "
        f"intervals hold the truth.\nFarthest from it: {far.parameter} ({far.table}), "
        f"{abs(far.distance):.1f} standard errors."
    )


main()
