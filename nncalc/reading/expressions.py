"""From one cell to an exact quantity: plain numbers by one pattern, formulas by the grammar, never eval.

Bounds, each with its own message, before anything is computed: 10,000 characters, numerals of 1,000 digits,
nesting of 100 (see `nncalc.reading.grammar`), powers of 100,000 bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from nncalc.engine.decide import settled_formula
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import MorePrecision, Quantity, apply, symbol
from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell
from nncalc.reading.characters import digits_meant, shown

if TYPE_CHECKING:
    from nncalc.reading.grammar import Step

MOST_CHARACTERS = 10_000
MOST_DIGITS = 1_000
MOST_BITS = 100_000
"""Bits of a power: |exponent| · log₂ of the base."""
MOST_PRECISION = 4_096

_PLAIN = re.compile(
    r"([+-]?)\s*(?:([0-9]+)\s*/\s*([0-9]+)|(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?)",
    re.ASCII,
)
_NO_NUMBERS = frozenset({"nan", "inf", "infinity", "true", "false", "null", "none", "undefined"})


def read_quantity(
    cell: Cell, *, symbols: bool, known: MutableMapping[str, Quantity] | None = None, name: str | None = None
) -> Quantity:
    """The exact value of a cell, traced where it is a formula; with `name`, a node of its own that has the name.

    A plain number is a leaf with its digits as `typed`. A symbol is looked up in `known`, else it is put there: one
    symbol is one quantity. Raises InputError with the column in `cell.source`; where `symbols` is False, also for
    symbols that `known` lacks.
    """
    try:
        refuse_long(cell.text)
        plain = plain_number(cell.text)
        if plain is not None:
            return Quantity(None, (), plain[0], name, plain[1])
        _check_hyphens(cell.text, known or {})
        from nncalc.reading.grammar import parse

        q = settled_formula(_evaluated(parse(cell.text), symbols, {} if known is None else known))
        # A symbol may stand in several places, and each place has its name.
        return q if name is None else q.renamed(name)
    except InputError as error:
        meant = digits_meant(cell.text) if "." in cell.text else None
        error = error if meant is None else letters_for_digits(meant)
        _place(error, cell)
        raise error from None


def letters_for_digits(meant: str) -> InputError:
    """The error for letters that stand for digits."""
    return InputError("a letter stands where a digit should (O for 0, l for 1)", expected=meant)


def refuse_long(text: str) -> None:
    """Refuse what is too long for an expression, before anything is looked for in it."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"an expression of {len(text):,} characters", column=0, expected=f"at most {MOST_CHARACTERS:,} characters"
        )


_WIDE_COMMAS = ("，", "、")
"""Read as commas, but not by YAML: `[1，2]` is one part there."""


def _place(error: InputError, cell: Cell) -> None:
    """Turn a column in the cell into one in everything that was typed."""
    error.text = cell.source
    error.column = min(cell.column + (error.column or 0), len(cell.source))
    if cell.source[error.column : error.column + 1] in _WIDE_COMMAS and "separates only" in error.message:
        error.message = f"'{cell.source[error.column]}' does not separate the parts of a list"
        error.expected = "a plain comma and a space: [1, 2]"
    if cell.place is not None:
        error.place = f"{cell.place}:{error.column + 1}"


