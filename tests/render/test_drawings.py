"""Drawings: whole, labelled, inside their frames, no label on another, the page's own figures, strangers' names harmless."""

from __future__ import annotations

import html
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
from commandline import ROOT, nncalc
from svg_boxes import labels, outside, overlapping, parsed

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.formula import Formula
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import TABLE, Quantity, constant, symbol
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.page.document import Drawing as CharacterDrawing
from nncalc.page.solving import Settings
from nncalc.render import drawings
from nncalc.render.drawings import Drawing, Solved
from nncalc.render.drawings.contours import contours
from nncalc.render.drawings.floats import OPERATIONS, evaluator
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.view import place
from nncalc.render.sheet import drawn, sheet_of

TYPES = drawings.types_with_drawings()
MORE = (
    "forward x=1,2,3:4,5,6 W1=1,2,3:3,4,5 b1=.1",
    "backprop x=1,2,3 W1=.1,.2,.3:.3,.4,.5:.1,-.1,.2:.2,.3,.4 b1=.1,.2,.3,.4 W2=.1,.2,.3,.4:.5,.6,.7,.8 b2=.1,.2 "
    "act1=relu act2=sigmoid t=1,0",
    "backprop x=x1,x2 W1=u11,u12:u21,u22 W2=v1,v2 act1=tanh t=t lr=eta",
    "backprop x=1,2 W1=.1,.2:.3,.4 W2=.5,.6 t=1 lr=.1 epochs=3",
    "rosenblatt X=1,2:2,-1:0,3 t=1,-1,1 w=.1,.2 b=.5 lr=.1 bias=input x0=-1",
    "rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1 epochs=40",
    "rosenblatt X=1,0:0,0:-1,-1:2,2 t=cat,car,frog,cat classes=cat,car,frog rule=multiclass",
    "activation step x=1",
    "activation relu x=-1,0,3,1e9",
    "activation sigmoid x=0",
    "optimizer momentum w=4,2 f=w1^2+8*w2^2 lr=.05 steps=12 mu=.6",
    "optimizer sgd w=1 f=log(w) lr=.1 steps=4",
    "optimizer sgd w=a g=1,2 lr=.1",
    "optimizer sgd w=1 f=w*a lr=1 steps=2",
    "optimizer sgd y=1 x=3 f=x^2+3*y^2 lr=.1 steps=3",
    "optimizer sgd w=1,2 f=w1^2 lr=.1 steps=3",
    "metrics y=a,b,c,a,b,c scores=.5,.3,.2:.2,.5,.3:.1,.2,.7:.6,.2,.2:.3,.4,.3:.4,.4,.2",
    "metrics y=<b>,&amp,<b> yhat=&amp,&amp,<b>",
    "kmeans X=1,1:1.5,2:3,4:5,7:3.5,5:4.5,5:3.5,4.5 C=1,1:5,7",
    "kmeans X=1,1:2,2 C=1,1",
    "pca X=1,1:2,2:3,3",
    "positional n=20 d=16",
    "attention Q=1,0:1,2 K=1,1:0,1:-1,0 V=1,2:3,4:5,6 heads=2",
    "rnn-step cell=gru gates=rzn x=1,-1:2,1 Wx=.1,.2:.3,.4:.5,.6 Wh=.7:.8:.9",
    "rnn-step x=1:2:3:4:5:6:7:8 Wxh=.5 Whh=.8 direction=both Wxh_back=.1 Whh_back=.2",
    "rnn-step x=1,2:3,4 Wxh=1,0:0,1:1,1:.5,.5 Whh=eye:4",
    "convolve x=1,2,3:4,5,6:7,8,9::1,0,0:0,1,0:0,0,1 K=1,0:0,-1::1,1:1,1",
    "convolve x=1,2,3,4,5 K=1,0,-1 conv:K,s=2 relu",
    "forward x=-1,0,2 W1=eye:3 act1=step W2=eye:3 W3=zeros:2x3 b3=1,1",
    "graph f=x*x+sin(x*y)/y^2+max(x,y) x=1.5 y=2",
    "graph f=a*b+c*d+a*d+b*c+e1*f1",
    "convshape 784 fc:128 relu fc:10",
    "convshape 10x512 dims=0 mha:8",
    "convshape 3x224x224 2xconv:64,k=3,p=1+relu pool:max,k=2 2xconv:128,k=3,p=1+relu pool:max,k=2 3xconv:256,k=3,p=1 "
    "pool:max,k=2 3xconv:512,k=3,p=1+relu pool:max,k=2 3xconv:512,k=3,p=1+relu pool:max,k=2 flatten fc:4096 fc:1000",
)  # fmt: skip
EXAMPLES = [example for name in TYPES for example in registry.load(name).examples]
LINES = [*EXAMPLES, *MORE]


