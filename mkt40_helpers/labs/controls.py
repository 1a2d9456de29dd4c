"""Controls for the labs that a screen reader and a keyboard can use.

The sliders of ipywidgets have no name for a screen reader, so the labs use the browser's own
slider, which has one and knows the arrow keys, Home, End, Page Up and Page Down. What they do in
the browser stands in `front.js`, which the pages without a kernel use too.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

__all__ = ["FRONT", "Announcement", "Answer", "Picture", "Slider"]

FRONT = Path(__file__).with_name("front.js").read_text("utf-8")


class Slider(anywidget.AnyWidget):
    """The browser's own slider, below its label and its value in words.

    Attributes
    ----------
    label : str
        What it sets; also its name for a screen reader.
    value, low, high : int
        Where it stands and how far it goes.
    words : list of str
        What the value is called, for each step from `low`; without them, the number itself.
    taken : int
        How often it was taken in hand: clicked, or reached with the keyboard.

    Examples
    --------
    >>> Slider(label="Promoters", value=40, low=0, high=100).value
    40
    """

    _esm = FRONT + "export default { render: renderSlider };"
    label = traitlets.Unicode("").tag(sync=True)
    value = traitlets.Int(0).tag(sync=True)
    low = traitlets.Int(0).tag(sync=True)
    high = traitlets.Int(100).tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    taken = traitlets.Int(0).tag(sync=True)


class Answer(anywidget.AnyWidget):
    """A field for an answer, with a button that checks it and one that begins anew.

    Attributes
    ----------
    label : str
        What to write, with its unit; also the field's name for a screen reader.
    given : str
        What was written when it was last checked.
    asked, restarted : int
        How often each button was pressed.
    verdict : str
        What is said about the answer.

    Examples
    --------
    >>> Answer(label="Your answer (points)").verdict
    ''
    """

    _esm = FRONT + "export default { render: renderAnswer };"
    label = traitlets.Unicode("").tag(sync=True)
    given = traitlets.Unicode("").tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)
    restarted = traitlets.Int(0).tag(sync=True)
    verdict = traitlets.Unicode("").tag(sync=True)


class Announcement(anywidget.AnyWidget):
    """A line of text that a screen reader speaks when it changes.

    Examples
    --------
    >>> Announcement(text="NPS 20").text
    'NPS 20'
    """

    _esm = FRONT + "export default { render: renderAnnouncement };"
    text = traitlets.Unicode("").tag(sync=True)


class Picture(anywidget.AnyWidget):
    """A picture of which only a part is sent again when it changes.

    Attributes
    ----------
    width, height, narrowest : int
        Its size in points of the screen, and how narrow it may become.
    background : str
        What does not move, as the address of an image.
    marks : str
        What moves, as SVG.
    alt : str
        Description for who cannot see it.

    Examples
    --------
    >>> Picture(width=720, height=346, alt="Two firms").marks
    ''
    """

    _esm = FRONT + "export default { render: renderPicture };"
    width = traitlets.Int(0).tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    narrowest = traitlets.Int(0).tag(sync=True)
    background = traitlets.Unicode("").tag(sync=True)
    marks = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
