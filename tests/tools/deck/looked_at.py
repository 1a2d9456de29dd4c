"""What a slide looks like in a browser: what is over the edge, and how large its letters are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# All of the present slide: every step of it shown, every answer open.
OPEN = """() => {
  const slide = Reveal.getCurrentSlide();
  slide.querySelectorAll(".fragment").forEach(part => part.classList.add("visible"));
  slide.querySelectorAll("details").forEach(fold => { fold.open = true; });
}"""
# What is cut or lies outside, in the slide's own points.
OVER = """() => {
  const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale();
  const edge = slide.getBoundingClientRect(), found = [];
  for (const part of slide.querySelectorAll("*")) {
    if (part.closest("aside, math") || !part.checkVisibility()) continue;
    const box = part.getBoundingClientRect();
    const over = Math.max(box.bottom - edge.bottom + 24 * scale, box.right - edge.right,
      edge.left - box.left, edge.top - box.top) / scale;
    if (over > 1) found.push([part.tagName.toLowerCase(), Math.round(over)]);
    if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible")
      found.push([part.tagName.toLowerCase(), part.scrollWidth - part.clientWidth]);
  }
  const pictures = [...slide.querySelectorAll("img")].map(one => one.getBoundingClientRect());
  for (const box of pictures) if (box.height < 300 * scale) found.push(["small img", Math.round(box.height / scale)]);
  return found;
}"""
# The smallest letters of each kind of text, in the window's points.
SIZES = """() => {
  const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale(), smallest = {};
  const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !parent.checkVisibility()) continue;
    if (parent.closest("aside, msup, msub, msubsup, mfrac, .corner")) continue;
    const kind = parent.closest("pre") ? "pre" : parent.closest("code") ? "code"
      : parent.closest("table") ? "table" : "text";
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
    smallest[kind] = Math.min(smallest[kind] ?? Infinity, size);
  }
  return smallest;
}"""


def each_slide(page: Page) -> list[dict[str, Any]]:
    """Walk a deck; say of each slide what is over its edge and how small its letters are."""
    found = []
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate("number => Reveal.slide(number)", number)
        page.evaluate(OPEN)
        about = page.evaluate(
            "() => Reveal.getCurrentSlide().innerText.trim().slice(0, 60).replaceAll('\\n', ' ')"
        )
        found.append(
            {"slide": number + 1, "about": about, "over": page.evaluate(OVER)}
            | {"sizes": page.evaluate(SIZES)}
        )
    return found
