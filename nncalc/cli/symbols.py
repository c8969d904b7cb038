"""NAME=VALUE of an option, and the numbers that `--set` puts in for symbols."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import symbols_under
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors, nearest
from nncalc.reading.characters import clean
from nncalc.reading.expressions import read_quantity
from nncalc.reading.typed import parse_value, split_assignment
from nncalc.words import say


def pair(text: str, option: str, example: str, as_printed: bool = False) -> tuple[str, str]:
    """Name and value; a name may be one that only the page writes (κ, ∂E/∂W1), which the checker knows."""
    name, value = split_assignment(text, as_printed)
    if as_printed and name:
        with suppress(InputError):
            name = clean(name)
    if name is None or not name:
        raise InputError(
            say("{option} takes NAME=VALUE", option=option),
            name=option,
            text=text,
            expected=f"{option} {example}",
            nearest=_joined(text),
        )
    return name, value


def _joined(text: str) -> str | None:
    """`loss=2.04` for `loss：2.04`, `loss≈2.04` and `loss 2.04`."""
    found = re.fullmatch(r"\s*([^\W\d][\w.]*)\s*[:：≈≒ ]\s*([-+]?[0-9.][0-9.,/]*)\s*", text)
    return f"{found[1]}={found[2]}" if found else None


def symbols_in(value: Any) -> set[str]:
    """The names of the unknowns among givens: quantities and tensors, in mappings and sequences."""
    if isinstance(value, Quantity):
        return symbols_under(value)
    if isinstance(value, Tensor):
        value = value.items
    elif isinstance(value, Mapping):
        value = list(value.values())
    return {name for part in value for name in symbols_in(part)} if isinstance(value, (list, tuple)) else set()


def check_settings(numbers: Mapping[str, Quantity], symbols: set[str]) -> None:
    """Refuse a number for a symbol that does not occur."""
    known = (
        say("one of {sorted}", sorted=" ".join(sorted(symbols))) if symbols else say("no --set: there are no symbols")
    )
    errors = [
        InputError(
            say("there is no symbol '{name}'", name=name), name="--set", expected=known, nearest=nearest(name, symbols)
        )
        for name in numbers
        if name not in symbols
    ]
    if errors:
        raise InputErrors(errors)


def read_symbols(settings: Sequence[str]) -> dict[str, Quantity]:
    """The numbers that `--set` puts in for symbols. Raises InputErrors."""
    known: dict[str, Quantity] = {}
    errors = []
    for text in settings:
        try:
            name, value = pair(text, "--set", "w11=0.5")
            if name in known:
                raise InputError(
                    say("{name} is set twice", name=name), name="--set", text=text, expected=say("each symbol once")
                )
            cell = parse_value(value)
            if isinstance(cell, list):
                raise InputError(
                    say("--set {name} takes one number", name=name), name="--set", text=text, expected="--set w11=0.5"
                )
            known[name] = read_quantity(cell, symbols=False, known={})
        except InputError as error:
            errors.append(error.named("--set"))
    if errors:
        raise InputErrors(errors)
    return known
