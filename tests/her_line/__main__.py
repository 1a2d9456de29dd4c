"""Make the proof for all chapters, or for those that are named, and write docs/her_line.md."""

from __future__ import annotations

import sys

from tests.every_chapter.chapters import CHAPTERS, WITH_STEPS
from tests.her_line import table
from tests.her_line.proof import proof

chosen = set(sys.argv[1:])
rooms = [(one, "exercises") for one in CHAPTERS] + [(one, "steps") for one in WITH_STEPS]
tried = []
for chapter, room in rooms:
    if not chosen or str(chapter.number) in chosen:
        print(f"chapter {chapter.number}, {room} ...", flush=True)
        tried += list(proof(chapter, room))
print(table.page(tried))
if not chosen:
    table.PAGE.write_text(table.page(tried), encoding="utf-8")
