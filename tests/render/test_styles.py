"""How mathematics is written in the formats: the names of the contract and every form of a formula."""

from __future__ import annotations

from typing import Any

import pytest

from nncalc import render
from nncalc.declaring.names import Names
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle

TEXT, ASCII, LATEX = TextStyle(), TextStyle(encoding="ascii"), LatexStyle()


@pytest.mark.parametrize(
    ("name", "text", "plain", "latex"),
    [
        ("x.1", "x₁", "x[1]", "x_{1}"),
        ("x", "x", "x", "x"),
        ("W1.1.2", "W1₁₂", "W1[1,2]", "W^{(1)}_{1,2}"),
        ("x.12", "x₁₂", "x[12]", "x_{12}"),
        ("W1.10.2", "W1[10,2]", "W1[10,2]", "W^{(1)}_{10,2}"),
        ("delta2.1", "δ2₁", "δ2[1]", r"\delta^{(2)}_{1}"),
        ("W1_new.1.2", "W1_new₁₂", "W1_new[1,2]", r"W^{(1),\mathrm{new}}_{1,2}"),
        ("dW1.1.2", "∂E/∂W1₁₂", "∂E/∂W1[1,2]", r"\frac{\partial E}{\partial W^{(1)}_{1,2}}"),
        ("dx.2", "∂E/∂x₂", "∂E/∂x[2]", r"\frac{\partial E}{\partial x_{2}}"),
        ("db1", "∂E/∂b1", "∂E/∂b1", r"\frac{\partial E}{\partial b^{(1)}}"),
        ("dy", "∂E/∂y", "∂E/∂y", r"\frac{\partial E}{\partial y}"),
        ("dalpha1", "∂E/∂α1", "∂E/∂α1", r"\frac{\partial E}{\partial \alpha^{(1)}}"),
        ("dWxh.1.2", "∂E/∂Wxh₁₂", "∂E/∂Wxh[1,2]", r"\frac{\partial E}{\partial W_{xh,1,2}}"),
        ("d_net.1", "∂E/∂net₁", "∂E/∂net[1]", r"\frac{\partial E}{\partial \text{net}_{1}}"),
        ("d", "d", "d", "d"),
        ("dims", "dims", "dims", r"\text{dims}"),
        ("loss", "E", "E", "E"),
        ("losses.2", "E₂", "E[2]", "E_{2}"),
        ("losses", "losses", "losses", r"\text{losses}"),
        ("loss_new", "E_new", "E_new", r"E^{\mathrm{new}}"),
        ("epoch.3.loss", "E⁽³⁾", "E[epoch 3]", "E^{(3)}"),
        ("epoch.12.W1.1.2", "W1⁽¹²⁾₁₂", "W1[epoch 12][1,2]", "W^{(1),[12]}_{1,2}"),
        (
            "epoch.3.dW1.1.2",
            "(∂E/∂W1₁₂)⁽³⁾",
            "(∂E/∂W1[1,2])[epoch 3]",
            r"\left( \frac{\partial E}{\partial W^{(1)}_{1,2}} \right)^{(3)}",
        ),
        ("lr", "η", "η", r"\eta"),
        ("yhat.1", "ŷ₁", "ŷ[1]", r"\hat{y}_{1}"),
        ("h0.1", "h0₁", "h0[1]", "h^{(0)}_{1}"),
        ("h1_back.2", "h1_back₂", "h1_back[2]", r"h^{(1),\mathrm{back}}_{2}"),
        ("balanced_accuracy", "balanced_accuracy", "balanced_accuracy", r"\text{balanced accuracy}"),
    ],
)
def test_names(name: str, text: str, plain: str, latex: str) -> None:
    assert (TEXT.name(name), ASCII.name(name), LATEX.name(name)) == (text, plain, latex)
    assert (TEXT.name(name), LATEX.name(name)) == (text, latex)  # from the cache too


@pytest.mark.parametrize(
    ("name", "text", "latex"),
    [
        ("d_q", "∂g/∂q", r"\frac{\partial g}{\partial q}"),
        ("d_x1", "∂g/∂x1", r"\frac{\partial g}{\partial x_{1}}"),
        ("loss", "loss", r"\mathit{loss}"),
        ("alpha", "alpha", r"\mathit{alpha}"),
        ("dx", "dx", r"\mathit{dx}"),
        ("x1.2", "x1₂", "x_{1,2}"),
        ("d_", "d_", r"\mathit{d\_}"),
        ("d_v1/d_x", "∂v1/∂x", r"\frac{\partial v_{1}}{\partial x}"),
        ("step.3.loss", "loss⁽³⁾", r"\mathit{loss}^{(3)}"),
        ("step.3.d_x1.2", "(∂g/∂x1₂)⁽³⁾", r"\left( \frac{\partial g}{\partial x_{1,2}} \right)^{(3)}"),
    ],
)
def test_verbatim_names_are_the_users_own(name: str, text: str, latex: str) -> None:
    names = Names(verbatim=True, output="g")
    assert (TextStyle(names).name(name), LatexStyle(names).name(name)) == (text, latex)


