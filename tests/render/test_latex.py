"""Where LaTeX is broken into rows and pages: numbers stand for others of so many digits, 80 of which fit on a line."""

from __future__ import annotations

import re
import shlex

import pytest
from commandline import nncalc

from nncalc import render
from nncalc.declaring import registry
from nncalc.declaring.names import Names
from nncalc.page.document import Document, Line, Section, Table
from nncalc.render.latex_lines import aligned_rows, rows_on_paper
from nncalc.render.latex_style import LatexStyle
from nncalc.render.latex_text import columns


def spread(text: str) -> str:
    """`3 + 2` as `111 + 11`."""
    return re.sub(r"\d+", lambda match: "1" * int(match[0]), text)


def shortened(text: str) -> str:
    """`111 + 11` as `3 + 2`; other numbers stay."""
    return re.sub(r"(?<![\d.])1+(?![\d.])", lambda match: str(len(match[0])), text)


@pytest.mark.parametrize(
    ("sides", "rows"),
    [
        (["30", "30", "13"], ["= 30 = 30 = 13"]),
        (["30", "30", "14"], ["= 30", "= 30 = 14"]),
        (["77", "1"], ["= 77", "= 1"]),
        (["20", "70", "3"], ["= 20", "= 70 = 3"]),
        (["20", "70", "6"], ["= 20", "= 70", "= 6"]),
        (["20", "40", "40", "35"], ["= 20 = 40", "= 40 = 35"]),
        (["20", "40", "40", "36"], ["= 20 = 40", "= 40", "= 36"]),
        (["30", "20", "20", "10", "3"], ["= 30 = 20 = 20", "= 10 = 3"]),
        (["30", "20", "20", "3"], ["= 30 = 20", "= 20 = 3"]),
        (["40", "35", "2", "35", "2"], ["= 40 = 35", "= 2 = 35 = 2"]),
        (["40 + 35"], ["= 40 + 35"]),
        (["40 + 36"], ["= 40", r"\qquad {} + 36"]),
        (["30", "35", "40"], ["= 30", "= 35 = 40"]),
        (["20", "9", "60", "40"], ["= 20 = 9", "= 60", "= 40"]),
        (["30", "32", "60"], ["= 30 = 32", "= 60"]),
        (["40 + 35 + 9"], ["= 40 + 35", r"\qquad {} + 9"]),
        ([r"\left( 39 - 9 \right) + 40"], [r"= \left( 39 - 9 \right)", r"\qquad {} + 40"]),
        ([r"\begin{pmatrix} 40 + 50 \end{pmatrix} + 4"], [r"= \begin{pmatrix} 40 + 50 \end{pmatrix}", r"\qquad {} + 4"]),
        ([r"\left( \left( 40 \right) + 45 \right) + 4"], [r"= \left( \left( 40 \right) + 45 \right)", r"\qquad {} + 4"]),
        (
            [r"\left( \begin{pmatrix} 40 \end{pmatrix} + 45 \right) + 4"],
            [r"= \left( \begin{pmatrix} 40 \end{pmatrix} + 45 \right)", r"\qquad {} + 4"],
        ),
        ([r"\sqrt{e^{60} + 45} + 4"], [r"= \sqrt{e^{60} + 45}", r"\qquad {} + 4"]),
        (["40 + 35", "2"], ["= 40 + 35", "= 2"]),
        (["76 + 71", "2"], ["= 76", r"\qquad {} + 71", "= 2"]),
        (["76 + 31 + 40 - 2"], ["= 76", r"\qquad {} + 31 + 40", r"\qquad {} - 2"]),
        (["31 + (9 + 20) + 30"], ["= 31 + (9 + 20)", r"\qquad {} + 30"]),
        (["31 + (9 + 40)"], ["= 31", r"\qquad {} + (9 + 40)"]),
        (["30 + (9 + 40)"], ["= 30 + (9", r"\qquad {} + 40)"]),
        (["(31 + 9) \\cdot (20 + 30)"], ["= (31 + 9)", r"\qquad {} \cdot (20 + 30)"]),
        (["31 + 20 \\cdot 40"], ["= 31", r"\qquad {} + 20 \cdot 40"]),
        (["(20 + 9) + ((20 + 9) + 20)"], ["= (20 + 9)", r"\qquad {} + ((20 + 9) + 20)"]),
        ([r"e^{-31} - \left( 9 - 40 \right)^{2}"], ["= e^{-31}", r"\qquad {} - \left( 9 - 40 \right)^{2}"]),
        ([r"\frac{20 - 9}{2} \odot 40 \cdot 20"], [r"= \frac{20 - 9}{2}", r"\qquad {} \odot 40 \cdot 20"]),
        ([r"\begin{pmatrix} 40 + 1 \end{pmatrix} + 40"],
         [r"= \begin{pmatrix} 40 + 1 \end{pmatrix}", r"\qquad {} + 40"]),
    ],
)  # fmt: skip
def test_a_chain_fills_its_rows(sides: list[str], rows: list[str]) -> None:
    source = [spread(side) for side in sides]
    assert [shortened(row) for row in aligned_rows([Line("z", ("z", *source))])] == [
        ("&" if n else "z &") + row for n, row in enumerate(rows)
    ]


