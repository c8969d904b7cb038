"""LaTeX: a piece to paste into a document that loads amsmath, amssymb and graphicx, or with `standalone` a whole one.

The source is ASCII. `standalone` compiles with pdfLaTeX; where there is Chinese in it, its first line says XeLaTeX, which
sets it in the fonts of ctex, and pdfLaTeX is told so. Other characters that pdfLaTeX cannot set appear by their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from nncalc import words
from nncalc.page.numerals import NUMBER
from nncalc.render.charset import fitter
from nncalc.render.latex_lines import rows_on_paper
from nncalc.render.latex_text import UNICODE, columns, escape
from nncalc.render.markup import Markup
from nncalc.render.measure import is_ideograph
from nncalc.render.sheet import Sheet, sheet_of
from nncalc.render.spool import Spool

if TYPE_CHECKING:
    from nncalc.page.document import Answer, Document, Line, Table

_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath,amssymb,graphicx}
\allowdisplaybreaks
"""
_XELATEX = "% !TeX program = xelatex\n% xelatex FILE.tex\n"  # no sentence: commands
_CHINESE = r"""\ifdefined\Umathchar\usepackage[scheme=plain]{ctex}
\else\PackageError{nncalc}{This page has Chinese text: compile it with XeLaTeX}{xelatex FILE.tex}\fi
"""  # no sentence: LaTeX's source
_CHARACTER = re.compile(r"\\unicodecharacter\{([0-9A-F]+)\}")
_LINES_A_PAGE = 40
"""A tabular does not break across pages, so a longer table is set as several."""
_ATMOST = r"\providecommand{\atmost}[2]{\setbox0=\hbox{#2}\ifdim\wd0>#1\resizebox{#1}{!}{\box0}\else\box0\fi}"
"""What is too wide for the page and cannot be broken is made smaller."""
_COMMANDS = {"\\atmost": _ATMOST, "\\unicodecharacter": UNICODE}
"""The definitions of what a body may use beyond amsmath, in the order in which they stand in front of it."""
_COMMA = re.compile(r",(?=\S)")
_SEPARATOR = re.compile(r",|:+")
_PARAGRAPH = r"p{0.5\linewidth}"
"""A column of sentences, which are broken."""
_SURE_TO_FIT = 60
"""Columns of a table that needs no `\\atmost`."""


class Latex(Markup):
    """A piece of a LaTeX document, or with `standalone` a whole one."""

    between = "\n\\clearpage\n"
    pieces = True

    def stream(self, document: Document) -> Iterator[str]:
        """The body, behind the commands that it uses; those are known when it is written."""
        used: set[str] = set()
        chinese = ""
        with Spool() as body:
            for piece in super().stream(document):
                used.update(use for use in _COMMANDS if use in piece)
                chinese = chinese or (piece if _has_chinese(piece) else "")
                body.write(piece)
            head, tail = self.frame([chinese]) if self.options.standalone else ("", "")
            yield head + "".join([f"{definition}\n" for use, definition in _COMMANDS.items() if use in used])
            yield from body.read()
            yield tail

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        """Preamble and end of a whole document, which says that it is for XeLaTeX where there is Chinese in it."""
        chinese = words.spoken == "zh" or any(map(_has_chinese, pages))
        first, last = (_XELATEX, _CHINESE) if chinese else ("", "")
        return f"{first}{_PREAMBLE}{last}\\begin{{document}}\n\n", "\n\\end{document}\n"

    def escape(self, text: str) -> str:
        return escape(text)

    def math(self, source: str) -> str:
        return f"${source}$"

    def heading(self, text: str, level: int) -> str:
        return rf"\section*{{\raggedright {escape(text)}}}" if level == 1 else rf"\subsection*{{{escape(text)}}}"

    def paragraph(self, text: str) -> str:
        return rf"\noindent {escape(text)}"

    def notes(self, notes: Sequence[str]) -> str:
        return "\n\n".join(map(self.paragraph, notes))

    def display(self, lines: Sequence[Line]) -> str:
        """Between paragraphs; TeX would leave an empty line for the one that a display interrupts."""
        rows = rows_on_paper([line.told_apart() for line in lines])
        return f"\\par\\nointerlineskip\\noindent\n\\begin{{align*}}\n{rows}\n\\end{{align*}}"

    def listing(self, lines: Sequence[str]) -> str:
        """Verbatim; the one string that would end the environment is taken apart."""
        kept = [line.replace("\\end{", "\\end {") for line in map(fitter("ascii"), lines)]
        return "\n".join(["\\begin{verbatim}", *kept, "\\end{verbatim}"])

    def sheet(self) -> Sheet:
        return sheet_of(None, "ascii")

    def answers(self, answers: Sequence[Answer]) -> str:
        return "\n\n".join([_typed(f"{answer.name}={answer.value}") for answer in answers])

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        parts: list[str] = []
        for first, *under in items:
            parts += [_breaking(first), *[rf"\hangindent=2em {escape(text)}" for text in under]]
        return "\n\n".join(parts)

    def table(self, table: Table) -> str:
        header, cells = self.cells(table)
        plain = [index in table.words for index in range(len(header))]
        whole = zip(plain, table.headers, *table.rows, strict=True)
        widths = [max(map(len if words else columns, column)) for words, *column in whole]
        prose = [words and width > _SURE_TO_FIT for words, width in zip(plain, widths, strict=True)]
        letters = ["r" if number else "l" for number in self.numeric(table)]
        letters = [_PARAGRAPH if long else letter for letter, long in zip(letters, prose, strict=True)]
        rows = [
            rf"\multicolumn{{{len(header)}}}{{l}}{{{row}}}" if isinstance(row, str) else " & ".join(row)
            for row in cells
        ]
        wide = sum(widths) + 2 * len(widths) > _SURE_TO_FIT
        tall = _SURE_TO_FIT if any(prose) else None
        return "\n\n".join([_tabular("".join(letters), " & ".join(header), page, wide) for page in _pages(rows, tall)])

    def cell(self, text: str, plain: bool) -> str:
        number = text.replace("−", "-")
        return super().cell(*((number, False) if NUMBER.fullmatch(number) else (text, plain)))


def _has_chinese(page: str) -> bool:
    return any(is_ideograph(chr(int(code, 16))) for code in set(_CHARACTER.findall(page)))


def _pages(rows: Sequence[str], line: int | None) -> list[list[str]]:
    """The rows of a table, as many together as a page holds; a matrix in a cell is several lines tall, and so is a
    paragraph, of which a line holds `line` characters."""
    pages: list[list[str]] = [[]]
    room = _LINES_A_PAGE
    for row in rows:
        lines = max(cell.count(r" \\ ") for cell in row.split(r"\end{pmatrix}")) + 1
        lines += 0 if line is None else len(row) // line
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
    whole = f"\\atmost{{\\linewidth}}{{{tabular}}}" if wide else tabular
    return f"\\par\\medskip\\noindent\n{whole}\\par\\smallskip"


def _typed(text: str) -> str:
    """Input syntax in typewriter face, which may break between elements but not in a number."""
    source = _SEPARATOR.sub(lambda match: match[0] + "\\allowbreak{}", escape(text))
    return rf"{{\raggedright\noindent\texttt{{{source}}}\par}}"


def _breaking(text: str) -> str:
    """A sentence with a figure in it that may be a long list."""
    source = _COMMA.sub(lambda match: match[0] + "\\allowbreak{}", escape(text))
    return rf"{{\raggedright\noindent {source}\par}}" if len(text) > _SURE_TO_FIT else rf"\noindent {source}"
