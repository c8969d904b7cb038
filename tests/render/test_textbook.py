"""What was seen on pictures of the examples, and must not be seen again: tests/browser/contact_sheet.py makes them."""

from __future__ import annotations

import re
import shlex

import pytest
from commandline import nncalc

from nncalc import render
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.document import Document, Line, Section, Table, Words
from nncalc.page.solving import Settings
from nncalc.render.drawings import lettering
from nncalc.render.html import equations
from nncalc.render.html.mathml import MathmlStyle
from nncalc.render.markup import with_minus
from nncalc.render.solution import make_document


def page(line: str, format: str, *options: str) -> str:
    done = nncalc([*shlex.split(line), "--format", format, *options])
    assert not done.code, done.err
    return done.out


@pytest.mark.parametrize("name", registry.names())
def test_chinese_in_a_formula_is_chinese_in_markdown(name: str) -> None:
    assert "unicodecharacter" not in page(f"{registry.load(name).examples[0]} --lang zh", "markdown")


@pytest.mark.parametrize("name", registry.names())
def test_an_accent_in_a_formula_is_mathematics(name: str) -> None:
    r"""A mean is \bar{y}: of \text{\={y}} pandoc and MathJax leave a y."""
    formulas = [line for line in page(registry.load(name).examples[0], "markdown").splitlines() if "&" in line]
    assert not [line for line in formulas if re.search(r"\\text\{[^}]*\\[`'^~=.\"]", line)]


@pytest.mark.parametrize("format", ["latex", "markdown"])
@pytest.mark.parametrize("name", ["attention", "activation", "dropout"])
def test_every_derivative_is_a_fraction(name: str, format: str) -> None:
    formulas = [line for line in page(registry.load(name).examples[1], format).splitlines() if " &" in line]
    assert formulas
    assert not [line for line in formulas if "/\\partial" in line or "L/" in line]


def test_a_line_drawn_from_counts_has_the_number_of_all_updates() -> None:
    """Its label was 1, the number of the steps that were drawn."""
    drawing = page("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 counts=2,0,5", "svg")
    assert re.findall(r'<text[^>]*font-size="11"[^>]*>([^<]*)</text>', drawing)[-1] == "7"
    assert "after 7 updates" in drawing


@pytest.mark.parametrize(
    ("givens", "said"), [("b=-.5", "net ≥ 0"), ("b=-.5 step0=0", "net > 0"), ("theta=.5", "net ≥ θ")]
)
def test_a_gate_compares_with_what_its_net_is_compared_with(givens: str, said: str) -> None:
    """With a bias the page said that net is compared with θ, and that it is compared with 0."""
    written = page(f"gate w=-1,1 {givens}", "text")
    assert f"The output is 1 where {said}, else 0." in written
    assert ("and is compared with 0" in written) == ("b=" in givens)


@pytest.mark.parametrize("format", ["latex", "markdown"])
def test_an_index_stands_right_below_an_exponent(format: str) -> None:
    r"""\sigma^{2}_{1}; of {\sigma^{2}}_{1} the index stands behind the 2."""
    for example in registry.load("normalize").examples:
        assert not re.findall(r"\^(?:\{[^{}]*\}|\w)\}_", page(example, format))


@pytest.mark.parametrize("strength", ["", "strength=.5"])
def test_a_product_of_the_design_matrix_has_its_letter(strength: str) -> None:
    """XᵀX of the page had the entries of AᵀA, and of ridge those with the penalty, which is M."""
    written = page(f"regression {'ridge' if strength else 'linear'} X=1:2:4 y=1,2,4 {strength}", "text")
    product = "M" if strength else "AᵀA"
    assert "XᵀX" not in written
    assert f"{product}₂₂ " in written
    assert f"{product}·θ = Aᵀ·y." in written
    assert f"  θ = {'M⁻¹' if strength else '(AᵀA)⁻¹'}·Aᵀy\n" in written


@pytest.mark.parametrize("format", ["text", "html", "latex", "markdown"])
@pytest.mark.parametrize("formula", ["x/y", "x*y/z", "(x/z)/y"])
def test_no_format_takes_the_negative_of_a_zero(formula: str, format: str) -> None:
    """By the quotient rule ∂f/∂y is −x/y², of x = 0 is 0/y² in all formats."""
    written = page(f"graph f={formula} x=0", format)
    assert not re.search(r"[-−]\s*(?:\\left\( *|\\d?frac\{|\(|<[^>]*>)*0(?![.\d])", written)
    assert re.search(r"[-−]\s*(?:\\d?frac\{|<[^>]*>|[(v])*[xv]", written), "the sign stands before names"


@pytest.mark.parametrize("name", registry.names())
def test_a_component_is_an_index_in_html(name: str) -> None:
    """∂p₁/∂z₁, not ∂p.₁/∂z₁."""
    for example in registry.load(name).examples:
        assert not re.findall(r"<mi>[^<]*\.</mi>", page(example, "html"))


@pytest.mark.parametrize("format", ["html", "latex", "markdown"])
@pytest.mark.parametrize("name", ["fgsm", "hopfield"])
def test_what_a_quantity_is_of_stands_above_it(name: str, format: str) -> None:
    """yᵃᵈᵛ, netᵉⁿᵈ: no names with a space in them, which read like a product."""
    for example in registry.load(name).examples:
        assert not re.findall(r"\b(?:\w*\d|y|z|h|net|loss) (?:adv|end)\b", page(example, format))


