"""What every row of the operation table must satisfy, as functions that raise AssertionError.

Values are compared with the mirror of the table in mpmath, `oracles/mpmath_tape.py`, and with the row's own reference.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import flint
import mpmath
import sympy
from irrational_operands import IRRATIONAL, mixtures
from oracles.mpmath_tape import OPERATIONS
from sixty_digits import wide

from nncalc.engine.decide import sign
from nncalc.engine.domains import DomainError
from nncalc.engine.figures import Precision, figure
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import TABLE, Operation, Quantity, apply, constant
from nncalc.engine.residues import SAFE_PRIMES, Field
from nncalc.page.input_style import InputStyle
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle

DIGITS = 60
BITS = 256
"""Precision of the balls; more than the 60 digits of the references."""
STEP = Fraction(1, 10**20)
MIRROR = "tests/oracles/mpmath_tape.py"


def unmirrored(mirror: Mapping[str, Any]) -> list[str]:
    """What the mirror lacks, each with the line to write, and what it has too many."""
    lacking = [
        f'{MIRROR} lacks `"{row.name}": lambda {", ".join("abcd"[: arity(row)])}: …`, the definition of {row.name} by mpmath'
        for row in TABLE.values()
        if row.name not in mirror
    ]
    return lacking + [f"{MIRROR} defines {name}, which is no row" for name in mirror if name not in TABLE]


def arity(operation: Operation) -> int:
    """How many operands, read off the slope's own parameters; those that take any number are tried with four."""
    parameters = list(inspect.signature(operation.derivatives).parameters.values())
    return 4 if parameters[-1].kind is parameters[-1].VAR_POSITIONAL else len(parameters) - 1


