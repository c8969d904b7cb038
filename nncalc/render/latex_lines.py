"""Chains of equalities as the rows of an aligned display, for LaTeX and for Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nncalc.page.document import Line
from nncalc.render.breaking import Piece, fold
from nncalc.render.latex_text import columns

WIDTH = 80
"""Digits that fit on a line of a printed page, roughly."""

_TOGETHER = 6
"""Rows of a chain that stand on one page."""

# A formula may break before an operator that stands in no braces, no growing brackets and no matrix.
_TOKEN = re.compile(r"\\left|\\right|\\begin|\\end|[{}()]| (?=(?:\\cdot|\\odot|[+-]) )")
_CLOSED = {"\\left": 1, "\\right": -1, "\\begin": 1, "\\end": -1, "{": 1, "}": -1}
_OPEN = {"(": 1, ")": -1}


def aligned_rows(lines: Sequence[Line]) -> list[str]:
    """The rows between `\\begin{aligned}` and `\\end{aligned}`, without the row ends."""
    name_width = max(columns(line.sides[0]) for line in lines)
    return [row for line in lines for row in _rows(line, WIDTH - name_width, False)]


def rows_on_paper(lines: Sequence[Line]) -> str:
    """The rows of a display that breaks across pages: not between a formula and its components, nor in a short chain, and
    there is room above a formula. A piece that cannot be broken and may be too wide for the page is put in `\\atmost`."""
    room = WIDTH - max(columns(line.sides[0]) for line in lines)
    written = []
    for line, following in zip(lines, [*lines[1:], lines[-1]], strict=True):
        rows = _rows(line, room, True)
        together = r" \\*" if len(rows) <= _TOGETHER else r" \\"
        end = r" \\*" if line.level < following.level else r" \\[4pt]" if line.level > following.level else r" \\"
        written.append(f"{together}\n".join(rows) + end)
    return "\n".join(written).removesuffix(r" \\")


def _rows(line: Line, room: int, paper: bool) -> list[str]:
    """One chain, broken before a relation where the row is full, within a side that alone is too long."""
    name, *sides = line.sides
    widths = [columns(side) + 2 for side in sides]
    openings = _openings(widths, room)
    rows: list[str] = []
    row = name + " &"
    for position, (side, width) in enumerate(zip(sides, widths, strict=True)):
        relation = r"\approx" if position == len(sides) - 1 and not line.exact else "="
        if position in openings:
            rows.append(row)
            row = "&"
        first, *others = fold(side, _pieces(side), room - 2, room - 4, columns) if width > room else [side]
        if paper:
            first, *others = [_bounded(piece, room) for piece in (first, *others)]
        row += f"{'' if row.endswith('&') else ' '}{relation} {first}"
        for piece in others:
            rows.append(row)
            row = rf"&\qquad {{}} {piece}"
    return [*rows, row]


def _bounded(piece: str, room: int) -> str:
    """A piece that seems too wide for its row, with the width it may have; TeX measures it and decides."""
    if columns(piece) < room - 4:
        return piece
    return rf"\atmost{{{(room - 4) / WIDTH:.2f}\linewidth}}{{$\displaystyle {piece}$}}"


def _openings(widths: list[int], room: int) -> set[int]:
    """The sides that open a row; the last does not stand there alone if the one before can go with it."""
    openings: set[int] = set()
    used = widths[0]
    for position, width in enumerate(widths[1:], 1):
        used += width
        if used > room:
            openings.add(position)
            used = width
    last = len(widths) - 1
    if last in openings and widths[-2] + widths[-1] <= room:
        openings = openings - {last} | {last - 1}
    return openings


def _pieces(text: str) -> list[Piece]:
    pieces = []
    start = closed = depth = cost = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        closed += _CLOSED.get(token, 0)
        depth += _OPEN.get(token, 0)
        if token == " " and closed <= 0:
            pieces.append(Piece(start, match.start(), cost))
            start, cost = match.end(), 2 * depth + text.startswith("\\cdot", match.end())
    pieces.append(Piece(start, len(text), cost))
    return pieces
