"""What a problem says once for all of its results, or of each: the points, the least decimals."""

from __future__ import annotations

import re

from nncalc.errors import InputError
from nncalc.problem_files.entry import is_points
from nncalc.problem_files.node_text import text_of
from nncalc.problem_files.places import Mapping, Node
from nncalc.reading.characters import shown
from nncalc.words import say

NO_POINTS = "this is not a number of points"
POINTS = "points: 2, or points: {loss: 1, W1_new: 3}"
DECIMALS = "decimals: 3, or decimals: {loss: 4, accuracy: 0}"


def points_in(node: Node | None, path: str) -> str | dict[str, str] | None:
    """The points as typed. Raises InputError, placed, for what is no number of points."""
    if node is None:
        return None
    if not isinstance(node, Mapping):
        return _number_of_points(node, path)
    if not node.items:
        raise InputError(say("points is empty"), place=_at(node, path), expected=POINTS)
    return {name: _number_of_points(value, path, name) for name, value in node.items.items()}


def _number_of_points(node: Node, path: str, name: str | None = None) -> str:
    text = text_of(node)
    if not is_points(text):
        said = say("'{text}' is not a number of points", text=shown(text)) if text else say(NO_POINTS)
        if name is not None:
            said = say("points of {name}: {wrong}", name=name, wrong=said)
        raise InputError(said, place=_at(node, path), expected=POINTS)
    return text


def decimals_in(node: Node | None, path: str) -> dict[str, int]:
    """The least decimals of each result; under "" those of all. Raises InputError, placed."""
    if node is None:
        return {}
    items = node.items if isinstance(node, Mapping) else {"": node}
    texts = {name: text_of(value) for name, value in items.items()}
    if not texts or not all(re.fullmatch(r"[0-9]{1,3}", text) for text in texts.values()):
        raise InputError(say("decimals is not a number of decimal places"), place=_at(node, path), expected=DECIMALS)
    return {name: int(text) for name, text in texts.items()}


def _at(node: Node, path: str) -> str:
    return f"{path}:{node.place.line}:{node.place.column}"
