"""LaTeX: a piece to paste into a document that loads amsmath, amssymb and graphicx, or with `standalone` a whole one.

The source is ASCII. `standalone` compiles with pdfLaTeX; characters that it cannot set (ideographs) appear by
their number there, and as themselves with XeLaTeX or LuaLaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from nncalc.document import Block, Check, Drawing, Fold, Line, Table, Words
from nncalc.render.charset import fitter
from nncalc.render.latex_lines import aligned_rows
from nncalc.render.latex_style import LatexStyle
from nncalc.render.latex_text import UNICODE, columns, escape
from nncalc.render.tables import NUMBER, is_numeric
from nncalc.render.words import hidden, in_language, score, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nncalc.document import Document
    from nncalc.engine.notation import Style
    from nncalc.render import Options
    from nncalc.render.names import Names

_PREAMBLE = r"""\documentclass{article}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath,amssymb,graphicx}
\allowdisplaybreaks
"""
_CJK = r"\ifdefined\Umathchar\IfFileExists{ctex.sty}{\usepackage[scheme=plain]{ctex}}{}\fi" + "\n"
_LINES_A_PAGE = 40
"""A tabular does not break across pages, so a longer table is set as several."""
_ATMOST = r"\providecommand{\atmost}[2]{\setbox0=\hbox{#2}\ifdim\wd0>#1\resizebox{#1}{!}{\box0}\else\box0\fi}"
"""What is too wide for the page and cannot be broken is made smaller."""
_COMMA = re.compile(r",(?=\S)")
_SURE_TO_FIT = 60
"""Columns of a table that needs no `\\atmost`."""


def style(names: Names, options: Options) -> Style:
    return LatexStyle(names)


def render(document: Document, options: Options) -> str:
    body = "\n\n".join(_parts(document, in_language(options.language))) + "\n"
    return standalone(body) if options.standalone else _with_commands(body)


def standalone(body: str) -> str:
    """A whole document round a body that `render` made."""
    cjk = _CJK if "\\unicodecharacter" in body else ""
    return _PREAMBLE + cjk + "\\begin{document}\n\n" + _with_commands(body) + "\n\\end{document}\n"


def _with_commands(body: str) -> str:
    """The definitions of what the body uses beyond amsmath, in front of it."""
    for use, definition in (("\\unicodecharacter", UNICODE), ("\\atmost", _ATMOST)):
        if use in body and definition not in body:
            body = f"{definition}\n{body}"
    return body


def _parts(document: Document, words: Mapping[str, str]) -> Iterator[str]:
    if document.title:
        yield rf"\section*{{\raggedright {escape(document.title)}}}"
    if document.notes:
        yield "\n\n".join([rf"\noindent {escape(note)}" for note in document.notes])
    for section in document.sections:
        if section.title:
            yield rf"\subsection*{{{escape(section.title)}}}"
        for lines, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Line)):
            if lines:
                yield _display([block for block in blocks if isinstance(block, Line)])
            else:
                yield from (_block(block, words) for block in blocks)
    if document.answers:
        yield rf"\subsection*{{{escape(words['answers'])}}}"
        yield "\n\n".join([_typed(f"{answer.name}={answer.value}") for answer in document.answers])
    if document.checks:
        yield rf"\subsection*{{{escape(words['check' if len(document.checks) == 1 else 'checks'])}}}"
        yield from _checks(document.checks, words)


def _display(lines: Sequence[Line]) -> str:
    return "\\begin{align*}\n" + " \\\\\n".join(aligned_rows(lines, paper=True)) + "\n\\end{align*}"


def _block(block: Block, words: Mapping[str, str]) -> str:
    match block:
        case Words():
            return rf"\noindent {escape(block.text)}"
        case Fold():
            return rf"\noindent {escape(hidden(words, 'line', block.hidden, block.hint))}"
        case Drawing():
            # The one string that would end the environment is taken apart.
            kept = [line.replace("\\end{", "\\end {") for line in map(fitter("ascii"), block.lines)]
            return "\n".join(["\\begin{verbatim}", *kept, "\\end{verbatim}"])
        case Table():
            return _table(block, words)
    raise AssertionError(block)


def _table(table: Table, words: Mapping[str, str]) -> str:
    plain = [index in table.words for index in range(len(table.headers))]
    head = " & ".join(
        [
            escape(text) if text_is_plain else f"${text}$"
            for text, text_is_plain in zip(table.headers, plain, strict=True)
        ]
    )
    letters = "".join("r" if is_numeric([row[index] for row in table.rows]) else "l" for index in range(len(plain)))
    rows = [" & ".join(map(_cell, row, plain)) for row in table.rows]
    if table.hidden_after is not None and table.hidden:
        said = escape(hidden(words, "row", table.hidden, table.hint))
        rows.insert(table.hidden_after, rf"\multicolumn{{{len(plain)}}}{{l}}{{{said}}}")
    wide = sum(max(map(columns, column)) + 2 for column in zip(table.headers, *table.rows, strict=True))
    return "\n\n".join([_tabular(letters, head, page, wide > _SURE_TO_FIT) for page in _pages(rows)])


def _pages(rows: Sequence[str]) -> list[list[str]]:
    """The rows of a table, as many together as a page holds; a matrix in a cell is several lines tall."""
    pages: list[list[str]] = [[]]
    room = _LINES_A_PAGE
    for row in rows:
        lines = max(cell.count(r" \\ ") for cell in row.split(r"\end{pmatrix}")) + 1
        if lines > room and pages[-1]:
            pages.append([])
            room = _LINES_A_PAGE
        pages[-1].append(row)
        room -= lines
    return pages


def _tabular(letters: str, head: str, rows: Sequence[str], wide: bool) -> str:
    body = "".join([f"{row} \\\\{'[4pt]' if 'pmatrix' in row else ''}\n" for row in rows])
    rule = "\\hline\\noalign{\\smallskip}"
    tabular = f"\\begin{{tabular}}{{{letters}}}\n{head} \\\\ {rule}\n{body}\\end{{tabular}}"
    return "\\noindent\n" + (f"\\atmost{{\\linewidth}}{{{tabular}}}" if wide else tabular)


def _cell(text: str, plain: bool) -> str:
    return escape(text) if plain and not NUMBER.fullmatch(text) else f"${text}$" if text else ""


def _typed(text: str) -> str:
    """Input syntax in typewriter face, which may break between elements but not in a number."""
    source = escape(text).replace(",", ",\\allowbreak{}").replace(":", ":\\allowbreak{}")
    return rf"{{\raggedright\noindent\texttt{{{source}}}\par}}"


def _breaking(text: str) -> str:
    """A sentence with a figure in it that may be a long list."""
    source = _COMMA.sub(lambda match: match[0] + "\\allowbreak{}", escape(text))
    return rf"{{\raggedright\noindent {source}\par}}" if len(text) > _SURE_TO_FIT else rf"\noindent {source}"


def _checks(checks: Sequence[Check], words: Mapping[str, str]) -> Iterator[str]:
    for check in checks:
        yield _breaking(verdict(check)[0])
        yield from (rf"\hangindent=2em {escape(explanation)}" for explanation in check.words[1:])
    if len(checks) > 1:
        yield rf"\noindent {escape(score(words, checks)[0])}"
