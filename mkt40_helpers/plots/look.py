"""The look of all pictures: colours, sizes, and the headline."""

from __future__ import annotations

import colorsys
import textwrap
from typing import Any

from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

# After Okabe and Ito's colours, told apart by people with any common colour blindness, but darker:
# a mark has a contrast of 3 on white, and what is written in its colour 4.5. The same thing keeps
# its colour in all chapters.
COLOURS = {
    "promoter": "#005F9E",
    "passive": "#8F8F8F",
    "detractor": "#C04F00",
    "online": "#B4548A",
    "store": "#00805D",
    "real": "#9E6900",
    "model": "#3A93CE",
    "ink": "#222222",
    "quiet": "#5F5F5F",
    "grid": "#E3E3E3",
}
TEXT_ON = {"promoter": "white", "passive": "black", "detractor": "white"}
# 12 points at slide size: a figure 9 inches wide fills a slide.
SETTINGS: dict[str, Any] = {
    "figure.figsize": (9, 4.2),
    "figure.dpi": 96,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "font.size": 12,
    "axes.titlesize": 15,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLOURS["quiet"],
    "axes.labelcolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "legend.frameon": False,
    # What has no colour of its own gets none that means something; the first two are most apart.
    "axes.prop_cycle": cycler(color=[COLOURS["ink"], COLOURS["passive"], COLOURS["quiet"]]),
    "axes.formatter.min_exponent": 6,  # an axis in steps of ten says 1000, not 10 to the power 3
    "svg.hashsalt": "mkt40",
}


def _dull(colour: str) -> str:
    """Give what seaborn fills bars with in place of a colour: three quarters as saturated."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    return to_hex(colorsys.hls_to_rgb(hue, lightness, 0.75 * saturation))


_PURE = {_dull(colour): colour for colour in COLOURS.values()}


def undull(figure: Figure) -> None:
    """Give bars the exact colours of the course, which seaborn dulls, and only in bars."""
    for bar in figure.findobj(Rectangle):
        colour = to_hex(bar.get_facecolor())
        if colour in _PURE:
            bar.set_facecolor(_PURE[colour])


def headline(ax: Axes, title: str, subtitle: str = "", source: str = "") -> Axes:
    """Write the finding over the picture, the measure below it, and the source at the foot.

    Parameters
    ----------
    ax : Axes
        The picture.
    title : str
        The finding, in one sentence.
    subtitle : str
        Measure, unit and period.
    source : str
        "Real data: ..." or "Invented data: ...".

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = headline(plt.subplots()[1], "Store leads", "NPS, points", "Invented data")
    >>> ax.get_title(loc="left")
    'Store leads'
    """
    ax.set_title(textwrap.fill(title, 68), loc="left", pad=30 if subtitle else 8)
    if subtitle:
        ax.annotate(
            subtitle,
            (0, 1),
            xytext=(0, 10),
            xycoords="axes fraction",
            textcoords="offset points",
            color=COLOURS["quiet"],
        )
    if source:
        figure = ax.get_figure()
        assert figure is not None
        figure.supxlabel(source, x=0.01, ha="left", fontsize=10, color=COLOURS["quiet"])
    return ax
