"""Values in problem files and answers as the text a person would type."""

from __future__ import annotations

from typing import Any

from nncalc.errors import InputError
from nncalc.problem_files.places import Mapping, Node, Scalar, Sequence, plain
from nncalc.reading.python_values import in_shell_syntax
from nncalc.words import say


def text_of(node: Node | None) -> str:
    """The text of a scalar, "" for anything else."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def value_text(name: str, node: Node, path: str) -> str:
    """The value of a figure as it would be typed. Raises InputError with its place for a mapping, also one in a list."""
    if isinstance(node, Mapping) or (isinstance(node, Sequence) and _holds_mapping(node.items)):
        raise InputError(
            say("{name} is not a value but a mapping", name=name),
            place=f"{path}:{node.place.line}:{node.place.column}",
            expected=say("{name}: 0.25, or {name}: [1, 2]", name=name),
        )
    return in_shell_syntax(plain(node))


def _holds_mapping(items: list[Any]) -> bool:
    """Whether a mapping stands somewhere in nested lists."""
    kinds = {*map(type, items)}
    return dict in kinds or (list in kinds and any(_holds_mapping(item) for item in items if type(item) is list))
