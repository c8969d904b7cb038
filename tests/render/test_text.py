"""The text layout: snapshots to be judged by eye, and properties that hold for every document and width."""

from __future__ import annotations

import re
from typing import Any

import kept
import pytest
import render_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from render_samples import ENCODINGS

from nncalc import render
from nncalc.page.document import Answer, Document, Drawing, Fold, Line, Section, Table, Words
from nncalc.render.measure import width_of, width_of_cjk


def written(sample: str, format: str = "text", **options: Any) -> str:
    chosen = render.Options(**options)
    document = getattr(render_samples, sample)(render.style(format, chosen))
    return render.render(document, format, chosen)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"-?\d+\.\d+", text)


@pytest.mark.parametrize(
    ("file", "sample", "format", "options"),
    [
        ("backprop-60.txt", "backprop", "text", {"width": 60}),
        ("backprop-80.txt", "backprop", "text", {"width": 80}),
        ("backprop-120.txt", "backprop", "text", {"width": 120}),
        ("backprop-200.txt", "backprop", "text", {"width": 200}),
        ("backprop-piped.txt", "backprop", "text", {}),
        ("backprop-ascii-80.txt", "backprop", "text", {"width": 80, "ascii": True}),
        ("backprop-gbk-80.txt", "backprop", "text", {"width": 80, "encoding": "gbk"}),
        ("backprop-cp1252-80.txt", "backprop", "text", {"width": 80, "encoding": "cp1252"}),
        ("backprop.md", "backprop", "markdown", {}),
        ("backprop.tex", "backprop", "latex", {"standalone": True}),
        ("perceptron-60.txt", "perceptron", "text", {"width": 60}),
        ("perceptron-30.txt", "perceptron", "text", {"width": 30}),
        ("perceptron.md", "perceptron", "markdown", {}),
        ("perceptron.tex", "perceptron", "latex", {}),
    ],
)
def test_snapshot(file: str, sample: str, format: str, options: dict[str, Any]) -> None:
    kept.compare(file, written(sample, format, **options))


def test_the_whole_derivation_fits_on_a_hundred_lines() -> None:
    assert len(written("backprop", width=100).splitlines()) <= 100


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_nothing_is_lost_and_lines_keep_to_the_width(width: int, encoding: str) -> None:
    piped = written("backprop", encoding=encoding)
    text = written("backprop", encoding=encoding, width=width)
    assert "".join(text.split()) == "".join(piped.split())
    measure = width_of_cjk if encoding in ("gbk", "cp932", "big5") else width_of
    body = text[: text.index("Answers")]
    if width >= 60:
        assert max(map(measure, body.splitlines())) <= width
    assert numbers_in(text) == numbers_in(piped)
    text.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_chinese_and_tables_in_every_encoding(encoding: str) -> None:
    for width in (30, 60, 100):
        written("perceptron", encoding=encoding, width=width).encode(encoding)


def test_no_trailing_space_and_one_final_line_break() -> None:
    for width in (None, 40, 100):
        text = written("backprop", width=width)
        assert all(line == line.rstrip() for line in text.splitlines())
        assert text.endswith("right\n")


def test_answers_are_at_the_margin_unbroken_and_the_verdict_is_last() -> None:
    lines = written("backprop", width=24).splitlines()
    assert "W1_new=0.1498,0.1996:0.2498,0.2995" in lines
    assert lines[-1] == "1 of 2 right"
    assert any(line.startswith("✗ W1_new.1.1=.149818") for line in lines)
    assert "ok loss=.2984: right" in written("backprop", width=80, ascii=True)


# -- any document ------------------------------------------------------------------------------------------

numerals = st.one_of(
    st.decimals(-10000, 10000, places=4, allow_nan=False).map(str),
    st.decimals(0, 1, places=30, allow_nan=False).map(lambda value: f"{value:f}"),
    st.integers(-(10**25), 10**25).map(str),
    st.tuples(st.integers(1, 999), st.integers(2, 999)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.integers(-40, -7).map(lambda power: f"1.2345e{power}"),
)


def bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[str]]:
    """Sums of products, nested brackets, calls, vectors and tables of random numbers."""
    found = draw(st.lists(numerals, min_size=4, max_size=24))
    operands = list(map(bracketed, found))
    joints = draw(st.lists(st.sampled_from(["·", " + ", " − ", " ⊙ "]), min_size=len(found), max_size=len(found)))
    chain = "".join(joint + operand for joint, operand in zip(joints, operands, strict=True)).lstrip("· +−⊙")
    names = draw(st.lists(st.sampled_from(["x", "W1₁₂", "∂E/∂W1[10,2]", "净输入"]), min_size=1, max_size=4))
    lines = [
        Line(name, (name, f"max(0, ({chain}))·σ({operands[0]})", chain, found[1]), exact=False, level=1)
        for name in names
    ]
    table = Table(("n", "名字"), tuple((number, f"({number}, {found[0]})") for number in found))
    blocks = (*lines, Words(" ".join(found)), table, Line("v", ("v", f"({', '.join(found)})")))
    section = Section("数字 numbers", blocks)
    return Document("t", (), (section,), (Answer("v", ",".join(found)),)), found


