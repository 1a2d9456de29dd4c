"""Pictures as a notebook shows them: with a description, also those that a learner draws."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient

FIRST = "from mkt40_helpers import plots\nimport seaborn as sns\nplots.theme()"
OWN = "ax = sns.barplot(x=['a', 'b'], y=[1, 2])\n_ = ax.set(ylabel='answers')"
SHOWN = f"{OWN}\nplots.show(ax, 'B is twice A', 'Answers', 'Invented data', guess=GUESS)"


def outputs(*sources: str) -> list[dict[str, str]]:
    """Run cells in a kernel, and give what the last one shows."""
    cells = [nbformat.v4.new_code_cell(source) for source in (FIRST, *sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return [output["data"] for output in notebook.cells[-1].outputs]


def test_a_picture_of_ones_own_is_described_from_its_figures():
    (shown,) = outputs(OWN)
    assert 'alt="Bar chart of answers: a 1; b 2."' in shown["text/html"]
    assert "image/png" not in shown  # it has no place for a description


def test_crowded_names_of_ones_own_picture_are_turned_and_others_are_not():
    draw = "sns.barplot(x=[f'2024-{n:02}' for n in range(NUMBER)], y=range(NUMBER))"
    turn = "[name.get_rotation() for name in ax.get_xticklabels()][0]"
    for number, told in (("24", "90.0"), ("4", "0.0")):
        (shown,) = outputs(f"ax = {draw.replace('NUMBER', number)}", turn)
        assert shown["text/plain"] == told


def test_a_guess_is_answered_in_a_sentence_below_the_picture():
    (shown,) = outputs(SHOWN.replace("GUESS", "3"))
    assert shown["text/html"].endswith("<p>B is twice A. You said 3.</p>")
    assert "You said 3." in shown["text/plain"]


def test_without_a_guess_nothing_is_said_of_it():
    (shown,) = outputs(SHOWN.replace("GUESS", "..."))
    assert "You said" not in shown["text/html"] and "<p>" not in shown["text/html"]
