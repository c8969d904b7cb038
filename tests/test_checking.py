"""Verdicts and explanations: what is right, what is wrong and why, and how sure the checker is."""

from __future__ import annotations

import shlex
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from commandline import judge, nncalc
from hypothesis import given
from hypothesis import strategies as st

from nncalc import registry
from nncalc.checking.answers import check_figures, published_check
from nncalc.checking.chance import CHANCE, Evidence, digits_matched
from nncalc.checking.compare import Judged
from nncalc.document import Check
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import constant
from nncalc.errors import InputErrors
from nncalc.problem import ProblemType, read_problem
from nncalc.solving import Settings, run_problem

EXAMPLE = "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"
SOFTMAX = "softmax-loss z=3.2,5.1,-1.7 y=0"


def problem(line: str) -> ProblemType:
    words = shlex.split(line)
    kind = registry.load(words[0])
    return read_problem(kind, kind.read_tokens(words[1:]))


def checks(line: str, *figures: str) -> list[Check]:
    pairs = [tuple(figure.split("=", 1)) for figure in figures]
    return check_figures(problem(line), pairs, Settings())  # type: ignore[arg-type]


def check(line: str, figure: str) -> Check:
    return checks(line, figure)[0]


def causes(found: Check) -> list[str]:
    return [cause["id"] for cause in found.causes]


# -- what is read --------------------------------------------------------------------------------------------

