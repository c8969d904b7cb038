"""From one cell to an exact quantity: plain numbers by one pattern, formulas by the grammar, never eval.

Bounds, each with its own message, before anything is computed: 10,000 characters, numerals of 1,000 digits,
nesting of 100 (see `nncalc.reading.grammar`), powers of 100,000 bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from nncalc.engine import operations as ops
from nncalc.engine.decide import settled_formula
from nncalc.engine.elementary import EULER, PI
from nncalc.engine.lazy import flint
from nncalc.engine.operations import FUNCTIONS, PRINTED
from nncalc.engine.quantity import MorePrecision, Quantity, apply, symbol
from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell
from nncalc.reading.characters import digits_meant, shown
from nncalc.reading.power_bounds import MOST_BITS, bounded, check_power, exponential
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.reading.grammar import Step

MOST_CHARACTERS = 10_000
MOST_DIGITS = 1_000
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
        check_hyphens(cell.text, known or {})
        from nncalc.reading.grammar import parse  # start-up

        q = settled_formula(evaluated(parse(cell.text), symbols, {} if known is None else known))
        # A symbol may stand in several places, and each place has its name.
        return q if name is None else q.renamed(name)
    except InputError as error:
        meant = digits_meant(cell.text) if "." in cell.text else None
        error = error if meant is None else letters_for_digits(meant)
        _place(error, cell)
        raise error from None


def letters_for_digits(meant: str) -> InputError:
    """The error for letters that stand for digits."""
    return InputError(say("a letter stands where a digit should (O for 0, l for 1)"), expected=meant)


def refuse_long(text: str) -> None:
    """Refuse what is too long for an expression, before anything is looked for in it."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            say("an expression of {text_count:,} characters", text_count=len(text)),
            column=0,
            expected=say("at most {most_characters:,} characters", most_characters=MOST_CHARACTERS),
        )


_WIDE_COMMAS = ("，", "、")
"""Read as commas, but not by YAML: `[1，2]` is one part there."""


def _place(error: InputError, cell: Cell) -> None:
    """Turn a column in the cell into one in everything that was typed."""
    error.text = cell.source
    error.column = min(cell.column + (error.column or 0), len(cell.source))
    if cell.source[error.column : error.column + 1] in _WIDE_COMMAS and "separates only" in error.message:
        error.message = say("'{cell}' does not separate the parts of a list", cell=cell.source[error.column])
        error.expected = say("a plain comma and a space: [1, 2]")
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
            say("a number of more than {most_digits:,} digits", most_digits=MOST_DIGITS),
            column=0,
            expected=say("at most {most_digits:,} digits", most_digits=MOST_DIGITS),
        )
    if below is not None:
        if int(below) == 0:
            raise InputError(say("division by zero"), column=found.start(3), expected=say("a denominator other than 0"))
        return flint.fmpq(int(minus + top), int(below)), f"{minus}{top}/{below}"
    typed = minus + (whole or "0") + ("." + places if places else "") + ("e" + exponent if exponent else "")
    value = flint.fmpq(int(minus + whole + (places or "")), 10 ** len(places or ""))
    if exponent:
        power = int(exponent)
        if abs(power) > MOST_BITS / math.log2(10):  # of a thousand digits it may be: no float holds it
            raise InputError(
                say(
                    "10 to the power {exponent} has more than {most_bits:,} bits",
                    exponent=shown(exponent),
                    most_bits=MOST_BITS,
                ),
                column=found.start(6),
                expected=say("a smaller power"),
            )
        value = value * flint.fmpq(10) ** power
    return value, typed


# -- formulas ----------------------------------------------------------------------------------------------


def evaluated(steps: tuple[Step, ...], symbols: bool, known: MutableMapping[str, Quantity]) -> Quantity:
    """The program carried out, at the first precision that settles its decisions."""
    check_calls(steps)
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
    raise InputError(
        say("a value that {most_precision:,} bits do not settle", most_precision=MOST_PRECISION),
        column=0,
        expected=say("a simpler formula"),
    )


