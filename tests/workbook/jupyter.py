"""Cells run in a kernel, as a learner runs them; what she reads below each."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient


def outputs(sources: list[str], folder: Path) -> list[str]:
    """Run cells one after another, also after an error; return the text below each."""
    return ["\n".join(filter(None, map(_text, cell.outputs))) for cell in _run(sources, folder)]


def pages(sources: list[str], folder: Path) -> list[list[str]]:
    """Run cells one after another, also after an error; return the HTML below each."""
    return [
        [
            output.data["text/html"]
            for output in cell.outputs
            if "text/html" in output.get("data", {})
        ]
        for cell in _run(sources, folder)
    ]


def _run(sources: list[str], folder: Path) -> list[nbformat.NotebookNode]:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        shutdown_kernel="immediate",
    ).execute()
    return list(notebook.cells)


def _text(output: nbformat.NotebookNode) -> str:
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return str(output.get("text") or output.data.get("text/plain", ""))
