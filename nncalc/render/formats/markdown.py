"""Markdown as GitHub reads it: headings, displays between `$$`, tables, the answers in a block of code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from nncalc.document import Block, Check, Drawing, Fold, Line, Table, Words
from nncalc.render.charset import can_encode, fitter, safe
from nncalc.render.latex_lines import aligned_rows
from nncalc.render.latex_style import LatexStyle
from nncalc.render.tables import is_numeric
from nncalc.render.words import hidden, in_language, score, verdict

if TYPE_CHECKING:
    from nncalc.document import Document
    from nncalc.engine.notation import Style
    from nncalc.render import Options
    from nncalc.render.names import Names

_ESCAPES = {
    **{ord(sign): "\\" + sign for sign in "\\`*_[]#~"},
    # As entities, since they act inside tables, mathematics or HTML even behind a backslash.
    **{ord(sign): f"&#{ord(sign)};" for sign in "&<>$|@"},
}
_LINE_OPENING = re.compile(r"\s*(?:[-+=]|\d+[.)])")

_EMOJI = re.compile(r":(?=[\w+-]+:)")


def style(names: Names, options: Options) -> Style:
    return LatexStyle(names)


def render(document: Document, options: Options) -> str:
    fit = fitter(options.charset)
    text = "\n\n".join(_parts(document, in_language(options.language), fit)) + "\n"
    codec = options.charset if can_encode(options.charset, "") else "ascii"
    return text.encode(codec, "xmlcharrefreplace").decode(codec)


def escape(text: str) -> str:
    """Text as it should appear within a line, as Markdown source."""
    return _EMOJI.sub("&#58;", safe(text).strip().translate(_ESCAPES))


def paragraph(text: str) -> str:
    """Text as it should appear, where Markdown would read a list or a rule in its first character."""
    source = escape(text)
    opening = _LINE_OPENING.match(source)
    return f"{source[: opening.end() - 1]}\\{source[opening.end() - 1 :]}" if opening else source


def _parts(document: Document, words: Mapping[str, str], fit: Callable[[str], str]) -> Iterator[str]:
    if document.title:
        yield f"# {paragraph(document.title)}"
    if document.notes:
        yield _list(document.notes)
    for section in document.sections:
        if section.title:
            yield f"## {paragraph(section.title)}"
        for lines, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Line)):
            if lines:
                yield _display([block for block in blocks if isinstance(block, Line)])
            else:
                yield from (_block(block, words, fit) for block in blocks)
    if document.answers:
        yield f"## {escape(words['answers'])}"
        yield _code([f"{answer.name}={answer.value}" for answer in document.answers], fit)
    if document.checks:
        yield f"## {escape(words['check' if len(document.checks) == 1 else 'checks'])}"
        yield "\n".join(map(_check, document.checks))
    if len(document.checks) > 1:
        yield escape(score(words, document.checks)[0])


def _display(lines: Sequence[Line]) -> str:
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(aligned_rows(lines)) + "\n\\end{aligned}\n$$"


def _block(block: Block, words: Mapping[str, str], fit: Callable[[str], str]) -> str:
    match block:
        case Words():
            return paragraph(block.text)
        case Fold():
            return escape(hidden(words, "line", block.hidden, block.hint))
        case Drawing():
            return _code(block.lines, fit)
        case Table():
            return _table(block, words)
    raise AssertionError(block)


def _table(table: Table, words: Mapping[str, str]) -> str:
    plain = [index in table.words for index in range(len(table.headers))]
    rules = ["---:" if is_numeric([row[index] for row in table.rows]) else "---" for index in range(len(plain))]
    rows = [_row(map(_cell, row, plain)) for row in table.rows]
    if table.hidden_after is not None and table.hidden:
        said = escape(hidden(words, "row", table.hidden, table.hint))
        rows.insert(table.hidden_after, _row([said] + [""] * (len(plain) - 1)))
    return "\n".join([_row(map(_cell, table.headers, plain)), _row(rules), *rows])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str, plain: bool) -> str:
    return escape(text) if plain or not text else f"${text}$"


def _code(lines: Sequence[str], fit: Callable[[str], str]) -> str:
    """The lines as they are, within a fence longer than any run of backticks in them."""
    kept = list(map(fit, lines))
    longest = max((len(run) for line in kept for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *kept, fence])


def _list(items: Iterable[str]) -> str:
    return "\n".join([f"- {paragraph(item)}" for item in items])


def _check(check: Check) -> str:
    lines = [f"- {escape(verdict(check)[0])}"]
    return "\n".join(lines + [f"  - {paragraph(explanation)}" for explanation in check.words[1:]])
