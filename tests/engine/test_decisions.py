"""Signs, ties and zeros are proven or refused, never guessed."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncalc.engine import operations as op
from nncalc.engine.decide import is_formally_zero, rounded, sign
from nncalc.engine.quantity import Quantity, constant, symbol
from nncalc.engine.residues import SAFE_PRIMES, vanishes
from nncalc.engine.run import Run, rerun
from nncalc.errors import Undecided

fractions = st.fractions(min_value=-4, max_value=4, max_denominator=60)


def number(x: Any, y: int = 1) -> Quantity:
    x = Fraction(x) / y
    return constant(flint.fmpq(x.numerator, x.denominator))


def decided(make: Callable[[], Any]) -> Any:
    """What is read in a run that raises its precision as needed."""
    return rerun(lambda run: None, lambda run: make())


def half() -> Quantity:
    return number(1, 2)


ZEROS: dict[str, Callable[[], Quantity]] = {
    "σ(1/3) − σ(1/6 + 1/6)": lambda: op.SIGMOID(number(1, 3)) - op.SIGMOID(number(1, 6) + number(1, 6)),
    "√2·√3 − √6": lambda: op.SQRT(number(2)) * op.SQRT(number(3)) - op.SQRT(number(6)),
    "√8 − 2√2": lambda: op.SQRT(number(8)) - 2 * op.SQRT(number(2)),
    "√12 − 2√3": lambda: op.SQRT(number(12)) - 2 * op.SQRT(number(3)),
    "√(g²) + g, g < 0": lambda: op.SQRT(derivative() * derivative()) + derivative(),
    "Adam's first step": lambda: number(1, 10) - number(1, 100) * adam_step() - number(11, 100),
    "tanh x − (2σ(2x) − 1)": lambda: op.TANH(number(2, 7)) - (2 * op.SIGMOID(number(4, 7)) - 1),
    "e^a·e^b − e^(a+b)": lambda: op.EXP(number(1, 3)) * op.EXP(number(2, 5)) - op.EXP(number(11, 15)),
    "σ(x) + σ(−x) − 1": lambda: op.SIGMOID(number(3, 7)) + op.SIGMOID(number(-3, 7)) - 1,
    "ln(e^(1/3)) − 1/3": lambda: op.LOG(op.EXP(number(1, 3))) - number(1, 3),
    "log₁₀ x − ln x/ln 10": lambda: op.LOG10(number(7)) - op.LOG(number(7)) / op.LOG(number(10)),
    "log₂ x − ln x/ln 2": lambda: op.LOG2(number(7)) - op.LOG(number(7)) / op.LOG(number(2)),
    "Σ of a root twice − twice the root": lambda: op.TOTAL(root(2), root(2)) - root(8),
    "w·x of roots − its terms": lambda: op.DOT(root(2), root(3), root(2), number(5)) - root(6) - 5 * root(2),
    "a named line − what it says": lambda: op.LET(root(8)) - 2 * root(2),
    "sin x − sin x": lambda: op.SIN(number(1, 3)) - op.SIN(number(2, 6)),
    "(√2)² − 2": lambda: op.POWER(op.SQRT(number(2)), number(2)) - 2,
    "2^(1/2) − √2": lambda: op.POWER(number(2), half()) - op.SQRT(number(2)),
    "exp(tanh 0) − 1": lambda: op.EXP(op.TANH(op.SIN(number(1, 3)) - op.SIN(number(2, 6)))) - 1,
    "softmax sums to 1": lambda: softmax_sum([number(1, 3), number(-2), number(5, 7)]) - 1,
}


def root(x: int) -> Quantity:
    return op.SQRT(number(x))


def derivative() -> Quantity:
    return op.SIGMOID(number(1, 3)) - 1


def adam_step() -> Quantity:
    """m̂/√v̂ after one step: −1 for a negative slope."""
    g = derivative()
    m = (number(1, 10) * g) / number(1, 10)
    v = (number(1, 1000) * op.POWER(g, number(2))) / number(1, 1000)
    return m / op.SQRT(v)


def softmax_sum(scores: list[Quantity]) -> Quantity:
    powers = [op.EXP(q) for q in scores]
    below = powers[0] + powers[1] + powers[2]
    return powers[0] / below + powers[1] / below + powers[2] / below


@pytest.mark.parametrize("what", ZEROS)
def test_formal_zeros_are_zero(what: str) -> None:
    assert is_formally_zero(ZEROS[what]())
    assert decided(lambda: sign(ZEROS[what]())) == 0


NONZEROS: dict[str, tuple[Callable[[], Quantity], int]] = {
    "e^(10⁻³⁰) − 1": (lambda: op.EXP(number(1, 10**30)) - 1, 1),
    "e^(π√163) − 262537412640768744": (
        lambda: op.EXP(op.PI() * op.SQRT(number(163))) - 262537412640768744, -1),
    "22/7 − π": (lambda: number(22, 7) - op.PI(), 1),
    "a root in a hundred decimals": (
        lambda: op.SQRT(number(2)) - number(math.isqrt(2 * 10**200), 10**100), 1),
    "1 − tanh 100": (lambda: 1 - op.TANH(number(100)), 1),
    "σ(−500)": (lambda: op.SIGMOID(number(-500)), 1),
    "√2 + √3 − √(5 + 2√6) − 10⁻⁴⁰": (
        lambda: op.SQRT(number(2)) + op.SQRT(number(3)) - op.SQRT(5 + 2 * op.SQRT(number(6))) - number(1, 10**40), -1),
}  # fmt: skip


@pytest.mark.parametrize("what", NONZEROS)
def test_near_zeros_get_their_sign(what: str) -> None:
    make, right = NONZEROS[what]
    assert decided(lambda: sign(make())) == right
    assert not is_formally_zero(make())


@given(fractions, fractions)
def test_identities_hold_wherever_they_are_taken(x: Fraction, y: Fraction) -> None:
    a, b = number(x), number(y)
    assert decided(lambda: sign(op.TANH(a) - (2 * op.SIGMOID(2 * a) - 1))) == 0
    assert decided(lambda: sign(op.EXP(a) * op.EXP(b) - op.EXP(a + b))) == 0
    assert decided(lambda: sign(op.SQRT(op.ABS(a)) * op.SQRT(op.ABS(b)) - op.SQRT(op.ABS(a * b)))) == 0
    difference = decided(lambda: sign(op.SIGMOID(a) - op.SIGMOID(b)))
    assert difference == (x > y) - (x < y)


def test_a_zero_that_no_identity_shows_is_refused_by_name() -> None:
    def work(run: Run) -> None:
        q = run.let("margin", op.LOG(number(2)) + op.LOG(number(3)) - op.LOG(number(6)))
        sign(q)

    with pytest.raises(Undecided, match=r"margin.*4,096 bits"):
        rerun(work, lambda run: None)


def test_the_sign_of_an_unknown_is_refused_by_name() -> None:
    unknown = symbol("w")
    unknown.name = "w"
    with pytest.raises(Undecided, match="w"):
        sign(unknown)


@pytest.mark.parametrize("make", [op.RELU, op.ABS, op.STEP, op.SIGN, op.FLOOR, op.CEIL, op.SOFTSIGN])
def test_cases_at_a_formal_zero_are_those_of_zero(make: Any) -> None:
    def zero() -> Quantity:
        return ZEROS["√2·√3 − √6"]()

    found = decided(lambda: sign(make(zero()) - make(number(0))))
    assert found == 0


@pytest.mark.parametrize("value", [2, -3, 0])
def test_floor_and_ceiling_of_what_is_whole_as_a_formula(value: int) -> None:
    def whole() -> Quantity:
        return ZEROS["σ(x) + σ(−x) − 1"]() + value

    assert decided(lambda: op.FLOOR(whole()).value) == value
    assert decided(lambda: op.CEIL(whole()).value) == value
    assert decided(lambda: op.FLOOR(whole() - number(1, 10**50)).value) == value - 1
    assert decided(lambda: op.CEIL(whole() + number(1, 10**50)).value) == value + 1


def test_a_tie_of_maxima_is_a_tie() -> None:
    def pair() -> tuple[Quantity, Quantity]:
        return op.SQRT(number(2)) * op.SQRT(number(3)), op.SQRT(number(6))

    taken = decided(lambda: (lambda a, b: op.MAXIMUM(a, b).equal_to is a)(*pair()))
    assert taken


@pytest.mark.parametrize("shift", [0, 1, -1])
@pytest.mark.parametrize("places", [0, 2, 5])
@pytest.mark.parametrize("k", range(-3, 4))
def test_ties_are_decided_exactly(k: int, places: int, shift: int) -> None:
    """k and a half of the last place, times a 1 that is irrational on the way, and a hair beside it."""

    def tie() -> Quantity:
        one = op.EXP(number(k, 7)) * op.EXP(number(-k, 7))
        return one * number(2 * k + 1, 2 * 10**places) + number(shift, 10**60)

    right = Fraction(2 * k + 1, 2 * 10**places) + Fraction(shift, 10**60)
    magnitude = int(abs(right) * 10**places + Fraction(1, 2))
    expected = Fraction(magnitude if right > 0 else -magnitude, 10**places)
    found = decided(lambda: rounded(tie(), places))
    assert Fraction(int(found.p), int(found.q)) == expected


def test_the_primes_of_the_zero_test_are_safe_primes() -> None:
    import sympy

    for p in SAFE_PRIMES:
        assert p % 4 == 3
        assert sympy.isprime(p)
        assert sympy.isprime((p - 1) // 2)
        assert p > 2**90
        assert all(pow(a, (p - 1) // 2, p) == 1 for a in range(1, 53))


@given(st.lists(fractions, min_size=2, max_size=5))
def test_what_differs_is_never_called_zero(values: list[Fraction]) -> None:
    """Sums of different exponentials are linearly independent over the rationals (Lindemann)."""
    total = number(0)
    for exponent, x in enumerate(values, 1):
        total = total + number(x) * op.EXP(number(exponent, 3))
    assert vanishes(total) == all(x == 0 for x in values)