HALF = "forward x=1,2 W1=.1,.2"
THIRD = "forward x=1 W1=1/3"
SYMBOLS = "backprop x=x W1=w b1=b act=sigmoid t=t lr=eta"
FAULTLESS = "rosenblatt X=1:-1 t=1,-1 w=5 b=0"
STRIDED = "convshape 3x32x32 conv:16,k=5,s=2,p=1"
READ = [
    (HALF, "y=.5", "right"),
    (HALF, "y=1/2", "right"),
    (HALF, "y=√(1/4)", "right"),
    (HALF, "y=[0.5]", "right"),
    (HALF, "y=50%", "right"),
    (HALF, "y=50 %", "right"),
    (HALF, "y=50.0%", "right"),
    (HALF, "y=51%", "wrong"),
    (HALF, "y=0,5", "right"),
    (HALF, "y=,5", "right"),
    (HALF, "y=0,500", "right"),
    (HALF, "y=-0,5", "wrong"),
    (THIRD, "y=(.33)", "right"),
    (THIRD, "y=((+0.333))", "right"),
    (THIRD, "y=(33.3 %)", "right"),
    (THIRD, "y=(3.3e-1)", "right"),
    (THIRD, "y=-(-0.33)", "right"),
    (THIRD, "y=+( 0.33 )", "right"),
    (THIRD, "y=-(0.33)", "wrong"),
    (THIRD, "y=(-0.33)", "wrong"),
    (THIRD, "y=(1/3)", "right"),
    (THIRD, "y=(0.33", "unreadable"),
    (SOFTMAX, "loss=(2.04)", "right"),
    (SOFTMAX, "dz=(-0.87),0.87,0.00", "right"),
    (SOFTMAX, "dz=-(0.87),(0.87),(0.00)", "right"),
    (SOFTMAX, "dz=(-0.87,0.87,0.00)", "right"),
    (HALF, "y=1,234", "unreadable"),
    (HALF, "y=50,0%", "right"),
    (HALF, "y=0.5 m", "unreadable"),
    (HALF, "y=0.5px", "unreadable"),
    (HALF, "y=5e-1", "right"),
    (HALF, "y=half", "unreadable"),
    (HALF, "y=9*sin(10^999)", "wrong"),
    (HALF, "y=9*sin(10^9999)", "unreadable"),
    (HALF, "y=1/2+1e-9*sin(10^9999)", "unreadable"),
    (HALF, "y=sin(1)^2+cos(1)^2-1/2", "right"),
    (HALF, "y=ln(-1)", "unreadable"),
    (HALF, "y=1/0", "unreadable"),
    (HALF, "y=.5,.5", "unreadable"),
    (HALF, "y=?", "unreadable"),
    ("forward x=1,2 W1=1,1:1,0", "y=3,0,1,0", "unreadable"),
    ("forward x=1,2 W1=1,1:1,0", "y=300%,1", "right"),
    ("forward x=1,2 W1=1,1:1,0", "y=3", "unreadable"),
    ("forward x=1,2:3,4 W1=1,1", "y=3:7", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=x1*w1+w2*x2", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=(w1*x1^2+w2*x2*x1)/x1", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=w1*x1", "wrong"),
    ("forward x=x1,x2 W1=w1,w2", "y=5", "wrong"),
    ("forward x=a W1=1 act1=relu", "y=a", "wrong"),
    ("forward x=a W1=1 act1=relu", "y=max(0,a)", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=1/(1+exp(-a))", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=exp(a)/(1+exp(a))", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=ln(-a^2)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=2*sigmoid(2*a)-1", "right"),
    ("forward x=a W1=1 act1=tanh", "y=tanh(a)*sin(10^9999)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=tanh(b)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=y", "unreadable"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4", "y.1=w3*x1+w4*x2", "wrong"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1.1)", "right"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1)", "unreadable"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1.2)", "wrong"),
    (SYMBOLS, "loss=(y-t)^2/2", "right"),
    (SYMBOLS, "loss=(a1-t.1)^2/2", "right"),
    (SYMBOLS, "loss=(y-q)^2/2", "unreadable"),
    (SYMBOLS, "loss=losses", "unreadable"),
    (SYMBOLS, "y=1/(1+exp(-z1))", "right"),
    (SYMBOLS, "z1=loss", "unreadable"),
    (SYMBOLS, "W1_new=W1-lr*dW1", "right"),
    (SYMBOLS, "b1_new=b-eta*(y-t)*y*(1-y)", "right"),
    (SYMBOLS, "b1_new=b-eta*(y-t)*y*(1-y)*x", "wrong"),
    ("forward x=y W1=2", "y=2*y", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3,3,1,3,3", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=yes", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=false", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=maybe", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=是", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=否", "wrong"),
    (FAULTLESS, "mistakes=[]", "right"),
    (FAULTLESS, "mistakes=none", "right"),
    (FAULTLESS, "mistakes=无", "right"),
    (FAULTLESS, "mistakes=1", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=none", "unreadable"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x55x55", "right"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x55", "wrong"),
    (STRIDED, "shape1=16@15x15", "right"),
    (STRIDED, "shape1=16 @ 15 x 15", "right"),
    (STRIDED, "shape1=(16＠15×15)", "right"),
    (STRIDED, "shape1=16@15", "wrong"),
    (STRIDED, "shape1=3600", "wrong"),
    (STRIDED, "shape1=abc", "unreadable"),
    (STRIDED, "shape1=?", "unreadable"),
    (STRIDED, "shape1=16x15x", "unreadable"),
    (STRIDED, "shape1=16x15xW", "unreadable"),
    (STRIDED, "shape1=16x15x15 px", "unreadable"),
    ("convshape 32x32x3 conv:16,k=5,s=2,p=1 layout=hwc", "shape1=16@15x15", "right"),
    ("convshape 32x32x3 conv:16,k=5,s=2,p=1 layout=hwc", "shape1=15x15x16", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=abc", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,x", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "predictions=x", "unreadable"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4 percent=yes", "mape=16.67", "right"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4 percent=yes", "mape=16.67%", "unreadable"),
]


@pytest.mark.parametrize(("line", "figure", "verdict"), READ)
def test_what_is_read(line: str, figure: str, verdict: str) -> None:
    found = check(line, figure)
    said = found.verdict if found.verdict in ("right", "unreadable") else "wrong"
    assert said == verdict, found.words
    if verdict == "unreadable":
        assert found.words[0].startswith("this cannot be read: ")


@pytest.mark.parametrize("end", ["", "%", "x", " m", "*10^x", "*10^-3", "e", "e5 m", ".."])
@pytest.mark.parametrize("digits", [9_000, 20_000])
def test_long_figures_are_refused_at_once(digits: int, end: str) -> None:
    """A pattern that looks back at every digit took minutes for each."""
    for figure in ("loss={}", "p={},0,0"):
        assert check(SOFTMAX, figure.format("9" * digits + end)).verdict == "unreadable"


def test_all_unknown_names_are_reported() -> None:
    with pytest.raises(InputErrors) as raised:
        checks(HALF, "yy=1", "y=.5", "z9=1")
    assert [error.name for error in raised.value.errors] == ["yy", "z9"]
    assert raised.value.errors[0].nearest == "y"


NAMES = [
    (EXAMPLE, "∂E/∂W1", "dW1"),
    (EXAMPLE, "∂E/∂W1₁₂", "dW1.1.2"),
    (EXAMPLE, "W1_new₁₁", "W1_new.1.1"),
    (EXAMPLE, "δ1₁", "delta1.1"),
    (EXAMPLE, "E_new", "loss_new"),
    ("metrics cm=50,10:5,35", "κ", "kappa"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4", "R²", "r2"),
    ("convshape 3x32x32 conv:16,k=3", "H1", "height1"),
    ("graph f=x*y x=2 y=3", "∂f/∂x", "d_x"),
]


@pytest.mark.parametrize(("line", "printed", "name"), NAMES)
def test_names_as_the_page_prints_them(line: str, printed: str, name: str) -> None:
    """A name typed back is told the one to type, though its characters could not be read elsewhere."""
    done = nncalc([*shlex.split(line), "--check", f"{printed}=1"])
    assert done.code == 2
    assert f"{printed}: there is no result '{printed}'\n  did you mean {name}?" in done.err


def test_conventions_are_tried_with_numbers_for_symbols() -> None:
    done = nncalc("softmax-loss z=a,5.1,-1.7 y=0 --set a=3.2 --steps none --check loss=.886")
    assert "cause: is right under log=10" in done.out


def test_names_with_characters_that_look_alike() -> None:
    done = nncalc([*shlex.split(EXAMPLE), "--check", "W1_n\u0435w=1"])
    assert done.code == 2
    assert "only looks like e" in done.err


# -- the order of the explanations ---------------------------------------------------------------------------

EXPLAINED = [
    (EXAMPLE, "W1_new.1.1=.1497807", "right", None),
    (EXAMPLE, "W1_new.1.1=.14978071", "cut", "42"),
    (EXAMPLE, "W1_new.1.1=.149818", "convention", "9"),
    (EXAMPLE, "W1_new.1.1=.149818", "convention", "update=sequential"),
    (EXAMPLE, "W1_new.1.1=.148866", "slip", "10"),
    (EXAMPLE, "W1_new.1.1=.149666", "slip", "11"),
    (EXAMPLE, "W1_new=.14982,.19964:.24979,.29958", "convention", "9"),
    (EXAMPLE, "delta1.1=.0364", "slip", "10"),
    (EXAMPLE, "loss=.5967422", "convention", "loss=sse"),
    (EXAMPLE, "W2_new=.44108,.49133:.48870,.53863", "slip", "19"),
    (SOFTMAX, "loss=0.886", "convention", "log=10"),
    (SOFTMAX, "loss=0.886", "convention", "33"),
    (SOFTMAX, "loss=.87", "slip", "34"),
    (SOFTMAX, "loss=-2.0404", "slip", "40"),
    ("softmax-loss z=2,1,1 y=0", "p=.50,.25,.25", "slip", "35"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "params1=34848", "slip", "47"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x54x54", "slip", "43"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=55x55x96", "convention", "layout=hwc"),
    ("convshape 227x227x3 conv:96,k=11,s=4 layout=hwc", "shape1=96x55x55", "convention", "layout=chw"),
    (STRIDED, "shape1=16x15.5x15.5", "slip", "46b"),
    ("hinge-loss s=1.3,4.9,2.0:2.2,2.5,-3.1 y=1,2", "losses.2=10.9", "slip", "29"),
    ("metrics cm=50,10:5,35", "precision=.875", "convention", "76"),
    (EXAMPLE, "W1_new.1.1=.150115", "slip", "11b"),
    ('graph "f=x*y+x*z+y" x=2 y=3 z=4', "d_x=4", "slip", "11b"),
    ('graph "f=x*y+x*z+y" x=2 y=3 z=4', "d_x=3", "slip", "11"),
    ("backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.1", "b1_new=.425", "slip", "26"),
    ("rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5", "b=-3", "slip", "26"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3", "convention", "order=once"),
    ("loss kind=bce y=1,0,1 yhat=.9,.2,.6", "loss=.0744", "slip", "41b"),
    ("softmax-loss z=2,.1,1 y=0 jacobian=yes", "J.1.2=.06496", "slip", "40"),
    ("rnn-step cell=gru x=1 Wxr=1 Wxz=1 Wxn=1 Whr=1 Whz=1 Whn=1 br=0 bz=0 bn=0", "params=6", "slip", "47"),
]


@pytest.mark.parametrize(("line", "figure", "verdict", "cause"), EXPLAINED)
def test_what_explains_a_figure(line: str, figure: str, verdict: str, cause: str | None) -> None:
    found = check(line, figure)
    assert found.verdict == verdict, found.words
    assert cause is None or cause in causes(found), found.words
    if verdict not in ("right", "cut"):
        assert any(words.startswith("evidence: ") for words in found.words)
        assert any(words.startswith("the rule: ") for words in found.words)
        assert all(set(each) == {"id", "words", "rule"} and all(each.values()) for each in found.causes)


def test_rounded_early_says_how_early() -> None:
    """By hand: h = 1/3 ≈ .33 → 3·.33 = .99; at one place .3 → .9."""
    line = "forward x=1 W1=1/3 W2=3"
    assert causes(check(line, "y=.99")) == ["rounded-early-2"]
    assert causes(check(line, "y=.90"))[0] == "rounded-early-1"
    assert check(line, "y=.999").verdict == "rounded-early"
    assert check(line, "y=.98").verdict == "wrong"


def test_two_slips_together() -> None:
    """Without the derivative of the activation, and climbing."""
    found = check(EXAMPLE, f"W1_new.1.1={_two_slips_figure()}")
    assert found.verdict == "two-slips", found.words
    assert {"10+19", "19+10"} & set(causes(found)), causes(found)


def _two_slips_figure() -> str:
    from nncalc.engine.run import Policy
    from nncalc.rules.layers import delta_of, updated

    ten = next(slip for slip in delta_of.slips if slip.number == "10")
    nineteen = next(slip for slip in updated.slips if slip.number == "19")
    policy = Policy(choice={delta_of: ten.function, updated: nineteen.function})
    return str(
        run_problem(problem(EXAMPLE), lambda run: f"{float(run.results['W1_new'].items[0].value.mid()):.12f}", policy)
    )


def test_a_mistake_is_carried_forward_and_the_first_wrong_step_named() -> None:
    """z1 = 1·2 = 2 was taken as 5; then 3·5 = 15 and 15 + 1 = 16 are right, given the mistake."""
    line = "forward x=2 W1=1 W2=3 W3=1 b3=1"
    y, z2, z1 = checks(line, "y=16", "z2=15", "z1=5")
    assert z1.verdict == "wrong"
    assert z1.words[0].endswith("the first wrong step")
    assert (z2.verdict, y.verdict) == ("carried", "carried")
    assert any("your own z1" in words for words in z2.words)
    assert not any("first wrong step" in words for words in (*z2.words, *y.words))
    y, z2 = checks(line, "y=16", "z2=14")
    assert y.verdict == "wrong"
    assert "first wrong step" in z2.words[0]


def test_a_figure_does_not_explain_itself() -> None:
    """A part that is typed beside the whole is judged as the whole is, not as carried on from it."""
    whole, part = checks("hinge-loss s=3.2,5.1,-1.7:2.2,2.5,-3.1 y=0,2", "losses=2.9,10.9", "losses.2=10.9")
    assert (whole.verdict, part.verdict) == ("slip", "slip")
    assert part.causes[0]["id"] == "29"


def test_evidence_is_counted_in_english() -> None:
    said = " ".join(checks("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=.9")[0].words)
    assert "1 digit matched" in said


def test_own_rounded_figures() -> None:
    """Earlier figures that are right, but rounded, and used so."""
    line = "forward x=1,2 W1=.123456,.2 W2=1000"
    z1, y = checks(line, "z1=.52", "y=520.0")
    assert (z1.verdict, y.verdict) == ("right", "rounded-early")
    assert any("your own rounded z1" in words or "2 decimals" in words for words in y.words)


def test_one_component_alone() -> None:
    """A slip in one row only is named with its place; what the other components are does not matter."""
    right = "W2_new=.3589,.4087:.5113,.5614"
    assert check(EXAMPLE, right).verdict == "right"
    found = check(EXAMPLE, "W2_new=.44108,.4087:.5113,.5614")
    assert found.words[0].startswith("1 of 4 figures not right")
    assert any("W2_new.1.1" in words for words in found.words)
    assert "19" in causes(found), found.words
    found = check(EXAMPLE, "delta1.1=.0363503")
    assert any("in delta1 only" in words or "delta1" in words for words in found.words), found.words


def test_every_explanation_of_a_coincidence_is_named() -> None:
    """One digit matches many things: all are possibilities, none is the cause."""
    found = check(EXAMPLE, "loss=.6")
    assert found.verdict != "right"
    assert len(found.causes) > 1
    assert any("rival" in words for words in found.words)
    assert not any(words.startswith("cause: ") for words in found.words if "loss=sse" not in words)


def test_published_figures() -> None:
    settings = Settings()
    solved = problem(SOFTMAX)
    for typed, cause, verdict, words in [
        ("0.87", "34", "right", "wrong as published (34): wrong; the value is 2.0404"),
        ("0.87", "35", "wrong", "wrong as published, but not for the cause 35: found slip, 34"),
        ("2.04", "34", "wrong", "declared wrong, but it is right"),
        ("7.77", "wrong", "right", "wrong as published (wrong): wrong; the value is 2.0404"),
    ]:
        found = published_check(solved, "loss", typed, cause, settings)
        assert (found.verdict, found.words[0]) == (verdict, words)


# -- how sure ------------------------------------------------------------------------------------------------


def evidence(typed: str, right: str, *others: str) -> Evidence:
    """The evidence on one figure when the variants tried give the others."""
    value = constant(flint.fmpq(*Fraction(right).as_integer_ratio()))
    found = Evidence([Judged("y", "wrong", value, typed)])
    for other in others:
        found.tried((flint.fmpq(*Fraction(other).as_integer_ratio()),))
    return found


def test_chance_by_hand() -> None:
    """.5030 is 30 units from .5000: 61 figures are as near; of the variants' four, three lie in there."""
    found = evidence(".5030", ".5000", ".5030", ".4999", ".4990", ".9")
    assert found.chance(whole=True) == pytest.approx(3 / 61)
    assert found.chance(whole=True) < CHANCE
    assert evidence(".5030", ".5000", ".5030", ".4999", ".4990", ".5002").chance(whole=True) > CHANCE
    assert evidence(".503", ".500", ".503").chance(whole=True) == pytest.approx(1 / 7)
    assert digits_matched("0.00120") == 3


def test_the_right_figure_is_not_counted_as_a_match() -> None:
    assert evidence(".5030", ".5000", ".5000", ".5030").chance(whole=True) == pytest.approx(1 / 61)


def test_lists_of_another_length() -> None:
    """Of the 2² lists of two that can be made of 1 and 3, one variant gives this one: no proof."""
    words = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3").words
    assert "possibly: is right under order=once" in words
    assert words[-1] == "evidence: 2 digits matched, 0.25 matches expected by chance"


@pytest.mark.parametrize(("figure", "lead"), [("loss=0.886115", "cause"), ("loss=1", "possibly")])
def test_a_cause_is_called_so_only_when_chance_is_small(figure: str, lead: str) -> None:
    found = check(SOFTMAX, figure)
    assert found.verdict != "right"
    if lead == "cause":
        assert any(words.startswith("cause: ") for words in found.words), found.words
    else:
        assert not any(words.startswith("cause: ") for words in found.words), found.words


# -- never the wrong verdict ---------------------------------------------------------------------------------

values = st.fractions(-50, 50, max_denominator=997)


def verdict(line: str, figure: str) -> str:
    name, typed = figure.split("=", 1)
    return run_problem(problem(line), lambda run: judge(run, name, typed, Settings().precision)).verdict


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
    """σ(x) by 60-digit decimals: rounded is right, cut is right or cut, one more unit is neither."""
    exact = 1 / (1 + (-Decimal(value.numerator) / Decimal(value.denominator)).exp())
    unit = Decimal(1).scaleb(-places)
    line = f"forward x={value} W1=1 act1=sigmoid"
    right = exact.quantize(unit, ROUND_HALF_UP)
    assert verdict(line, f"y={right:f}") == "right"
    assert verdict(line, f"y={exact.quantize(unit, ROUND_DOWN):f}") in ("right", "cut")
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
    assert "evidence: a word matched, 1 match expected by chance" in done.out


def test_one_number_where_one_is_asked_for() -> None:
    assert "loss is one number" in nncalc("softmax-loss z=1,2 y=0 --check loss=1:2").out
    rows = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --steps none --check table=1")
    assert "table has parts with names of their own" in rows.out