def solved(line: str) -> Solved:
    name, *tokens = [f"{word[2:]}=yes" if word.startswith("--") else word for word in shlex.split(line)]
    kind = registry.load(name)
    return Solved(read_problem(kind, kind.read_tokens(tokens)), Settings())


@cache
def made(line: str) -> list[Drawing]:
    return drawings.of(solved(line))


@pytest.mark.parametrize("line", LINES)
def test_drawings_are_whole(line: str) -> None:
    """XML with a title and a description, inks that suit any ground, nothing outside, no label on another."""
    for drawing in made(line):
        root = parsed(drawing.svg)
        title, description = root[0], root[1]
        assert (title.tag.rpartition("}")[2], title.text) == ("title", drawing.title)
        assert (description.tag.rpartition("}")[2], description.text) == ("desc", drawing.description)
        assert root.attrib["fill"] == "currentColor"
        assert not re.search(r'(?:fill|stroke)="(?:black|white|#000|#fff)', drawing.svg)
        assert outside(root) == []
        assert overlapping(root) == []
        assert "\n" not in drawing.title + drawing.description


@pytest.mark.parametrize("name", TYPES)
def test_every_type_that_declares_drawings_has_one(name: str) -> None:
    assert any(made(example) for example in registry.load(name).examples)


@pytest.mark.parametrize("line", EXAMPLES)
def test_drawings_for_terminals_are_narrow(line: str) -> None:
    for drawing in made(line):
        assert all(len(text) <= 78 for text in in_characters(drawing))


def in_characters(drawing: Drawing, width: int | None = None, encoding: str = "utf-8") -> list[str]:
    sheet = sheet_of(width, encoding)
    return drawn(CharacterDrawing((), sketch=drawing.text), sheet) if drawing.text else []


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk"])
@pytest.mark.parametrize("width", [100, 80, 60, 40, 20])
def test_drawings_in_characters_fit_the_sheet(width: int, encoding: str) -> None:
    """What is wider than the sheet says so; nothing has a sign that the encoding lacks."""
    sheet, refused = sheet_of(width, encoding), 0
    for line in LINES:
        for drawing in made(line):
            lines = in_characters(drawing, width, encoding)
            assert all(sheet.columns(text) <= width for text in lines)
            "\n".join(lines).encode(encoding)
            assert not any(text.endswith(" ") for text in lines)
            refused += any(text.startswith("The drawing takes") for text in lines)
    assert refused <= {100: 0, 80: 0, 60: 0, 40: 4, 20: 46}[width]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (
            "forward x=1,2 W1=1,2:3,4 b1=0,1 act1=relu W2=1,-1",
            """
            inputs   layer 1: relu            layer 2: identity
            x₁ = 1   1  2  + 0  →  a1₁ = 5    1  -1  →  y₁ = -7
            x₂ = 2   3  4  + 1  →  a1₂ = 12
            """,
        ),
        (
            "graph f=(x+y)*(x+y) x=1 y=2",
            """
                           value  derivative of f
            f = v1·v2      9      1
            ├─ v1 = x + y  3      3
            │  ├─ x        1      6
            │  └─ y        2      6
            └─ v2 = x + y  3      3
               ├─ x        1      6
               └─ y        2      6
            """,
        ),
        (
            "graph a=x+y f=a*a+exp(a) x=1 y=-1",
            """
            f = v1 + v2      1      1
            ├─ v1 = a·a      0      1
            │  ├─ a = x + y  0      1
            │  │  ├─ x       1      1
            │  │  └─ y       -1     1
            │  └─ a ↑
            └─ v2 = e^a      1      1
               └─ a ↑

            ↑ stands above with all below it.
            """,
        ),
        (
            "convolve x=1,2,3:4,5,6:7,8,9 K=1,0:0,-1",
            """
            x          → conv:K   y
            [1][2] 3   K          {-4} -4
            [4][5] 6    1   0      -4  -4
             7  8  9    0  -1
            """,
        ),
        (
            "rnn-step x=1:2 Wxh=.5 Whh=.8 act=relu",
            """
            h0 = 0
              ↓
            [ relu: net1 = 0.5 ] ← x₁ = 1
              ↓
            h1 = 0.5
              ↓
            [ relu: net2 = 1.4 ] ← x₂ = 2
              ↓
            h2 = 1.4
            """,
        ),
        (
            "attention Q=1,0:0,1 K=0,0:0,0 V=1:2",
            """
                     1        2
            1  0.5 @@@  0.5 @@@
            2  0.5 @@@  0.5 @@@
            """,
        ),
    ],
)
def test_drawings_in_characters(line: str, rows: str) -> None:
    shown = "\n".join(text.rstrip() for text in in_characters(made(line)[0]))
    assert dedent(rows).strip("\n") in shown


