"""What slides look like in a browser: what is over the edge, and how large the letters are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Walks through the whole deck, with every step shown and every answer open.
LOOK = """() => {
  const open = slide => {
    slide.querySelectorAll(".fragment").forEach(part => part.classList.add("visible"));
    slide.querySelectorAll("details").forEach(fold => { fold.open = true; });
  };

  // What is cut or lies outside, and pictures that had to give way, in the slide's own points.
  const over = (slide, scale) => {
    const edge = slide.getBoundingClientRect(), found = [];
    for (const part of slide.querySelectorAll("*")) {
      if (part.closest("aside") || !part.checkVisibility()) continue;
      const box = part.getBoundingClientRect(), name = part.tagName.toLowerCase();
      const most = Math.max(box.bottom + 24 * scale - edge.bottom, box.right - edge.right,
        edge.left - box.left, edge.top - box.top) / scale;
      if (most > 1) found.push([name, Math.round(most)]);
      if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible")
        found.push([name, part.scrollWidth - part.clientWidth]);
      if (name === "img" && box.height < 400 * scale)
        found.push(["small picture", Math.round(box.height / scale)]);
    }
    return found;
  };

  // The smallest letters of each kind of text, in the window's points.
  const sizes = (slide, scale) => {
    const smallest = {}, walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !parent.checkVisibility()) continue;
      if (parent.closest("aside, msup, msub, msubsup, mfrac, .corner, .mkt40-lab")) continue;
      const kind = ["pre", "code", "table"].find(one => parent.closest(one)) ?? "text";
      const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
      smallest[kind] = Math.min(smallest[kind] ?? Infinity, size);
    }
    return smallest;
  };

  const found = [];
  for (let number = 0; number < Reveal.getTotalSlides(); number++) {
    Reveal.slide(number);
    const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale();
    open(slide);
    const about = slide.innerText.trim().slice(0, 60).replaceAll("\\n", " ");
    // The letters of a lab's picture are of 16 of its own points.
    const pictures = [...slide.querySelectorAll(".mkt40-live svg")];
    const labs = pictures.map(picture => 16 * picture.getScreenCTM().a);
    const seen = {over: over(slide, scale), sizes: sizes(slide, scale), labs};
    found.push({slide: number + 1, about, ...seen});
  }
  return found;
}"""


def each_slide(page: Page) -> list[dict[str, Any]]:
    """Walk a deck; say of each slide what is over its edge and how small its letters are."""
    found: list[dict[str, Any]] = page.evaluate(LOOK)
    return found
