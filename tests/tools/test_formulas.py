"""Formulas of the course as MathML."""

import re
from itertools import chain

import nbformat
import pytest

from tests.every_chapter.chapters import ROOT
from tools.formulas import markdown2html

NOTEBOOKS = sorted(chain(ROOT.glob("notebooks/*.ipynb"), ROOT.glob("solutions/*/*.ipynb")))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_formula_is_left_as_it_was_typed(path):
    texts = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    for text in texts:
        shown = markdown2html(text)
        outside = re.sub(r"<(math|code)\b.*?</\1>", "", shown, flags=re.DOTALL)
        assert "$" not in outside
        assert "merror" not in shown
        assert not re.search(r"<mtext>\\|\\[a-z]+</m", shown)  # a command that nobody knew


def test_a_formula_stands_in_its_line_or_on_its_own():
    line, own = markdown2html("A rate $r^2$."), markdown2html(r"$$\frac{a}{b}$$")
    assert "<msup><mi>r</mi><mn>2</mn></msup>" in line
    assert 'display="inline"' in line
    assert "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>" in own
    assert 'display="block"' in own


def test_a_price_and_code_are_no_formulas():
    assert "<math" not in markdown2html(r"It costs \$5, and `$x$` is code.")
