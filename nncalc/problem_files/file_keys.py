"""What a problem file says above its problems: what holds for all of them, and which columns of a table hold which figures."""

from __future__ import annotations

from collections.abc import Mapping as Map

from nncalc.declaring import registry
from nncalc.errors import InputError, InputErrors
from nncalc.problem_files.per_result import MARK_KEYS
from nncalc.problem_files.places import Mapping, Node, Place, Scalar
from nncalc.words import say

FILE_KEYS = ("defaults", "columns", "problems")
EXAMPLES = {"defaults": "defaults: {lr: 0.5}", "columns": "columns: {Question 1: hw1-3.loss}"}


def mapping_of(key: str, node: Node | None, at: str) -> Mapping:
    """What stands under a key of the file, a mapping. Raises InputError."""
    if not isinstance(node, Mapping):
        raise InputError(say("{key} is not a mapping", key=key), place=at, expected=say(EXAMPLES[key]))
    return node


def columns_of(node: Mapping, path: str) -> dict[str, str]:
    """The figure of each heading, `id.name` as it is written. Raises InputErrors."""
    errors = [
        InputError(
            say("the column '{heading}' is not one figure", heading=heading),
            place=f"{path}:{figure.place.line}:{figure.place.column}",
            expected=say(EXAMPLES["columns"]),
        )
        for heading, figure in node.items.items()
        if not isinstance(figure, Scalar) or not figure.text.strip()
    ]
    if errors:
        raise InputErrors(errors)
    return {heading: figure.text.strip() for heading, figure in node.items.items()}


def check_defaults(defaults: Map[str, Node], places: Map[str, Place], taken: set[str], path: str) -> None:
    """A default that no problem type takes is a slip of the pen, and would be lost without a word. Raises InputErrors.

    taken   those that some problem of the file has taken
    """
    unknown = [name for name in defaults if name not in taken]
    types = [registry.load(name) for name in registry.names()] if unknown else []
    errors = [
        InputError(
            say("no problem type has a given '{name}'", name=name),
            name="defaults",
            place=f"{path}:{places[name].line}:{places[name].column}",
            nearest=next((close for kind in types if (close := kind.unknown(name).nearest)), None),
            expected=say(EXAMPLES["defaults"]),
        )
        for name in unknown
        if name not in MARK_KEYS and not any(kind.given_named(name) for kind in types)
    ]
    if errors:
        raise InputErrors(errors)
