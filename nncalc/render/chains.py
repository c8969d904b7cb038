"""Chains of equalities as lines of text: relation signs aligned, broken before a relation where too long."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nncalc.page.document import Line
from nncalc.render.breaking import fold_formula
from nncalc.render.sheet import Sheet, StyledLine

INDENT = (2, 5)
"""Columns before a line of level 0 and of level 1."""

_LONGEST_PADDING = 8
"""Relation signs are aligned under each other when this many spaces or fewer do it."""

_VALUE = frozenset("0123456789.∞-,;/ ()[]e")
_NEVER = sys.maxsize


class _Chain:
    """A line made ready.

    sides      its texts, and in `widths` the columns of each
    relations  what stands before each side, the sign and a space, and in `leads` the columns of each
    result     whether the last side is a value to be emphasised
    """

    __slots__ = ("leads", "relations", "result", "sides", "widths")

    def __init__(self, line: Line, sheet: Sheet) -> None:
        self.sides = list(map(sheet.fit, line.sides))
        self.widths = list(map(sheet.columns, self.sides))
        self.relations = ["", *["= "] * (len(self.sides) - 2), sheet.fit("= " if line.exact else "≈ ")]
        self.leads = list(map(sheet.columns, self.relations))
        self.result = len(self.sides) > 2 or not line.exact or _is_value(self.sides[1])

    def fits(self, room: int) -> bool:
        """Whether the whole chain goes on one row."""
        return sum(self.widths) + sum(self.leads) + len(self.sides) - 1 <= room


class _Grid(NamedTuple):
    """Where the rows of a group break and align."""

    margin: int
    width: int
    breaks: set[int]
    """Sides that open a new row."""
    paddings: dict[int, int]
    """Columns of the sides that are filled up, so that what follows them aligns."""


def chain_lines(group: Sequence[Line], sheet: Sheet) -> list[StyledLine]:
    """A group of lines that belong together; the components of one tensor are broken alike."""
    chains = [_Chain(line, sheet) for line in group]
    indent, alike = INDENT[group[0].level], group[0].level > 0
    names = [chain.widths[0] for chain in chains]
    if _aligned(names) == max(names):
        return _group_lines(chains, indent, sheet, alike)
    return [line for chain in chains for line in _group_lines([chain], indent, sheet, alike)]


def _is_value(side: str) -> bool:
    return side.lstrip("-([")[:1] in tuple("0123456789.∞") and _VALUE.issuperset(side)


def _aligned(widths: list[int]) -> int:
    """The column width that aligns what follows, or the least where aligning would cost too much."""
    widest, narrowest = max(widths), min(widths)
    return widest if widest - narrowest <= _LONGEST_PADDING else narrowest


def _group_lines(chains: list[_Chain], indent: int, sheet: Sheet, alike: bool) -> list[StyledLine]:
    """Chains whose names fill one column, or stand on rows of their own where that would be half the page."""
    width, head = sheet.width, " " * indent
    name_width = max(chain.widths[0] for chain in chains)
    margin = indent + name_width + 1
    alone = margin > width // 2 and not all(chain.fits(width - indent) for chain in chains)
    if alone:
        margin = indent + 2
    lines: list[StyledLine] = []
    for chain, grid in zip(chains, _grids(chains, margin, sheet, alike), strict=True):
        row = head + chain.sides[0]
        if alone:
            lines += [[(piece, "formula")] for piece in fold_formula(row, width, width, sheet.columns)]
            row = " " * margin
        else:
            row += " " * (name_width - chain.widths[0] + 1)
        lines += _rows(chain, row, grid, sheet)
    return lines


def _grids(chains: list[_Chain], margin: int, sheet: Sheet, alike: bool) -> list[_Grid]:
    """How each chain breaks: all in the same places, or only those that must where they need not be alike."""

    def grid(group: list[_Chain]) -> _Grid:
        breaks = _common_breaks(group, margin, sheet.width)
        return _Grid(margin, sheet.width, breaks, _paddings(group, breaks, margin, sheet.width))

    if alike:
        return [grid(chains)] * len(chains)
    whole = [_first_break(chain, margin, sheet.width, 1) == _NEVER for chain in chains]
    grids = {fits: grid([chain for chain, it in zip(chains, whole, strict=True) if it == fits]) for fits in set(whole)}
    return [grids[fits] for fits in whole]


def _common_breaks(chains: list[_Chain], margin: int, width: int) -> set[int]:
    """The sides that open a new row in every chain: as few as make all chains fit, each row filled first.

    The last value is not left alone when the side before it can go down with it.
    """

    def next_break(first: int) -> int:
        return min([_first_break(chain, margin, width, first) for chain in chains])

    breaks: set[int] = set()
    last = 1
    while (opening := next_break(last)) != _NEVER:
        breaks.add(opening)
        last = opening
    if breaks and last == len(chains[0].sides) - 1 and next_break(last - 1) == _NEVER:
        breaks = breaks - {last} | {last - 1}
    return breaks


def _first_break(chain: _Chain, margin: int, width: int, first: int) -> int:
    """The side after `first` that must open a row, as it or the one before does not fit; or `_NEVER`."""
    end = margin - 1
    for position in range(first, len(chain.sides)):
        end += chain.leads[position] + chain.widths[position] + 1
        if end > width and position > first:
            return position
    return _NEVER


def _paddings(chains: list[_Chain], breaks: set[int], margin: int, width: int) -> dict[int, int]:
    """Columns for the sides that another side follows on the same row, where the aligned rows still fit."""
    count = len(chains[0].sides)
    if any(len(chain.sides) != count for chain in chains):
        return {}
    paddings: dict[int, int] = {}
    for start, stop in pairwise([1, *sorted(breaks), count]):
        aligned = {side: _aligned([chain.widths[side] for chain in chains]) for side in range(start, stop - 1)}
        end = margin + sum(aligned.values()) + len(aligned)
        if end + max([sum(chain.leads[start:stop]) + chain.widths[stop - 1] for chain in chains]) <= width:
            paddings.update(aligned)
    return paddings


def _rows(chain: _Chain, row: str, grid: _Grid, sheet: Sheet) -> list[StyledLine]:
    """The sides of a chain after the name, in rows that begin with a relation sign; `row` opens the first."""
    rows: list[StyledLine] = []
    sides, widths = chain.sides, chain.widths
    last = len(sides) - 1
    for position in range(1, last + 1):
        row += chain.relations[position]
        start = grid.margin + chain.leads[position]
        piece, room = sides[position], grid.width - start
        result = position == last and chain.result
        if widths[position] > room:
            *before, piece = fold_formula(piece, room, room - 2, sheet.columns)
            for early in before:
                rows.append(_styled(row, early, result))
                row = " " * (start + 2)
        if position == last or position + 1 in grid.breaks:
            rows.append(_styled(row, piece, result))
            row = " " * grid.margin
        else:
            padded = max(widths[position], grid.paddings.get(position, widths[position])) + 1
            row += piece + " " * (padded - widths[position])
    return rows


def _styled(row: str, side: str, result: bool) -> StyledLine:
    return [(row, "formula"), (side, "result")] if result else [(row + side, "formula")]
