"""What the pictures of all chapters share: the look, the headline, shared marks, and showing.

The title states the finding, so the caller gives it (computed, never typed in); `headline`
sets title, subtitle and source line the same way everywhere. `show` does both, and displays a
figure together with its description for people who cannot see it; `read` gives the figures of a
picture. A chapter's own pictures stand in its folder.
"""

from mkt40_helpers.plots.display import image, png, show, theme
from mkt40_helpers.plots.look import COLOURS, TEXT_ON, headline
from mkt40_helpers.plots.marks import (
    axes_for,
    label_texts,
    names,
    numbers,
    require,
    whiskers,
)
from mkt40_helpers.plots.reading import Reading, describe, read

__all__ = [
    "COLOURS",
    "TEXT_ON",
    "Reading",
    "axes_for",
    "describe",
    "headline",
    "image",
    "label_texts",
    "names",
    "numbers",
    "png",
    "read",
    "require",
    "show",
    "theme",
    "whiskers",
]
