"""Values in problem files and answers as the text a person would type."""

from __future__ import annotations

from typing import Any

from nncalc.errors import InputError
from nncalc.problem_files.places import Mapping, Node, Scalar, Sequence, plain


def text_of(node: Node | None) -> str:
    """The text of a scalar, "" for anything else."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def value_text(name: str, node: Node, path: str) -> str:
    """The value of a figure as it would be typed. Raises InputError with its place for a mapping, also one in a list."""
    if isinstance(node, Mapping) or (isinstance(node, Sequence) and _holds_mapping(node.items)):
        raise InputError(
            f"{name} is not a value but a mapping",
            place=f"{path}:{node.place.line}:{node.place.column}", expected=f"{name}: 0.25, or {name}: [1, 2]",
        )  # fmt: skip
    return _as_typed(node)


def _holds_mapping(items: list[Any]) -> bool:
    """Whether a mapping stands somewhere in nested lists."""
    return any(isinstance(item, dict) or (isinstance(item, list) and _holds_mapping(item)) for item in items)


def _as_typed(node: Node) -> str:
    """A node as the value a person would type: nested lists become `1,2:3,4`, or JSON where that is too flat."""
    value = plain(node)
    if isinstance(value, list):
        if list in map(type, value):
            if len(value) > 1 and all(isinstance(row, list) and all(map(_is_flat, row)) for row in value):
                return ":".join([",".join(row) for row in value])
            return "[" + ",".join(_json(item) for item in value) + "]"
        return ",".join(str(item) for item in value) if len(value) != 1 else f"[{value[0]}]"
    return str(value)


def _is_flat(item: Any) -> bool:
    """Whether a part of a row can stand between commas as it is."""
    return type(item) is str and item != "" and _STRUCTURE.isdisjoint(item)


_STRUCTURE = frozenset(",:;[]\"' ")


def _json(value: Any) -> str:
    return "[" + ",".join(_json(item) for item in value) + "]" if isinstance(value, list) else str(value)
