"""Controls for the labs that a screen reader and a keyboard can use.

The sliders of ipywidgets have no name for a screen reader, so the labs use the browser's own
slider, which has one and knows the arrow keys, Home, End, Page Up and Page Down.
"""

from __future__ import annotations

import anywidget
import traitlets

__all__ = ["Announcement", "Slider"]


class Slider(anywidget.AnyWidget):
    """The browser's own slider with a label in front and its value, in words, behind.

    Attributes
    ----------
    label : str
        What it sets; also its name for a screen reader.
    value, low, high : int
        Where it stands and how far it goes.
    words : list of str
        What the value is called, for each step from `low`; without them, the number itself.

    Examples
    --------
    >>> Slider(label="Promoters", value=40, low=0, high=100).value
    40
    """

    _esm = """
    function render({ model, el }) {
      const row = document.createElement("div");
      const label = document.createElement("label");
      const input = document.createElement("input");
      const output = document.createElement("output");
      row.style.cssText = "display:flex;align-items:center;gap:0.8em;margin:0.3em 0";
      label.style.cssText = "width:15em";
      input.style.cssText = "width:22em";
      input.type = "range";
      // A new one each time it is shown: with the same id twice, the second would have no name.
      input.id = "mkt40-" + Math.random().toString(36).slice(2);
      label.htmlFor = output.htmlFor = input.id;
      // The lab announces its result itself; the number beside the slider must not speak too.
      output.setAttribute("aria-live", "off");
      function show() {
        label.textContent = model.get("label");
        input.min = model.get("low");
        input.max = model.get("high");
        input.value = model.get("value");
        const words = model.get("words")[model.get("value") - model.get("low")];
        output.textContent = words ?? String(model.get("value"));
        input.setAttribute("aria-valuetext", output.textContent);
      }
      input.addEventListener("input", () => {
        model.set("value", Number(input.value));
        model.save_changes();
      });
      // JupyterLab would take arrows and letters for its own shortcuts.
      row.addEventListener("keydown", (event) => {
        if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
      });
      model.on("change", show);
      show();
      row.append(label, input, output);
      el.append(row);
    }
    export default { render };
    """
    label = traitlets.Unicode("").tag(sync=True)
    value = traitlets.Int(0).tag(sync=True)
    low = traitlets.Int(0).tag(sync=True)
    high = traitlets.Int(100).tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)


class Announcement(anywidget.AnyWidget):
    """A line of text that a screen reader speaks when it changes.

    Examples
    --------
    >>> Announcement(text="NPS 20").text
    'NPS 20'
    """

    _esm = """
    function render({ model, el }) {
      // The element stays and only its text changes: that is what screen readers listen to.
      const line = document.createElement("p");
      line.setAttribute("role", "status");
      line.style.cssText = "max-width:46em;font-weight:600";
      const show = () => { line.textContent = model.get("text"); };
      model.on("change:text", show);
      show();
      el.append(line);
    }
    export default { render };
    """
    text = traitlets.Unicode("").tag(sync=True)
