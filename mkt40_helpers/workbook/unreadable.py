"""Causes of a cell that Python cannot read (SyntaxError), from the special to the general."""

from __future__ import annotations

import keyword
import re

from mkt40_helpers.workbook.causes import EXCEL, Cause, Met, Words, in_line, said
from mkt40_helpers.workbook.words import say

__all__ = ["UNREADABLE"]

_CURLY = "“”„‟‘’‚‛«»‹›″′´`＂"  # noqa: RUF001
_SIGNS = {
    **dict.fromkeys("≥", "sign.at_least"),
    **dict.fromkeys("≤", "sign.at_most"),
    **dict.fromkeys("≠", "sign.unequal"),
    **dict.fromkeys("×·✕∙", "sign.times"),
    **dict.fromkeys("÷∕⁄", "sign.divided"),  # noqa: RUF001
    **dict.fromkeys("²³", "sign.power"),
    **dict.fromkeys("…", "sign.dots"),
    **dict.fromkeys("€£$", "sign.currency"),
    **dict.fromkeys("，；：", "sign.comma"),  # noqa: RUF001
    **dict.fromkeys("（）【】", "sign.bracket"),  # noqa: RUF001
}


def _strange_sign(met: Met) -> Words | None:
    found = re.search(r"invalid character '(.)' \(U\+\w+\)", met.text)
    if not found:
        return None
    return {"sign": found[1], "instead": say(_SIGNS.get(found[1], "sign.pasted"))}


def _decimal_comma(met: Met) -> Words | None:
    found = re.search(r"(?<![\w.,])(\d+),(0\d+)(?![\w.,])", met.line)
    if not found or "leading zeros" not in met.text:
        return None
    return {"number": found[0], "fixed": f"{found[1]}.{found[2]}"}


def _excel(met: Met) -> Words | None:
    found = re.search(r"(?<![\w.])([A-Z]+(?:\.[A-Z]+)?)\s*\(", met.line)
    if not found or found[1] not in EXCEL:
        return None
    tail = f" {say('unreadable.excel_tail')}" if met.line.lstrip().startswith("=") else ""
    return {"name": found[1], "instead": say(EXCEL[found[1]]), "tail": tail}


def _own_word(met: Met) -> Words | None:
    found = re.match(r"\s*(\w+)\s*=(?!=)", met.line)
    return {"word": found[1]} if found and keyword.iskeyword(found[1]) else None


def _two_words(met: Met) -> Words | None:
    found = re.match(r"\s*([A-Za-z_]\w*) +([A-Za-z_]\w*)\s*=(?!=)", met.line)
    if not found or keyword.iskeyword(found[1]) or keyword.iskeyword(found[2]):
        return None
    return {"fixed": f"{found[1]}_{found[2]}"}


_NO_WORD = r"(?<![\w\"'])"