def test_latex_keeps_a_formula_with_its_components_and_leaves_no_empty_line() -> None:
    out = page("backprop x=1,2 W1=.1,.2:.3,.4 act1=sigmoid t=1,0", "latex")
    assert r"z^{(1)} &= W^{(1)} \cdot x \\*" in out
    assert re.search(r"z\^\{\(1\)\}_\{2\} .* \\\\\[4pt\]\n", out)
    assert out.count(r"\begin{align*}") == out.count("\\par\\nointerlineskip\\noindent\n\\begin{align*}") > 3


def test_a_matrix_below_short_chains_makes_none_of_their_columns_wider() -> None:
    style = MathmlStyle()
    matrix = style.matrix([[style.number("0.123456")] * 9] * 2)
    short = [Line("", (style.symbol("a"), *map(style.number, "123")), level=1)] * 3
    alone = equations.rows(short)
    below = equations.rows([*short, Line("", (style.symbol("A"), matrix), level=1)])
    own, whole = (int(found) for found in re.findall(r" w(\d+) k4", alone + below))
    assert own < whole < equations.COLUMN * len(matrix)
    assert whole <= equations.COLUMN * (matrix.width + 12) + 6  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("a1₁ = 0.5", "a⁽¹⁾₁ = 0.5"), ("∂E/∂W2₁₂", "∂E/∂W⁽²⁾₁₂"), ("cols1₁₁", "cols⁽¹⁾₁₁"), ("w1·x + w12", "w₁·x + w₁₂"),
        ("fc:W1", "fc:W1"), ("conv1", "conv1"), ("3×32×32", "3×32×32"), ("x1.5", "x1.5"), ("1e5", "1e5"), ("F1s", "F1s"),
    ],
)  # fmt: skip
def test_a_drawing_has_the_letters_of_the_formulas(text: str, set_as: str) -> None:
    assert lettering.spans(text, True) == lettering.spans(set_as, True)
    assert lettering.width(text, 10) == lettering.width(set_as, 10)


def test_the_numbers_of_layers_are_raised_in_drawings() -> None:
    raised = re.sub("<[^>]*>", "", page("backprop x=1,2 W1=.1,.2 b1=1 W2=3 b2=2 t=1", "svg"))
    assert "b(1) = 1" in raised
    assert "a(1)1" in raised
    assert not re.search(r"[ab]1", raised)


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("between -1 and 1 (-.5)", "between −1 and 1 (−.5)"), ("-2", "−2"), ("-1.5, -2", "−1.5, −2"),
        ("nncalc hebb -1,-1:2,3 t=-1", "nncalc hebb -1,-1:2,3 t=-1"), ("--all", "--all"), ("k-means, 3-1", "k-means, 3-1"),
    ],
)  # fmt: skip
def test_numbers_of_sentences_have_a_minus(text: str, set_as: str) -> None:
    assert with_minus(text) == set_as


@pytest.mark.parametrize("format", ["html", "latex", "markdown", "pdf"])
def test_words_and_cells_have_the_minus_of_formulas(format: str) -> None:
    table = Table(("class",), (("-1",), ("1",)), words=frozenset({0}))
    document = Document("", (), (Section("", (Words("below -2"), table)),), ())
    shown = render.render(document, format, render.Options()).rpartition("<main")[2]
    assert not re.search(r"(?<!\$)-[12]\b", shown)
    assert len(re.findall(r"(?:−|\$-\$?|\\u\{2212\})[12]", shown)) == 2


def test_a_table_in_latex_does_not_touch_the_words_beside_it() -> None:
    out = page("gate xor", "latex")
    tables = out.count(r"\begin{tabular}")
    assert (
        tables
        == out.count("\\par\\medskip\\noindent\n")
        == len(re.findall(r"\\end\{tabular\}\}*\\par\\smallskip", out))
        == 2
    )


def test_rows_that_are_left_out_are_three_dots_below_each_other() -> None:
    line = f"forward x={','.join('1' * 20)} W1={':'.join([','.join('2' * 20)] * 20)}"
    latex, html = (page(line, format) for format in ("latex", "html"))
    assert latex.count(r"\vdots") == html.count("<mo>⋮</mo>") == 1 + 6
    assert "2 & 2 & 2 & 2 & \\dots & 2" in latex


@pytest.mark.parametrize("format", ["html", "latex", "markdown", "pdf"])
def test_a_function_is_spelt_alike_in_every_format(format: str) -> None:
    kind = registry.load("forward")
    problem = read_problem(kind, kind.read_tokens(["x=1,2", "W1=3,4", "act1=relu"]))
    options = render.Options()
    shown = render.render(make_document(problem, Settings(), format, options), format, options)
    assert len(re.findall(r"\bReLU\b", shown)) == 1 + 2


def test_the_variance_of_a_letter_is_of_a_letter_in_latex() -> None:
    out = page(registry.load("init").examples[0], "latex")
    assert r"\operatorname{Var}(w) &=" in out
    assert r"\sqrt{\operatorname{Var}(w)}" in out
