"""What all labs share."""

from __future__ import annotations

import ipywidgets

# Below this resolution the letters get hard to read, above it the picture lags behind the slider.
DPI = 80


class Lab(ipywidgets.VBox):  # type: ignore[misc]
    """A lab's controls and picture, one below the other."""

    def __repr__(self) -> str:
        # Shown in place of the lab in a notebook that was not run.
        return "Run this cell to see the lab."
