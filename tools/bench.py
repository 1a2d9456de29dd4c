"""How long the main steps take, each beside something known (``make bench``).

Prints a table of ratios with their goals. It is a measurement, not a test: it never fails, and
its numbers mean something only on a machine that does nothing else meanwhile.
"""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import nbformat
import numpy as np
from nbclient import NotebookClient
from playwright.sync_api import Error, Page

from mkt40_helpers import advocacy, chapters, data
from mkt40_helpers.markets.lab import open_the_market
from tools import bench_buyers, bench_known, bench_lists
from tools.browser import browser, lab_server, open_notebook, run_all
from tools.links import lessons

ROOT = Path(__file__).parents[1]
LESSONS = list(lessons().values())
ROW = "{:<38} {:>10} {:>12} {:>8} {:>8}  {}"

# The time from a key to the new picture on the screen. The picture has changed, the next frame is
# begun, and the message comes after that frame was painted.
LATENCY = """picture => {
    window.mkt40_took = null;
    window.addEventListener("keydown", () => {
        const start = performance.now();
        const watch = new MutationObserver(() => {
            watch.disconnect();
            window.mkt40_changed = performance.now() - start;
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => { window.mkt40_took = performance.now() - start; };
                channel.port2.postMessage(null);
            });
        });
        watch.observe(picture, {childList: true, subtree: true, attributes: true});
    }, {capture: true, once: true});
}"""


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(
    what: Callable[[], float], yardstick: Callable[[], float], pairs: int
) -> tuple[float, float, float]:
    """Measure both in turns; return their median times and the median of the pairs' ratios.

    In turns, so that a machine that grows slower or faster meanwhile does so for both.
    """
    what(), yardstick()  # caches are filled first
    times = [(what(), yardstick()) for _ in range(pairs)]
    ours, theirs = zip(*times, strict=True)
    return median(ours), median(theirs), median(a / b for a, b in times)


def import_time(line: str) -> float:
    """Run a line of imports in a fresh Python; return its seconds alone."""
    code = f"import time; t = time.perf_counter(); {line}; print(time.perf_counter() - t)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(told.stdout)


def run_time(notebook: nbformat.NotebookNode) -> float:
    """Run a notebook with a new kernel; return the seconds, the start of the kernel included."""
    place = {"metadata": {"path": str(ROOT / "notebooks")}}
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources=place,
        shutdown_kernel="immediate",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # else its warnings fill the table
    )
    return seconds(client.execute)


