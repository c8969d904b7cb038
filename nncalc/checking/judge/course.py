"""The run that a student's own figures lead: other decisions, other samples next, an end that comes sooner or later.

A tape has the decisions of one run. Where the figures of a sheet turn some, the working is run once more with them carried in;
what has other formulas there is judged on that tape as everything else is on the tape of the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.judge.atlas import Atlas
from nncalc.checking.judge.sheet import Sheet
from nncalc.checking.judge.state import ROOT
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.errors import NncalcError, OutOfBounds

if TYPE_CHECKING:
    from nncalc.checking.judge.figure import Figure, Part
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy

Carried = Mapping[str, Quantity]
"""The figures that lead a run, by their names on the tape."""


def own_course(
    problem: ProblemType, policy: Policy, key: Atlas, sheet: Sheet, figures: Sequence[Figure]
) -> tuple[Atlas, Sheet]:
    """The tape on which the lines are judged that a sheet turned, and the sheet there; the key's where it turned none."""
    parts = [part for figure in figures for part in figure.parts]
    found: list[_Led] = []
    for carried in _ways(parts, key, sheet) if _is_open(sheet) else ():
        atlas = _led(problem, policy, key, carried)
        if atlas is None or any(atlas.plain == each.atlas.plain for each in found):
            continue
        judged = Sheet(atlas, sheet.figures) if atlas.turned else sheet
        found.append(_Led(carried, atlas, judged, _refused(sheet, judged, atlas.turned)))
    best = min(found, key=lambda each: each.refused, default=None)
    if best is None or not best.atlas.turned:
        return key, sheet
    atlas, judged = best.atlas, best.sheet
    if any(not judged.lines[name].credit for name in atlas.turned):  # mistakes are tried only where not all follows
        atlas = _led(problem, policy, key, best.carried, tries=True) or atlas
        judged = Sheet(atlas, sheet.figures)
    return atlas, judged


class _Led(NamedTuple):
    """A run that some figures led: its tape, the sheet on it, and how many lines earn nothing."""

    carried: Carried
    atlas: Atlas
    sheet: Sheet
    refused: int


def _is_open(sheet: Sheet) -> bool:
    """Whether a line earns nothing as yet that stands after a wrong one."""
    return any(not sheet.lines[name].credit for name in sheet.wrong[1:])


def _refused(key: Sheet, other: Sheet, turned: frozenset[str]) -> int:
    """How many lines are neither right nor right on what stands above."""
    return sum(not (other if name in turned else key).lines[name].credit for name in key.wrong)


def _led(problem: ProblemType, policy: Policy, key: Atlas, carried: Carried, *, tries: bool = False) -> Atlas | None:
    """The tape of a run with some figures carried in; None where they leave nothing to work out."""
    try:
        return Atlas(problem, policy._replace(carried=carried), key.lines.names, key, tries=tries)
    except OutOfBounds:
        raise
    except NncalcError:
        return None


def _ways(parts: Sequence[Part], key: Atlas, sheet: Sheet) -> Iterator[dict[str, Quantity]]:
    """The figures that may have led: those that are wrong as typed, and exact what is right; all as typed; and the mistakes
    alone, with what follows from them unrounded."""
    typed = [(part, part.typed) for part in parts if part.typed is not None]
    yield {part.own_name: _exact(key.right[c]) or q if part.is_right else q for c, (part, q) in enumerate(typed)}
    yield {part.own_name: q for part, q in typed}
    roots = {c for name in sheet.wrong if sheet.lines[name].status == ROOT for c in key.lines.components[name]}
    yield {part.own_name: q for c, (part, q) in enumerate(typed) if c in roots and not part.is_right}


def _exact(q: Quantity) -> Quantity | None:
    return Quantity(None, (), q.value) if type(q.value) is flint.fmpq else None
