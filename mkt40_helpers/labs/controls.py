"""Controls for the labs that a screen reader and a keyboard can use.

The sliders of ipywidgets have no name for a screen reader, so the labs use the browser's own
slider, which has one and knows the arrow keys, Home, End, Page Up and Page Down.
"""

from __future__ import annotations

import anywidget
import traitlets

__all__ = ["Announcement", "Answer", "Slider"]

# Without this the notebook takes the keys of a focused control for its own: in Notebook 7 the
# arrows choose another cell, and "d d" deletes this one. It looks at the focused element alone,
# and listens before that element does; the window comes first of all.
_KEYS = """
    function keepKeys(element, signal) {
      window.addEventListener("keydown", (event) => {
        if (event.target !== element) return;
        const chord = event.ctrlKey || event.metaKey || event.altKey;
        const run = event.key === "Enter" && event.shiftKey;
        const notebooks = chord || run || event.key === "Escape";
        element.toggleAttribute("data-lm-suppress-shortcuts", !notebooks);
      }, { capture: true, signal });
      element.addEventListener("keydown", (event) => {
        // Out of the lab and back to the cells, where the arrows choose a cell again.
        if (event.key === "Escape") element.closest(".jp-Notebook, .jp-Cell")?.focus();
      }, { signal });
    }
"""


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

    _esm = (
        _KEYS
        + """
    function render({ model, el }) {
      const row = document.createElement("div");
      const label = document.createElement("label");
      const input = document.createElement("input");
      const output = document.createElement("output");
      const done = new AbortController();
      row.style.cssText = "display:grid;grid-template-columns:1fr auto;gap:0 0.8em";
      row.style.cssText += "max-width:32em;margin:0.35em 0";
      input.style.cssText = "grid-column:1/3;width:100%;margin:0.1em 0;box-sizing:border-box";
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
      for (const hand of ["focus", "pointerdown"]) {
        input.addEventListener(hand, () => {
          model.set("taken", model.get("taken") + 1);
          model.save_changes();
        });
      }
      input.addEventListener("input", () => {
        model.set("value", Number(input.value));
        model.save_changes();
      });
      keepKeys(input, done.signal);
      model.on("change", show);
      show();
      row.append(label, output, input);
      el.append(row);
      return () => { done.abort(); model.off("change", show); };
    }
    export default { render };
    """
    )
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

    _esm = (
        _KEYS
        + """
    function render({ model, el }) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      const verdict = document.createElement("p");
      const row = document.createElement("div");
      const done = new AbortController();
      row.style.cssText = "display:flex;flex-wrap:wrap;align-items:center;gap:0.4em";
      label.style.cssText = "display:block;margin:0.6em 0 0.2em";
      input.type = "text";
      input.autocomplete = "off";
      input.size = 9;
      input.id = "mkt40-" + Math.random().toString(36).slice(2);
      label.htmlFor = input.id;
      input.style.cssText = "font:inherit;padding:0.2em 0.4em";
      verdict.setAttribute("role", "status");
      verdict.style.cssText = "margin:0.4em 0 0;min-height:2.6em;max-width:32em;font-weight:600";
      function press(name) {
        model.set("given", input.value);
        model.set(name, model.get(name) + 1);
        model.save_changes();
      }
      function button(text, action) {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = text;
        made.style.cssText = "font:inherit;padding:0.2em 0.8em;cursor:pointer";
        made.addEventListener("click", action);
        keepKeys(made, done.signal);
        return made;
      }
      input.addEventListener("keydown", (event) => {
        const plain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey);
        if (event.key === "Enter" && plain) press("asked");
      });
      keepKeys(input, done.signal);
      const restart = () => { input.value = ""; press("restarted"); };
      function show() {
        label.textContent = model.get("label");
        verdict.textContent = model.get("verdict");
      }
      input.value = model.get("given");
      model.on("change", show);
      show();
      row.append(input, button("Check", () => press("asked")), button("Reset", restart));
      el.append(label, row, verdict);
      return () => { done.abort(); model.off("change", show); };
    }
    export default { render };
    """
    )
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

    _esm = """
    function render({ model, el }) {
      // The element stays and only its text changes: that is what screen readers listen to.
      const line = document.createElement("p");
      line.setAttribute("role", "status");
      line.style.cssText = "max-width:46em;font-weight:600;margin:0.4em 0";
      const show = () => { line.textContent = model.get("text"); };
      model.on("change:text", show);
      show();
      el.append(line);
    }
    export default { render };
    """
    text = traitlets.Unicode("").tag(sync=True)