UNREADABLE: list[Cause] = [
    # Signs that no keyboard of a programmer has.
    (said(rf"invalid character '(?P<sign>[{_CURLY}])'"), "unreadable.curly_quote"),
    (
        said("unterminated string|invalid syntax", line=rf"(?P<sign>[{_CURLY}])"),
        "unreadable.quote_in_line",
    ),
    (said(r"invalid non-printable character U\+(?P<code>\w+)"), "unreadable.hidden_blank"),
    (
        said(r"invalid character '(?P<sign>[−–—‒―‐‑﹣－])'"),  # noqa: RUF001
        "unreadable.typographic_minus",
    ),
    (_strange_sign, "unreadable.strange_sign"),
    # Numbers.
    (_decimal_comma, "unreadable.decimal_comma"),
    (
        said("leading zeros|invalid decimal", line=r"^\s*student\s*=\s*(?P<number>\w+)"),
        "unreadable.student_digits",
    ),
    (
        said("", SyntaxError, r"^\s*student\s*=\s*(?P<number>[\w .@-]*[\w.])\s*$"),
        "unreadable.student_unquoted",
    ),
    (said("leading zeros"), "unreadable.leading_zero"),
    (in_line(r"^\s*(?P<name>\d+[A-Za-z_]\w*)\s*=(?!=)", SyntaxError), "unreadable.name_with_digit"),
    (
        said("invalid decimal literal", line=r"(?P<first>\d+)(?P<second>[A-Za-z]\w*)"),
        "unreadable.number_into_letters",
    ),
    (
        in_line(_NO_WORD + r"(?P<a>\d{1,3})(?P<b>( \d{3})+)(?!\d)", SyntaxError),
        "unreadable.blank_in_number",
    ),
    (in_line(_NO_WORD + r"(?P<number>\d+(\.\d+){2,})", SyntaxError), "unreadable.two_points"),
    (in_line(r"(?P<number>\d+(\.\d+)?)\s*%\s*(?=$|[,)\]#])", SyntaxError), "unreadable.percent"),
    # Habits from Excel and from other languages.
    (
        in_line(r"""\.query\(\s*("[^"]*"|'[^']*')\s*[\w"']""", SyntaxError),
        "query.quotes_inside",
    ),
    (said("unicodeescape"), "unreadable.windows_path"),
    (_excel, "unreadable.excel"),
    (in_line(r"^\s*=(?!=)", SyntaxError), "unreadable.formula"),
    (in_line(r"&&|\|\|", SyntaxError), "unreadable.and_or"),
    (in_line(r"=\s*!(?!=)", SyntaxError), "unreadable.is_not"),
    (in_line(r"=\s*>|=<|<>|[<>!] =|= =", SyntaxError), "unreadable.comparison_order"),
    (in_line(r"\+\+|--\s*$", SyntaxError), "unreadable.plus_plus"),
    (in_line(r"^\s*else\s+if\b", SyntaxError), "unreadable.else_if"),
    (
        said("Missing parentheses in call to '(?P<name>[^']*)'"),
        "unreadable.called_without_brackets",
    ),
    (
        in_line(
            r"\b(?P<name>len|sum|round|max|min|abs|sorted|range|str|int|float) +[\w\"'\[]",
            SyntaxError,
        ),
        "unreadable.function_without_brackets",
    ),
    (in_line(r"\d\s+x\s+\d", SyntaxError), "unreadable.times_x"),
    (in_line(r"\w=\s*(?P<sign>[;,])\s*[,)]", SyntaxError), "unreadable.bare_sign"),
    (
        in_line(r"^\s*(?P<word>If|Elif|Else|For|While|Def|Return|Import|From)\b", SyntaxError),
        "unreadable.capital_word",
    ),
    (in_line(r"\([^()]*;[^()]*\)", SyntaxError), "unreadable.semicolon_in_brackets"),
    (in_line(r"\w\.\s*[\[(]", SyntaxError), "unreadable.dot_too_many"),
    (said(r"expected '\('"), "unreadable.def_brackets"),
    (said("f-string"), "unreadable.f_string"),
    # What stands left of an equals sign.
    (_own_word, "unreadable.own_word"),
    (_two_words, "unreadable.two_words"),
    (
        said("cannot assign", line=r"^\s*(?P<a>[A-Za-z_]\w*)-(?P<b>[A-Za-z_]\w*)\s*=(?!=)"),
        "unreadable.hyphen",
    ),
    (
        said("you meant ['\"]==", line=r"^\s*(if|elif|while)\b|\[.*[^=<>!]=[^=].*\]"),
        "unreadable.one_equals",
    ),
    (said("cannot assign"), "unreadable.cannot_assign"),
    # Blocks and blanks at the beginning of a line.
    (said("expected an indented block"), "unreadable.no_block"),
    (said("unexpected indent"), "unreadable.blanks_at_start"),
    (said("unindent does not match|inconsistent use of tabs"), "unreadable.uneven_block"),
    (said("'(?P<word>return|yield|break|continue)' (outside|not)"), "unreadable.outside_block"),
    (
        said("expected ':'|invalid syntax", line=r"^\s*(if|elif|else|for|while|def|try)\b[^:]*$"),
        "unreadable.colon_missing",
    ),
    # Pairs.
    (said(r"'(?P<sign>.)' was never closed"), "unreadable.never_closed"),
    (said(r"unmatched '(?P<sign>.)'"), "unreadable.closed_too_often"),
    (
        said("closing parenthesis '(?P<a>.)' does not match opening parenthesis '(?P<b>.)'"),
        "unreadable.crossed_brackets",
    ),
    (said("unterminated", line=r"\\[\"']"), "unreadable.hidden_quote"),
    (said("unterminated|part of the string"), "unreadable.open_text"),
    # Something is missing.
    (said("positional argument follows keyword"), "unreadable.named_first"),
    (said("Perhaps you forgot a comma"), "unreadable.comma_missing"),
    (in_line(r"^\s*[A-Za-z_]\w*\s*=\s*$", SyntaxError), "unreadable.nothing_behind"),
    (in_line(r"[-+*/=<>.&|,]\s*$", SyntaxError), "unreadable.line_ends"),
    (said("", SyntaxError), "unreadable.anything"),
]
