"""What axe finds wrong with a page, for people who use a screen reader or see less."""

from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = str(files("axe_playwright_python") / "axe.min.js")


def violations(page: Page, within: str = "html") -> list[str]:
    """Name each rule that a page, or a part of it, breaks; with the first place where it does."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=SCRIPT)
    found = page.evaluate("async (within) => (await axe.run(within)).violations", within)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
