"""Causes of a cell that Python cannot read (SyntaxError), from the special to the general."""

from __future__ import annotations

import keyword
import re

from mkt40_helpers.workbook.causes import EXCEL, Cause, Met, Words, in_line, said

__all__ = ["UNREADABLE"]

_CURLY = "“”„‟‘’‚‛«»‹›″′´`＂"  # noqa: RUF001
_SIGNS = {
    **dict.fromkeys("≥", "Write >= instead."),
    **dict.fromkeys("≤", "Write <= instead."),
    **dict.fromkeys("≠", "Write != instead."),
    **dict.fromkeys("×·✕∙", "Write * instead."),
    **dict.fromkeys("÷∕⁄", "Write / instead."),  # noqa: RUF001
    **dict.fromkeys("²³", "Write ** 2 or ** 3 for a power."),
    **dict.fromkeys("…", "Type three plain dots, one by one."),
    **dict.fromkeys("€£$", "Leave it out: a number stands alone."),
    **dict.fromkeys("，；：", "Type the comma, semicolon or colon of your own keyboard."),  # noqa: RUF001
    **dict.fromkeys("（）【】", "Type the brackets of your own keyboard."),  # noqa: RUF001
}


def _strange_sign(met: Met) -> Words | None:
    found = re.search(r"invalid character '(.)' \(U\+\w+\)", met.text)
    if not found:
        return None
    pasted = "It often comes with pasted text: delete it and type the line anew."
    return {"sign": found[1], "instead": _SIGNS.get(found[1], pasted)}


def _decimal_comma(met: Met) -> Words | None:
    found = re.search(r"(?<![\w.,])(\d+),(0\d+)(?![\w.,])", met.line)
    if not found or "leading zeros" not in met.text:
        return None
    return {"number": found[0], "fixed": f"{found[1]}.{found[2]}"}


def _excel(met: Met) -> Words | None:
    found = re.search(r"(?<![\w.])([A-Z]+(?:\.[A-Z]+)?)\s*\(", met.line)
    if not found or found[1] not in EXCEL:
        return None
    tail = " And a line does not begin with =." if met.line.lstrip().startswith("=") else ""
    return {"name": found[1], "instead": EXCEL[found[1]], "tail": tail}


def _own_word(met: Met) -> Words | None:
    found = re.match(r"\s*(\w+)\s*=(?!=)", met.line)
    return {"word": found[1]} if found and keyword.iskeyword(found[1]) else None


def _two_words(met: Met) -> Words | None:
    found = re.match(r"\s*([A-Za-z_]\w*) +([A-Za-z_]\w*)\s*=(?!=)", met.line)
    if not found or keyword.iskeyword(found[1]) or keyword.iskeyword(found[2]):
        return None
    return {"fixed": f"{found[1]}_{found[2]}"}


_NO_WORD = r"(?<![\w\"'])"
_QUOTES = "Your learner number must stand between quotation marks"

