"""What pasted Python is made of: expressions and statements, each with its place in the text."""

from __future__ import annotations

from typing import Any, NamedTuple

CUT = "cut"
"""An axis of which some stretch is taken."""


class Literal(NamedTuple):
    value: Any
    place: int


class Name(NamedTuple):
    name: str
    place: int


class Attribute(NamedTuple):
    owner: Any
    name: str
    place: int


class Call(NamedTuple):
    function: Any
    arguments: list[Any]
    named: dict[str, Any]
    place: int
    end: int


class Items(NamedTuple):
    """A list, tuple or comprehension; pairs of a dictionary are tuples."""

    kind: str
    items: list[Any]
    place: int


class Each(NamedTuple):
    """`item for target in values`."""

    item: Any
    target: Any
    values: Any
    place: int


class Star(NamedTuple):
    value: Any
    place: int


class Operation(NamedTuple):
    """One sign between operands, or before one; `if` has the condition between."""

    sign: str
    operands: list[Any]
    place: int


class Part(NamedTuple):
    """`owner[index]`; an index with colons or several is `Slices`."""

    owner: Any
    index: Any
    place: int


class Slices(NamedTuple):
    """`:, -1, 2:` between brackets: None for a whole axis, CUT for a part of one."""

    parts: list[Any]


class Assign(NamedTuple):
    targets: list[Any]
    sign: str
    value: Any
    place: int


class Evaluate(NamedTuple):
    value: Any
    place: int


class Return(NamedTuple):
    value: Any
    place: int


class If(NamedTuple):
    condition: Any
    body: list[Any]
    other: list[Any]
    place: int


class For(NamedTuple):
    target: Any
    values: Any
    body: list[Any]
    place: int


class Define(NamedTuple):
    """A function: its parameters with their defaults (None: it has none), in order."""

    name: str
    parameters: list[tuple[str, Any]]
    body: list[Any]
    place: int


class Class(NamedTuple):
    name: str
    bases: list[Any]
    body: list[Any]
    place: int