@settings(max_examples=60, deadline=None)
@given(documents(), st.integers(20, 200), st.sampled_from(["utf-8", "ascii", "gbk"]))
def test_every_number_stays_whole(sample: tuple[Document, list[str]], width: int, encoding: str) -> None:
    document, found = sample
    text = render.render(document, "text", render.Options(width=width, encoding=encoding))
    for number in found:
        # in two sides, the words, the table and the answer; no digit or point may touch it
        whole = re.findall(rf"(?<![\d.e]){re.escape(number)}(?![\d./e])", text)
        assert len(whole) >= 5, number
    piped = render.render(document, "text", render.Options(encoding=encoding))
    assert set(re.findall(r"[\d./e-]*\d", piped)) == set(re.findall(r"[\d./e-]*\d", text))


# -- pieces ------------------------------------------------------------------------------------------------


def laid_out(*blocks: Any, **options: Any) -> list[str]:
    document = Document("", (), (Section("", blocks),), ())
    return render.render(document, "text", render.Options(**options)).splitlines()


def test_relations_align_and_all_lines_of_a_group_break_alike() -> None:
    lines = [
        Line("a", ("a", "p + q", "1 + 2", "3"), level=1),
        Line("bb", ("bb", "long_name + q", "100000 + 2", "100002"), level=1),
    ]
    assert laid_out(*lines, width=80) == [
        "     a  = p + q         = 1 + 2      = 3",
        "     bb = long_name + q = 100000 + 2 = 100002",
    ]
    assert laid_out(*lines, width=40) == [
        "     a  = p + q",
        "        = 1 + 2      = 3",
        "     bb = long_name + q",
        "        = 100000 + 2 = 100002",
    ]


def test_a_side_too_long_is_broken_outside_brackets() -> None:
    line = Line("d", ("d", "(0.40·0.13 + 0.50·(-0.03))·0.59 + (1 − 0.5933)·x", "0.0087"), exact=False)
    assert laid_out(line, width=40) == [
        "  d = (0.40·0.13 + 0.50·(-0.03))·0.59",
        "        + (1 − 0.5933)·x",
        "    ≈ 0.0087",
    ]


def test_a_name_wider_than_half_the_page_stands_alone() -> None:
    line = Line("n", ("∂E/∂some_long_name", "a + b", "1"))
    assert laid_out(line, width=24) == ["  ∂E/∂some_long_name", "    = a + b = 1"]


def test_columns_align_on_the_point_under_chinese_headers() -> None:
    table = Table(("轮次", "损失", "说明"), (("1", "0.25", "好"), ("10", "-13.5", "ok")), frozenset((0, 1, 2)))
    assert laid_out(table) == [
        "  轮次    损失  说明",
        "  ────  ──────  ────",
        "     1    0.25  好",
        "    10  -13.5   ok",
    ]


def test_a_table_too_wide_is_stacked_then_written_as_records() -> None:
    table = Table(("n", "first", "second"), (("1", "(1, 2)", "(30, 40)"),), hidden_after=1, hidden=1, hint="--all")
    assert laid_out(table, width=20) == [
        "  n  first",
        "  ─  ──────",
        "  1  (1, 2)",
        "  … 1 more row",
        "  (--all)",
        "",
        "  n  second",
        "  ─  ────────",
        "  1  (30, 40)",
        "  … 1 more row",
        "  (--all)",
    ]
    wide = Table(("n", "v"), (("1", "(1, 2, 3, 4, 5, 6, 7)"),))
    assert laid_out(wide, width=20) == ["  n: 1", "  v: (1, 2, 3, 4, 5,", "    6, 7)"]


def test_folds_drawings_and_empty_parts() -> None:
    assert laid_out(Fold(84, "--all shows them"), Fold(1, ""), Drawing(("│ x", "└──"))) == [
        "  … 84 more lines (--all shows them)",
        "  … 1 more line",
        "  │ x",
        "  └──",
    ]
    assert render.render(Document("", (), (), ()), "text", render.Options()) == ""


def test_columns_of_characters() -> None:
    assert width_of("δ2₁ = ∂E/∂W1ᵀ · ½√x²") == 20
    assert width_of("感知机a\u0301 ｗ") == 10
    assert width_of_cjk("δ·x") == 5


def test_a_formula_above_its_components_is_not_aligned_with_its_neighbour() -> None:
    lines = (
        Line("b", ("bbbb", "1 + 2", "3")),
        Line("x", ("x", "W·d")),
        Line("x.1", ("x₁", "w·d", "3"), level=1),
    )
    assert laid_out(*lines, width=80) == ["  bbbb = 1 + 2 = 3", "  x = W·d", "     x₁ = w·d = 3"]


def test_long_input_is_laid_out_in_linear_time() -> None:
    """No pattern may backtrack: these would take hours."""
    spaces, ideographs = "a" + " " * 50_000, "感" * 20_000 + "\u0301"
    chain = Line("s", ("s", " + ".join(["0.5·x₁"] * 20_000), "7"))
    table = Table(("n", "名"), tuple((str(number), "值") for number in range(5_000)))
    lines = laid_out(Words(spaces), Words(ideographs), chain, table, width=60)
    assert len(lines) > 7_000