def texts(line: str, which: int = 0) -> list[str]:
    return [label.text for label in labels(parsed(made(line)[which].svg))]


def test_a_network_has_the_figures_of_the_page() -> None:
    shown = texts(registry.load("backprop").examples[0])
    assert {"0.15", "0.40", "0.60"} <= {text.split()[-1] for text in shown}  # as they were typed
    assert {"0.5933", "0.7514", "0.1385", "−0.03810", "0.08217", "0.0004386", "b(2) = 0.60", "0.1004"} <= set(shown)


OF_FIGURES = ("network", "graph", "heatmap", "unrolled", "windows")
"""Drawings whose figures are all figures of the page; others have axes with round numbers."""
FIGURED = [line for line in LINES if {*registry.load(line.split()[0]).drawings} & {*OF_FIGURES}]


@pytest.mark.parametrize("line", FIGURED)
def test_figures_are_those_of_the_page(line: str) -> None:
    page = set(re.findall(r"\d+\.\d+", nncalc(f"{line} --all").out))
    shown = {
        found
        for drawing in made(line)[:1]
        for label in labels(parsed(drawing.svg))
        for found in re.findall(r"\d+\.\d+", label.text)
    }
    assert shown <= page


@pytest.mark.parametrize("line", FIGURED)
def test_figures_in_characters_are_those_of_the_page(line: str) -> None:
    page = set(re.findall(r"\d+\.\d+", nncalc(f"{line} --all").out))
    for drawing in made(line)[:1]:
        assert set(re.findall(r"\d+\.\d+", " ".join(in_characters(drawing)))) <= page


def test_a_network_of_letters_has_letters() -> None:
    shown = set(texts("forward x=x1,x2 W1=w11,w12:w21,w22 b1=b1,b2 act1=sigmoid"))
    assert {"w11", "w12", "w21", "w22", "b(1)1 = b1"} <= shown
    assert not any("0." in text for text in shown)


def test_a_wide_layer_is_elided_and_that_is_said() -> None:
    line = f"forward x={','.join(['1'] * 784)} W1={':'.join([','.join(['.1'] * 784)] * 10)}"
    (drawing,) = made(line)
    assert "784 inputs: 5 are drawn." in drawing.description
    assert "10 units of layer 1: 5 are drawn." in drawing.description
    assert drawing.svg.count("<circle") < 20
    assert len(drawing.svg) < 12_000
    shown = in_characters(drawing, 80)
    assert "784 inputs: 5 are drawn." in shown
    assert "x₇₈₄ = 1   0.1  0.1  0.1  0.1  …  0.1  →  y₁₀ = 78.4" in shown


