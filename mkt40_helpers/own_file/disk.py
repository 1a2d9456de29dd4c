"""From a file to its text: what is no CSV file is refused, with a way to make one of it."""

from __future__ import annotations

import codecs
import difflib
import re
from pathlib import Path

SAVE = 'In Excel: File, Save As, "CSV UTF-8 (Comma delimited)"; then read that file.'
OTHERS = {
    ".xlsx": "an Excel workbook", ".xlsm": "an Excel workbook", ".xls": "an Excel workbook",
    ".xlsb": "an Excel workbook", ".ods": "a LibreOffice table", ".numbers": "a Numbers table",
    ".pdf": "a PDF file", ".zip": "a ZIP archive",
}  # fmt: skip


def content(path: Path) -> bytes:
    """Read a file; where that cannot be, say what is there and what to do."""
    if re.search(r"[\x00-\x1f]", str(path)):
        raise ValueError(
            f"The path {str(path)!r} holds a sign that \\ made of a letter. Write / in place of \\."
        )
    if path.is_dir():
        raise ValueError(f"{path} is a folder. Give the name of a file in it. {_there(path)}")
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        near = difflib.get_close_matches(path.name, [p.name for p in _csvs(path.parent)], n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"There is no file {path.name!r} in {_folder(path.parent)}.{meant} "
            + _there(path.parent)
        ) from None
    except PermissionError:
        raise ValueError(
            f"{path.name} cannot be opened: another program holds it, or it is not yours to read. "
            "Close it in Excel, and run this cell again."
        ) from None
    _require_a_table(path, found)
    return found


def _csvs(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".txt", ".tsv"))


def _folder(folder: Path) -> str:
    return "the folder of this notebook" if str(folder) == "." else f"the folder {folder}"


def _there(folder: Path) -> str:
    """Say which files could be meant."""
    if not folder.is_dir():
        return f"There is no folder {folder} either."
    names = [path.name for path in _csvs(folder)]
    if names:
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        return f"The CSV files there: {', '.join(names[:10])}{more}."
    return (
        "There is no CSV file there. Drag yours into the list of files on the left. If you have "
        'none, use the bakery: data.read_own(data.folder() / "bakery.csv").'
    )


def _require_a_table(path: Path, content: bytes) -> None:
    """Refuse what is no CSV file, by what it holds rather than by its name."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise ValueError(f"{path.name} is empty. Save the table once more. {SAVE}")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ValueError(
                f"{path.name} is protected with a password. Open it in Excel with the password, "
                f"and save it as CSV, which has none. {SAVE}"
            )
        raise ValueError(f"{path.name} is an Excel workbook, not a CSV file. {SAVE}")
    if content.startswith((b"PK\x03\x04", b"%PDF")):
        kind = OTHERS.get(path.suffix.lower(), "an Excel workbook or another packed file")
        raise ValueError(f"{path.name} is {kind}, not a CSV file. {SAVE}")
    if re.match(rb"\s*<(!doctype|html|\?xml)", content, re.IGNORECASE):
        raise ValueError(f"{path.name} is a web page, not a CSV file. Open it in Excel. {SAVE}")


def text_of(content: bytes) -> str:
    """Turn what a spreadsheet program wrote into text: UTF-8, UTF-16 or Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:200]:  # "Unicode text" without its mark
        little = content[1:200:2].count(0) > content[:200:2].count(0)
        return content.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"The letters of this file cannot be read. Save it once more. {SAVE}")
