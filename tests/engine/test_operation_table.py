"""The table of operations: every row has a value, balls, a derivative, notation, a SymPy counterpart and a domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flint
import pytest
from commandline import nncalc
from oracles.mpmath_tape import OPERATIONS
from table_checkers import BITS, CHECKS, arity, unmirrored

from nncalc.engine import operations
from nncalc.engine.budget import BUDGET
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import TABLE, Operation, Quantity, apply, constant
from nncalc.page.input_style import InputStyle
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import read_quantity
from nncalc.reading.grammar import NAME


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    BUDGET.reset()
    with flint.ctx.workprec(BITS):
        yield


def test_every_row_has_its_mirror_and_every_mirror_a_row() -> None:
    assert unmirrored(OPERATIONS) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("name", list(TABLE))
def test_row(name: str, check: Any) -> None:
    check(TABLE[name])


def test_the_names_that_can_be_typed() -> None:
    """No two rows share one, none is a constant's, each is read as a name."""
    typed = [name for operation in TABLE.values() for name in operation.typed_names]
    assert sorted(typed) == sorted(operations.FUNCTIONS)
    assert not {"e", "pi", "π"} & set(typed)
    assert all(NAME.fullmatch(name) for name in typed)


@pytest.mark.parametrize("name", sorted(operations.FUNCTIONS))
def test_what_can_be_typed_is_written_as_it_is_typed(name: str) -> None:
    """Input style pastes back: the same operation on the same operands."""
    most = operations.FUNCTIONS[name].takes
    least = most - len(operations.FUNCTIONS[name].defaults)
    for count in range(least, most + 1):
        point = ["1/3", "0.7"][:count]
        q = read_quantity(Cell(f"{name}({','.join(point)})", 0, ""), symbols=False)
        written = Printer(InputStyle(), lambda x: None, expand=False).formula(q)[1]
        again = read_quantity(Cell(written, 0, written), symbols=False)
        if count == most:
            assert again.operation is q.operation
            assert str(again.value) == str(q.value)


# -- the checkers themselves: a wrong row must be caught ---------------------------------------------------------------


def altered(name: str, **parts: Any) -> Operation:
    """A row of the table with something wrong in it."""
    wrong = Operation.__new__(Operation)
    for slot in Operation.__slots__:
        setattr(wrong, slot, parts.get(slot, getattr(TABLE[name], slot)))
    return wrong