def test_a_derivative_of_a_step_is_not_one_by_what_the_step_leaves() -> None:
    """x⁽¹⁾ is where step 1 leads; its gradient is taken where it starts."""
    names = Names({"dx": "∂E/∂x"})
    styles = TextStyle(names), TextStyle(names, "ascii"), LatexStyle(names)
    assert [style.name("step.1.dx.2") for style in styles] == [
        "(∂E/∂x₂)⁽¹⁾", "(∂E/∂x[2])[step 1]", r"\left( \frac{\partial E}{\partial x_{2}} \right)^{(1)}",
    ]  # fmt: skip
    assert [style.name("step.1.dx") for style in styles[:2]] == ["(∂E/∂x)⁽¹⁾", "(∂E/∂x)[step 1]"]


def test_what_belongs_to_a_step_is_one_thing_in_front_of_an_exponent() -> None:
    assert [style.power(style.name("step.2.g"), "2") for style in (TEXT, ASCII, LATEX)] == [
        "(g⁽²⁾)²", "g[step 2]²", "(g^{(2)})^{2}",
    ]  # fmt: skip


def test_a_row_of_a_matrix_is_not_called_as_one_of_its_components_is() -> None:
    assert [TEXT.tensor(name) for name in ("X", "X.3", "X.12", "epoch.3.x.12")] == ["X", "X₃", "X[12]", "x⁽³⁾[12]"]
    assert LATEX.tensor("X.12") == "X_{12}"


def test_overrides_by_letter_and_by_whole_name() -> None:
    names = Names({"loss": "L", "f1": "F1"})
    style = TextStyle(names)
    assert [style.name(name) for name in ("loss", "dW1.1.1", "f1", "epoch.2.loss")] == [
        "L",
        "∂L/∂W1₁₁",
        "F1",
        "L⁽²⁾",
    ]
    assert LatexStyle(names).name("dW1.1.1") == r"\frac{\partial L}{\partial W^{(1)}_{1,1}}"
    latex = LatexStyle(Names({"f1": "F_1", "a": "μ", "b": r"\ell", "c": "TP_rate", "d": "B", "e": "x^2"}))
    assert [latex.name(name) for name in ("f1.2", "a.1", "b", "c", "d", "e")] == [
        "{F_1}_{2}",
        r"\mu_{1}",
        r"\ell",
        r"\text{TP rate}",
        "B",
        "x^2",
    ]


@pytest.mark.parametrize(
    ("name", "text", "latex"),
    [
        ("w11", "w11", "w_{11}"),
        ("w_11", "w_11", "w_{11}"),
        ("θ", "θ", r"\theta"),
        ("pi", "π", r"\pi"),
        ("rate", "rate", r"\mathit{rate}"),
        ("a_b", "a_b", r"\mathit{a\_b}"),
        ("x_", "x_", r"\mathit{x\_}"),
        ("x2y", "x2y", r"\mathit{x2y}"),
        ("权", "权", r"\text{\unicodecharacter{6743}}"),
        ("x\x1b", r"x\x1b", r"\mathit{x\textbackslash{}x}_{1}b"),
    ],
)
def test_symbols(name: str, text: str, latex: str) -> None:
    assert TEXT.symbol(name) == text
    if "\x1b" not in name:
        assert LATEX.symbol(name) == latex


@pytest.mark.parametrize(
    ("number", "text", "latex"),
    [
        ("0.40", "0.40", "0.40"),
        ("-1.7", "-1.7", "-1.7"),
        ("1/3", "1/3", r"\frac{1}{3}"),
        ("-1/3", "-1/3", r"-\frac{1}{3}"),
        ("1e-3", "1e-3", r"1 \cdot 10^{-3}"),
        ("inf", "∞", r"\infty"),
        ("-inf", "-∞", r"-\infty"),
        ("undefined", "undefined", r"\text{undefined}"),
    ],
)
def test_numbers(number: str, text: str, latex: str) -> None:
    assert (TEXT.number(number), LATEX.number(number)) == (text, latex)


P = TEXT.name("dy")
PL = LATEX.name("dy")