@cache
def points(count: int, seed: int = 0, many: int = 14) -> list[tuple[Fraction, ...]]:
    """Operands: random rationals, some of them between −1 and 1; small whole numbers, halves and powers, where functions
    are rational."""
    source = random.Random(seed)
    special = [Fraction(x) for x in (0, 1, -1, 2, 4, 8, 100, -3, 3)] + [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 8)]
    out = [tuple(source.choice(special) for _ in range(count)) for _ in range(many)]
    out += [
        tuple(Fraction(source.randint(-400, 400), source.randint(90, 130)) for _ in range(count)) for _ in range(many)
    ]
    out += [tuple(Fraction(source.randint(-99, 99), 100) for _ in range(count)) for _ in range(many // 2)]
    return out


def quantities(point: Sequence[Fraction], names: bool = False) -> list[Quantity]:
    """The operands on the tape, as inputs with names of their own when wanted."""
    leaves = [flint.fmpq(x.numerator, x.denominator) for x in point]
    return [Quantity(None, (), q, f"x{i}" if names else None) for i, q in enumerate(leaves, 1)]


def reference(name: str, point: Sequence[Any]) -> Any:
    """The value at 60 digits and some to spare; None where the row is undefined."""
    with mpmath.workdps(DIGITS + 20):
        try:
            value = mpmath.mpf(wide(OPERATIONS[name](*map(wide, point))))
        except (ZeroDivisionError, ValueError, TypeError):  # a TypeError for what is complex
            return None
        return value if mpmath.isfinite(value) else None


def as_mp(value: Any) -> Any:
    """An fmpq, or the middle of a ball that is narrow enough to stand for its value."""
    with mpmath.workdps(DIGITS + 20):
        if type(value) is flint.fmpq:
            return mpmath.mpf(int(value.p)) / int(value.q)
        middle, exponent = value.mid().man_exp()
        return mpmath.mpf(int(middle)) * mpmath.mpf(2) ** int(exponent)


def assert_near(found: Any, right: Any, what: str, digits: int = DIGITS - 2) -> None:
    with mpmath.workdps(DIGITS + 20):
        assert abs(found - right) <= mpmath.mpf(10) ** -digits * max(1, abs(right)), f"{what}: {found} for {right}"


# -- the checks ------------------------------------------------------------------------------------------------------


def check_value(operation: Operation) -> None:
    """Right at every point, exact values inside the balls, refused where undefined; never nan."""
    for point in points(arity(operation)):
        where = f"{operation.name}{tuple(map(str, point))}"
        right = reference(operation.name, point)
        try:
            value = apply(operation, *quantities(point)).value
        except DomainError:
            assert right is None, f"{where} is refused"
            continue
        assert right is not None, f"{where} is undefined, and {value} was given"
        assert type(value) is flint.fmpq or value.is_finite(), f"{where} is {value}"
        assert_near(as_mp(value), right, where)
        check_balls(operation, point, value)


def check_reference(operation: Operation) -> None:
    """The row's own reference value, to its last digit, is what the engine computes and what the mirror has."""
    assert operation.reference, f"{operation.name} has no reference value: reference=(operands, value to 20 digits)"
    operands, value = operation.reference
    point = [Fraction(x) for x in operands.split(",") if x]
    right = Fraction(value)
    last = Fraction(1, 2 * 10 ** len(value.partition(".")[2])) if "." in value else Fraction(0)
    for found in (as_mp(apply(operation, *quantities(point)).value), reference(operation.name, point)):
        with mpmath.workdps(DIGITS):
            assert abs(found - wide(right)) <= wide(last) + mpmath.mpf(10) ** -50, (
                f"{operation.name}({operands}): {found}"
            )


def check_balls(operation: Operation, point: Sequence[Fraction], value: Any) -> None:
    """The ball value of a row encloses its exact value."""
    if operation.ball is None or not point:
        return
    ball = operation.ball(*[flint.arb(q.value) for q in quantities(point)])
    if ball.is_finite():
        assert ball.overlaps(flint.arb(value)), f"{operation.name}{point}: the ball {ball} leaves out {value}"


def slopes(operation: Operation, point: Sequence[Fraction]) -> list[Any]:
    """The row's own derivative in each operand, None where it is undefined."""
    operands = quantities(point, names=True)
    made: list[Any] = []
    for slope in operation.derivatives(apply(operation, *operands), *operands):
        try:
            made.append(constant(slope() if inspect.isfunction(slope) else slope).value)
        except DomainError:
            made.append(None)
    return made


def numerical(name: str, point: Sequence[Fraction], position: int) -> Any:
    """The derivative by symmetric differences; None at a kink, a jump or where the row is undefined nearby."""

    def shifted(by: Fraction) -> Any:
        return reference(name, [x + by if i == position else x for i, x in enumerate(point)])

    low, mid, high = shifted(-STEP), shifted(Fraction(0)), shifted(STEP)
    if None in (low, mid, high):
        return None
    with mpmath.workdps(DIGITS + 20):
        step = wide(STEP)
        left, right = (mid - low) / step, (high - mid) / step
        smooth = abs(left - right) < mpmath.mpf(10) ** -10 * (1 + abs(left)) and abs(left) < 10**15
        return (left + right) / 2 if smooth else None


def check_derivative(operation: Operation) -> None:
    """The slope in every operand is the numerical derivative, wherever there is one."""
    compared = 0
    for point in points(arity(operation)):
        if reference(operation.name, point) is None:
            continue
        try:
            found = slopes(operation, point)
        except DomainError:  # the slopes of all operands are made together; at a point where one is infinite, none
            continue
        assert len(found) == len(point), f"{operation.name} has {len(found)} slopes for {len(point)} operands"
        right = [numerical(operation.name, point, position) for position in range(len(point))]
        if None in right:
            continue
        for position, slope in enumerate(found):
            if slope is not None:
                compared += 1
                where = f"∂{operation.name}{tuple(map(str, point))}/∂{position}"
                assert_near(as_mp(slope), right[position], where, 18)
    assert compared >= 10 * arity(operation), f"only {compared} derivatives of {operation.name} compared"


def check_sympy(operation: Operation) -> None:
    """The SymPy counterpart has the same value, and its derivative is the row's slope."""
    symbols = sympy.symbols(f"x1:{arity(operation) + 1}", real=True)
    form = operation.sympy(sympy, *symbols)
    derivatives = [sympy.diff(form, x) for x in symbols]
    some = points(arity(operation), seed=1, many=14 if arity(operation) == 1 else 5)
    kinks = (
        [(Fraction(0), *rest) for _, *rest in some[:2]] if operation.branch is not None and arity(operation) > 1 else []
    )
    for point in [*some, *kinks]:
        right = reference(operation.name, point)
        if right is None:
            continue
        there = {x: sympy.Rational(v.numerator, v.denominator) for x, v in zip(symbols, point, strict=True)}
        assert_near(_evaluated(form, there), right, f"SymPy's {operation.name} at {point}")
        if None in [numerical(operation.name, point, position) for position in range(len(point))]:
            continue
        for position, derivative in enumerate(derivatives):
            if derivative.has(sympy.Derivative, sympy.Subs):
                continue
            slope = slopes(operation, point)[position]
            if slope is not None:
                assert_near(_evaluated(derivative, there), as_mp(slope), f"∂{operation.name} by SymPy at {point}", 30)


def _evaluated(form: Any, there: dict[Any, Any]) -> Any:
    with mpmath.workdps(DIGITS + 20):
        value = sympy.N(form.subs(there), DIGITS + 10) if there else sympy.N(form, DIGITS + 10)
        return mpmath.mpf(str(value))


def check_notation(operation: Operation) -> None:
    """The row is written in text, LaTeX and input style with all the operands it shows, brackets in pairs."""
    operands = quantities(points(arity(operation))[-1], names=True)
    node = Quantity(operation, tuple(operands), None)
    for style in (TextStyle(), LatexStyle(), InputStyle()):
        formula, figures = Printer(style, lambda q: figure(q, Precision())).formula(node)
        assert formula.strip(), f"{operation.name} is not written by {style}"
        assert all(formula.count(a) == formula.count(b) for a, b in ("()", "[]", "{}", "⌊⌋", "⌈⌉")), formula
        for operand in operands[: operation.shown]:
            assert style.name(operand.name or "") in formula, f"{operand.name} is missing in {formula}"
        assert operation.form in ("let", "constant") or figures != formula or not operands


def check_residue(operation: Operation) -> None:
    """In the field of the zero test a row does to rationals what it does outside, or makes them an atom."""
    if operation.residue is None:
        return
    for point in points(arity(operation)):
        field = Field(SAFE_PRIMES[0], 7)
        try:
            exact = apply(operation, *quantities(point)).value
            found = operation.residue(*[field.rational(q.value) for q in quantities(point)])
        except (DomainError, ValueError, ZeroDivisionError, ArithmeticError):
            continue
        except Exception as problem:
            if type(problem).__name__ == "NoSquareRoot":
                continue
            raise
        if type(exact) is flint.fmpq and not field.atoms:
            right = field.rational(exact)
            assert found.p in (right.p, -right.p % field.p) if operation.name == "sqrt" else found.p == right.p, (
                f"{operation.name}{tuple(map(str, point))} modulo p"
            )


def check_irrational(operation: Operation) -> None:
    """On irrational operands: values right, formal zeros and ties decided, the undefined refused and not nan."""
    count = arity(operation)
    for kinds in mixtures(count):
        made, right = zip(*[IRRATIONAL[kind] for kind in kinds], strict=True) if kinds else ((), ())
        operands = [make() for make in made]
        with mpmath.workdps(DIGITS + 20):
            expected = reference(operation.name, [f() for f in right])
        where = f"{operation.name}({', '.join(kinds)})"
        try:
            value = apply(operation, *operands).value
        except DomainError:
            assert expected is None, f"{where} is refused"
            continue
        assert expected is not None, f"{where} is undefined, and {value} was given"
        assert type(value) is flint.fmpq or value.is_finite(), where
        assert_near(as_mp(value), expected, where)


CHECKS: tuple[Callable[[Operation], None], ...] = (
    check_value, check_reference, check_derivative, check_sympy, check_notation, check_residue, check_irrational,
)  # fmt: skip
__all__ = ["BITS", "CHECKS", "arity", "check_value", "sign", "unmirrored"]