def imports_only(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Make a notebook of one cell: the imports of another."""
    lines = [
        line
        for cell in notebook.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if line.startswith(("import ", "from "))
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("\n".join(lines))])


def score_with_intervals(scores: np.ndarray) -> None:
    """Compute the score and its three intervals."""
    result = advocacy.nps(scores)
    for method in ("wald", "adjusted", "score"):
        result.interval(method)


def load_times(learners: int) -> list[float]:
    """Load the largest table for one learner after another; return the milliseconds of each."""
    data.load("transactions")  # read once
    return [
        1000 * seconds(functools.partial(data.load, "transactions", student=f"bench {number}"))
        for number in range(learners)
    ]


def world_cost(customers: int) -> tuple[float, float, int]:
    """Make a world in a fresh Python; return seconds, largest memory in GB, and transactions."""
    code = (
        "import resource, time, zwaluw; t = time.perf_counter(); "
        f"n = len(zwaluw.generate({customers})['transactions']); t = time.perf_counter() - t; "
        "print(t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, n)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    took, gigabytes, rows = run.stdout.split()
    return float(took), float(gigabytes), int(rows)


def press(page: Page, key: str) -> float:
    """Press a key on the focused slider; return the milliseconds to the new picture."""
    page.locator("svg[role=img]").first.evaluate(LATENCY)
    page.keyboard.press(key)
    page.wait_for_function("window.mkt40_took !== null")
    page.wait_for_timeout(100)  # nobody presses the next key at once
    return float(page.evaluate("window.mkt40_took"))


def there_and_back(page: Page, moves: int) -> list[float]:
    """Move the first slider of a lab there and back; return the milliseconds of each move."""
    page.get_by_role("slider").first.focus()
    for key in ("ArrowRight", "ArrowLeft") * 3:  # the first ones are slower
        press(page, key)
    return [press(page, key) for key in ("ArrowRight", "ArrowLeft") * (moves // 2)]


def page_latency(moves: int) -> list[float]:
    """Move the first slider of a lab in a page without a kernel; return the milliseconds."""
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.set_content(f"<!doctype html><body>{open_the_market().page()}")
        return there_and_back(page, moves)


def slider_latency(moves: int) -> list[float]:
    """Move the lab's first slider there and back in JupyterLab; return the milliseconds."""
    cell = nbformat.v4.new_code_cell("from mkt40_helpers.advocacy import lab\nlab.nps_explorer()")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(notebook, Path(folder) / "lab.ipynb")
        with browser() as chromium, lab_server(folder) as lab:
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            open_notebook(page, lab, "lab.ipynb")
            run_all(page)
            return there_and_back(page, moves)


def row(what: str, ours: float, theirs: float | None, ratio: float, goal: float) -> None:
    """Print one line of the table."""
    known = "" if theirs is None else f"{theirs:.3f} s"
    unit = " ms" if theirs is None else ""
    met = "met" if ratio <= goal else "NOT MET"
    told = f"{ratio:.0f}{unit}" if unit else f"{ratio:.2f}"
    print(ROW.format(what, f"{ours:.3f} s", known, told, f"{goal:g}{unit}", met), flush=True)


def main() -> None:
    """Measure everything and print the table."""
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{busy}, Python {platform.python_version()}")
    print(ROW.format("what (beside what)", "measured", "beside", "ratio", "goal", ""))

    faces = f"from mkt40_helpers import data, {', '.join(chapters.names().values())}"
    found = compare(lambda: import_time(faces), lambda: import_time("import pandas"), pairs=15)
    row("import data and all chapters (pandas)", *found, goal=1.15)

    for path in LESSONS:
        lesson = nbformat.read(path, as_version=4)
        found = compare(
            functools.partial(run_time, lesson),
            functools.partial(run_time, imports_only(lesson)),
            pairs=3,
        )
        row(f"run lesson {path.stem[:2]} (its imports only)", *found, goal=3)

    scores = np.random.default_rng(4).integers(0, 11, 10_000_000)
    found = compare(
        lambda: seconds(lambda: score_with_intervals(scores)),
        lambda: seconds(lambda: np.bincount(scores, minlength=11)),
        pairs=15,
    )
    row("nps of 10 million (np.bincount)", *found, goal=2)

    loads = sorted(load_times(20))
    row("load transactions of a learner (-)", median(loads) / 1000, None, median(loads), goal=50)

    worlds = {customers: world_cost(customers) for customers in (10_000, 100_000, 1_000_000)}
    for customers, (took, gigabytes, rows) in worlds.items():
        told = f"{took:.1f} s, at most {gigabytes:.1f} GB, {rows:,} transactions"
        print(f"  world of {customers:,} customers in memory: {told}", flush=True)
    row(
        "world of a million (its 60 s)", worlds[1_000_000][0], 60, worlds[1_000_000][0] / 60, goal=1
    )

    for one in (*bench_buyers.rows(), *bench_lists.rows(), *bench_known.rows()):
        row(*one)

    try:
        moves, still = slider_latency(40), page_latency(40)
    except Error as problem:
        print(f"slider in JupyterLab: not measured, {problem.message.splitlines()[0]}")
        return
    row("lab: key to new picture (-)", median(moves) / 1000, None, median(moves), goal=60)
    print(f"  of {len(moves)} moves: fastest {min(moves):.0f} ms, slowest {max(moves):.0f} ms")
    row("lab in a page without a kernel (-)", median(still) / 1000, None, median(still), goal=16)


if __name__ == "__main__":
    main()