@pytest.mark.parametrize(
    ("form", "operands", "text", "latex_operands", "latex"),
    [
        ("infix", ("+", ["a", "b"]), "a + b", None, "a + b"),
        ("infix", ("−", ["a", "b"]), "a − b", None, "a - b"),
        ("infix", ("·", ["a", "b"]), "a·b", None, r"a \cdot b"),
        ("infix", ("⊙", ["a", "b"]), "a ⊙ b", None, r"a \odot b"),
        ("infix", ("·", ["η", P]), "η·∂E/∂y", ("·", [r"\eta", PL]), rf"\eta \cdot {PL}"),
        ("infix", ("·", [P, "a", "b"]), "∂E/∂y · a·b", ("·", [PL, "a"]), rf"{PL} \cdot a"),
        ("prefix", ("−", "a"), "−a", None, "-a"),
        ("prefix", ("−", "2"), "-2", None, "-2"),
        ("prefix", ("−", "2·x"), "-2·x", None, "-2·x"),
        ("infix", ("·", [P, P]), "∂E/∂y · ∂E/∂y", ("·", [PL, PL]), rf"{PL} \cdot {PL}"),
        ("infix", ("⊙", [P, "a"]), "∂E/∂y ⊙ a", ("⊙", [PL, "a"]), rf"{PL} \odot a"),
        ("call", ("σ", ["z"]), "σ(z)", None, r"\sigma(z)"),
        ("call", ("relu′", ["z"]), "relu′(z)", None, r"\operatorname{ReLU}'(z)"),
        ("call", ("log₂", ["z"]), "log₂(z)", None, r"\log_{2}(z)"),
        ("call", ("max", ["0", "z"]), "max(0, z)", None, r"\max(0, z)"),
        ("call", ("my_step", ["z"]), "my_step(z)", None, r"\operatorname{my\_step}(z)"),
        ("fraction", ("a", "b"), "a/b", None, r"\frac{a}{b}"),
        ("fraction", ("a/b", "c"), "(a/b)/c", None, r"\frac{a/b}{c}"),
        ("fraction", ("a·b", "c·d"), "a·b/(c·d)", None, r"\frac{a·b}{c·d}"),
        ("fraction", ("f[1 + 2]", "(g·(h + 1))"), "f[1 + 2]/(g·(h + 1))", None, r"\frac{f[1 + 2]}{(g·(h + 1))}"),
        ("fraction", (P, "2"), "(∂E/∂y)/2", (PL, "2"), rf"\frac{{\d{PL[1:]}}}{{2}}"),
        ("fraction", ("1", P), "1/(∂E/∂y)", ("1", PL), rf"\frac{{1}}{{\d{PL[1:]}}}"),
        ("fraction", ("a", "b"), "a/b", (r"\frac{\dfrac{a}{b}}{c}", "2"), r"\frac{\frac{\frac{a}{b}}{c}}{2}"),
        ("fraction", ("σ(a/b)", "(b + c)"), "σ(a/b)/(b + c)", ("a", "b"), r"\frac{a}{b}"),
        ("power", ("a", "2"), "a²", None, "a^{2}"),
        ("power", ("a", "1/2"), "a^(1/2)", ("a", r"\frac{1}{2}"), "a^{1/2}"),
        ("power", ("c", "2"), "c²", (r"\text{cov}_{1,2}", "2"), r"\text{cov}_{1,2}^{2}"),
        ("exponential", ("-1.7",), "e^(-1.7)", (r"-\frac{a}{2}",), r"\exp\left( -\frac{a}{2} \right)"),
        ("power", ("a", "-1"), "a⁻¹", None, "a^{-1}"),
        ("power", ("a", "n"), "a^n", None, "a^{n}"),
        ("power", ("a", "n + 1"), "a^(n + 1)", None, "a^{n + 1}"),
        ("power", ("(a + b)", "2"), "(a + b)²", None, "(a + b)^{2}"),
        ("power", ("a²", "3"), "(a²)³", ("a^{2}", "3"), "(a^{2})^{3}"),
        ("power", ("σ(z)", "2"), "σ(z)²", (r"\sigma(z)", "2"), r"\sigma(z)^{2}"),
        ("power", (P, "2"), "(∂E/∂y)²", (PL, "2"), rf"\left( {PL} \right)^{{2}}"),
        ("power", ("y₁", "2"), "y₁²", ("y_{1}", "2"), "y_{1}^{2}"),
        ("power", ("z1₁", "2"), "z1₁²", ("z^{(1)}_{1}", "2"), "(z^{(1)}_{1})^{2}"),
        ("power", ("(a)·(b)", "2"), "((a)·(b))²", None, "((a)·(b))^{2}"),
        ("power", ("(A·B)ᵀ", "2"), "((A·B)ᵀ)²", None, "((A·B)ᵀ)^{2}"),
        ("power", ("[1 2; 3 4]", "2"), "[1 2; 3 4]²", None, "([1 2; 3 4])^{2}"),
        ("power", ("f((a))", "2"), "f((a))²", (r"\sigma((a))", "2"), r"\sigma((a))^{2}"),
        ("power", ("e^x", "2"), "(e^x)²", ("e^{x}", "2"), "(e^{x})^{2}"),
        ("power", ("√2", "3"), "(√2)³", (r"\sqrt{2}", "3"), r"\left( \sqrt{2} \right)^{3}"),
        ("exponential", ("x",), "e^x", None, "e^{x}"),
        ("exponential", ("-1.7",), "e^(-1.7)", None, "e^{-1.7}"),
        ("exponential", ("(−z)",), "e^(−z)", ("-z",), "e^{-z}"),
        ("root", ("2",), "√2", None, r"\sqrt{2}"),
        ("root", ("a + b",), "√(a + b)", None, r"\sqrt{a + b}"),
        ("bars", ("a + b",), "|a + b|", None, r"\left\lvert a + b \right\rvert"),
        ("floor", ("a",), "⌊a⌋", None, r"\left\lfloor a \right\rfloor"),
        ("ceil", ("a",), "⌈a⌉", None, r"\left\lceil a \right\rceil"),
        ("transpose", ("W2",), "W2ᵀ", ("W^{(2)}",), r"W^{(2)\top}"),
        ("transpose", ("x",), "xᵀ", None, r"x^{\top}"),
        ("transpose", (P,), "(∂E/∂y)ᵀ", (PL,), rf"\left( {PL} \right)^{{\top}}"),
        ("group", ("a + b",), "(a + b)", None, "(a + b)"),
        ("group", ("a",), "(a)", (r"\frac{a}{b}",), r"\left( \frac{a}{b} \right)"),
        ("vector", (["1", "2"],), "(1, 2)", None, r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (
            "matrix",
            ([["1", "2"], ["3", "-4"]],),
            "[1 2; 3 -4]",
            None,
            r"\begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}",
        ),
        ("matrix", ([["a + b", "2"]],), "[a + b, 2]", None, r"\begin{pmatrix} a + b & 2 \end{pmatrix}"),
    ],
)
def test_forms(form: str, operands: Any, text: str, latex_operands: Any, latex: str) -> None:
    assert getattr(TEXT, form)(*operands) == text
    assert getattr(LATEX, form)(*(operands if latex_operands is None else latex_operands)) == latex


def test_roots_and_exponents_without_the_signs() -> None:
    plain, western = TextStyle(encoding="ascii"), TextStyle(encoding="cp1252")
    assert [plain.root(part) for part in ("2", "(a + b)", "(a + b)·c", "σ(z)")] == [
        "√(2)",
        "√(a + b)",
        "√((a + b)·c)",
        "√(σ(z))",
    ]
    assert (plain.power("a", "2"), plain.power("a", "10"), plain.power("a", "-1")) == ("a²", "a^10", "a^(-1)")
    assert (western.power("a", "2"), western.power("a", "3"), western.power("a", "4")) == ("a²", "a³", "a^4")


def test_long_latex_vectors_lie_down_and_wide_matrices_are_arrays() -> None:
    assert LATEX.vector(list("123456")) == r"\begin{pmatrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \\ 6 \end{pmatrix}"
    assert LATEX.vector(list("1234567")) == r"\begin{pmatrix} 1 & 2 & 3 & 4 & 5 & 6 & 7 \end{pmatrix}^{\top}"
    assert LATEX.matrix([list("1234567890")]) == r"\begin{pmatrix} 1 & 2 & 3 & 4 & 5 & 6 & 7 & 8 & 9 & 0 \end{pmatrix}"
    wide = r"\left( \begin{array}{ccccccccccc} a & b & c & d & e & f & g & h & i & j & k \end{array} \right)"
    assert LATEX.matrix([list("abcdefghijk")]) == wide


def test_a_product_of_absolute_values_is_not_one_thing() -> None:
    assert TextStyle().power("|x|·|y|", "2") == "(|x|·|y|)²"
    assert TextStyle().power("|x|", "2") == "|x|²"
    assert TextStyle().power("⌊x⌋", "2") == "⌊x⌋²"


def test_the_function_that_nobody_named_is_f() -> None:
    assert TextStyle(Names(verbatim=True)).name("d_x") == "∂f/∂x"
    assert render.style("text", render.Options(), verbatim=True).name("d_x") == "∂f/∂x"