WRONG = {
    "derivative forgotten": ("value", "derivative", altered("tanh", derivatives=lambda y, a: (1 - y,))),
    "derivative of one operand": ("value", "derivative", altered("divide", derivatives=lambda y, a, b: (1 / b, y / b))),
    "derivative in the exponent": ("value", "derivative", altered("power", derivatives=lambda y, a, b: (b * y / a, 0))),
    "a slope too few": ("value", "derivative", altered("multiply", derivatives=lambda y, *v: (v[1], v[0]))),
    "exact value": (None, "value", altered("sigmoid", exact=lambda q: flint.fmpq(1, 3) if q == 0 else None)),
    "exact where irrational": (None, "value", altered("log", exact=lambda q: q - 1 if q in (1, 2) else None)),
    "reference": ("value", "reference", altered("sin", reference=("1", "0.84147098480789650666"))),
    "no reference": ("value", "reference", altered("sin", reference=None)),
    "ball": (None, "value", altered("exp", ball=lambda a: (a + flint.arb(2) ** -150).exp())),
    "no domain": (None, "value", altered("sqrt", ball=lambda a: abs(a).sqrt(), exact=lambda a: None)),
    "branch": (None, "value", altered("minimum", branch=lambda a, b: a)),
    "SymPy": ("value", "sympy", altered("softplus", sympy=lambda s, a: s.log(1 + s.exp(-a)))),
    "SymPy at a kink": ("derivative", "sympy", altered("step", sympy=lambda s, a: s.Piecewise((1, a > 0), (0, True)))),
    "notation": ("value", "notation", altered("leaky_relu", shown=0)),
    "residue": ("value", "residue", altered("subtract", residue=lambda a, b: a + b)),
    "irrational operands": (
        None,
        "irrational",
        altered("power", ball=lambda a, b: (b * abs(flint.arb(a)).log()).exp()),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_caught(what: str) -> None:
    passes, fails, wrong = WRONG[what]
    checks = {check.__name__.removeprefix("check_"): check for check in CHECKS}
    if passes:
        checks[passes](wrong) if arity(wrong) == arity(TABLE[wrong.name]) else None
    with pytest.raises((AssertionError, ValueError)):
        checks[fails](wrong)


def test_a_row_without_its_mirror_is_noticed() -> None:
    assert unmirrored({name: f for name, f in OPERATIONS.items() if name != "power"}) == [
        'tests/oracles/mpmath_tape.py lacks `"power": lambda a, b: …`, the definition of power by mpmath'
    ]
    assert len(unmirrored({**OPERATIONS, "planted": abs})) == 1


# -- domains and edges ---------------------------------------------------------------------------------------------------


def formal_zero() -> Quantity:
    return operations.SQRT(constant(2)) * operations.SQRT(constant(3)) - operations.SQRT(constant(6))


@pytest.mark.parametrize(
    ("name", "operands"),
    [("divide", (1, None)), ("log", (None,)), ("log2", (None,)), ("log10", (None,)), ("power", (None, -1)),
     ("log", (-1,)), ("sqrt", (-1,)), ("divide", (1, 0)), ("power", (0, -2)), ("power", (-2, flint.fmpq(1, 3)))],
)  # fmt: skip
def test_undefined_is_refused_by_name(name: str, operands: tuple[Any, ...]) -> None:
    """None stands for a quantity that is zero as a formula and a ball around zero as a number."""
    made = [formal_zero() if o is None else constant(o) for o in operands]
    for q in made:
        q.name = "z"
    with pytest.raises(operations.DomainError) as caught:
        apply(TABLE[name], *made)
    assert caught.value.name == "z"


def test_the_edge_of_a_domain_has_its_value() -> None:
    half, root = constant(flint.fmpq(1, 2)), operations.SQRT(constant(2))
    assert operations.SQRT(formal_zero()).value == 0
    assert operations.POWER(formal_zero(), half).value == 0
    assert operations.POWER(constant(0), root).value == 0
    assert operations.POWER(constant(0), constant(0)).value == 1
    assert operations.POWER(root - root, constant(0)).value == 1


def test_the_slope_of_zero_to_a_power_in_the_exponent_is_zero() -> None:
    two, zero = constant(2), constant(0)
    assert operations.POWER.derivatives(zero, zero, two)[1]() == 0
    assert operations.POWER.derivatives(constant(4), two, two)[1]().value.overlaps(4 * flint.arb(2).log())


def test_a_power_of_many_bits_is_a_ball_from_the_start() -> None:
    q = operations.POWER(constant(3), constant(10**11))
    assert type(q.value) is flint.arb
    assert q.value.is_finite()
    assert operations.POWER(constant(-1), constant(10**11 + 1)).value == -1


def test_numbers_that_grow_past_the_bit_budget_go_on_as_balls() -> None:
    q = constant(flint.fmpq(1, 3))
    for _ in range(16):
        q = q * q
    assert type(q.value) is flint.arb
    assert q.value.overlaps(flint.arb(flint.fmpq(1, 3)) ** 2**16)


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        constant(0.1)
    with pytest.raises(TypeError):
        constant(1) + 0.5


def test_operands_are_kept_in_order_and_repeated() -> None:
    x = constant(2)
    assert (x * x).operands == (x, x)
    assert (5 - x).operands[1] is x
    assert (5 - x).value == 3


@pytest.mark.parametrize("exponent", range(2, 12))
def test_a_whole_power_of_a_ball_around_zero(exponent: int) -> None:
    power = operations.POWER.ball(flint.arb(0, 0.5), flint.fmpq(exponent))
    assert power.contains(flint.arb(0.5) ** exponent)
    assert power.rad() <= 0.5**exponent * 1.01


ROOT_SQUARED = "√2*√2"
"""2 as a formula: a ball that no number of bits makes 2."""
WIDE, WIDER = (f"(10^{n}*{ROOT_SQUARED} - 2*10^{n}" for n in (40, 400))
"""0 as a formula: a ball many whole numbers wide at first."""


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (f"floor({ROOT_SQUARED})", "2"),
        (f"floor({ROOT_SQUARED} + 10^-60)", "2"),
        (f"floor({ROOT_SQUARED} - 10^-60)", "1"),
        (f"floor{WIDER} + 5.9)", "5"),
        (f"ceil{WIDER} + 5.1)", "6"),
        (f"ceil({ROOT_SQUARED})", "2"),
        (f"(-2)^({ROOT_SQUARED} + 1)", "-8"),
        (f"(-2)^{WIDE} + 3)", "-8"),
        (f"(√3*√3 - 3)^{WIDE} + 3)", "0"),
        (f"(√3*√3 - 3)^{WIDE})", "1"),
        (f"sign(ln({ROOT_SQUARED} - 2 + 10^-400))", "-1"),
        (f"sign(({ROOT_SQUARED} - 2 + 10^-400)^√2)", "1"),
        ("(1/4)^(1/2)", "1/2"),
        ("(8/27)^(-2/3)", "9/4"),
        ("0^(1/2)", "0"),
        ("log2(1/8)", "-3"),
        ("log10(1000)", "3"),
        ("ln(1)", "0"),
        ("sqrt(0)", "0"),
        ("exp(0)", "1"),
        ("cos(0)", "1"),
        ("sin(0)", "0"),
        ("tanh(0)", "0"),
        ("acos(1)", "0"),
        ("arccos(√2*√2/2)", "0"),
        ("asin(√3*√3 - 3)", "0"),
        ("log1p(exp(1) - exp(1))", "0"),
        ("atan(√3*√3 - 3) + tan(√3*√3 - 3) + erf(√3*√3 - 3)", "0"),
        ("sin(√3*√3 - 3) + cos(√3*√3 - 3)", "1"),
        ("cosh(1)^2 - sinh(1)^2", "1"),
        ("sigmoid(0)", "1/2"),
        ("leaky_relu(-2)", "-1/50"),
    ],
)
def test_a_value_that_is_rational(typed: str, value: str) -> None:
    """Also where it is so as a formula alone."""
    done = nncalc(["forward", f"x={typed}", "W1=1", "--exact"])
    assert done.out.splitlines()[-1:] == [f"y={value}"], done.err


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ln(-1/3)", "ln needs a positive number (-1/3)"),
        ("ln(-√2)", "ln needs a positive number (≈ -1.414)"),
        ("ln(0)", "ln needs a positive number (0)"),
        ("log2(-1234567890123456789)", "log₂ needs a positive number (-1234567890123456789)"),
        ("log2(-12345678901234567890)", "log₂ needs a positive number"),
        ("(-8)^(1/3)", "a negative number to a power that is not whole has no real value"),
        ("(-2)^√2", "a negative number to a power that is not whole has no real value"),
        ("asin(3/2)", "arcsin needs a number from -1 to 1"),
        ("arccos(-√2)", "arccos needs a number from -1 to 1"),
        ("log1p(-1)", "log1p needs a number above -1 (-1)"),
        ("√(-4)", "the square root of a negative number"),
        ("0^-2", "division by zero: 0 to a negative power"),
        ("1/(√2*√2 - 2)", "division by zero"),
        ("1/0", "division by zero"),
    ],
)
def test_what_is_said_outside_a_domain(typed: str, message: str) -> None:
    done = nncalc(["forward", f"x={typed}", "W1=1"])
    assert done.code == 2
    assert done.err.splitlines()[0] == f"Error: x: {message}"


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [("exp", 0, "1"), ("log", 1, "0"), ("log2", 8, "3"), ("log10", 100, "2"), ("sin", 0, "0"), ("cos", 0, "1"),
     ("tan", 0, "0"), ("atan", 0, "0"), ("sinh", 0, "0"), ("cosh", 0, "1"), ("erf", 0, "0"), ("mish", 0, "0"),
     ("log1p", 0, "0"), ("sigmoid", 0, "1/2"), ("tanh", 0, "0"), ("normal_cdf", 0, "1/2"), ("sqrt", 4, "2"), ("gelu", 0, "0"),
     ("gelu_tanh", 0, "0")],
)  # fmt: skip
def test_a_function_is_rational_where_it_is_so(name: str, point: int, value: str) -> None:
    found = apply(TABLE[name], constant(point)).value
    assert type(found) is flint.fmpq
    assert str(found) == value
    assert type(apply(TABLE[name], constant(point + 3)).value) is flint.arb
