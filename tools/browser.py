"""Drive a real JupyterLab in a real Chromium: the small harness behind the browser tests.

    with lab_server(folder) as lab, browser() as chromium:
        page = chromium.new_page()
        open_notebook(page, lab, "01_lab.ipynb")
        run_all(page)
        assert errors(page) == []

What cells hold is read from the notebook's model, so it does not matter what is scrolled into view.
Nothing is saved: autosave is off, and the folder given should still be a copy of the course.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from playwright.sync_api import Browser, Locator, Page, sync_playwright

# Settings of the tests' own JupyterLab: every cell is in the page, and nothing is written back.
Settings = dict[str, dict[str, Any]]
SETTINGS: Settings = {
    "@jupyterlab/notebook-extension/tracker": {
        "windowingMode": "none",
        "scrollPastEnd": False,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
# The notebook in front: `nb` its panel, `cells` its saved form. Put before each script below.
FRONT = """
    const app = window.jupyterapp, nb = app?.shell?.currentWidget;
    const kernel = nb?.sessionContext?.session?.kernel;
    const cells = nb?.content?.model ? nb.content.model.toJSON().cells : [];
"""
CELLS = ".jp-NotebookPanel:visible .jp-Cell"
IDLE = "nb?.context?.isReady && kernel?.status + kernel?.connectionStatus === 'idleconnected'"
LOCAL_ONLY = (
    "--disable-quic --disable-background-networking --disable-component-update --disable-sync"
    " --no-first-run --no-default-browser-check"
)


class Lab(NamedTuple):
    """A running front end: where it answers, the token it asks for, the folder it shows."""

    url: str
    token: str
    folder: Path
    place: str = "lab/tree"
    """Where a notebook stands, behind `url`."""


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None to let Playwright use its own."""
    own = os.environ.get("MKT40_CHROMIUM", "")
    names = [own, "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a headless Chromium that talks to nobody in the background; close it at the end."""
    arguments = LOCAL_ONLY.split()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def lab_server(
    folder: str | Path, settings: Settings | None = None, app: str = "jupyterlab"
) -> Iterator[Lab]:
    """Run JupyterLab on `folder` as a newcomer would meet it; stop it and its kernels at the end.

    `app="notebook"` runs Notebook 7 in its place.

    The user's own settings, config and kernels play no part; what is installed in this Python does.
    `settings` maps a JupyterLab plugin to its settings, and adds to SETTINGS.
    """
    folder, token = Path(folder).resolve(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="mkt40-lab-", ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        for plugin, values in (SETTINGS | (settings or {})).items():
            file = home / "LAB_SETTINGS_DIR" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")
        names = "CONFIG_DIR DATA_DIR RUNTIME_DIR LAB_SETTINGS_DIR LAB_WORKSPACES_DIR"
        own = {
            f"JUPYTER{'' if n.startswith('LAB') else '_'}{n}": str(home / n) for n in names.split()
        }
        environment = os.environ | own | {"IPYTHONDIR": str(home / "ipython")}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", app, "--no-browser", "--allow-root"]
        command += [f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={token}"]
        command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
        command += ["--ServerApp.port_retries=0", "--expose-app-in-browser"]
        place = "notebooks" if app == "notebook" else "lab/tree"
        lab = Lab(f"http://127.0.0.1:{port}", token, folder, place)
        with (home / "lab.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
            try:
                if not _answers(lab, process):
                    said = (home / "lab.log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"{app} did not start:\n{said[-3000:]}")
                yield lab
            finally:
                process.terminate()  # the server then ends its kernels
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()  # a kernel notices that its server is gone and ends too
                    process.wait()


def _answers(lab: Lab, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    """Wait until the server answers; False when it ended or took too long."""
    known = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.url}/api/status", headers=known)
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(request, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def outside_requests(page: Page, lab: Lab) -> list[str]:
    """Return a list that fills with every address the page asks for that is not the lab's own."""
    seen: list[str] = []
    local = (lab.url, lab.url.replace("http", "ws", 1), "data:", "blob:")

    def note(url: str) -> None:
        if not url.startswith(local):
            seen.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return seen


def open_notebook(page: Page, lab: Lab, path: str, timeout: float = 60) -> None:
    """Open a notebook (path from the lab's folder); wait for its cells and an idle kernel."""
    page.goto(f"{lab.url}/{lab.place}/{quote(path)}?reset&token={lab.token}")
    wait_open(page, path, timeout)


def wait_open(page: Page, path: str, timeout: float = 60) -> None:
    """Wait until the notebook in front is `path`, with its cells and an idle kernel."""
    _wait(page, f"cells.length && nb.context?.path === {json.dumps(path)} && {IDLE}", timeout)
    page.locator(CELLS).first.wait_for()


def run_all(page: Page, timeout: float = 120) -> None:
    """Run all cells as the menu does; wait until the last one has finished, or one has failed."""
    _command(page, "notebook:run-all-cells", timeout)


def run_cell(page: Page, cell: int | str, timeout: float = 60) -> None:
    """Run one cell, given by its number from 0 or by a piece of its source."""
    _do(page, "nb.content.activeCellIndex = given; nb.content.deselectAll()", find_cell(page, cell))
    _command(page, "notebook:run-cell", timeout)


def restart_kernel(page: Page, timeout: float = 60) -> None:
    """Restart the kernel without the question JupyterLab asks; outputs stay."""
    _do(page, "return nb.sessionContext.restartKernel()")
    _wait(page, IDLE, timeout)


def find_cell(page: Page, cell: int | str) -> int:
    """Return the number of the cell; a text must be in the source of exactly one."""
    if isinstance(cell, int):
        return cell
    found = [number for number, each in enumerate(notebook(page)) if cell in each["source"]]
    if len(found) != 1:
        raise LookupError(f"{len(found)} cells contain {cell!r}")
    return found[0]


def cell_node(page: Page, cell: int | str) -> Locator:
    """Return the cell as it is on the page, with its outputs."""
    return page.locator(CELLS).nth(find_cell(page, cell))


def trusted(page: Page) -> bool:
    """Return whether JupyterLab trusts the outputs of all cells (those run by this user)."""
    code = "nb.content.widgets.filter(cell => cell.model.type === 'code')"
    return bool(_do(page, f"return {code}.every(cell => cell.model.trusted)"))


def notebook(page: Page) -> list[dict[str, Any]]:
    """Return the cells as they would be saved now, outputs included."""
    cells: list[dict[str, Any]] = _do(page, "return cells")
    return [each | {"source": "".join(each["source"])} for each in cells]


def errors(page: Page) -> list[str]:
    """Return the text of every error output, and a line for each widget that could not be drawn."""
    outputs = [output for each in notebook(page) for output in each.get("outputs", [])]
    broken = page.locator(".jp-NotebookPanel:visible .jupyter-widgets-error-widget").count()
    return ["a widget could not be drawn"] * broken + [
        f"{output['ename']}: {output['evalue']}\n" + "\n".join(output["traceback"])
        for output in outputs
        if output["output_type"] == "error"
    ]


def replace_source(page: Page, cell: int | str, old: str, new: str) -> None:
    """Replace `old` by `new` in a cell, as if typed; `old` must be there."""
    number = find_cell(page, cell)
    source = notebook(page)[number]["source"]
    if old not in source:
        raise LookupError(f"cell {number} does not contain {old!r}")
    change = "nb.content.widgets[given[0]].model.sharedModel.setSource(given[1])"
    _do(page, change, [number, source.replace(old, new)])


def cell_output_text(page: Page, cell: int | str) -> str:
    """Return the text a learner sees below a cell (widgets too)."""
    area = "nb.content.widgets[given].node.querySelector('.jp-Cell-outputArea')"
    return str(_do(page, f"return {area}?.innerText ?? ''", find_cell(page, cell)))


def screenshot(page: Page, path: str | Path) -> None:
    """Save a picture of the whole notebook, from its first cell to its last."""
    before = page.viewport_size or {"width": 1280, "height": 720}
    outer = "nb.node.querySelector('.jp-WindowedPanel-outer')"
    height = int(_do(page, f"return {outer}.scrollHeight")) + 200
    page.set_viewport_size({"width": before["width"], "height": height})
    _wait(page, f"{outer}.scrollHeight <= {outer}.clientHeight + 1", 10)
    _do(page, f"{outer}.scrollTop = 0; await new Promise(requestAnimationFrame)")
    page.locator(".jp-NotebookPanel:visible").screenshot(path=path)
    page.set_viewport_size(before)


def _do(page: Page, script: str, given: object = None) -> Any:
    """Run a script on the notebook in front; `given` is its argument."""
    return page.evaluate(f"async given => {{ {FRONT} {script} }}", given)


def _wait(page: Page, condition: str, timeout: float) -> None:
    """Wait until a JavaScript condition on the notebook in front is true."""
    check = f"() => {{ {FRONT} return Boolean({condition}); }}"
    page.wait_for_function(check, timeout=timeout * 1000)


def _command(page: Page, name: str, timeout: float) -> None:
    """Run a command of JupyterLab; wait until it is done and the kernel has nothing left to do."""
    start = "window.mkt40 = 'busy'; const end = () => { window.mkt40 = 'done'; };"
    _do(page, f"{start} app.commands.execute(given).then(end, end)", name)
    _wait(page, f"window.mkt40 === 'done' && {IDLE}", timeout)
