"""How pages change with their width: every layout of a few pieces, as it was last looked at, and what is emphasised.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/widths/ anew; look at the difference.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby

import kept
import pytest

from nncalc import render
from nncalc.page.document import Answer, Block, Check, Document, Drawing, Fold, Line, Section, Table, Words
from nncalc.render.breaking import fold_formula, fold_words

GATES = (
    Line("c", ("c2", "f2 ⊙ c1 + i2 ⊙ g2")),
    Line("c.1", ("c2₁", "f2₁·c1₁ + i2₁·g2₁", "0.6457·0.25 + 0.5·(-0.4621)", "-0.06964"), exact=False, level=1),
    Line("c.2", ("c2₂", "f2₂·c1₂ + i2₂·g2₂", "0.5·1 + 0.25·2", "1"), level=1),
)
SUM = (
    Line("z", ("z1₁", "W1₁₁·x₁ + W1₁₂·x₂ + b1", "0.15·0.05 + 0.2·0.1 + 0.35", "3775/10000", "0.3775")),
    Line("v", ("v", "(1, 2)")),
    Line("e", ("e", "(a + b)·(c + d)·(max(e, f) + g)·h")),
    Line("n", ("∂E/∂hidden_state", "W·d", "0.25")),
    Line("y", ("y", "(0.25, 0.125)"), exact=False),
)
UNLIKE = (
    Line("n", ("n", "1 + 2", "3"), level=1),
    Line("w", ("nine_long", "0.5·10000 − 2", "4998"), exact=False, level=1),
    Line("f", ("f", "W·d")),
    Line("a", ("a", "p + q", "1 + 2", "3"), level=1),
    Line("b", ("nine_wide", "1/4", "0.25"), exact=False, level=1),
    Words("Others:"),
    Line("u", ("u", "0.5·100 − 2", "1"), level=1),
    Line("v", ("v", "1 + 2", "123456789"), level=1),
    Line("a", ("a", "1/2")),
    Line("b", ("ten_is_far", "1/4")),
)
TABLE = (
    Table(
        ("row", "sample", "net", "w", "right?"),
        (
            ("1", "1", "0.5·1 + 0.25 = 0.75", "(1, 2)", "yes"),
            ("20", "2", "2·3 + 1 = 7", "(-1, 0.5)", "no"),
            ("300", "3", "-1", "", "no"),
        ),
        frozenset((0, 1, 4)),
        hidden_after=2,
        hidden=279,
        hint="--all shows them",
    ),
)
COLUMN = (Table(("label of the class",), (("(1, 2) + (3, 4)",), ("(5, 6)",))),)
PROSE = (
    Words("After a mistake: w_new = w + η·t·x, b_new = b + η·t."),
    Words("权重在每个错误的样本之后更新。"),
    Fold(84, "--all shows them"),
    Drawing(("│  x", "└───")),
)
PIECES: dict[str, tuple[Block, ...]] = {
    "gates": GATES,
    "sum": SUM,
    "unlike": UNLIKE,
    "table": TABLE,
    "column": COLUMN,
    "prose": PROSE,
}


def layouts(blocks: tuple[Block, ...], **options: str) -> Iterator[str]:
    """Every layout under the widths that it is for, from the widest to the narrowest."""
    document = Document("", (), (Section("", blocks),), ())
    pages = [
        (width, render.render(document, "text", render.Options(width=width, **options)))
        for width in (*range(100, 19, -1), 1)
    ]
    for page, alike in groupby(pages, key=lambda pair: pair[1]):
        widths = [width for width, _ in alike]
        yield f"{widths[0]} to {widths[-1]} columns:\n{page}"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *[(name, "utf-8") for name in PIECES],
        ("gates", "ascii"),
        ("unlike", "ascii"),
        ("table", "gbk"),
        ("prose", "gbk"),
    ],
)
def test_layouts(name: str, encoding: str) -> None:
    text = "\n".join(layouts(PIECES[name], encoding=encoding))
    kept.compare(f"widths/{name}-{encoding}.txt", text)


# -- emphasis ----------------------------------------------------------------------------------------------------------

ROLES = {"\x1b[1m": "<b>", "\x1b[1;4m": "<u>", "\x1b[1;32m": "<green>", "\x1b[1;31m": "<red>", "\x1b[0m": "</>"}
RIGHT = Check("loss", ".2984", "right", ("right",))
WRONG = Check(
    "W1_new.1.1", ".149818", "wrong", ("wrong, the right value is 0.149781", "It is what the updated W2 gives.")
)
EMPHASISED = Document(
    "Every part of a page",
    ("a note that says what differs from the usual",),
    (
        Section("Chains", (*GATES, *SUM, *UNLIKE, Line("i", ("i", "∞")), Line("s", ("s", "W·d"), exact=False))),
        Section("The rest", (*TABLE, *PROSE)),
    ),
    (Answer("W1_new", "0.1498,0.1996:0.2498,0.2995"), Answer("converged", "no")),
    (RIGHT, WRONG),
)


def painted(document: Document, width: int) -> str:
    """A page for the terminal with marks for its colours."""
    stream = io.StringIO()
    render.write(document, stream, "text", render.Options(width=width), "always")
    text = stream.getvalue()
    for code, mark in ROLES.items():
        text = text.replace(code, mark)
    return text


@pytest.mark.parametrize("width", [100, 34, 20])
def test_emphasis(width: int) -> None:
    kept.compare(f"widths/emphasis-{width}.txt", painted(EMPHASISED, width))


def test_a_check_alone_and_all_right() -> None:
    assert painted(Document("", (), (), (), (WRONG,)), 80) == (
        "<u>Check</>\n<red>✗ W1_new.1.1=.149818: wrong, the right value is 0.149781</>\n    It is what the updated W2 gives.\n"
    )
    assert painted(Document("", (), (), (), (RIGHT, RIGHT)), 80).endswith("right</>\n<green>2 of 2 right</>\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [("abcd + (e + fg)", ["abcd", "+ (e + fg)"]), ("abc + (ef + fg)", ["abc + (ef", "+ fg)"])],
)
def test_a_break_outside_brackets_leaves_no_line_emptier_than_two_fifths(text: str, lines: list[str]) -> None:
    assert fold_formula(text, 10, 10, len) == lines


def test_a_sum_is_broken_before_one_of_its_products_is() -> None:
    assert fold_formula("3·0.1 + (-4)·(-0.2) + 0.1", 16, 14, len) == ["3·0.1", "+ (-4)·(-0.2)", "+ 0.1"]
    assert fold_formula("3 + (-4)·(-0.2) + 0.1", 13, 11, len) == ["3 + (-4)", "·(-0.2)", "+ 0.1"], "too little is 3"


def test_a_sixth_of_a_line_is_enough_to_save_a_product_inside_brackets() -> None:
    torn = "(aaaa + bbbbbbbbbbbb·ccccccccccccc)"
    assert fold_formula(torn, 30, 30, len) == ["(aaaa", "+ bbbbbbbbbbbb·ccccccccccccc)"]
    assert fold_formula(torn, 31, 31, len) == ["(aaaa + bbbbbbbbbbbb", "·ccccccccccccc)"]


def test_a_drawing_has_the_page_but_for_the_margin() -> None:
    drawing = Drawing(("x" * 50,), narrower=lambda columns: ["x" * columns])
    page = render.render(Document("", (), (Section("", (drawing,)),), ()), "text", render.Options(width=40))
    assert page.splitlines() == ["  " + "x" * 38]


def test_a_formula_in_a_sentence_is_kept_whole_where_a_line_holds_it() -> None:
    assert fold_words("The output is 1 where net >= 0, -1 else.", 26, 26, len) == [
        "The output is 1 where",
        "net >= 0, -1 else.",
    ]
    assert fold_words("w_new = w + a", 8, 8, len) == ["w_new =", "w + a"]
    assert fold_words("aaaa bbbb -1 c", 10, 10, len) == ["aaaa bbbb", "-1 c"], "a sign is no operator"
    assert fold_words("= aaaa + bb", 6, 6, len) == ["= aaaa", "+ bb"], "nothing stands before the first operator"


def test_a_line_that_fits_is_not_broken_with_its_neighbour() -> None:
    group = (Line("a", ("a", "b + c + d", "1 + 2 + 3", "6")), Line("b", ("b", "c", "2")))
    page = render.render(Document("", (), (Section("", group),), ()), "text", render.Options(width=22))
    assert page.splitlines() == ["  a = b + c + d", "    = 1 + 2 + 3 = 6", "  b = c = 2"]


def test_a_record_goes_on_two_columns_to_the_right_and_fills_its_lines() -> None:
    words = " ".join(["ab"] * 30)
    table = Table(("h", "value"), ((words, "1.25"),), frozenset({0}))
    page = render.render(Document("", (), (Section("", (table,)),), (), ()), "text", render.Options(width=30))
    assert page.splitlines()[:3] == ["  h: " + " ".join(["ab"] * 8), *["    " + " ".join(["ab"] * 9)] * 2]
