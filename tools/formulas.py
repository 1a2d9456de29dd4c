"""Markdown as HTML with its formulas as MathML, which needs no script and can be read aloud.

A deck or a handout opens from an e-mail, without the network. MathJax would weigh 2 MB in each.
"""

from __future__ import annotations

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["markdown2html"]


class _Renderer(IPythonRenderer):
    def block_math(self, body: str) -> str:
        return convert(body.strip(), display="block")

    def multiline_math(self, text: str) -> str:
        return self.block_math(text.strip().strip("$"))

    def inline_math(self, body: str) -> str:
        return convert(body.strip())


def markdown2html(text: str) -> str:
    """Turn Markdown into HTML, as nbconvert does, but with MathML for what stands in dollars.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> markdown2html("A rate of $r$.")[:24]
    '<p>A rate of <math xmlns'
    """
    html: str = MarkdownWithMath(renderer=_Renderer(escape=False)).render(text)
    return html
