"""Derivatives of formulas: their printed forms, and that simplifying changes no value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from nncalc.declaring.formula_kind import FORMULA, FormulaKind
from nncalc.declaring.kinds import Reading
from nncalc.engine.budget import BUDGET
from nncalc.engine.decide import is_formally_zero
from nncalc.engine.domains import DomainError
from nncalc.engine.formula import Formula
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import MorePrecision, Quantity
from nncalc.engine.readings import AtPoint, gradient, to_sympy
from nncalc.engine.simplify import simplified
from nncalc.errors import InputError
from nncalc.page.input_style import InputStyle
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle


def formula(text: str) -> Formula:
    BUDGET.reset()
    return FORMULA.read(text, "f", Reading())


def written(q: Quantity, style: Any = None) -> str:
    return Printer(style or TextStyle(), lambda q: None).formula(q)[0]


FORMS = {
    "w^2": "2·w", "(w-3)^2": "2·(w − 3)", "exp(2*w)": "2·e^(2·w)", "ln(w)": "1/w", "w^2+3*y^2": "2·w",
    "sigmoid(w*x)": "x·σ(w·x)·(1 − σ(w·x))", "3*w": "3", "y": "0", "w": "1", "-w^2": "-2·w", "1-w": "-1",
    "0.1*w^2": "0.2·w", "0.5*w^2+1/2*w": "w + 0.5", "w^2/4": "w/2", "w^2/3": "2·w/3", "1/w": "-1/w²", "w^-2": "-2/w³",
    "sqrt(w)": "1/(2·√w)", "√w*√w*√w": "√w + w/(2·√w)", "w^0.5": "0.5/w^0.5", "w^1.5": "1.5·w^0.5", "w^(1/3)": "1/(3·w^(2/3))",
    "(2*w)^3": "24·w²", "(2*w+1)^3": "6·(2·w + 1)²", "w*w*w": "3·w²", "w^3-4*w^2+w-7": "3·w² − 8·w + 1",
    "sin(w)*cos(w)": "cos(w)² − sin(w)²", "2^w": "2^w·ln(2)", "log2(w)": "1/(w·ln(2))", "w^w": "w·w^(w − 1) + w^w·ln(w)",
    "tanh(w)^2": "2·tanh(w)·(1 − tanh(w)²)", "relu(w)": "relu′(w)", "abs(w-1)": "sign(w − 1)", "max(w,2)": "step(w − 2)",
    "a*w^2+b*w": "2·a·w + b", "(y-w*x)^2/2": "−x·(y − w·x)", "√2*w^2": "2·√2·w", "pi*w^2": "2·π·w",
    "exp(-w^2/2)": "−w·e^(−w²/2)", "ln(1+exp(w))": "e^w/(1 + e^w)", "1/(1+exp(-w))": "e^(−w)/(1 + e^(−w))²",
    "(w-3)^2+(w-3)^2": "4·(w − 3)", "1/sqrt(w)": "-1/(2·w·√w)", "(w^2)^3": "6·w⁵", "2*(3*(w+1))": "6", "w^20": "20·w¹⁹",
    "(1-w)^2+100*(x-w^2)^2": "-2·(1 − w) − 400·w·(x − w²)", "w/(1+w)": "1/(1 + w)²", "w^0": "0", "w-w": "0",
    "w/(1+w)^2": "(1 − w)/(1 + w)³", "w/(w^2+1)": "(1 − w²)/(w² + 1)²", "(w-1)/(w+1)": "2/(w + 1)²", "ln(w)/w": "(1 − ln(w))/w²",
    "sin(w)/w": "(w·cos(w) − sin(w))/w²", "w/√(1+w^2)": "1/((1 + w²)·√(1 + w²))", "0.5*w/(1+w)": "0.5/(1 + w)²",
    "(a*w+b)/(c*w+d)": "(a·(c·w + d) − c·(a·w + b))/(c·w + d)²", "w^2/w": "1", "w/w": "0", "(w/(1+w))^2": "2·w/(1 + w)³",
    "√w/(1+√w)": "1/(2·(1 + √w)²·√w)", "w^2/(w+1)": "(2·w·(w + 1) − w²)/(w + 1)²", "w^2+1/w": "2·w − 1/w²",
}  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_how_a_derivative_is_written(text: str) -> None:
    assert written(formula(text).derivative("w").body) == FORMS[text]


def test_in_every_style() -> None:
    derivative = formula("exp(2*w)/w").derivative("w").body
    assert written(derivative, LatexStyle()) == r"\frac{2 \cdot w \cdot e^{2 \cdot w} - e^{2 \cdot w}}{w^{2}}"
    assert written(derivative, InputStyle()) == "(2*w*exp(2*w) - exp(2*w))/w^2"


def test_second_derivatives() -> None:
    second = formula("w^4").derivative("w").derivative("w")
    assert (second.name, written(second.body)) == ("f′′", "12·w²")


# -- the simplified derivative is the engine's own reverse pass --------------------------------------------------------

SMOOTH = ["sigmoid", "tanh", "exp", "sin", "cos", "softplus", "softsign"]
KINKED = ["relu", "abs", "leaky_relu", "elu", "selu", "hard_sigmoid"]
numbers = st.sampled_from(["2", "3", "1/2", "0.3", "1.25", "7"])
leaves = st.sampled_from(["w", "w", "x"]) | numbers


def compound(parts: st.SearchStrategy[str], functions: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({}{}{})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("({})^{}".format, parts, st.sampled_from(["2", "3", "(-1)", "(-2)", "(1/2)", "0.5", "0"])),
        st.builds("{}({})".format, st.sampled_from([*functions, "sqrt", "ln"]), parts),
        st.builds("(-{})".format, parts),
    )


def formulas(functions: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(leaves, lambda parts: compound(parts, functions), max_leaves=8)


points = st.fractions(min_value=Fraction(1, 20), max_value=3, max_denominator=40)


def at(q: Quantity, values: dict[str, Fraction]) -> Quantity:
    return AtPoint(lambda name: flint.fmpq(values[name].numerator, values[name].denominator))(q)


def read(text: str) -> Formula | None:
    """None where the formula is constant nonsense: 1/(2 − 2), ln(-3)."""
    try:
        return formula(text)
    except InputError:
        return None


@given(text=formulas(SMOOTH + KINKED), w=points, x=points)
def test_the_simplified_derivative_is_the_reverse_pass(text: str, w: Fraction, x: Fraction) -> None:
    """Exactly: the difference is zero, or formally zero where the values are irrational."""
    f = read(text)
    if f is None or "w" not in f.parameters:
        return
    values = {"w": w, "x": x}
    leaf = {name: Quantity(None, (), flint.fmpq(v.numerator, v.denominator), name) for name, v in values.items()}
    try:
        made = f(*[leaf[name] for name in f.parameters])
        f.check_smooth(leaf)
        (right,) = gradient(made, [leaf["w"]])
        found = f.derivative("w")(*[leaf[name] for name in f.parameters])
        difference = found - right
        assert difference.value == 0 or is_formally_zero(difference), (text, written(f.derivative("w").body))
    except (InputError, MorePrecision):
        return


@given(text=formulas(SMOOTH), w=points, x=points)
def test_against_sympy(text: str, w: Fraction, x: Fraction) -> None:
    f = read(text)
    if f is None or "w" not in f.parameters:
        return
    there = {sympy.Symbol(name): sympy.Rational(v.numerator, v.denominator) for name, v in (("w", w), ("x", x))}
    body = to_sympy(f.body)
    value, right = (sympy.N(q.subs(there), 40) for q in (body, sympy.diff(body, sympy.Symbol("w"))))
    if not right.is_real or not right.is_finite or not value.is_finite:  # SymPy has (zoo)' = 0
        return
    try:
        found = at(f.derivative("w").body, {"w": w, "x": x}).value
    except (DomainError, MorePrecision):
        return
    assert abs(float(flint.arb(found).mid()) - float(right)) <= 1e-9 * max(1.0, abs(float(right))), text


@given(text=formulas(SMOOTH + KINKED), w=points, x=points)
def test_simplifying_twice_changes_nothing(text: str, w: Fraction, x: Fraction) -> None:
    f = read(text)
    if f is None:
        return
    try:
        once = simplified(f.body)
    except DomainError:  # ln(w - w)
        return
    assert written(simplified(once)) == written(once)


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at_", "message"),
    [
        ("relu(w)", 0, "f at w = 0: no derivative there, relu has a kink at 0"),
        ("abs(w)", 0, "f at w = 0: no derivative there, abs has a kink at 0"),
        ("abs(w-2)^2", 2, "f at w = 2: no derivative there, abs has a kink at 0"),
        ("floor(w)", 3, "f at w = 3: no derivative there, floor jumps at whole numbers"),
        ("max(w,2)", 2, "f at w = 2: no derivative there, max takes either of two equal numbers"),
        ("ln(w)", -1, "f at w = -1: ln needs a positive number (-1)"),
        ("sqrt(w)", 0, "the derivative of f at w = 0: division by zero"),
        ("w^2/w", 0, "f at w = 0: division by zero"),
    ],
)
def test_where_there_is_no_derivative(text: str, at_: int, message: str) -> None:
    w = Quantity(None, (), flint.fmpq(at_), "w")
    with pytest.raises(InputError) as refused:
        formula(text).derivative("w")(w)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("w^2+v", "f is a formula in w; 'v' is another name", 4),
        ("2*ww", "f is a formula in w; 'ww' is another name", 2),
        ("w^^2", "nothing between '^' and '^'", 2),
        ("2w", "a multiplication without its sign", 1),
        ("__class__", "'_' cannot stand here", 0),
        ("w.__class__", "a point without digits", 1),
        ("w(1)", "'w' is no function, and a multiplication needs its sign", 0),
        ("eval(w)", "there is no function 'eval'", 0),
        ("(" * 101 + "w" + ")" * 101, "brackets more than 100 deep", 100),
        ("-" * 101 + "w", "signs, roots or powers more than 100 deep", 0),
        ("w" + "+w" * 500, "a formula of 1,001 characters", None),
        ("w^9^9^9", "a power of more than 100,000 bits", 3),
        ("w^2,3", "',' separates only what a function takes", 3),
        ("", "f has nothing behind its =", None),
    ],
)
def test_what_is_no_formula(text: str, message: str, column: int | None) -> None:
    with pytest.raises(InputError) as refused:
        FormulaKind("w").read(text, "f", Reading())
    assert refused.value.message == message
    if column is not None:
        assert refused.value.column == column


def test_a_derivative_that_nobody_reads_is_refused() -> None:
    with pytest.raises(InputError, match="the derivative of f has more than 1,500 pieces"):
        formula("*".join(f"sin({n}*w)" for n in range(1, 60))).derivative("w")


def test_a_long_sum_is_no_trouble() -> None:
    assert written(formula("+".join(["w"] * 500)).derivative("w").body) == "500"
