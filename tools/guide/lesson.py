"""What a lesson tells its lecturer: the plan by minute, the questions, the key points, formulas."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.links import ROOT

# A sentence of a note that says what to leave out, what to bring, or what a room answers.
LEAVE_OUT = re.compile(r"\b(short of time|leave out|skip)\b", re.IGNORECASE)
BRING = re.compile(r"\b(paper|board|volunteers?|keyboard|search engine)\b", re.IGNORECASE)
EXPECT = re.compile(
    r"\b(expect|most|nearly (all|everyone)|everybody says|all say|slip|students (often )?say"
    r"|nobody knows|they (will|protest)|the truth is)\b",
    re.IGNORECASE,
)
VOTE = re.compile(r"^#+ (Your vote|Vote again)", re.MULTILINE)
ASKED = re.compile(rf"\*\*(Guess|Predict)|\b(Predict|Guess first)\b|{VOTE.pattern}", re.MULTILINE)
# How a question is put to a hall, by the tag of its cell.
ROOM = {"room-vote": "vote", "room-live": "live", "room-desk": "desk"}
_STEP = re.compile(r"check\(\s*\"(\d+\.[a-z])\"")
_SO_WHAT = re.compile(r"\*\*So what\.\*\*\s*(.+?)(?=\n\n|\n</details>|\Z)", re.DOTALL)
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_OPTION = re.compile(r"<summary>(.+?)</summary><div[^>]*>(.+?)</div>", re.DOTALL)


@dataclass(frozen=True)
class Question:
    """Something to ask the room: a vote, a vote again, a guess, a step or a quiz question."""

    kind: str
    ask: str
    answer: str = ""
    key: str = ""
    """Of a step: that of its record."""
    where: str = ""
    """How it is done in a hall, where the lesson says so."""


@dataclass(frozen=True)
class Block:
    """A block of the session: its minutes, its note, and the cells that belong to it."""

    minutes: str
    title: str
    notes: str
    cells: tuple[NotebookNode, ...]

    @property
    def spare(self) -> list[str]:
        """What its slides that may be left out begin with."""
        return [_beginning(cell) for cell in self.cells if "spare" in tags(cell)]

    @property
    def steps(self) -> list[str]:
        """Keys of its steps."""
        return [key for cell in self.cells for key in _keys(cell)]

    @property
    def labs(self) -> bool:
        return any("live" in tags(cell) for cell in self.cells)

    @property
    def leave_out(self) -> list[str]:
        """What its note says to leave out."""
        return self.said(LEAVE_OUT)

    def said(self, sign: re.Pattern[str]) -> list[str]:
        """Sentences of its note with this sign."""
        return [one for one in sentences(self.notes) if sign.search(one)]

    @property
    def to_do(self) -> str:
        """Its note, without what to leave out."""
        paragraphs = [sentences(part) for part in self.notes.split("\n\n")]
        kept = [[one for one in part if not LEAVE_OUT.search(one)] for part in paragraphs]
        return "\n\n".join(" ".join(part) for part in kept)


def tags(cell: NotebookNode) -> list[str]:
    """Tags of a cell."""
    found: list[str] = cell.metadata.get("tags", [])
    return found


def _keys(cell: NotebookNode) -> list[str]:
    return _STEP.findall(cell.source) if cell.cell_type == "code" else []


def read(number: int, root: Path = ROOT) -> tuple[NotebookNode, ...]:
    """Cells of a chapter's lesson."""
    return tuple(nbformat.read(path(number, root), as_version=4).cells)


def path(number: int, root: Path = ROOT) -> Path:
    """Where the lesson of a chapter is."""
    begin = f"{number:02}" if number else "00b"  # 00 is the start page
    found = sorted(root.glob(f"notebooks/{begin}_*.ipynb"))
    if len(found) != 1:
        raise SystemExit(f"Chapter {number} has {len(found)} lessons in notebooks/, not one.")
    return found[0]


def sentences(text: str) -> list[str]:
    """Cut a note into sentences."""
    end = r"(?:(?<=[.?!])|(?<=[.?!][\")]))\s+(?=[A-Z\"*(])"
    return re.split(end, " ".join(text.split()))


def blocks(cells: tuple[NotebookNode, ...]) -> list[Block]:
    """Blocks of the session: each begins at a cell with minutes and a note."""
    starts = [place for place, cell in enumerate(cells) if "lecturer" in cell.metadata]
    ends = [*starts[1:], len(cells)]
    return [_block(cells[start:end]) for start, end in zip(starts, ends, strict=True)]


def _block(cells: tuple[NotebookNode, ...]) -> Block:
    said = cells[0].metadata["lecturer"]
    return Block(said["minutes"], _heading(cells), said["notes"], cells)


def _heading(cells: tuple[NotebookNode, ...]) -> str:
    told = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    heading = re.search(r"^#+ (.+)$", told, re.MULTILINE)
    return heading[1] if heading else _beginning(cells[0])


def _beginning(cell: NotebookNode) -> str:
    """First line of a slide, without marks of headings and folds."""
    shown = re.sub(r"<summary>.*?</summary>|</?details>", "", cell.source).strip()
    first = shown.splitlines()[0].lstrip("#").strip()
    # A slide that begins with a picture or a table is called by what that says.
    return _finding(cell) or _caption(cell) or first if cell.cell_type == "code" else first


