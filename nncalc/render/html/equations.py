"""Chains of equalities in rows: their relations aligned where there is room, and broken before a relation where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.render.html.escaping import escape
from nncalc.render.html.formulas import OPENING, markup_of, pieces, width_of

if TYPE_CHECKING:
    from nncalc.page.document import Line

ROOM = 26
"""Columns of a piece that is not broken: it fits on the screen of a telephone."""
COLUMN = 0.52
"""The width of a column in em, rather too much than too little."""
_STEP, _WIDEST = 6, 66
"""Widths of groups are told apart in steps of so many em; wider ones are never set in columns."""
MOVED = 52
"""Columns of what cannot be broken and is wider than a telephone even when it is made small: it is moved sideways."""
BREAK = "<wbr>"
_GROUP = '<div class="g l'  # no sentence: markup
_ROW = '<div role="math" aria-label="'  # no sentence: markup
_NAME = '<span aria-hidden="true">'  # no sentence: markup
_CHAIN = '<div aria-hidden="true">'  # no sentence: markup
_SPOKEN, _UNSPOKEN = '<span role="math" aria-label="', '<math aria-hidden="true">'  # no sentence: markup
_SMALLER = '<span class="s" style="--w:'  # no sentence: markup
_BY_KEYS = ' class="m" tabindex="0"'  # no sentence: markup


def rows(group: Sequence[Line]) -> str:
    """Lines that belong together, one below the other."""
    body = "\n".join(map(_row, group))
    group = [line.told_apart(markup_of) for line in group]
    return f'{_GROUP}{group[0].level}{_columns(group) if len(group) > 1 else ""}">\n{body}\n</div>'


def _columns(group: Sequence[Line]) -> str:
    """The classes that set lines in columns where a page is wide enough for them."""
    widths = [[*map(width_of, line.sides)] for line in group]
    columns = max(map(len, widths))
    inner = [max([row[i] for row in widths if i + 1 < len(row)], default=0) + 2 for i in range(columns)]
    width = max([sum(inner[: len(row) - 1]) + row[-1] + 2 for row in widths])
    em = int(width * COLUMN / _STEP + 1) * _STEP
    return f" w{em} k{columns}" if em <= _WIDEST and columns > 1 else ""


def _row(line: Line) -> str:
    """One chain, which a reader of screens speaks as its line of text."""
    name, *sides = line.sides
    last = len(sides) - 1
    signs = ["≈" if index == last and not line.exact else "=" for index in range(len(sides))]
    said = " ".join([name, *[f"{sign} {side}" for sign, side in zip(signs, sides, strict=True)]])
    sides = list(line.told_apart(markup_of).sides[1:])
    shown = "".join(map(_side, [*signs[: len(sides) - 1], signs[-1]], sides))
    moved = _BY_KEYS if _SMALLER in shown and max(map(width_of, line.sides)) > MOVED else ""
    head = f"{_NAME}{_piece(markup_of(name), width_of(name))}</span>"
    return f'{_ROW}{escape(said)}"{moved}>{head}{_CHAIN}{shown}</div></div>'


def _side(sign: str, side: str) -> str:
    """A relation and what stands behind it, in pieces between which a line may break."""
    if width_of(side) <= ROOM:
        return f"<span>{mathematics(OPENING[sign] + markup_of(side))}</span>"
    (first, width), *others = pieces(side, ROOM)
    broken = BREAK.join([_piece(*each) for each in ((OPENING[sign] + first, width + 2), *others)])
    return f"<span>{broken}</span>"


def _piece(markup: str, width: int) -> str:
    """A piece that is not broken; a wide one is set so small that it fits the page."""
    whole = mathematics(markup)
    return whole if width <= ROOM + 2 else f'{_SMALLER}{width * COLUMN:.0f}">{whole}</span>'


def mathematics(markup: str) -> str:
    """A formula, or a piece of one."""
    return f"<math>{markup}</math>"


def with_text(text: str) -> str:
    """A formula that stands alone, with its text for readers of screens."""
    return f'{_SPOKEN}{escape(text)}">{_UNSPOKEN}{markup_of(text)}</math></span>'
