"""Write the invented tables and the data cards of ``datasets/`` anew (``make data``)."""

from __future__ import annotations

from pathlib import Path

from mkt40_helpers import data
from mkt40_helpers.world.survey import make_survey

CARDS_HEAD = """# Data cards

Made from `datapackage.json` by `make data`; change it there, not here. Zwaluw is an invented
Dutch brand of e-bikes: its tables come from the generator in `mkt40_helpers/world/`, whose
parameters are known, so that an estimate can be held against the truth. Real series are marked
as real and name their source.
"""


def write(target: Path) -> None:
    """Write every invented table and the cards into the folder `target`."""
    # lineterminator: the same bytes on Windows.
    make_survey().to_csv(target / "survey.csv", index=False, lineterminator="\n")
    data._read.cache_clear()
    cards = [data.describe(name) for name in data.catalog()["name"]]
    (target / "README.md").write_text("\n".join([CARDS_HEAD, *cards]), "utf-8", newline="\n")


if __name__ == "__main__":
    write(data.folder())
    print(f"Written anew: the invented tables and their cards in {data.folder().name}/")