UNREADABLE: list[Cause] = [
    # Signs that no keyboard of a programmer has.
    (
        said(rf"invalid character '(?P<sign>[{_CURLY}])'"),
        "The quotation mark {sign} is a curly one, as word processors and web pages set it. "
        "Python knows only straight ones: delete it, and type \" or ' on your keyboard.",
    ),
    (
        said("unterminated string|invalid syntax", line=rf"(?P<sign>[{_CURLY}])"),
        "The line has a curly or slanted quotation mark, {sign}, where Python wants a straight "
        "one. Delete it, and type \" or ' on your keyboard, the same one at both ends.",
    ),
    (
        said(r"invalid non-printable character U\+(?P<code>\w+)"),
        "The line holds a hidden sign that looks like a blank (U+{code}; a no-break space is "
        "U+00A0). It comes with text copied from a web page or a word processor. Delete the blanks "
        "of this line and type them anew with the space bar.",
    ),
    (
        said(r"invalid character '(?P<sign>[−–—‒―‐‑﹣－])'"),  # noqa: RUF001
        "The sign {sign} is a typographic minus or dash. Python knows only the plain minus "
        "(hyphen) of your keyboard: delete the sign and type - instead.",
    ),
    (_strange_sign, "Python does not know the sign {sign}. {instead}"),
    # Numbers.
    (
        _decimal_comma,
        "Python writes a decimal point and no decimal comma: {fixed} instead of {number}.",
    ),
    (
        said("leading zeros|invalid decimal", line=r"^\s*student\s*=\s*(?P<number>\w+)"),
        _QUOTES + ': student = "{number}". Python would lose a zero at its beginning, and cannot '
        "read digits that run into letters.",
    ),
    (
        said("", SyntaxError, r"^\s*student\s*=\s*(?P<number>[\w .@-]*[\w.])\s*$"),
        _QUOTES + ': student = "{number}".',
    ),
    (
        said("leading zeros"),
        "A number begins with 0 here, and Python does not read such numbers. If it is a code (a "
        'postcode, a learner number), put it in quotation marks, such as "0123"; if it is a '
        "number, leave out the 0.",
    ),
    (
        in_line(r"^\s*(?P<name>\d+[A-Za-z_]\w*)\s*=(?!=)", SyntaxError),
        "A name cannot begin with a digit, as {name} does. Begin it with a letter.",
    ),
    (
        said("invalid decimal literal", line=r"(?P<first>\d+)(?P<second>[A-Za-z]\w*)"),
        "A number runs into letters here: {first}{second}. Write {first} * {second} to multiply, "
        'or put it in quotation marks if it is a text: "{first}{second}".',
    ),
    (
        in_line(_NO_WORD + r"(?P<a>\d{1,3})(?P<b>( \d{3})+)(?!\d)", SyntaxError),
        "The number {a}{b} has a blank in it. Write its digits without blanks, points or commas "
        "between the thousands.",
    ),
    (
        in_line(_NO_WORD + r"(?P<number>\d+(\.\d+){2,})", SyntaxError),
        "The number {number} has more than one point. A point stands before the decimals only; "
        "write the thousands without any.",
    ),
    (
        in_line(r"(?P<number>\d+(\.\d+)?)\s*%\s*(?=$|[,)\]#])", SyntaxError),
        "Python does not know percent: leave out the %. {number} percent is {number} where a "
        "number from 0 to 100 is asked, and {number} / 100 as a fraction.",
    ),
    # Habits from Excel and from other languages.
    (
        said("unicodeescape"),
        "In a text, \\U begins a special sign, so a Windows path cannot be read as it is. Put an "
        'r before its first quotation mark, r"C:\\Users\\...", or write / instead of \\.',
    ),
    (
        _excel,
        "{name} is a function of Excel, which Python does not know. With pandas, write "
        "{instead}.{tail}",
    ),
    (
        in_line(r"^\s*=(?!=)", SyntaxError),
        "The line begins with =, as a formula in Excel does. In Python a name stands before it: "
        "result = ..., or write the calculation without =.",
    ),
    (
        in_line(r"&&|\|\|", SyntaxError),
        "Python has no && and no ||. Between columns write & for and, | for or, with brackets "
        "around each comparison; between single values write the words and, or.",
    ),
    (
        in_line(r"=\s*>|=<|<>|[<>!] =|= =", SyntaxError),
        "The signs of this comparison are not in Python's order. It writes >=, <=, == and !=, "
        "without a blank between the two signs.",
    ),
    (
        in_line(r"\+\+|--\s*$", SyntaxError),
        "Python has no ++. Write x = x + 1, or x += 1, with your own name in place of x.",
    ),
    (
        in_line(r"^\s*else\s+if\b", SyntaxError),
        "Python writes elif where other languages write else if: elif condition:",
    ),
    (
        said("Missing parentheses in call to '(?P<name>[^']*)'"),
        "{name} is a function: put what it should show between round brackets, {name}(...).",
    ),
    (
        in_line(
            r"\b(?P<name>len|sum|round|max|min|abs|sorted|range|str|int|float) +[\w\"'\[]",
            SyntaxError,
        ),
        "{name} is a function: what it works on stands between round brackets, {name}(...).",
    ),
    (
        in_line(r"\d\s+x\s+\d", SyntaxError),
        "The sign for times is * in Python, and not x.",
    ),
    (
        in_line(r"\w=\s*(?P<sign>[;,])\s*[,)]", SyntaxError),
        'A sign that is handed over is a text, so it stands in quotation marks: "{sign}".',
    ),
    (
        in_line(r"^\s*(?P<word>If|Elif|Else|For|While|Def|Return|Import|From)\b", SyntaxError),
        "Python writes its own words in small letters, so {word} is no word of its own.",
    ),
    (
        in_line(r"\([^()]*;[^()]*\)", SyntaxError),
        "Between brackets, the parts are separated by commas in Python, and not by semicolons.",
    ),
    (
        in_line(r"\w\.\s*[\[(]", SyntaxError),
        "There is a dot too many before a bracket: leave it out.",
    ),
    (
        said(r"expected '\('"),
        "The name of a function is followed by round brackets: def name(value):",
    ),
    (
        said("f-string"),
        "The part between the curly brackets of this text cannot be read. Inside them, use the "
        "other kind of quotation marks than around the text.",
    ),
    # What stands left of an equals sign.
    (_own_word, "The word {word} belongs to Python itself. Choose another name for your value."),
    (
        _two_words,
        "A name cannot have a blank in it. Join the words with an underscore: {fixed} = ...",
    ),
    (
        said("cannot assign", line=r"^\s*(?P<a>[A-Za-z_]\w*)-(?P<b>[A-Za-z_]\w*)\s*=(?!=)"),
        "A name cannot have a hyphen in it; Python reads a minus. Write {a}_{b} = ...",
    ),
    (
        said("you meant ['\"]==", line=r"^\s*(if|elif|while)\b|\[.*[^=<>!]=[^=].*\]"),
        "One = gives a name to a value. To compare two values, write two: ==.",
    ),
    (
        said("cannot assign"),
        "Left of a single = stands a name, and right of it its value: name = value. To compare two "
        "values, write two: ==.",
    ),
    # Blocks and blanks at the beginning of a line.
    (
        said("expected an indented block"),
        "The line after a colon (of if, for, def, ...) must begin four blanks further to the "
        "right. Put the cursor before this line and press the Tab key.",
    ),
    (
        said("unexpected indent"),
        "This line begins with blanks that do not belong there. Delete the blanks at its "
        "beginning; only lines after a colon are moved to the right.",
    ),
    (
        said("unindent does not match|inconsistent use of tabs"),
        "The lines of one block must begin at the same place, and this one does not. Give it as "
        "many blanks as the line above has (and no Tab among them).",
    ),
    (
        said("'(?P<word>return|yield|break|continue)' (outside|not)"),
        "The word {word} belongs inside a function or a loop, in lines that are moved to the "
        "right. Is this line moved four blanks to the right?",
    ),
    (
        said("expected ':'|invalid syntax", line=r"^\s*(if|elif|else|for|while|def|try)\b[^:]*$"),
        "A line that begins with if, else, for, while or def ends with a colon, and this one does "
        "not: put : at its end.",
    ),
    # Pairs.
    (
        said(r"'(?P<sign>.)' was never closed"),
        "The bracket {sign} is opened in this line and never closed. Each ( needs a ), each [ a ].",
    ),
    (
        said(r"unmatched '(?P<sign>.)'"),
        "There is a {sign} too many in this line, or the bracket that opens it is missing.",
    ),
    (
        said("closing parenthesis '(?P<a>.)' does not match opening parenthesis '(?P<b>.)'"),
        "A bracket is opened with {b} and closed with {a}. Close the brackets in the order in "
        "which you opened them: ( with ), [ with ].",
    ),
    (
        said("unterminated", line=r"\\[\"']"),
        "A backslash before the last quotation mark hides it from Python. In a path, write / "
        "instead of \\.",
    ),
    (
        said("unterminated|part of the string"),
        "A text has a quotation mark at one end only. Put the same one, \" or ', before and behind "
        'it. A text with an apostrophe in it stands between ".',
    ),
    # Something is missing.
    (
        said("positional argument follows keyword"),
        "Between the brackets, values without a name come first, and those with a name "
        "(name=value) after them.",
    ),
    (
        said("Perhaps you forgot a comma"),
        "Between two values in this line something is missing: a comma between the parts of a "
        "list, or a sign such as +, *, & or ==.",
    ),
    (
        in_line(r"^\s*[A-Za-z_]\w*\s*=\s*$", SyntaxError),
        "There is nothing behind the =. Write the value there, or three dots ... for later.",
    ),
    (
        in_line(r"[-+*/=<>.&|,]\s*$", SyntaxError),
        "The line ends where something should still come, behind its last sign. If it goes on in "
        "the next line, put brackets around the whole.",
    ),
    (
        said("", SyntaxError),
        "Python cannot read this line. Compare it sign by sign with a line that works: is a sign "
        "missing, or is there one too many?",
    ),
]