def test_all_lines_leave_room_for_the_longest_name() -> None:
    lines = [Line("a", ("a", spread("30"), spread("30"), spread("13"))), Line("b", (r"\text{ab}", "b"), exact=False)]
    assert list(map(shortened, aligned_rows(lines))) == ["a &= 30", "&= 30 = 13", r"\text{ab} &\approx b"]


@pytest.mark.parametrize(
    ("side", "row"),
    [
        (r"\frac{74}{1}", r"= \frac{74}{1}"),
        (r"\frac{75}{1}", r"= \atmost{0.94\linewidth}{$\displaystyle \frac{75}{1}$}"),
    ],
)
def test_what_fills_a_row_of_paper_is_bounded(side: str, row: str) -> None:
    assert shortened(rows_on_paper([Line("z", ("z", spread(side)))])) == "z &" + row


@pytest.mark.parametrize(
    ("source", "digits"),
    [
        ("12.5", 4),
        ("a = -2", 5),
        (r"a \cdot b", 4),
        (r"\alpha\beta", 2),
        ("x_{1}", 2),
        ("x_{1,2}", 3),
        ("x^{10}", 3),
        (r"x_{\alpha\beta\gamma\delta}", 4),
        ("x^{2}_{1234}", 4),
        (r"W^{(1),\mathrm{new}}", 7),
        (r"\delta^{(2)}_{1}", 3),
        (r"\Phi_{1,1}", 4),
        (r"\tanh(x)", 7),
        ("10^{-64}", 5),
        (r"\text{two words}", 9),
        (r"\operatorname{ReLU}(x)", 7),
        (r"\sqrt{2}", 3),
        (r"\frac{1}{234}", 3),
        (r"\frac{\alpha\beta\gamma}{xy}", 3),
        (r"\frac{\frac{12}{3}}{\sqrt{4}}", 3),
        (r"\tfrac{1}{2}", 1),
        (r"\left( 12 \right)", 4),
        (r"\begin{pmatrix} 1 \\ 22 \end{pmatrix}", 4),
        (r"\begin{pmatrix} 1 & 2 & 3 \end{pmatrix}", 9),
        (r"\left( \begin{array}{cc} 1 & 2 \end{array} \right)", 8),
        (r"1\,000", 4),
    ],
)
def test_the_width_of_what_is_seen(source: str, digits: int) -> None:
    assert columns(source) == digits


@pytest.mark.parametrize(
    ("spelling", "latex"),
    [
        ("XᵀX", "(X^{\\top}X)"), ("(XᵀX)⁻¹", "(X^{\\top}X)^{-1}"), ("det XᵀX", "{\\text{det }X^{\\top}X}"),
        ("∂L/∂y", "\\frac{\\partial L}{\\partial y}"), ("∂L/∂out", "\\frac{\\partial L}{\\partial \\text{out}}"),
        ("Δw", "{\\Delta w}"),
        ("Fβ_macro", "{F\\beta \\ \\text{macro}}"), ("xᵢ₂", "{x_{i2}}"), ("中ᵀ", "\\text{\\unicodecharacter{4E2D}${}^{\\top}$}"),
    ],
)  # fmt: skip
def test_a_name_written_with_signs_is_mathematics(spelling: str, latex: str) -> None:
    """Text with mathematics inside would be none for Markdown's readers."""
    assert LatexStyle(Names({"it": spelling})).name("it") == latex


@pytest.mark.parametrize("name", ["rbf", "regression", "hebb", "dropout"])
def test_no_name_of_a_page_is_text_with_mathematics_inside(name: str) -> None:
    for example in registry.load(name).examples:
        source = nncalc([*shlex.split(example), "--format", "markdown"]).out
        assert not re.search(r"\\text\{[^{}]*\$|\\unicodecharacter", source)


def table_of(rows: int, *cells: str) -> str:
    written = render.format_of("latex", render.Options())
    table = Table(tuple([f"h{index}" for index in range(len(cells))]), (cells,) * rows)
    return written.page(Document("t", (), (Section("", (table,)),), ()))


def test_a_long_table_breaks_across_pages_and_a_wide_one_is_set_in_parts() -> None:
    assert [table_of(rows, "1", "2").count("halign{") for rows in (12, 13, 90)] == [0, 1, 1]
    assert table_of(90, "1", "2").count("h0") == 3
    wide = table_of(45, *["x + y"] * 16)
    assert "halign" not in wide
    assert wide.count(r"\begin{tabular}") == 3
    assert table_of(3, *["a + b + c + d + e"] * 12).count(r"\begin{tabular}{") == 2
