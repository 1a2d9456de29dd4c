"""The models of buyers without a contract, beside the package lifetimes (part of ``make bench``).

lifetimes 0.11.3 is the last version, of 2020. It is installed into a folder of its own for the
time of the measurement, and stands in no lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from mkt40_helpers import relationship
from mkt40_helpers.relationship.histories import Histories, columns

LIFETIMES = "lifetimes==0.11.3"
END = pd.Timestamp("2026-08-31")
# Runs in the other environment: reads columns, prints seconds and, for a fit, its parameters.
THEIRS = """
import sys, time, warnings
import numpy as np, pandas as pd
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data
warnings.filterwarnings("ignore")
table = pd.DataFrame(dict(np.load(sys.argv[1])))
if "date" in table:
    work = lambda: summary_data_from_transaction_data(
        table, "customer", "date", monetary_value_col="amount", observation_period_end=sys.argv[2])
    parameters = lambda found: []
else:
    work = lambda: BetaGeoFitter().fit(table["frequency"], table["recency"], table["age"])
    parameters = lambda found: found.params_.tolist()
work()
for _ in range(3):
    start = time.perf_counter()
    found = work()
    print(time.perf_counter() - start, *parameters(found))
"""

Row = tuple[str, float, float, float, float]  # what, seconds, beside, ratio, goal


def purchases(rows: int) -> pd.DataFrame:
    """Make so many purchases of a seventh as many customers, in no order."""
    rng = np.random.default_rng(3)
    days = pd.to_timedelta(rng.integers(0, 974, rows), "D")
    return pd.DataFrame(
        {
            "customer": rng.integers(0, rows // 7, rows),
            "date": pd.Timestamp("2024-01-01") + days,
            "amount": rng.gamma(6, 10, rows).round(2),
        }
    )


def customers(n: int) -> pd.DataFrame:
    """Make customers as Zwaluw's are (r 1.5, alpha 22.5, a 2, b 8), of up to 1,000 days."""
    rng = np.random.default_rng(5)
    rate, leaves = rng.gamma(1.5, 1 / 22.5, n), rng.beta(2, 8, n)
    age = rng.integers(1, 1000, n) / 7
    x, last, clock, there = np.zeros(n), np.zeros(n), np.zeros(n), np.arange(n)
    while len(there):
        clock[there] += rng.exponential(1 / rate[there])
        there = there[clock[there] <= age[there]]
        x[there] += 1
        last[there] = np.maximum(np.floor(7 * clock[there]), 1) / 7
        there = there[rng.random(len(there)) >= leaves[there]]
    return pd.DataFrame({"frequency": x, "recency": last, "age": age})


def middle(work: Callable[[], object]) -> float:
    """Time a call three times, after one that fills the caches."""
    work()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def lifetimes(folder: Path) -> Path:
    """Make an environment with lifetimes in it; return its Python."""
    uv = [sys.executable, "-m", "uv"]
    settings = os.environ | {"UV_SYSTEM_CERTS": "1"}
    made = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    for command in (["venv", folder], ["pip", "install", "--python", made, LIFETIMES]):
        subprocess.run([*uv, *command, "--quiet"], check=True, env=settings)
    return made


def theirs(python: Path, table: pd.DataFrame, folder: Path) -> tuple[float, list[float]]:
    """Let lifetimes do the same; return the middle of its seconds, and what it found."""
    np.savez(folder / "table.npz", **{name: table[name].to_numpy() for name in table})
    command = [python, "-c", THEIRS, folder / "table.npz", str(END.date())]
    lone = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=lone).stdout
    lines = [[float(word) for word in line.split()] for line in told.splitlines()[-3:]]
    return median(line[0] for line in lines), lines[0][1:]


def beside_lifetimes() -> Iterator[Row]:
    """Measure what lifetimes does too: a summary, and a fit with its log-likelihood."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        python = lifetimes(folder / "lifetimes")
        rows, few = purchases(1_000_000), customers(100_000)
        ours = middle(lambda: relationship.rfm(rows, amount="amount", end=END))
        other, _ = theirs(python, rows, folder)
        yield "rfm of 1 million rows (lifetimes)", ours, other, ours / other, 0.1
        ours = middle(lambda: relationship.bg_nbd(few))
        other, found = theirs(python, few, folder)
        yield "bg_nbd of 100,000 (lifetimes)", ours, other, ours / other, 0.1
        model = relationship.bg_nbd(few)
        each = Histories(*columns(few), np.ones(len(few)))
        at = each.likelihood(np.array(found))[0]
        print(f"  log-likelihood {model.log_likelihood:.4f}, of lifetimes {at:.4f}", flush=True)


def of_a_million() -> Iterator[Row]:
    """Measure a fit and the values of a million customers, beside the time they may take."""
    many = customers(1_000_000)
    took = middle(lambda: relationship.bg_nbd(many))
    yield "bg_nbd of a million (its 2 s)", took, 2, took / 2, 1
    model, ends = relationship.bg_nbd(many), [26.0 * half for half in range(1, 11)]
    took = middle(
        lambda: relationship.lifetime_value(many, model, 60, margin=0.3, discount=0.1, weeks=ends)
    )
    yield "10 values of a million (their 5 s)", took, 5, took / 5, 1


def rows() -> Iterator[Row]:
    """Measure everything; without lifetimes, say so."""
    yield from of_a_million()
    try:
        yield from beside_lifetimes()
    except subprocess.CalledProcessError:
        print("lifetimes: not measured, since it could not be installed or run")
