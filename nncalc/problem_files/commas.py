"""What stands between the commas of `{}` without a colon of its own: YAML reads `{x: 1,-1.7}` as two entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nncalc.errors import InputError
from nncalc.problem_files.places import Node, Place, Scalar
from nncalc.reading.characters import shown
from nncalc.words import either, say

LONGEST = 200
"""Characters of a value that is written out again."""
_TORN = re.compile(r"([^\W\d]\w*)\s*([:：])\s*(.*)", re.DOTALL)
_CELL = re.compile(r"[-+\w.√/^()]+")


class Part(NamedTuple):
    """A key without a colon: its text, where it stands, the key before it, and whether a space follows the comma."""

    text: str
    place: Place
    after: str
    spaced: bool


class _Run(NamedTuple):
    """Parts that belong to one name: what was typed for it, and the first part that stands alone."""

    first: Part
    name: str
    typed: list[str]
    torn: bool


def faults_of(parts: Iterable[Part], items: Mapping[str, Node], path: str) -> list[InputError]:
    """What to say of the parts of one mapping: one error for each value that was split."""
    return [_fault(run, items.get(run.name), path) for run in _runs(parts, items)]


def _runs(parts: Iterable[Part], items: Mapping[str, Node]) -> list[_Run]:
    """The parts by the name they belong to; one such as `z：1` is a name with its value."""
    runs: list[_Run] = []
    for part in parts:
        torn = _TORN.fullmatch(part.text)
        if torn and (torn[2] == "：" or part.spaced or not part.after):
            runs.append(_Run(part, torn[1], [torn[3]], True))
        elif runs and runs[-1].first.after == part.after:
            runs[-1].typed.append(" " * part.spaced + part.text)
        else:
            before = items.get(part.after)
            typed = [before.text] if isinstance(before, Scalar) else []
            runs.append(_Run(part, part.after, [*typed, " " * part.spaced + part.text], False))
    return runs


def _fault(run: _Run, before: Node | None, path: str) -> InputError:
    place = f"{path}:{run.first.place.line}:{run.first.place.column}"
    if run.torn:
        whole = ",".join(run.typed)
        whole = whole if len(run.typed) == 1 or whole[0] in "\"'" else _quoted(whole)
        said = say("no space follows the colon after '{run}'", run=run.name)
        return InputError(
            said, place=place, expected=say("{run}: {value}, with a plain colon", run=run.name, value=whole or "one")
        )
    said = say("inside {{}} YAML splits at commas, so '{first}' stands alone", first=shown(run.first.text))
    if isinstance(before, Scalar) and len(whole := ",".join(run.typed)) <= LONGEST:
        expected = either([f"{run.name}: {form}" for form in (_quoted(whole), _as_list(whole)) if form])
    else:
        expected = say("{value}: [1, 2], with the whole value in brackets, or in quotes", value=run.name or "NAME")
    return InputError(said, place=place, expected=expected)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _as_list(text: str) -> str:
    """The value as a list, a matrix as a list of rows; nothing where it is neither (`conv:8,k=3`)."""
    rows = [[cell.strip() for cell in row.split(",")] for row in text.split(":")]
    if len(set(map(len, rows))) > 1 or not all(_CELL.fullmatch(cell) for row in rows for cell in row):
        return ""
    lists = [f"[{', '.join(row)}]" for row in rows]
    return lists[0] if len(lists) == 1 else f"[{', '.join(lists)}]"
