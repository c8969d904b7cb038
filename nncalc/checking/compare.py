"""Is a typed answer right? Decided exactly: digits as typed, fractions and formulas by proof.

An answer with d decimals is right when it is the exact value rounded to d places, either way at a true tie. A fraction
or an expression is right when it equals the value; one in symbols when it agrees at random rational points.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from nncalc.document import Check
from nncalc.engine.decide import is_formally_zero, sign
from nncalc.engine.domains import DomainError
from nncalc.engine.figures import Precision
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, FLOOR
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.engine.readings import symbols_under, with_symbols
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.fields import count
from nncalc.solving import in_input_syntax, read_result

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE]([+-]?\d+))?")
ENOUGH_BITS = 1024
"""A difference still open at this precision, of forms that no identity relates, counts as none."""


class Judged(NamedTuple):
    """One component: what it is called, the verdict, and the quantity and the figure compared."""

    name: str
    verdict: str
    right: Any
    typed: str


def decimals(text: str) -> int | None:
    """How many decimals a typed figure has (negative for `1.2e3`); None when it is not a plain decimal."""
    found = _DECIMAL.fullmatch(text)
    if not found:
        return None
    return len(found[1].partition(".")[2]) - int(found[3] or 0)


def judge(run: Run, name: str, typed: str, precision: Precision) -> Check:
    """The verdict on one typed answer, a whole result or a part of one."""
    from nncalc.working import find_quantity

    result = find_quantity(run, name)
    try:
        parts = list(compare(name, result, typed))
    except InputError as error:
        if isinstance(error, DomainError):
            raise
        return Check(name, typed, "unreadable", (f"this cannot be read: {error.message}",))
    return summary(name, typed, parts, result, precision)


def summary(name: str, typed: str, parts: list[Judged], result: Any, precision: Precision) -> Check:
    """One check from the verdicts on the components."""
    faulty = [part for part in parts if part.verdict != "right"]
    if not faulty:
        return Check(name, typed, "right", ("right",))
    verdict = "cut" if all(part.verdict == "cut" for part in faulty) else "wrong"
    words = []
    if len(parts) == 1:
        words.append(_one(faulty[0], precision))
    else:
        words.append(f"{len(faulty)} of {len(parts)} figures not right")
        words += [f"{part.name}={part.typed}: {_one(part, precision)}" for part in faulty[:10]]
    return Check(name, typed, verdict, tuple(words))


def _one(part: Judged, precision: Precision) -> str:
    shown = precision
    places = decimals(part.typed)
    if places is not None and places > precision.digits:
        shown = Precision(places)
    value = in_input_syntax(read_result(part.right, shown))
    if part.verdict == "cut":
        return f"cut instead of rounded; the value is {value}"
    return f"wrong; the value is {value}"


def compare(name: str, result: Any, typed: str) -> Iterator[Judged]:
    """The verdict on each component of an answer. Raises InputError when it cannot be read or has another shape."""
    if isinstance(result, (str, bool)) or (isinstance(result, list) and _wordy(result)):
        yield _compare_words(name, result, typed)
        return
    from nncalc.typed import parse_value

    if hasattr(result, "read_answer"):  # a shape may be typed 96x55x55
        typed = result.read_answer(typed)
    yield from _walk(name, _leaves(result), parse_value(typed))


def _wordy(result: list[Any]) -> bool:
    return bool(result) and isinstance(result[0], (str, bool))


def _compare_words(name: str, result: Any, typed: str) -> Judged:
    meant = {"true": "yes", "false": "no"}
    right = in_input_syntax(read_result(result, Precision()))
    same = meant.get(typed.strip().lower(), typed.strip().lower()).replace(" ", "") == right.lower()
    return Judged(name, "right" if same else "wrong", result, typed)


def _leaves(result: Any) -> Any:
    """A result as nested lists of quantities."""
    if isinstance(result, Tensor):
        return result.items if len(result.shape) == 1 else [row.items for row in result]
    if isinstance(result, (list, tuple)):
        return [_leaves(item) for item in result]
    return constant(result)


def _walk(name: str, right: Any, typed: Any) -> Iterator[Judged]:
    if isinstance(right, list) and not isinstance(typed, list) and len(right) == 1:
        typed = [typed]  # a single figure for a result of one component
    if not isinstance(right, list):
        while isinstance(typed, list) and len(typed) == 1:
            typed = typed[0]
        if isinstance(typed, list):
            raise InputError(f"{name} is one number", name=name, expected=f"{name}=0.5")
        yield Judged(name, verdict_on(right, typed), right, typed.text)
        return
    if (
        right
        and isinstance(right[0], list)
        and len(right) == 1
        and isinstance(typed, list)
        and not isinstance(typed[0], list)
    ):
        typed = [typed]  # one row, typed as a vector
    if not isinstance(typed, list) or len(typed) != len(right):
        found = len(typed) if isinstance(typed, list) else 1
        wanted = count(len(right), "part")
        raise InputError(f"{name} has {wanted}, {found} typed", name=name, expected=wanted)
    for number, (part, cell) in enumerate(zip(right, typed, strict=True), 1):
        yield from _walk(f"{name}.{number}", part, cell)


def verdict_on(right: Quantity, cell: Any) -> str:
    """right | cut | wrong for one figure."""
    from nncalc.expressions import read_quantity

    if cell.text in ("inf", "-inf", "undefined"):
        return "right" if in_input_syntax(read_result(right, Precision())) == cell.text else "wrong"
    typed = read_quantity(cell, symbols=True, known={})
    if right.value is None or typed.value is None:
        return "right" if _same_formula(right, typed) else "wrong"
    if type(right.value) is flint.arb and not right.value.is_finite():
        return "wrong"
    places = decimals(cell.text)
    if places is None:
        return "right" if _equal(right, typed) else "wrong"
    unit = flint.fmpq(10) ** -places
    if sign(constant(unit / 2) - ABS(right - typed)) >= 0:
        return "right"
    cut = FLOOR(ABS(right) / constant(unit)) * constant(unit)
    return "cut" if sign(cut - ABS(typed)) == 0 and sign(typed) * sign(right) >= 0 else "wrong"


def _equal(a: Quantity, b: Quantity) -> bool:
    difference = a - b
    value = difference.value
    if type(value) is flint.fmpq:
        return bool(value == 0)
    if value > 0 or value < 0:
        return False
    if value.is_zero() or is_formally_zero(difference) or flint.ctx.prec >= ENOUGH_BITS:
        return True
    raise MorePrecision(a.name)


def _same_formula(a: Quantity, b: Quantity, points: int = 4) -> bool:
    """Whether two formulas agree at random rational points; a ball that excludes zero proves that they differ."""
    names = sorted(symbols_under(a) | symbols_under(b))
    if symbols_under(b) - symbols_under(a) and not symbols_under(a):
        return False
    source = random.Random(0)
    agreed = 0
    for _ in range(5 * points):
        values = {name: flint.fmpq(source.randint(1, 400), source.randint(101, 199)) for name in names}
        try:
            difference = with_symbols(a, values) - with_symbols(b, values)
            if not _equal(difference, constant(0)):
                return False
        except DomainError:
            continue
        agreed += 1
        if agreed == points:
            return True
    return agreed > 0
