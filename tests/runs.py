"""Running a notebook with other parameters, and what its outputs show."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import papermill
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
LESSONS = sorted(ROOT.glob("notebooks/[0-9][1-9]_*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
STUDENTS = [f"student {number}" for number in range(20)]


def run(path: Path, folder: Path, **parameters: object) -> nbformat.NotebookNode:
    """Run a notebook with other parameters; one that it does not have is an error."""
    known = papermill.inspect_notebook(str(path))
    unknown = parameters.keys() - known.keys()
    if unknown:
        raise ValueError(f"{path.name} has no parameter {', '.join(sorted(unknown))}")
    source = papermill.iorw.load_notebook_node(str(path))
    notebook = papermill.parameterize.parameterize_notebook(source, parameters)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources=resources,
        shutdown_kernel="immediate",  # papermill's own engine sometimes waits 3 s here
    ).execute()
    return notebook


def alt_texts(cell: nbformat.NotebookNode) -> list[str]:
    """Descriptions of the pictures in a cell's outputs; a picture without one gives ''."""
    found = []
    for output in cell.get("outputs", []):
        page = "".join(output.get("data", {}).get("text/html", ""))
        for image in re.findall(r"<img[^>]*>", page):
            match = re.search(r'alt="([^"]*)"', image)
            found.append(match[1] if match else "")
        if "image/png" in output.get("data", {}):
            found.append("")  # JupyterLab shows a plain image without any description
    return found
