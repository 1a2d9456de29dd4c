"""Write every launch link anew from the one address in pyproject.toml (`make links`).

A launch link is a Binder link or a link to the course's own repository. With --check nothing is
written; the exit code says whether all links agree. `exercises/` is left out because it is made
from `solutions/`: run `make exercises` when a workbook carries a link.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = ("*.md", "*.cff", "docs/**/*.md", "notebooks/**/*.ipynb", "solutions/**/*.ipynb")
BINDER = re.compile(r"(?<=mybinder\.org/v2/gh/)[\w.-]+/[\w.-]+")


def repository(root: Path = ROOT) -> str:
    """Return "owner/name" of the address in pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    match = re.fullmatch(
        r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", project["urls"]["Repository"]
    )
    if match is None:
        raise SystemExit("[project.urls] Repository must look like https://github.com/owner/name")
    return match[1]


def stale(root: Path = ROOT, write: bool = False) -> list[str]:
    """Return the files whose links name another repository; with ``write``, mend them."""
    new = repository(root)
    # The Binder links of the README tell which address the links have had so far.
    old = set(BINDER.findall((root / "README.md").read_text(encoding="utf-8")))
    if not old:
        raise SystemExit("README.md has no Binder link, so the present address is not known")
    own = re.compile(rf"(?<=github\.com/)({'|'.join(map(re.escape, old))})(?![\w-]|\.(?!git\b)\w)")
    found = []
    for path in sorted({path for place in PLACES for path in root.glob(place)}):
        text = path.read_bytes().decode("utf-8")
        mended = own.sub(new, BINDER.sub(new, text))
        if mended != text:
            found.append(path.relative_to(root).as_posix())
            if write:
                path.write_bytes(mended.encode("utf-8"))
    return found


if __name__ == "__main__":
    check = "--check" in sys.argv[1:]
    files = stale(write=not check)
    print(f"Launch links of {repository()}: ", end="")
    print(f"{'wrong' if check else 'mended'} in {', '.join(files)}" if files else "all agree")
    sys.exit(bool(check and files))
