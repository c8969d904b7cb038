"""No wrong last digit: random quantities against mpmath at 60 digits, ties included, judged without the engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import flint
import mpmath
import pytest
from sixty_digits import right_figure
from sixty_digits import wide as m

from nncalc.engine import operations as op
from nncalc.engine.figures import Figure, Precision, figure, nearest_double
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import Run, rerun

COUNT = 20_000
PLACES = (0, 2, 3, 4, 6)


class Case(NamedTuple):
    """A quantity to be made, and its value: a Fraction where it is one, else mpmath at 60 digits and more."""

    make: Callable[[], Quantity]
    value: Any


def q(x: Fraction) -> Quantity:
    return constant(flint.fmpq(x.numerator, x.denominator))


def fraction(source: random.Random) -> Fraction:
    return Fraction(source.randint(-5000, 5000), source.choice([1, 7, 10, 64, 100, 1000, source.randint(1, 3000)]))


def rational(source: random.Random) -> Case:
    x = fraction(source) * Fraction(10) ** source.randint(-9, 9)
    return Case(lambda: q(x), x)


def tie(source: random.Random) -> Case:
    """Exactly between two figures of some number of places."""
    x = Fraction(2 * source.randint(-10_000, 10_000) + 1, 2 * 10 ** source.choice([2, 3, 4, 5, 6, 7]))
    return Case(lambda: q(x), x)


def formal(source: random.Random) -> Case:
    """A tie or a terminating decimal whose value passes through irrational numbers."""
    x = tie(source).value if source.random() < 0.7 else fraction(source)
    a = Fraction(source.randint(1, 30), source.randint(1, 30))
    one = source.choice([
        lambda: op.EXP(q(a)) * op.EXP(q(-a)),
        lambda: op.SQRT(q(a)) * op.SQRT(q(1 / a)),
        lambda: op.SIGMOID(q(a)) + op.SIGMOID(q(-a)),
    ])  # fmt: skip
    return Case(lambda: one() * q(x), x)


def irrational(source: random.Random) -> Case:
    x, y = fraction(source), Fraction(source.randint(1, 900), source.randint(1, 300))
    z = Fraction(source.randint(-60, 60), source.randint(1, 20))
    make, value = source.choice([
        (lambda: op.EXP(q(z)) * q(x), lambda: mpmath.exp(m(z)) * m(x)),
        (lambda: op.SQRT(q(y)) - q(x), lambda: mpmath.sqrt(m(y)) - m(x)),
        (lambda: op.LOG(q(y)) * q(x), lambda: mpmath.log(m(y)) * m(x)),
        (lambda: op.SIGMOID(q(z)), lambda: 1 / (1 + mpmath.exp(-m(z)))),
        (lambda: op.TANH(q(z)) / q(y), lambda: mpmath.tanh(m(z)) / m(y)),
        (lambda: op.SIN(q(z)) + op.COS(q(y)), lambda: mpmath.sin(m(z)) + mpmath.cos(m(y))),
        (lambda: op.GELU(q(z)) - q(y), lambda: m(z) * mpmath.ncdf(m(z)) - m(y)),
        (lambda: op.SOFTPLUS(q(z)), lambda: mpmath.log1p(mpmath.exp(m(z)))),
    ])  # fmt: skip
    case = Case(make, value())
    return irrational(source) if type(case.make().value) is flint.fmpq else case


def nearly_tie(source: random.Random) -> Case:
    """So near to a tie that a double cannot tell: a hair of 10⁻²⁵ beside it."""
    x, hair = tie(source).value, Fraction(source.choice([-1, 1]), 10**25)
    return Case(lambda: q(x) + op.EXP(q(Fraction(1, 3))) * q(hair), m(x) + mpmath.exp(mpmath.mpf(1) / 3) * m(hair))


def cases(count: int) -> Iterator[Case]:
    source = random.Random(1)
    kinds = [rational, tie, formal, irrational, irrational, nearly_tie]
    with mpmath.workdps(70):
        for number in range(count):
            yield kinds[number % len(kinds)](source)


# -- what is printed -------------------------------------------------------------------------------------------------


def read(case: Case, precision: Precision) -> Figure:
    found = rerun(lambda run: None, lambda run: figure(case.make(), precision))
    assert found is not None
    return found


def mistakes(reader: Callable[[Case, Precision], Figure], count: int, sig: bool = False) -> list[tuple[Any, ...]]:
    """Every case whose figure differs from the judge's."""
    wrong = []
    with mpmath.workdps(70):
        for number, case in enumerate(cases(count)):
            n = PLACES[number % 5]
            precision = Precision(4, max(n, 1)) if sig else Precision(n)
            found = reader(case, precision).text
            rational_on_the_tape = type(case.make().value) is flint.fmpq
            right = right_figure(case.value, precision.digits, precision.sig, not rational_on_the_tape)
            if found != right:
                wrong.append((case.value, precision, found, right))
    return wrong


def test_no_wrong_last_digit() -> None:
    assert mistakes(read, COUNT)[:5] == []