def test_a_network_in_characters_elides_more_where_there_is_less_room() -> None:
    (drawing,) = made(f"forward x={','.join(['1'] * 12)} W1={':'.join([','.join(['.123456'] * 12)] * 3)}")
    assert "12 inputs: 5 are drawn." in in_characters(drawing, 80)
    assert "12 inputs: 4 are drawn." in in_characters(drawing, 60)
    assert "12 inputs: 2 are drawn." in in_characters(drawing, 40)


@pytest.mark.parametrize("name", OPERATIONS)
def test_places_are_where_the_formula_is(name: str) -> None:
    """Of every operation that floats have: the same value as on the tape."""
    row = TABLE[name]
    numbers = [flint.fmpq(3 + 2 * k, 4) for k in range(row.takes or 3)]
    letters = [f"w{k}" for k in range(len(numbers))]
    formula = Formula("f", "", row(*map(symbol, letters)), tuple(letters))
    exact = place(row(*map(constant, numbers)))
    assert evaluator(formula)(*map(float, numbers)) == pytest.approx(exact)


@pytest.mark.parametrize(("text", "at", "value"), [("log(w)", -1, None), ("1/w", 0, None), ("gelu(w)", 0, 0)])
def test_a_formula_without_a_value_has_no_place(text: str, at: float, value: float | None) -> None:
    problem = solved(f"optimizer sgd w=1 f={text} lr=1").problem
    assert evaluator(problem.f)(at) == value


def test_a_graph_has_values_above_and_gradients_below() -> None:
    (drawing,) = made('graph "f=(x+y)*z" x=-2 y=5 z=-4')
    found = {label.text: label.box for label in labels(parsed(drawing.svg))}
    assert found["−12"].bottom <= found["1"].top
    assert {"+", "×", "v1", "3"} <= found.keys()


def test_a_graph_of_letters_has_formulas() -> None:
    assert {"x + y", "q·z", "z"} <= set(texts('graph "q=x+y" "f=q*z"'))


def test_boxes_are_drawn_to_scale() -> None:
    (drawing,) = made("convshape 1x28x28 conv:25,k=3 pool:max,k=2")
    sides = [float(found) for found in re.findall(r'<rect [^>]*height="([\d.]+)"', drawing.svg)]
    assert [round(side / sides[0] * 28, 1) for side in sides] == [28, 26, 13]


# -- strangers' names --------------------------------------------------------------------------------------------------

HOSTILE = "</text><script>alert(1)</script>"


@pytest.mark.parametrize(
    "text", [HOSTILE, "a\x1b[31mb", "x\u202ey", '"><image href=x onerror=y>', "]]>&amp;", "\ud800", "\x00\ufffe"]
)
def test_text_of_strangers_is_text(text: str) -> None:
    from nncalc.render.drawings.canvas import Canvas

    canvas = Canvas()
    canvas.text(0, 0, text)
    canvas.text(0, 20, text, mathematics=False)
    canvas.notes([text])
    svg = canvas.svg(text, text)
    svg.encode()
    root = ET.fromstring(svg)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "title", "desc", "text", "tspan"}
    assert not any(sign in svg for sign in "\x1b\x00\u202e")


# -- the ways to ask for them ------------------------------------------------------------------------------------------


def test_a_drawing_alone() -> None:
    done = nncalc('graph "f=(x+y)*z" x=-2 y=5 z=-4 --format svg')
    assert (done.code, done.err) == (0, "")
    assert parsed(done.out)[0].text == "The computational graph"


@pytest.mark.parametrize("asked", ["--format svg", "--draw"])
def test_a_type_without_drawings_names_those_that_have_some(asked: str) -> None:
    done = nncalc(f"training n=100 {asked}")
    assert (done.code, done.out) == (2, "")
    assert f"{asked}: training has no drawings" in done.err
    assert " ".join(TYPES) in done.err.replace("\n", " ")


def test_a_contact_sheet_shows_every_example(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "tests/contact_sheet.py", tmp_path], cwd=ROOT, check=True, timeout=120)
    sheet = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(list(tmp_path.glob("*.svg"))) == sum(len(made(example)) for example in EXAMPLES)
    assert all(f"nncalc {html.escape(example)}" in sheet for example in EXAMPLES if made(example))


