"""What is read of a typed answer: signs, brackets, commas, units, infinities, names; and what cannot be read."""

from __future__ import annotations

import shlex

import pytest
from checked import EXAMPLE, SOFTMAX, causes, check, checks, verdict
from commandline import nncalc
from typed_figures import HALF, READ, SAMPLES, SETTINGS

from nncalc.errors import InputErrors


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
    """A name typed back is read, though its characters could not be read elsewhere, and the page says as what."""
    done = nncalc([*shlex.split(line), "--check", f"{printed}=1"])
    assert done.code in (0, 1)
    assert f"{printed} is read as {name}\n" in done.out


def test_names_with_characters_that_look_alike() -> None:
    done = nncalc([*shlex.split(EXAMPLE), "--check", "W1_n\u0435w=1"])
    assert done.code == 2
    assert "only looks like e" in done.err


@pytest.mark.parametrize(("typed", "verdict"), [("-(-1.5)", "right"), ("-(+1.5)", "mistake"), ("+(+1.5)", "right")])
def test_signs_outside_brackets(typed: str, verdict: str) -> None:
    assert check("forward x=1.5 W1=1", f"y={typed}").verdict == verdict
    assert check("forward x=-13/15 W1=1", "y=-(+0.87)").verdict == "right", "a decimal still, and rounded"


def test_a_comma_between_three_and_three_digits_may_stand_for_either() -> None:
    assert check("forward x=123.456 W1=1", "y=123,456").verdict == "unreadable"
    assert check("forward x=1234.567 W1=1", "y=1234,567").verdict == "right"


def test_a_shape_has_no_decimals() -> None:
    assert check("convshape 3x8x8 flatten", "shape1=1,192").words[0].startswith("wrong; shape1 has 1 part")


def test_a_figure_padded_with_spaces_is_refused_at_once() -> None:
    assert check("forward x=1 W1=1", "y=1" + " " * 20_000).verdict == "unreadable"


@pytest.mark.parametrize("sign", ["", "+", "-"])
@pytest.mark.parametrize("word", ["inf", "Infinity", "∞"])
def test_infinite_values(sign: str, word: str) -> None:
    """−ln 0 and its derivative, −1/0."""
    line = "loss kind=cross-entropy y=1,0 yhat=0,1"
    assert check(line, f"loss={sign}{word}").verdict == ("slip" if sign == "-" else "right")
    assert check(line, f"dyhat.1={sign}{word}").verdict == ("right" if sign == "-" else "slip")


@pytest.mark.parametrize("typed", ["-+inf", "+-inf", "--inf", "-+∞"])
def test_an_infinite_value_has_one_sign(typed: str) -> None:
    assert check("loss kind=cross-entropy y=1,0 yhat=0,1", f"dyhat.1={typed}").verdict == "unreadable"


@pytest.mark.parametrize("typed", ["2pi", "2x", "2e"])
def test_what_is_no_unit(typed: str) -> None:
    words = ("this cannot be read: a multiplication without its sign", f"expected: write 2*{typed[1:]}")
    assert check("forward x=1 W1=1", f"y={typed}").words == words


def test_a_measure_that_is_undefined() -> None:
    line = "metrics y=0,0,1 yhat=0,0,0 zero=undefined"
    assert check(line, "precision=Undefined").verdict == "right"
    assert check(line, "precision=0").verdict != "right"
    assert check(line, "recall=undefined").verdict != "right"


@pytest.mark.parametrize("typed", ["none", "[]", "无"])
def test_a_list_without_parts(typed: str) -> None:
    assert check("rosenblatt X=1:-1 t=1,-1 w=1", f"mistakes={typed}").verdict == "right"


def test_no_mistakes_at_all_is_an_answer() -> None:
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=[]")
    assert causes(found) == ["mistake=negative", "mistake=negative"]
    assert check("convshape 3x8x8 flatten", "shape=[]").verdict == "unreadable"


@pytest.mark.parametrize(
    ("line", "typed", "said"),
    [
        (SAMPLES, "loss=2.O4", "expected: 2.04"),
        (SAMPLES, "loss=2.0l", "expected: 2.01"),
        (SAMPLES, "p=O.27,.05,.68", "expected: 0.27"),
        (SAMPLES, "loss=2·04", "expected: 2.04 or 2*04"),
        (SAMPLES, "loss=1,234.5", "expected: 1234.5"),
        ("forward x=1234567 W1=1", "y=1,234,567", "expected: 1234567"),
        (SAMPLES, "loss=2 cm", "'cm' is no unit of loss expected: 2 or 2 nats"),
        ("convshape 3x8x8 conv:4,k=3", "receptive_field1=3x3", "one number is asked for, not one per side expected: 3"),
        ("convshape 3x8x8 conv:4,k=3", "weights1=4X27", "expected: 4*27"),
        (SAMPLES, "p=1,234; 0,5; 0", "'1,234' can be read as 1.234 and as 1234"),
        (SAMPLES, "p=0,1;0,2", "p has 3 parts"),
        (SAMPLES, "p=0,1 0,2", "1 and 0 with nothing between"),
    ],
)
def test_what_is_meant_by_figures_that_cannot_be_read(line: str, typed: str, said: str) -> None:
    found = check(line, typed)
    assert found.verdict == "unreadable"
    assert said in " ".join(found.words)


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13; 0,87; 0,00"),
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13 0,87 0,00"),
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13 0,87 0"),
        ("backprop x=1,2 W1=1,2:3,4 t=0,0", "dW1=5,0 10,0; 11,0 22,0"),
        ("backprop x=1,2 W1=1,2:3,4 t=0,0", "dW1=5,10; 11,22"),
        ("forward x=1 W1=1:2", "y=1,0;2,0"),
    ],
)
def test_lists_with_decimal_commas(line: str, typed: str) -> None:
    assert check(line, typed).verdict == "right"


def test_what_is_no_number_among_decimal_commas_is_not_passed_over() -> None:
    assert check("softmax-loss z=1,2 y=0", "p=0,27 x 0,73").verdict == "unreadable"


@pytest.mark.parametrize("figure", ["settings=2x1,3x1", "settings=[2X1, 3x1]"])
def test_words_may_stand_in_brackets(figure: str) -> None:
    assert verdict(SETTINGS, figure) == "right"


@pytest.mark.parametrize("typed", ["1,4:2,5:3,6", "[[1,4],[2,5],[3,6]]", "[1 4; 2 5; 3 6]"])
def test_a_matrix_whose_shape_shows_that_it_is_transposed(typed: str) -> None:
    found = check("backprop x=1,2,3 W1=1,2,3:4,5,6 upstream=1,1", f"dW1={typed}")
    assert found.verdict == "unreadable"
    assert "dW1 is 2×3; this is transposed" in found.words[0]
    assert "2 rows of 3 numbers" in found.words[1]
