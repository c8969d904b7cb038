"""Chains of equalities in rows: their relations aligned where there is room, and broken before a relation where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.render.html.escaping import escape
from nncalc.render.html.formulas import OPENING, markup_of, pieces, width_of

if TYPE_CHECKING:
    from nncalc.page.document import Line

ROOM = 30
"""Columns of a piece that is not broken: it fits on the screen of a telephone."""
COLUMN = 0.54
"""The width of a column in em, rather too much than too little."""
_STEP, _WIDEST = 6, 66
"""Widths of groups are told apart in steps of so many em; wider ones are never set in columns."""
MOVED = 64
"""Columns of what cannot be broken and is wider than a telephone even when it is made small: it is moved sideways."""
BREAK = "<wbr>"
_GROUP = '<div class="g l'
_ROW = '<div role="math" aria-label="'
_NAME = '<span aria-hidden="true">'
_CHAIN = '<div aria-hidden="true">'
_SPOKEN = '<math alttext="'
_SMALLER = '<span class="s" style="--w:'
_BY_KEYS = ' class="m" tabindex="0"'


def rows(group: Sequence[Line]) -> str:
    """Lines that belong together, one below the other."""
    columns = max([len(line.sides) for line in group])
    width = sum([max([_width(line, i) for line in group]) for i in range(columns)])
    em = int(width * COLUMN / _STEP + 1) * _STEP
    fits = f" w{em} k{columns}" if em <= _WIDEST and columns > 1 and len(group) > 1 else ""
    body = "\n".join(map(_row, group))
    return f'{_GROUP}{group[0].level}{fits}">\n{body}\n</div>'


def _width(line: Line, index: int) -> int:
    return width_of(line.sides[index]) + 2 if index < len(line.sides) else 0


def _row(line: Line) -> str:
    """One chain, which a reader of screens speaks as its line of text."""
    name, *sides = line.sides
    last = len(sides) - 1
    signs = ["≈" if index == last and not line.exact else "=" for index in range(len(sides))]
    said = " ".join([name, *[f"{sign} {side}" for sign, side in zip(signs, sides, strict=True)]])
    shown = "".join(map(_side, signs, sides))
    moved = _BY_KEYS if _SMALLER in shown and max(map(width_of, sides)) > MOVED else ""
    head = f"{_NAME}{mathematics(markup_of(name))}</span>"
    return f'{_ROW}{escape(said)}"{moved}>{head}{_CHAIN}{shown}</div></div>'


def _side(sign: str, side: str) -> str:
    """A relation and what stands behind it, in pieces between which a line may break; else so small that it fits."""
    width = width_of(side)
    if width <= ROOM:
        return f"<span>{mathematics(OPENING[sign] + markup_of(side))}</span>"
    first, *others = pieces(side, ROOM)
    broken = BREAK.join(map(mathematics, (OPENING[sign] + first, *others)))
    return f"<span>{broken}</span>" if others else f'{_SMALLER}{width * COLUMN:.0f}">{broken}</span>'


def mathematics(markup: str) -> str:
    """A formula, or a piece of one."""
    return f"<math>{markup}</math>"


def with_text(text: str) -> str:
    """A formula that stands alone, with its text for readers of screens."""
    return f'{_SPOKEN}{escape(text)}">{markup_of(text)}</math>'
