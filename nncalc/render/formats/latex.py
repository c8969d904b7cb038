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
from nncalc.render.wide_tables import readable

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
_LINES_A_PAGE, _LINES_TOGETHER, _WIDEST_LONG = 20, 12, 80
"""A tabular does not break across pages: a table longer than a third of one is set otherwise, if it is surely narrower than the
page; a wide one, which has to be measured, is set as several of half a page."""
_ROWS_A_PAGE = 40
_SPANNED = re.compile(r"\\multicolumn\{(\d+)\}\{l\}\{(.*)\}")
_RULE = "\\hline\\noalign{\\smallskip}"
_ABOVE, _BELOW = "\\par\\medskip\\noindent\n", "\\par\\smallskip"
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
        """In parts where it is too wide to be read; a long one breaks across pages."""
        plain = [index in table.words for index in range(len(table.headers))]
        whole = zip(plain, table.headers, *table.rows, strict=True)
        widths = [max(map(len if words else columns, column)) for words, *column in whole]
        kept = [min(width, _SURE_TO_FIT + 1) if words else width for words, width in zip(plain, widths, strict=True)]
        return "\n\n".join([self._tabular(part, of_part) for part, of_part in readable(table, kept)])

    def _tabular(self, table: Table, widths: Sequence[float]) -> str:
        header, cells = self.cells(table)
        prose = [index in table.words and width > _SURE_TO_FIT for index, width in enumerate(widths)]
        letters = ["r" if number else "l" for number in self.numeric(table)]
        letters = [_PARAGRAPH if long else letter for letter, long in zip(letters, prose, strict=True)]
        rows = [
            rf"\multicolumn{{{len(header)}}}{{l}}{{{row}}}" if isinstance(row, str) else " & ".join(row)
            for row in cells
        ]
        width = sum(widths) + 2 * len(widths)
        tall = _SURE_TO_FIT if any(prose) else None
        if sum([_lines(row, tall) for row in rows]) > _LINES_TOGETHER and width < _WIDEST_LONG and not tall:
            return _long("".join(letters), " & ".join(header), rows)
        pages = _pages(rows, tall)
        return "\n\n".join(
            [_tabular("".join(letters), " & ".join(header), page, width > _SURE_TO_FIT) for page in pages]
        )

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
        lines = _lines(row, line)
        if lines > room and pages[-1]:
            pages.append([])
            room = _LINES_A_PAGE
        pages[-1].append(row)
        room -= lines
    return pages


def _lines(row: str, line: int | None) -> int:
    matrices = max(cell.count(r" \\ ") for cell in row.split(r"\end{pmatrix}"))
    return matrices + 1 + (0 if line is None else len(row) // line)


def _tabular(letters: str, head: str, rows: Sequence[str], wide: bool) -> str:
    tabular = f"\\begin{{tabular}}{{{letters}}}\n{head} \\\\ {_RULE}\n{_body(rows)}\\end{{tabular}}"
    return _ABOVE + (f"\\atmost{{\\linewidth}}{{{tabular}}}" if wide else tabular) + _BELOW


def _long(letters: str, head: str, rows: Sequence[str]) -> str:
    """A table that breaks across pages, as a tabular does not; its head comes again where about a page is full."""
    columns = "&".join(
        [r"\kern\tabcolsep" + ("#\\hfil" if each == "l" else "\\hfil#") + r"\kern\tabcolsep" for each in letters]
    )
    top = f"{head}\\cr\n\\noalign{{\\nobreak\\vskip2pt\\hrule\\nobreak\\smallskip\\nobreak}}\n"
    rows = [_SPANNED.sub(r"\\multispan{\1}\\kern\\tabcolsep \2\\hfil", row) for row in rows]
    body = [row + (r"\cr\noalign{\vskip4pt}" if "pmatrix" in row else r"\cr") + "\n" for row in rows]
    pages = [top + "".join(body[at : at + _ROWS_A_PAGE]) for at in range(0, len(body), _ROWS_A_PAGE)]
    again = "\\noalign{\\medskip}\n"
    return f"\\par\\medskip\n\\halign{{\\strut{columns}\\cr\n{again.join(pages)}}}{_BELOW}"


def _body(rows: Sequence[str]) -> str:
    return "".join([f"{row} \\\\{'[4pt]' if 'pmatrix' in row else ''}\n" for row in rows])


def _typed(text: str) -> str:
    """Input syntax in typewriter face, which may break between elements but not in a number."""
    source = _SEPARATOR.sub(lambda match: match[0] + "\\allowbreak{}", escape(text))
    return rf"{{\raggedright\noindent\texttt{{{source}}}\par}}"


def _breaking(text: str) -> str:
    """A sentence with a figure in it that may be a long list."""
    source = _COMMA.sub(lambda match: match[0] + "\\allowbreak{}", escape(text))
    return rf"{{\raggedright\noindent {source}\par}}" if len(text) > _SURE_TO_FIT else rf"\noindent {source}"