# -- plain numbers -----------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def plain_number(text: str) -> tuple[Any, str] | None:
    """Value (fmpq) and shown digits of a decimal or a fraction of whole numbers; None where it is neither."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    sign, top, below, whole, places, exponent = found.groups()
    minus = "-" if sign == "-" else ""
    if max(len(top or ""), len(below or ""), len(whole or "") + len(places or ""), len(exponent or "")) > MOST_DIGITS:
        raise InputError(
            f"a number of more than {MOST_DIGITS:,} digits",
            column=0,
            expected=f"at most {MOST_DIGITS:,} digits",
        )
    if below is not None:
        if int(below) == 0:
            raise InputError("division by zero", column=found.start(3), expected="a denominator other than 0")
        return flint.fmpq(int(minus + top), int(below)), f"{minus}{top}/{below}"
    typed = minus + (whole or "0") + ("." + places if places else "") + ("e" + exponent if exponent else "")
    value = flint.fmpq(int(minus + whole + (places or "")), 10 ** len(places or ""))
    if exponent:
        power = int(exponent)
        if abs(power) > MOST_BITS / math.log2(10):  # of a thousand digits it may be: no float holds it
            raise InputError(
                f"10 to the power {shown(exponent)} has more than {MOST_BITS:,} bits",
                column=found.start(6),
                expected="a smaller power",
            )
        value = value * flint.fmpq(10) ** power
    return value, typed


# -- formulas ----------------------------------------------------------------------------------------------


def _evaluated(steps: tuple[Step, ...], symbols: bool, known: MutableMapping[str, Quantity]) -> Quantity:
    """The program carried out, at the first precision that settles its decisions."""
    _check(steps)
    try:
        return _run(steps, symbols, known)
    except MorePrecision:
        bits = 2 * int(flint.ctx.prec)
    while bits <= MOST_PRECISION:
        with flint.ctx.workprec(bits):
            try:
                return _run(steps, symbols, known)
            except MorePrecision:
                bits *= 2
    raise InputError(f"a value that {MOST_PRECISION:,} bits do not settle", column=0, expected="a simpler formula")


def _check(steps: tuple[Step, ...]) -> None:
    """Functions, how many numbers they take, and numerals, before anything is computed."""
    from nncalc.engine.operations import FUNCTIONS, PRINTED

    for step in steps:
        if step.kind == "number":
            try:
                plain_number(step.text)
            except InputError as error:
                error.column = step.column
                raise
        elif step.kind == "call":
            operation = FUNCTIONS.get(step.text) or PRINTED.get(step.text)
            if operation is None:
                _no_function(step, FUNCTIONS)
            least, most = operation.takes - len(operation.defaults), operation.takes
            if not least <= step.operands <= most:
                wanted = (
                    "one number" if most == 1 else f"{least} numbers" if least == most else f"{least} to {most} numbers"
                )
                nested = f": {step.text}({step.text}(x, y), z)" if step.operands > least == most == 2 else ""
                raise InputError(
                    f"{step.text} takes {wanted}, not {step.operands}", column=step.column, expected=wanted + nested
                )


def _check_hyphens(text: str, known: Mapping[str, Quantity]) -> None:
    """Refuse `leaky-relu(x)`: read as a difference it would have another value."""
    if "-" not in text or "(" not in text:
        return
    from nncalc.engine.operations import FUNCTIONS

    for found in re.finditer(r"([a-z]+)\s*-\s*([a-z]+)\s*\(", text):
        joined = f"{found[1]}_{found[2]}"
        if joined in FUNCTIONS and found[1] not in known:
            raise InputError(f"'{found[0]}' reads as a difference", column=found.start(), expected=f"{joined}(…)")


def _no_function(step: Step, functions: Any) -> NoReturn:
    close = nearest(step.text, functions)
    if len(step.text) > 2 or close:
        raise InputError(
            f"there is no function '{shown(step.text)}'",
            column=step.column,
            expected=" ".join(functions),
            nearest=close,
        )
    raise InputError(
        f"'{step.text}' is no function, and a multiplication needs its sign",
        column=step.column,
        expected=f"write {step.text}*(…)",
    )


def _run(steps: tuple[Step, ...], symbols: bool, known: MutableMapping[str, Quantity]) -> Quantity:
    stack: list[Quantity] = []
    for step in steps:
        try:
            if step.kind == "number":
                value, typed = plain_number(step.text) or (None, None)
                result = Quantity(None, (), value, None, typed)
            elif step.kind == "name":
                result = _named(step.text, symbols, known)
            else:
                operands = stack[-step.operands :]
                del stack[-step.operands :]
                result = _bounded(_operation(step, operands))
        except InputError as error:
            error.column = step.column
            raise
        stack.append(result)
    return stack[0]


def _operation(step: Step, operands: list[Quantity]) -> Quantity:
    from nncalc.engine import arithmetic as ops
    from nncalc.engine.operations import FUNCTIONS, PRINTED

    if step.kind == "^":
        base, exponent = operands
        if base.operation is ops.EULER:
            return _exponential(exponent)
        _check_power(base, exponent)
        return apply(ops.POWER, base, exponent)
    if step.kind == "call":
        operation = FUNCTIONS.get(step.text) or PRINTED[step.text]
        return _exponential(*operands) if operation is ops.EXP else operation.as_typed(operands)
    rows = {"+": ops.ADD, "-": ops.SUB, "*": ops.MUL, "/": ops.DIV, "negate": ops.NEG, "root": ops.SQRT}
    return apply(rows[step.kind], *operands)


def _named(name: str, symbols: bool, known: MutableMapping[str, Quantity]) -> Quantity:
    """A known name, a constant, or a symbol."""
    from nncalc.engine.arithmetic import EULER, PI
    from nncalc.engine.operations import FUNCTIONS

    if name in known:
        return known[name]
    if name in ("pi", "π"):
        return PI()
    if name == "e":
        return EULER()
    if name in FUNCTIONS:
        raise InputError(f"{name} is a function", expected=f"{name}(…)")
    if name.lower() in _NO_NUMBERS:
        finite = "a finite number" if name.lower().startswith("inf") else "a number"
        raise InputError(f"'{name}' is not a number", expected=finite)
    if name.lower() == "pi":
        raise InputError(f"'{name}' is not read", expected="pi, or another name", nearest="pi")
    if "." in name and not any("." in each for each in known):
        raise InputError(f"{shown(name)} is not a number", expected="a number such as 1.25")
    if not symbols:
        raise InputError(
            f"only numbers are taken here; '{shown(name)}' is a name",
            expected="a number such as 0.5, 1/3 or √2",
            nearest=nearest(name, ["pi", *FUNCTIONS]),
        )
    known[name] = symbol(name)
    return known[name]


# -- the size of powers ------------------------------------------------------------------------------------


def _exponential(exponent: Quantity) -> Quantity:
    from nncalc.engine.arithmetic import EXP

    if exponent.value is not None and _size(exponent.value) * math.log2(math.e) > MOST_BITS:
        _too_large()
    return apply(EXP, exponent)


def _check_power(base: Quantity, exponent: Quantity) -> None:
    if exponent.value is None:
        return
    bits = 1.0 if base.value is None else _log2(base.value)
    if bits and _size(exponent.value) * bits > MOST_BITS:
        _too_large()


def _bounded(result: Quantity) -> Quantity:
    """Products of powers are bounded too: a figure of millions of digits is nobody's."""
    if type(result.value) is flint.arb and _log2(result.value) > MOST_BITS + 64:
        _too_large()
    return result


def _too_large() -> NoReturn:
    raise InputError(f"a power of more than {MOST_BITS:,} bits", expected="a smaller exponent")


def _size(value: Any) -> float:
    """|value|, roughly; infinity beyond the doubles."""
    try:
        if type(value) is flint.fmpq:
            return abs(int(value.p) / int(value.q))
        return float(value.abs_upper())
    except OverflowError:
        return math.inf


def _log2(value: Any) -> float:
    """The bits of numerator or denominator, or of a ball's magnitude; 0 for 0 and ±1."""
    if type(value) is flint.fmpq:
        return math.log2(max(abs(int(value.p)), int(value.q)))
    bits = 0
    for end in (value.abs_upper(), value.abs_lower()):
        if end.is_finite() and not end.is_zero():
            mantissa, exponent = end.man_exp()
            bits = max(bits, abs(int(mantissa).bit_length() + int(exponent)))
    return float(min(bits, 1 << 1000))