def test_what_has_too_many_parts_is_refused() -> None:
    done = nncalc(["graph", f"f={'+'.join(['x'] * 80)}", "x=1", "--format", "svg"])
    assert done.code == 2
    assert "nothing can be drawn of this problem" in done.err
    with pytest.raises(InputError):
        drawings.as_svg(solved(f"graph f={'+'.join(['x'] * 80)} x=1"))


@pytest.mark.parametrize("format_", ["text", "markdown", "latex"])
def test_drawings_stand_on_the_page_when_asked_for(format_: str) -> None:
    line = "convshape 1x28x28 conv:25,k=3 pool:max,k=2"
    with_, without = (nncalc(f"{line} --format {format_} {more}") for more in ("--draw", ""))
    assert with_.code == without.code == 0
    assert "The network as boxes to scale" in with_.out
    assert "boxes to scale" not in without.out
    assert "|######" in with_.out


@pytest.mark.parametrize(
    ("more", "there"), [("", 1), ("--draw", 1), ("--steps none", 0), ("--show y", 0), ("--show y --draw", 1)]
)
def test_a_page_with_pictures_has_them_with_its_working(more: str, there: int) -> None:
    assert nncalc(f"forward x=1,2 W1=3,4 --format html {more}").out.count("<svg") == there


def test_a_page_of_text_says_where_to_look_for_what_characters_cannot_draw() -> None:
    assert "Characters cannot draw it: --format svg does." in nncalc("attention Q=q K=a:b V=c:d --draw").out


def test_drawings_are_imported_only_when_they_are_asked_for() -> None:
    for more, there in (("", False), ("--draw", True)):
        command = f"{sys.executable} -X importtime -m nncalc convshape 1x9x9 conv:2,k=3 {more}"
        done = subprocess.run(command.split(), capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert ("nncalc.render.drawings" in done.stderr) is there


def test_ends_of_an_axis_in_characters() -> None:
    """They are the ends themselves, however wide the range is beside them."""
    lines = plotted([("*", [(0.0, 0.5)])], (-0.5, 0.5), (0.35, 5.93))(sheet_of(None, "utf-8"))
    assert lines[-1].split() == ["-0.5", "0.5"]
    assert [lines[0].split(" |")[0], lines[-3].split(" |")[0]] == ["5.93", "0.35"]


@pytest.mark.parametrize(
    "example", ["relu x=1", "leaky-relu x=1", "elu x=1", "sigmoid x=1", "softplus x=1", "gelu x=1", "silu x=1"]
)
def test_curves_of_activations_are_where_the_rules_are(example: str) -> None:
    problem = solved(f"activation {example}").problem
    row, options = problem.row, problem.options

    def rules(z: Tensor) -> list[Quantity]:
        value = row.value(z, options)
        return [value.items[0], row.derivative(z, value, options).items[0]]

    bodies = rules(Tensor([symbol("z")], (1,)))
    for at in (-4, -1, 0, 2):
        exact = [place(q) for q in rules(Tensor([constant(at)], (1,)))]
        assert [evaluator(Formula("f", "", body, ("z",)))(float(at)) for body in bodies] == pytest.approx(exact)


def test_lines_of_equal_height() -> None:
    """Of a bowl one ring; of a slope a line from side to side; of a saddle two lines; beside what is unknown none."""
    bowl = [[float((x - 3) ** 2 + (y - 3) ** 2) for x in range(7)] for y in range(7)]
    (ring,) = contours(bowl, 4.5)
    assert ring[0] == ring[-1]
    assert len(set(ring)) == len(ring) - 1
    assert all(4 <= (x - 3) ** 2 + (y - 3) ** 2 <= 5.1 for x, y in ring)
    assert list(contours([[0.0, 1.0, 2.0]] * 3, 0.5)) == [[(0.5, 0.0), (0.5, 1.0), (0.5, 2.0)]]
    assert sorted(map(len, contours([[0.0, 1.0], [1.0, 0.0]], 0.5))) == [2, 2]
    assert list(contours([[0.0, None], [1.0, 1.0]], 0.5)) == []
    assert list(contours([[0.0, 0.0], [0.0, 0.0]], 0.5)) == []
