"""Rows of the operation table: powers, exponentials, logarithms, roots, sine and cosine, and the constants π and e."""

from __future__ import annotations

from typing import Any

from nncalc.engine.decide import nearest_whole, sign, unique_whole
from nncalc.engine.domains import DomainError, atom_but_at, needs, only_at
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import POWERS, MorePrecision, Operation, Quantity, constant, is_number, row
from nncalc.words import Later, say


def _rational_root(value: Any, degree: int) -> Any:
    """The degree-th root of a rational when it is real and rational, else None."""
    if value < 0:
        return None
    roots = []
    for part in (value.p, value.q):
        root = part.root(degree)
        if root**degree != part:
            return None
        roots.append(root)
    return flint.fmpq(*roots)


LONGEST_EXPONENT = 1024
"""Bits of a whole exponent up to which a ball is multiplied: one squaring for each."""
LARGEST_DEGREE = 64
"""Roots of a higher degree are balls even where they are rational."""
LONGEST_POWER = 1 << 18
"""Powers of more bits than this are balls from the start."""


def _exact_power(base: Any, exponent: Any) -> Any:
    if abs(exponent.p) * base.height_bits() > LONGEST_POWER and base not in (1, -1):
        return None
    if exponent.q == 1:
        return base ** int(exponent.p)
    root = _rational_root(base, int(exponent.q)) if exponent.q <= LARGEST_DEGREE else None
    return None if root is None else root ** int(exponent.p)


def _power_domain(base: Quantity, exponent: Quantity) -> Any:
    """Refuses what has no real value; 0 to a positive power is 0, where a ball around 0 finds nothing."""
    base_sign = sign(base)
    if base_sign > 0:
        return None
    if base_sign == 0:
        if sign(exponent) < 0:
            raise DomainError(say("division by zero: 0 to a negative power"), name=base.name)
        return flint.fmpq(sign(exponent) == 0)
    whole = exponent.value
    if type(whole) is flint.arb:
        whole = nearest_whole(whole)
        if whole is None or whole.bit_length() > LONGEST_EXPONENT:
            raise MorePrecision(exponent.name)
        if sign(exponent - constant(whole)) == 0:
            return flint.arb(base.value) ** whole
    elif whole.q == 1:
        return None
    raise DomainError(say("a negative number to a power that is not whole has no real value"), name=base.name)


def _ball_power(base: Any, exponent: Any) -> Any:
    if type(exponent) is flint.fmpq and exponent.q == 1:
        return _whole_power(base, exponent.p)
    base, exponent = flint.arb(base), flint.arb(exponent)
    whole = unique_whole(exponent) if exponent.is_exact() else None
    if whole is not None and whole.bit_length() <= LONGEST_EXPONENT:
        return _whole_power(base, whole)
    return (exponent * base.log()).exp()


def _whole_power(base: Any, exponent: Any) -> Any:
    """flint finds no enclosure for a power of a ball around zero, which multiplying gives."""
    power = base**exponent
    if exponent <= 0 or type(power) is not flint.arb or power.is_finite() or not base.is_finite():
        return power
    power = flint.arb(1)
    for bit in f"{int(exponent):b}":
        power = power * power * (base if bit == "1" else 1)
    return power


def _power_residue(base: Any, exponent: Any) -> Any:
    return base.power(exponent)


def _power_derivative(y: Quantity, a: Quantity, b: Quantity) -> tuple[Any, ...]:
    """Made when wanted: the slope in the exponent needs a positive base, most powers are not asked for it."""
    return (lambda: _power_by_base(a, b), lambda: _power_by_exponent(y, a, b))


def _power_by_base(a: Quantity, b: Quantity) -> Any:
    """n·x^(n−1); the exponent that is left is worked out where n is a number. x^0 is the constant 1, at 0 too."""
    if is_number(b, 0) and (b.name is None or (a.value is not None and sign(a) == 0)):
        return 0
    if b.name is not None or type(b.value) is not flint.fmpq:
        return b * POWER(a, b - 1)
    if b.value == 1:
        return 1
    return b * a if b.value == 2 else b * POWER(a, constant(b.value - 1))


def _power_by_exponent(y: Quantity, a: Quantity, b: Quantity) -> Any:
    side = 1 if a.value is None else sign(a)
    if side > 0:
        return y * LOG(a)
    if side < 0:
        raise DomainError(say("a power has a slope in its exponent only where the base is positive"))
    if b.value is not None and sign(b) == 0:
        raise DomainError(say("a power of 0 jumps where the exponent is 0"))
    return 0


POWER: Operation = row(
    "power",
    reference=("2,1/2", "1.4142135623730950488"),
    exact=_exact_power,
    ball=_ball_power,
    residue=_power_residue,
    derivatives=_power_derivative,
    domain=_power_domain,
    sympy=lambda s, a, b: a**b,
    form="power",
    binding=POWERS,
)

