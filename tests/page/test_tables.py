"""Tables on the page: cells by the kinds of their columns, many rows folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flint
import pytest

from nncalc.declaring.names import Names
from nncalc.declaring.problem import ProblemType
from nncalc.engine.events import Column, Table
from nncalc.engine.quantity import constant
from nncalc.engine.run import Run, rerun
from nncalc.engine.tensor import matrix, vector
from nncalc.page import document
from nncalc.page.derivation import Page
from nncalc.page.document import Block, Fold
from nncalc.page.solving import Settings
from nncalc.page.tables import table_blocks
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle

THIRD = flint.fmpq(1, 3)


def blocks(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    style: Any = None,
    milestones: bool = False,
    **settings: Any,
) -> list[Block]:
    """What a table puts on the page."""

    def work(run: Run) -> None:
        run.table("", columns, rows, milestones=milestones)

    def read(run: Run) -> list[Block]:
        (table,) = run.events
        assert isinstance(table, Table)
        return table_blocks(Page(ProblemType(), run, Settings(**settings), style or TextStyle(Names())), table)

    made: list[Block] = rerun(work, read)
    return made


def cell(column: Column, value: Any, style: Any = None) -> str:
    (block,) = blocks([column], [(value,)], style)
    assert isinstance(block, document.Table)
    return block.rows[0][0]


@pytest.mark.parametrize(
    ("kind", "value", "text", "latex"),
    [
        ("word", "cat", "cat", "cat"),
        ("word", 12, "12", "12"),
        ("word", True, "yes", "yes"),
        ("word", False, "no", "no"),
        ("word", constant(THIRD), "0.3333", "0.3333"),
        ("quantity", constant(flint.fmpq(-5, 2)), "-2.5", "-2.5"),
        ("quantity", None, "", ""),
        ("vector", vector([1, 2]), "(1, 2)", "(1, 2)"),
        ("vector", constant(0), "0", "0"),
        ("vector", matrix([[1, 2], [3, 4]]), "[1 2; 3 4]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        ("put in", constant(2) * 3 + 1, "2·3 + 1 = 7", r"2 \cdot 3 + 1 = 7"),
        ("put in", constant(1) / 3, "1/3 ≈ 0.3333", r"\frac{1}{3} \approx 0.3333"),
        ("put in", constant(7), "7", "7"),
    ],
)
def test_cells(kind: Any, value: Any, text: str, latex: str) -> None:
    assert (cell(Column("x", kind), value), cell(Column("x", kind), value, LatexStyle())) == (text, latex)


def test_headers_are_names_over_mathematics_and_text_over_words() -> None:
    (block,) = blocks([Column("lr"), Column("lr", "quantity"), Column("hidden", shown=False)], [])
    assert block == document.Table(("lr", "η"), (), frozenset({0}), hint="--all shows them")


def test_of_many_rows_the_first_and_the_last_are_shown() -> None:
    columns, rows = [Column("row")], [(number,) for number in range(1, 61)]
    (block,) = blocks(columns, rows)
    assert isinstance(block, document.Table)
    assert [row[0] for row in block.rows] == [str(n) for n in (*range(1, 21), *range(41, 61))]
    assert (block.hidden_after, block.hidden) == (20, 20)
    (whole,) = blocks(columns, rows, everything=True)
    assert isinstance(whole, document.Table)
    assert (len(whole.rows), whole.hidden) == (60, 0)


def test_of_many_milestones_round_numbers_and_the_last_are_shown() -> None:
    table, fold = blocks([Column("epoch")], [(number,) for number in range(1, 68)], milestones=True)
    assert isinstance(table, document.Table)
    assert [row[0] for row in table.rows] == ["1", "2", "3", "5", "10", "20", "50", "67"]
    assert fold == Fold(59, "--all shows them")
    assert len(blocks([Column("epoch")], [(number,) for number in range(1, 41)], milestones=True)) == 1
