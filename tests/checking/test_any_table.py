"""Any table: what is read of it is what was written into it, in a row a student, a row a figure and a workbook alike; bytes
that are changed are refused or read, and never a fault."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from handed import read_answers
from hypothesis import given, settings
from hypothesis import strategies as st

from nncalc.checking.answer import written
from nncalc.checking.handed_in import Told
from nncalc.checking.headings import Asked, Figure
from nncalc.checking.people import plain_name
from nncalc.errors import InputError

FIGURES = {"q1": ["loss", "p", "W1.1.2"], "hw 2": ["y"], "3": ["δ1.1", "z"]}
ALL = [(problem, name) for problem, names in FIGURES.items() for name in names]
HEADINGS = ("{}.{}", "{} {}", "{}: {}", "{} ({})", "{}（{}）", "{} - {}")
NAMES = (
    st.text("ABab李明王é́ .-'　 =+@;\t", min_size=1, max_size=6).map(plain_name).filter(lambda name: name.strip(" .-"))
)
VALUES = st.text("0123456789.,;:-+=e/% \"'√πa√x无\n", max_size=12)
TABLES = st.builds(
    lambda names, cells, heads, order: (names, dict(zip(names, cells, strict=False)), heads, order),
    st.lists(NAMES, min_size=1, max_size=4, unique=True),
    st.lists(st.lists(VALUES, min_size=len(ALL), max_size=len(ALL)), min_size=4, max_size=4),
    st.lists(st.sampled_from(HEADINGS), min_size=len(ALL), max_size=len(ALL)),
    st.permutations(range(len(ALL))),
)


def read(path: Path) -> tuple[dict[tuple[str, str, str], str], list[InputError]]:
    errors: list[InputError] = []
    answers = read_answers([str(path)], errors, Asked(FIGURES), Told([], {}, set()))
    return {answer[:3]: answer.value for answer in answers if answer.value and not answer.unread}, errors


def expected(table: Any) -> dict[tuple[str, str, str], str]:
    names, rows, _, _ = table
    return {
        (name, *figure): text
        for name in names
        for figure, cell in zip(ALL, rows[name], strict=True)
        if (text := written(cell))
    }


def wide(table: Any) -> list[list[str]]:
    names, rows, heads, order = table
    headings = [heads[i].format(*ALL[i]) for i in order]
    return [["姓名", *headings], *[[name, *[rows[name][i] for i in order]] for name in names]]


def long(table: Any) -> list[list[str]]:
    names, rows, _, order = table
    return [["student", "id", "name", "value"], *[[name, *ALL[i], rows[name][i]] for name in names for i in order]]


def as_csv(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_table_is_read_as_it_was_written(table: Any, delimiter: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for rows in (wide(table), long(table)):
            path = Path(folder) / "class.csv"
            path.write_bytes((f"sep={delimiter}\n" + as_csv(rows, delimiter)).encode(encoding))
            assert read(path) == (expected(table), [])


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_a_workbook_is_read_as_it_was_written(table: Any) -> None:
    book = openpyxl.Workbook()
    for row in wide(table):
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # text that begins with =
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.xlsx"
        book.save(path)
        assert read(path) == (expected(table), [])


@settings(max_examples=100, deadline=None)
@given(TABLES, st.data())
def test_changed_bytes_are_no_fault(table: Any, data: Any) -> None:
    """Whatever happens to a file: it is read, or what is wrong with it is said."""
    text = bytearray(as_csv(wide(table), ",").encode(data.draw(st.sampled_from(["utf-8", "utf-16", "gb18030"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / data.draw(st.sampled_from(["class.csv", "class.txt", "class.yaml", "class.tsv"]))
        path.write_bytes(bytes(text[: data.draw(st.integers(0, len(text)))]))
        read(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_changed_workbooks_are_no_fault(data: Any) -> None:
    text = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.xlsx"
        path.write_bytes(bytes(text))
        read(path)


def _workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["student", "q1.loss", "hw 2"], ["Li", 2.04, 7], ["Wu", "=1+1", None]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


WORKBOOK = _workbook()


def test_figures_of_headings() -> None:
    """A figure is never that of another problem whose id begins alike."""
    from nncalc.checking.headings import figure_in

    ids = {"q1": ["loss"], "q10": ["loss"], "q1.b": ["y"], "Q1 loss": ["z"], "1": ["y"], "12": ["y"]}
    for text, figure in {
        "q1.loss": ("q1", "loss"), "q10.loss": ("q10", "loss"), "q1": ("q1", "loss"), "q10": ("q10", "loss"),
        "q1.b": ("q1.b", "y"), "q1.b.y": ("q1.b", "y"), "Q1 loss": ("Q1 loss", "z"), "q1 LOSS": ("q1", "loss"),
        "q11.loss": None, "12": ("12", "y"), "1.y": ("1", "y"), "1.2.y": None, "123": None, "q1 - p.2": ("q1", "p.2"),
    }.items():  # fmt: skip
        found = figure_in(text, ids)
        assert found == (figure and Figure(*figure)), text
