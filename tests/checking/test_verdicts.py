"""Never the wrong verdict: right answers in any form, wrong ones by a unit in the last place."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from checked import verdict
from commandline import nncalc
from hypothesis import given
from hypothesis import strategies as st

values = st.fractions(-50, 50, max_denominator=997)


@given(values, st.integers(0, 8))
def test_a_right_answer_is_never_called_wrong(value: Fraction, places: int) -> None:
    unit = Fraction(1, 10**places)
    for whole in {(value / unit + Fraction(1, 2)).__floor__(), -((-value / unit + Fraction(1, 2)).__floor__())}:
        typed = f"{Decimal(whole).scaleb(-places):f}"
        assert verdict(f"forward x={value} W1=1", f"y={typed}") == "right"


@given(values, st.integers(0, 8), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_a_wrong_answer_is_never_called_right(value: Fraction, places: int, steps: int, way: int) -> None:
    unit = Fraction(1, 10**places)
    whole = (value / unit + Fraction(1, 2)).__floor__() + way * steps
    if abs(value - whole * unit) <= unit / 2:
        return  # the other side of a tie
    typed = f"{Decimal(whole).scaleb(-places):f}"
    assert verdict(f"forward x={value} W1=1", f"y={typed}") in ("wrong", "cut")


@given(values.filter(bool), st.integers(1, 12))
def test_irrational_answers(value: Fraction, places: int) -> None:
    """σ(x) by 60-digit decimals: rounded is right, cut is right or cut unless nothing is left, one more unit is neither."""
    exact = 1 / (1 + (-Decimal(value.numerator) / Decimal(value.denominator)).exp())
    unit = Decimal(1).scaleb(-places)
    line = f"forward x={value} W1=1 act1=sigmoid"
    right = exact.quantize(unit, ROUND_HALF_UP)
    assert verdict(line, f"y={right:f}") == "right"
    cut = exact.quantize(unit, ROUND_DOWN)
    assert verdict(line, f"y={cut:f}") in ("right", "cut" if cut else "wrong")
    assert verdict(line, f"y={right + unit:f}") != "right"
    assert verdict(line, f"y={exact.quantize(unit, ROUND_FLOOR) - unit:f}") != "right"


@given(values, values, st.sampled_from(["{a}*x1+{b}", "x1*{a}+{b}", "({b}+{a}*x1)*(x1+7)/(7+x1)"]))
def test_algebraic_answers(a: Fraction, b: Fraction, form: str) -> None:
    line = f"forward x=x1 W1={a} b1={b}"
    assert verdict(line, "y=" + form.format(a=f"({a})", b=f"({b})")) == "right"
    assert verdict(line, "y=" + form.format(a=f"({a})", b=f"({b + 1})")) == "wrong"


def test_a_word_is_no_evidence() -> None:
    """Of yes and no every other variant gives the wrong one: none is the cause."""
    done = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --steps none --check converged=false")
    assert "converged=false: wrong; the value is yes" in done.out
    assert "cause:" not in done.out
    assert "possibly:" not in done.out


def test_one_number_where_one_is_asked_for() -> None:
    assert "loss is one number" in nncalc("softmax-loss z=1,2 y=0 --check loss=1:2").out
    rows = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --steps none --check table=1")
    assert "table has parts with names of their own" in rows.out


def test_what_the_figures_of_an_answer_share_is_worked_out_once() -> None:
    """100 formulas over a training of 60 epochs: one after the other they needed more quantities than there may be."""
    ones = ",".join(["1"] * 10)
    line = f"backprop x={ones} W1={':'.join([ones] * 10)} act1=sigmoid W2={ones} t=a lr=1/9 epochs=60"
    assert verdict(line, f"W1_new={':'.join([ones] * 10)}") == "wrong"


def test_a_point_where_a_formula_is_undefined_says_nothing_about_others() -> None:
    assert verdict("forward x=a,b W1=1,0:0,1 b1=ln(a),sqrt(b)", "y=a+ln(a),b+sqrt(b)") == "right"
    assert verdict("forward x=a,b W1=1,0:0,1 b1=ln(a),sqrt(b)", "y=a+ln(a),b-sqrt(b)") == "wrong"