EXP: Operation = row(
    "exp",
    reference=("1", "2.7182818284590452354"),
    typed=("exp",),
    exact=only_at(0, 1),
    ball=lambda a: a.exp(),
    residue=lambda a: a.exp(),
    derivatives=lambda y, a: (EXP(a),),
    sympy=lambda s, a: s.exp(a),
    form="exponential",
)


def _log_row(name: str, written: str, latex: str, base: int | None, reference: tuple[str, str]) -> Operation:
    def ball(a: Any) -> Any:
        return a.log() / flint.arb(base).log() if base else a.log()

    def derivatives(y: Quantity, a: Quantity) -> tuple[Any, ...]:
        return (1 / (a * LOG(base)),) if base else (1 / a,)

    return row(
        name,
        typed=(name,) if base else ("ln", name),
        exact=(lambda value: _exact_log(value, base)) if base else only_at(1, 0),
        ball=ball,
        derivatives=derivatives,
        residue=lambda a: a.log() / a.field.rational(flint.fmpq(base)).log() if base else a.log(),
        domain=needs(lambda a: sign(a) > 0, Later("{written} needs a positive number", written=written)),
        sympy=lambda s, a: s.log(a, base) if base else s.log(a),
        sign=written,
        latex=latex,
        reference=reference,
    )


def _exact_log(value: Any, base: int) -> Any:
    """log_base of a rational when it is a whole power of the base, else None (then it is irrational or undefined)."""
    power, down, turn = (value.p, value.q, 1) if value >= 1 else (value.q, value.p, -1)
    if down != 1:
        return None
    count = 0
    while power % base == 0:
        power, count = power // base, count + turn
    return flint.fmpq(count) if power == 1 else None


LOG: Operation = _log_row("log", "ln", r"\ln", None, ("2", "0.69314718055994530942"))
LOG2 = _log_row("log2", "log₂", r"\log_{2}", 2, ("3", "1.5849625007211561815"))
LOG10 = _log_row("log10", "log₁₀", r"\log_{10}", 10, ("2", "0.30102999566398119521"))


LOG1P = row(
    "log1p",
    reference=("1/2", "0.40546510810816438198"),
    typed=("log1p",),
    exact=only_at(0, 0),
    ball=lambda a: a.log1p(),
    residue=lambda a: (1 + a).log(),
    derivatives=lambda y, a: (1 / (1 + a),),
    domain=needs(lambda a: sign(1 + a) > 0, Later("{written} needs a number above -1", written="log1p")),
    sympy=lambda s, a: s.log(1 + a),
)


def _root_domain(a: Quantity) -> Any:
    """Refuses a negative number; the root of a formula that is zero is 0, where a ball around 0 finds nothing."""
    if sign(a) < 0:
        raise DomainError(say("the square root of a negative number"), name=a.name)
    return flint.fmpq(0) if sign(a) == 0 else None


SQRT = row(
    "sqrt",
    reference=("2", "1.4142135623730950488"),
    typed=("sqrt",),
    exact=lambda a: _rational_root(a, 2),
    ball=lambda a: a.sqrt(),
    residue=lambda a: a.sqrt(),
    derivatives=lambda y, a: (1 / (2 * y),),
    domain=_root_domain,
    sympy=lambda s, a: s.sqrt(a),
    form="root",
)
SIN = row(
    "sin",
    reference=("1", "0.84147098480789650665"),
    typed=("sin",),
    exact=only_at(0, 0),
    ball=lambda a: a.sin(),
    residue=atom_but_at("sin", 0, 0),
    derivatives=lambda y, a: (COS(a),),
    sympy=lambda s, a: s.sin(a),
    latex=r"\sin",
)
COS: Operation = row(
    "cos",
    reference=("1", "0.5403023058681397174"),
    typed=("cos",),
    exact=only_at(0, 1),
    ball=lambda a: a.cos(),
    residue=atom_but_at("cos", 0, 1),
    derivatives=lambda y, a: (-SIN(a),),
    sympy=lambda s, a: s.cos(a),
    latex=r"\cos",
)
TAN = row(
    "tan",
    reference=("1", "1.5574077246549022305"),
    typed=("tan",),
    exact=only_at(0, 0),
    ball=lambda a: a.tan(),
    residue=atom_but_at("tan", 0, 0),
    derivatives=lambda y, a: (1 / POWER(COS(a), 2),),
    sympy=lambda s, a: s.tan(a),
    latex=r"\tan",
)

PI = row(
    "π",
    reference=("", "3.1415926535897932385"),
    ball=lambda: flint.arb.pi(),
    derivatives=lambda y: (),
    sympy=lambda s: s.pi,
    form="constant",
)
EULER = row(
    "e",
    reference=("", "2.7182818284590452354"),
    branch=lambda: EXP(1),
    derivatives=lambda y: (),
    sympy=lambda s: s.E,
    form="constant",
)
