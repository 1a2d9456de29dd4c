"""Slide decks from the lessons: one HTML file each, which asks nothing from the network.

    python -m tools.deck
    python -m tools.deck 3 --to somewhere

A deck is presented by reveal.js, which lies in `reveal/` (6.0.2, MIT licence). Without scripts, and
on a telephone, it is a page with the slides one below the other. The lecturer's notes are in it,
hidden, and shown in a window of their own by the key S.
"""

from tools.deck.build import build, made

__all__ = ["build", "made"]
