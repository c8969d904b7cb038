"""What a problem says once for all of its results, or of each: points, least decimals, tolerance; what verdicts earn."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from nncalc.errors import InputError, nearest
from nncalc.problem_files.entry import VERDICTS, is_points, is_tolerance
from nncalc.problem_files.node_text import text_of
from nncalc.problem_files.places import Mapping, Node
from nncalc.reading.characters import shown
from nncalc.words import say

NO_POINTS = "this is not a number of points"  # said
POINTS = "points: 2, or points: {loss: 1, W1_new: 3}"  # said
TOLERANCES = ".01, 1% (of the right value) or 2u (units of the last place typed)"  # said
TOLERANCE = "tolerance: .01, or 1%, or 2u, or a mapping: {loss: 1%, y: .01}"  # said
CREDIT = "credit: {convention: 1, rounded-early: 1/2, slip: 0}"  # said
DECIMALS = "decimals: 3, or decimals: {loss: 4, accuracy: 0}"  # said


def points_in(node: Node | None, path: str) -> str | dict[str, str] | None:
    """The points as typed. Raises InputError, placed, for what is no number of points."""
    if node is None:
        return None
    if not isinstance(node, Mapping):
        return _number_of_points(node, path)
    if not node.items:
        raise InputError(say("points is empty"), place=_at(node, path), expected=say(POINTS))
    return {name: _number_of_points(value, path, name) for name, value in node.items.items()}


def _number_of_points(node: Node, path: str, name: str | None = None) -> str:
    text = text_of(node)
    if not is_points(text):
        said = say("'{text}' is not a number of points", text=shown(text)) if text else say(NO_POINTS)
        if name is not None:
            said = say("points of {name}: {wrong}", name=name, wrong=said)
        raise InputError(said, place=_at(node, path), expected=say(POINTS))
    return text


def decimals_in(node: Node | None, path: str) -> dict[str, int]:
    """The least decimals of each result; under "" those of all. Raises InputError, placed."""
    if node is None:
        return {}
    items = node.items if isinstance(node, Mapping) else {"": node}
    texts = {name: text_of(value) for name, value in items.items()}
    if not texts or not all(re.fullmatch(r"[0-9]{1,3}", text) for text in texts.values()):
        raise InputError(
            say("decimals is not a number of decimal places"), place=_at(node, path), expected=say(DECIMALS)
        )
    return {name: int(text) for name, text in texts.items()}


def tolerance_in(node: Node | None, path: str) -> dict[str, str]:
    """How far the figures of each result may be off; under "" those of all. Raises InputError, placed."""
    if node is None:
        return {}
    items = node.items if isinstance(node, Mapping) else {"": node}
    texts = {name: text_of(value).replace(" ", "") for name, value in items.items()}
    wrong = next((text for text in texts.values() if not is_tolerance(text)), None)
    if wrong is not None or not texts:
        said = say("'{text}' is not a tolerance", text=shown(wrong)) if wrong else say("tolerance is empty")
        raise InputError(said, place=_at(node, path), expected=say(TOLERANCE))
    return texts


def typed_tolerance(text: str | None) -> dict[str, str]:
    """The tolerance of `--tolerance`, for all results. Raises InputError."""
    if text is None:
        return {}
    if not is_tolerance(text.replace(" ", "")):
        said = say("'{text}' is not a tolerance", text=shown(text))
        raise InputError(said, name="--tolerance", expected=say(TOLERANCES))
    return {"": text.replace(" ", "")}


def credit_in(node: Node | None, path: str) -> dict[str, str]:
    """The share of the points that each verdict earns, as typed. Raises InputError, placed."""
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        raise InputError(say("credit is not a mapping"), place=_at(node, path), expected=say(CREDIT))
    for verdict, value in node.items.items():
        share = text_of(value)
        if verdict not in VERDICTS:
            place, close = node.keys[verdict], nearest(verdict, VERDICTS)
            raise InputError(
                say("'{verdict}' is no verdict that earns marks", verdict=shown(verdict)),
                place=f"{path}:{place.line}:{place.column}", nearest=close, expected=" ".join(VERDICTS),
            )  # fmt: skip
        if not is_points(share) or Fraction(share) > 1:
            said = say("credit of {verdict}: '{share}' is not a share from 0 to 1", verdict=verdict, share=shown(share))
            raise InputError(said, place=_at(value, path), expected=say(CREDIT))
    return {verdict: text_of(value) for verdict, value in node.items.items()}


def _at(node: Node, path: str) -> str:
    return f"{path}:{node.place.line}:{node.place.column}"


MARK_KEYS: dict[str, Callable[[Node | None, str], dict[str, Any]]] = {
    "decimals": decimals_in, "tolerance": tolerance_in, "credit": credit_in,
}  # fmt: skip
"""What may stand in `defaults:` as well, for all problems of the file."""