def test_no_wrong_significant_digit() -> None:
    assert mistakes(read, COUNT // 5, sig=True)[:5] == []


def test_the_judge_catches_a_wrong_last_digit() -> None:
    """Rounded from a double, as a pocket calculator does it, ties and near ties go wrong."""

    def by_double(case: Case, precision: Precision) -> Figure:
        right = read(case, precision)
        if "e" in right.text or "." not in right.text or right.exact:
            return right
        places = len(right.text.partition(".")[2])
        return Figure(
            f"{float(mpmath.mpf(case.value) if not isinstance(case.value, Fraction) else case.value):.{places}f}", False
        )

    wrong = mistakes(by_double, 600)
    assert 10 < len(wrong) < 500


# -- single figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "precision", "text"),
    [
        (Fraction(1, 3), Precision(4), "0.3333"),
        (Fraction(1, 2), Precision(4), "0.5"),
        (Fraction(1, 30), Precision(4), "0.03333"),
        (Fraction(-1, 30), Precision(4), "-0.03333"),
        (Fraction(1, 8), Precision(2), "0.13"),
        (Fraction(-1, 8), Precision(2), "-0.13"),
        (Fraction(99996, 10**6), Precision(3), "0.100"),
        (Fraction(99996, 10**4), Precision(4, 4), "10.00"),
        (Fraction(1, 10**7), Precision(4), "1e-7"),
        (Fraction(1, 3 * 10**7), Precision(4), "3.333e-8"),
        (Fraction(10**25), Precision(4), "1e25"),
        (Fraction(10**25 + 1), Precision(4), "1.000e25"),
        (Fraction(999999, 10**14), Precision(4), "1.000e-8"),
        (Fraction(123456), Precision(4, 2), "123456"),
        (Fraction(246913, 2), Precision(4, 2), "120000"),
        (Fraction(0), Precision(4), "0"),
        (Fraction(5, 2), Precision(0), "3"),
        (Fraction(-5, 2), Precision(0), "-3"),
        (Fraction(951, 10**4), Precision(0), "0"),
        (Fraction(-1, 10**9), Precision(0), "0"),
        (Fraction(951, 10**4), Precision(1), "0.1"),
    ],
)
def test_figure(value: Fraction, precision: Precision, text: str) -> None:
    found = figure(q(value), precision)
    assert found is not None
    assert found.text == text


def test_what_has_no_figure() -> None:
    assert figure(constant(flint.arb.pos_inf()), Precision()) == Figure("inf", True)
    assert figure(constant(flint.arb.neg_inf()), Precision()) == Figure("-inf", True)
    assert figure(constant(flint.arb.nan()), Precision()) == Figure("undefined", True)
    assert figure(Quantity(None, (), None, None, "x"), Precision()) is None


def test_a_thousand_digits() -> None:
    found = rerun(lambda run: None, lambda run: figure(op.PI(), Precision(1000)))
    with mpmath.workdps(1020):
        right = str(int(mpmath.floor(mpmath.pi * mpmath.mpf(10) ** 1000 + 0.5)))
    assert found.text.replace(".", "") == right


def test_magnitudes_beyond_every_double() -> None:
    def read_exp(x: int) -> tuple[str, float | None]:
        def both(run: Run) -> tuple[str, float | None]:
            big = op.EXP(op.EXP(q(Fraction(x))))
            found = figure(big, Precision())
            assert found is not None
            return found.text, nearest_double(big)

        return rerun(lambda run: None, both)

    with mpmath.workdps(60):
        exponent = mpmath.exp(30) / mpmath.log(10)
        mantissa = mpmath.mpf(10) ** (exponent - mpmath.floor(exponent))
    assert read_exp(30) == (f"{float(mantissa):.3f}e{int(exponent)}", None)
    assert rerun(lambda run: None, lambda run: nearest_double(op.EXP(q(Fraction(-1000))))) == 0.0


def test_the_nearest_double_is_the_nearest() -> None:
    with mpmath.workdps(70):
        for case in cases(3000):
            found = rerun(lambda run: None, lambda run, case=case: nearest_double(case.make()))
            value = case.value
            right = value.numerator / value.denominator if isinstance(value, Fraction) else float(value)
            assert found == right, value


def test_a_value_that_is_the_decimal_is_exact() -> None:
    """0.5 − 0.1·(e − e) is 0.5 with =, not 0.5000 with ≈."""
    nothing = op.SUB(op.EXP(q(Fraction(1))), op.EXP(q(Fraction(1))))
    half = op.SUB(q(Fraction(1, 2)), op.MUL(q(Fraction(1, 10)), nothing))
    assert type(half.value) is flint.arb
    assert figure(half, Precision()) == Figure("0.5", True)
    assert figure(op.POWER(op.SQRT(q(Fraction(2))), q(Fraction(2))), Precision()) == Figure("2", True)
    assert figure(op.SUB(half, op.EXP(q(Fraction(1)))), Precision()) == Figure("-2.2183", False)