def _caption(cell: NotebookNode) -> str:
    """Caption of a table, without its source."""
    said = re.search(r'(?:caption = |, )f?"([A-Z][^"{]{8,})', cell.source)
    return said[1].rstrip(" .") if said else ""


# ---- questions ----


def questions(cells: tuple[NotebookNode, ...]) -> list[Question]:
    """What a lecturer asks in some cells, in order, with the answers that the lesson gives."""
    found = []
    for place, cell in enumerate(cells):
        if cell.cell_type != "markdown" or _is_told_elsewhere(cell):
            continue
        if step := _step(cells, place):
            found.append(step)
        elif quiz := _quiz(cell):
            found.append(quiz)
        elif ASKED.search(cell.source) or ROOM.keys() & set(tags(cell)):
            found.append(_guess(cells, place))
    return found


def _is_told_elsewhere(cell: NotebookNode) -> bool:
    """Whether a cell is for readers alone, and asks nothing: steps are done at home too."""
    return "reader" in tags(cell) and "step" not in tags(cell)


def _step(cells: tuple[NotebookNode, ...], place: int) -> Question | None:
    if "step" not in tags(cells[place]):
        return None
    following = next((c for c in cells[place + 1 :] if c.cell_type == "code"), None)
    keys = _keys(following) if following is not None else []
    if not keys:
        return None
    return Question("step", _without_heading(cells[place].source), key=keys[0])


def _without_heading(text: str) -> str:
    return re.sub(r"^#+ .*\n+", "", text).strip()


def _quiz(cell: NotebookNode) -> Question | None:
    options = _OPTION.findall(cell.source)
    right = [(told, why) for told, why in options if "✓" in why]
    if not right:
        return None
    told, why = right[0]
    others = "; ".join(option for option, _ in options)
    ask = cell.source.split("<details>")[0].strip().lstrip("#").strip()
    why = re.sub(r"^\s*✓\s*(Right\.)?\s*", "", why)
    return Question("quiz", f"#### {ask}\n\n{others}", f"**{told}.** {why}")


def _guess(cells: tuple[NotebookNode, ...], place: int) -> Question:
    cell = cells[place]
    vote = VOTE.search(cell.source)
    kind = "guess" if vote is None else "vote again" if "again" in vote[0] else "vote"
    answer = _answer(cells[place + 1 :]) if kind == "guess" else ""
    how = [ROOM[tag] for tag in tags(cell) if tag in ROOM]
    return Question(kind, cell.source.strip(), answer, where=how[0] if how else "")


def _answer(after: tuple[NotebookNode, ...]) -> str:
    """What comes to light after a guess: the finding of its picture, and what is read in it.

    The picture is that which shows the guess, or else the first before the next question.
    """
    named = re.match(r"(guess_\d+) = ", after[0].source) if after else None
    own = f"guess={named[1]}" if named else ""
    told: list[str] = []
    for cell in after:
        if cell.cell_type == "code":
            finding = _finding(cell) if not own or own in cell.source else ""
            if finding and told:
                break
            told += [f"**{finding}.**"] if finding else []
            own = "" if own in cell.source else own
        elif not own and (ASKED.search(cell.source) or "lecturer" in cell.metadata):
            break
        elif not own and any(tag.startswith("claim:") for tag in tags(cell)):
            told.append(_first_paragraph(cell.source))
            break
    return " ".join(told)


def _first_paragraph(text: str) -> str:
    text = re.sub(r"</?details>|<summary>.*?</summary>", "", text).strip()
    return text.split("\n\n")[0].removeprefix("**So what.** ")


def _finding(cell: NotebookNode) -> str:
    """What the picture of a cell shows, as its stored description begins; "" where it has none.

    A description that begins with the marks ("Dots for ...") tells no finding.
    """
    for output in cell.get("outputs", []):
        shown = "".join(output.get("data", {}).get("text/html", ""))
        if match := re.search(r"<img alt=\"(.+?)(?=\.\s|\.?\")", shown):
            told = html.unescape(match[1])
            return "" if re.match(r"(Dots?|Lines?|Bars?)\b|.* each a dot", told) else told
    return ""


# ---- what stays ----


def key_points(cells: tuple[NotebookNode, ...]) -> list[str]:
    """What follows for a decision, in the words of the lesson."""
    told = [text.strip() for cell in _markdown(cells) for text in _SO_WHAT.findall(cell.source)]
    return [text[:1].upper() + text[1:] for text in told]


def formulas(cells: tuple[NotebookNode, ...]) -> list[tuple[str, str]]:
    """Formulas of a lesson, each with the heading under which it stands; a step's is none."""
    heading, found = "", []
    for cell in _markdown(cells):
        for part in re.split(r"^(?=#+ )", cell.source, flags=re.MULTILINE):
            match = re.match(r"#+ (.+)", part)
            if match and not re.match(r"\d+\.[a-z] ", match[1]):
                heading = match[1]
            found += [(heading, one.strip()) for one in _FORMULA.findall(part)]
    return found


def _markdown(cells: tuple[NotebookNode, ...]) -> list[NotebookNode]:
    return [cell for cell in cells if cell.cell_type == "markdown"]