def check_calls(steps: Iterable[Step]) -> None:
    """Functions, how many numbers they take, and numerals, before anything is computed."""
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
                no_function(step, FUNCTIONS)
            least, most = operation.takes - len(operation.defaults), operation.takes
            if not least <= step.operands <= most:
                wanted = (
                    say("one number")
                    if most == 1
                    else say("{least} numbers", least=least)
                    if least == most
                    else say("{least} to {most} numbers", least=least, most=most)
                )
                nested = f": {step.text}({step.text}(x, y), z)" if step.operands > least == most == 2 else ""
                raise InputError(
                    say("{step} takes {wanted}, not {operands}", step=step.text, wanted=wanted, operands=step.operands),
                    column=step.column,
                    expected=wanted + nested,
                )


def check_hyphens(text: str, known: Container[str]) -> None:
    """Refuse `leaky-relu(x)`: read as a difference it would have another value."""
    if "-" not in text or "(" not in text:
        return

    for found in re.finditer(r"([a-z]+)\s*-\s*([a-z]+)\s*\(", text):
        joined = f"{found[1]}_{found[2]}"
        if joined in FUNCTIONS and found[1] not in known:
            raise InputError(
                say("'{found}' reads as a difference", found=found[0]), column=found.start(), expected=f"{joined}(…)"
            )


OTHERWISE = {
    **dict.fromkeys(("sigm", "sigma", "sig", "logistic", "σ"), "sigmoid"),
    "sgn": "sign", "heaviside": "step", "lrelu": "leaky_relu",
}  # fmt: skip
"""What other books call functions."""


def no_function(step: Step, functions: Any) -> NoReturn:
    usual = OTHERWISE.get(step.text)
    close = usual if usual in functions else nearest(step.text, functions)
    if len(step.text) > 2 or close:
        raise InputError(
            say("there is no function '{step}'", step=shown(step.text)),
            column=step.column,
            expected=" ".join(functions),
            nearest=close,
        )
    raise InputError(
        say("'{step}' is no function, and a multiplication needs its sign", step=step.text),
        column=step.column,
        expected=say("write {step}*(…)", step=step.text),
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
                result = bounded(_operation(step, operands))
        except InputError as error:
            error.column = step.column
            raise
        stack.append(result)
    return stack[0]


def _operation(step: Step, operands: list[Quantity]) -> Quantity:
    if step.kind == "^":
        base, exponent = operands
        if base.operation is ops.EULER:
            return exponential(exponent)
        check_power(base, exponent)
        return apply(ops.POWER, base, exponent)
    if step.kind == "call":
        operation = FUNCTIONS.get(step.text) or PRINTED[step.text]
        return exponential(*operands) if operation is ops.EXP else operation.as_typed(operands)
    rows = {"+": ops.ADD, "-": ops.SUB, "*": ops.MUL, "/": ops.DIV, "negate": ops.NEG, "root": ops.SQRT}
    return apply(rows[step.kind], *operands)


def _named(name: str, symbols: bool, known: MutableMapping[str, Quantity]) -> Quantity:
    """A known name, a constant, or a symbol."""
    if name in known:
        return known[name]
    if name in ("pi", "π"):
        return PI()
    if name == "e":
        return EULER()
    if name in FUNCTIONS:
        raise InputError(say("{name} is a function", name=name), expected=f"{name}(…)")
    if name.lower() in _NO_NUMBERS:
        finite = say("a finite number") if name.lower().startswith("inf") else say("a number")
        raise InputError(say("'{name}' is not a number", name=name), expected=finite)
    if name.lower() == "pi":
        raise InputError(say("'{name}' is not read", name=name), expected=say("pi, or another name"), nearest="pi")
    if "." in name and not any("." in each for each in known):
        raise InputError(say("{name} is not a number", name=shown(name)), expected=say("a number such as 1.25"))
    if not symbols:
        raise InputError(
            say("only numbers are taken here; '{name}' is a name", name=shown(name)),
            expected=say("a number such as 0.5, 1/3 or √2"),
            nearest=nearest(name, ["pi", *FUNCTIONS]),
        )
    known[name] = symbol(name)
    return known[name]
