"""The tokens of pasted Python: names, numbers, texts, signs, line ends and indentation. Bounded; comments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.words import say

LONGEST = 200_000
"""Characters of a pasted text."""
MOST_TOKENS = 60_000
_PART = re.compile(
    r"(?P<space>[ \t\f]+|\\\n)|(?P<comment>\#[^\n]*)|(?P<line>\n)"
    r"|(?P<text>(?:[rRbBuUfF]{0,2})(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"))"
    r"|(?P<other>[^\s\#'\"]+?(?=(?<!\w)[rRbBuUfF]{1,2}['\"])|[^\s\#'\"]+|.)",
    re.DOTALL,
)
_SIGNS = re.compile(
    r"(?P<number>(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*=|//=|->|:=|\*\*|//|==|!=|<=|>=|\+=|-=|\*=|/=|[-+*/%@()\[\]{},:;.=<>|&^~!])"
)
_PROMPT = re.compile(r"^(?:>>>|\.\.\.)(?: |$)|^\s*(?:In|Out) ?\[[0-9 ]*\]:[ ]?", re.MULTILINE)


class Token(NamedTuple):
    """kind: name | number | text | sign | newline | indent | dedent | end; place: 0-based offset in the text."""

    kind: str
    text: str
    place: int


def fail(source: str, place: int, message: str, **more: str | None) -> NoReturn:
    """Raise the error of a place: its line, and the line's number where there are several."""
    start = source.rfind("\n", 0, place) + 1
    end = source.find("\n", place)
    line = source[start : end if end >= 0 else len(source)]
    if "\n" in source.strip("\n"):
        number = source.count("\n", 0, place) + 1
        message = say("line {number}: {message}", number=number, message=message)
    raise InputError(message, name="layers", text=line, column=place - start, **more)


def plain_text(text: str) -> str:
    """The text with its line ends plain and without the prompts of an interpreter. Raises InputError where it is too long."""
    if len(text) > LONGEST:
        raise InputError(
            say("a pasted text of more than {longest:,} characters", longest=LONGEST),
            name="layers",
            expected=say("the model alone"),
        )
    return _PROMPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8))


def tokens_of(source: str) -> list[Token]:
    """All tokens, with an end. Raises InputError where a character is none of Python's."""
    out: list[Token] = []
    depth, indents, fresh, width = 0, [_first_indent(source)], True, 0
    for kind, text, place in _parts(source):
        if len(out) > MOST_TOKENS:
            fail(source, place, say("more than {most:,} words and signs", most=MOST_TOKENS))
        if kind == "line":
            if depth == 0 and out and out[-1].kind not in ("newline", "indent", "dedent"):
                out.append(Token("newline", "", place))
            fresh, width = depth == 0, 0
            continue
        if kind == "space":
            width += len(text) if fresh and text[0] != "\\" else 0
            continue
        if fresh and depth == 0:
            out += _indented(source, indents, width, place)
            fresh = False
        depth = max(0, depth + (text in ("(", "[", "{")) - (text in (")", "]", "}"))) if kind == "sign" else depth
        out.append(Token(kind, text, place))
    end = len(source.rstrip())
    if out and out[-1].kind not in ("newline", "dedent"):
        out.append(Token("newline", "", end))
    out += [Token("dedent", "", end)] * (len(indents) - 1)
    return [*out, Token("end", "", end)]


def _first_indent(source: str) -> int:
    """How far the first line that holds something stands in: a method may be pasted alone."""
    for line in source.split("\n"):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            return len(line) - len(line.lstrip(" "))
    return 0


def _indented(source: str, indents: list[int], width: int, place: int) -> Iterator[Token]:
    if width > indents[-1]:
        if len(indents) > 50:
            fail(source, place, say("blocks more than 50 deep"))
        indents.append(width)
        yield Token("indent", "", place)
    while width < indents[-1] and len(indents) > 1:
        indents.pop()
        yield Token("dedent", "", place)
    if width != indents[-1]:
        if len(indents) > 1:
            fail(
                source, place, say("this line stands in by another width"), expected=say("the indentation of its block")
            )
        indents[0] = width  # less far in than the first line: what was pasted began inside a block


def _parts(source: str) -> Iterator[tuple[str, str, int]]:
    """Line ends, spaces, texts, names, numbers and signs, each with its place."""
    for found in _PART.finditer(source):
        kind, place = str(found.lastgroup), found.start()
        if kind == "comment":
            continue
        if kind != "other":
            yield kind, found[0], place
            continue
        try:
            piece = clean(found[0])
        except InputError as error:
            fail(source, place + (error.column or 0), error.message, expected=error.expected)
        at = 0
        while at < len(piece):
            sign = _SIGNS.match(piece, at)
            if not sign:
                fail(source, place + at, say("'{sign}' is not understood in a pasted layer", sign=piece[at]))
            yield str(sign.lastgroup), sign[0], place + at
            at = sign.end()


def number(source: str, token: Token) -> int | Fraction:
    """A numeral: whole, or a fraction exactly as it stands. Raises InputError where it is too long."""
    text = token.text.replace("_", "")
    if len(text) > 20 or re.search(r"[eE][+-]?\d{4}", text):
        fail(source, token.place, say("'{number}' is too long a number here", number=token.text[:20]))
    return int(text) if text.isdigit() else Fraction(text.rstrip(".") if text[-1:] == "." else text)
