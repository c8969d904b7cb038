"""Workbooks as they are handed in: what a cell shows, what is bounded, what is refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commandline import Outcome, nncalc

from nncalc.checking import workbooks
from nncalc.checking.cell_text import number_text
from nncalc.checking.workbooks import rows_of_workbook
from nncalc.errors import InputError


def book(*rows: list[Any]) -> Any:
    """A workbook with these rows in its first sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def data_of(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows(data: bytes) -> list[list[str]]:
    return [cells for _, cells in rows_of_workbook(data, "a.xlsx", [])]


@pytest.mark.parametrize(
    ("value", "format_", "shown"),
    [
        (0.87, "General", "0.87"), (0.87, "0.000", "0.870"), (0.8696, "0.00", "0.87"), (2.5, "0", "3"), (-2.5, "0", "-3"),
        (0.1 + 0.2, "General", "0.3"), (1 / 3, "General", "0.333333333"), (12345.678901234, "General", "12345.6789"),
        (0.000012345, "General", "1.2345e-5"), (1.5e300, "General", "1.5e300"), (34944, "General", "34944"),
        (34944, "#,##0", "34944"), (1234.5, "#,##0.00", "1234.50"), (0.85, "0%", "85%"), (0.8567, "0.0%", "85.7%"),
        (0.00123, "0.00E+00", "1.23e-3"), (1 / 3, "# ?/?", "1/3"), (0.25, "??/100", "25/100"), (0.5, "0.0#", "0.5"),
        (0.5, "0.00#", "0.50"), (-1.5, "0.0;(0.0)", "-1.5"), (-1.5, "0.00_);[Red](0.00)", "-1.50"), (0, "0.00;-0.00;0", "0"),
        (2.04, '0.00" nats"', "2.04"), (1234567, "0.0,", "1234.6e3"), (7, "@", "7"), (2, "0.", "2"), (True + 0, "General", "1"),
        (0.125, "0.00", "0.13"), (1.005, "0.00", "1.01"), (-0.0, "General", "0"),
    ],
)  # fmt: skip
def test_a_number_counts_with_the_decimals_that_are_shown(value: float, format_: str, shown: str) -> None:
    assert number_text(value, format_) == shown


def test_cells_of_other_kinds() -> None:
    made = book(
        [None, "0.13,0.87", True, datetime.datetime(2026, 1, 3), datetime.date(2026, 1, 3), datetime.time(8, 5)]
    )
    assert rows(data_of(made)) == [["", "0.13,0.87", "TRUE", "2026-01-03", "2026-01-03", "T08:05:00"]]


def test_a_formula_that_nothing_was_worked_out_for() -> None:
    assert rows(data_of(book(["a", "=1+1"]))) == [["a", "=1+1"]]


def marks(key: Path, made: Any, *options: str) -> Outcome:
    path = key.parent / "class.xlsx"
    made.save(path)
    return nncalc(["check", str(key), str(path), *options])


def test_a_class_in_a_workbook(key: Path) -> None:
    made = book(["学号", "姓名", "net.y", "loss.loss"], ["001", "李明", 7, 2.04], ["002", "王芳", 7.0001, 2])
    for row in made.active["D2:D3"]:
        row[0].number_format = "0.00"
    done = marks(key, made)
    assert "✓ y=7: right" in done.out
    assert "✓ loss=2.04: right" in done.out
    assert "loss=2.00: wrong" in done.out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime.date(2026, 1, 3), "'2026-01-03' is a date"),
        (datetime.datetime(2026, 1, 3, 4, 5), "'2026-01-03' is a date"),
        (datetime.time(1, 2), "'01:02:00' is a time of day"),
        (datetime.timedelta(hours=26), "this cannot be read"),
    ],
)
def test_a_date_is_no_figure(key: Path, value: Any, said: str) -> None:
    done = marks(key, book(["student", "net.y", "loss.loss"], ["Li", value, value]))
    assert done.out.count(said) == 4  # each where it stands, and in the list of what a person reads
    assert "Li: 0 of 11; 5 withheld" in done.out


def test_only_the_first_sheet_that_holds_something(key: Path) -> None:
    made = book(["student", "net.y"], ["Li", 7])
    made.create_sheet("empty", 0)
    made.create_sheet("more").append(["student", "net.y"])
    hidden = made.create_sheet("hidden", 0)
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    done = marks(key, made)
    assert "✓ y=7: right" in done.out
    assert "the sheet 'Sheet' is read, 'more' not" in done.err


def rezipped(
    data: bytes,
    change: Callable[[str, bytes], bytes],
    extra: dict[str, bytes] | None = None,
    how: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", how) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, text in (extra or {}).items():
            new.writestr(name, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = data_of(book(["student", "net.y"], ["Li", 7]))
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return rezipped(PLAIN, lambda name, text: change(text) if name == SHEET else text)


HOSTILE = {
    "entities": (in_sheet(lambda text: LAUGHS + text), "declares a document type"),
    "an outside entity": (in_sheet(lambda text: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + text), "declares a document type"),
    "another encoding": (in_sheet(lambda text: text.decode().encode("utf-16")), "is not UTF-8"),
    "an encoding that hides": (in_sheet(lambda text: b'<?xml version="1.0" encoding="utf-7"?>' + text), "is not UTF-8"),
    "a bomb": (rezipped(PLAIN, lambda name, text: text, {"xl/media/a.bin": b"\0" * (9 << 20)}), "packed more than 200-fold"),
    "too large": (rezipped(PLAIN, lambda name, text: text, {f"a{n}": b"ab\n" * (11 << 20) for n in range(2)}), "64 MiB"),
    "other workbooks": (rezipped(PLAIN, lambda name, text: text, {"xl/externalLinks/a": b""}), "refers to other workbooks"),
    "large styles": (rezipped(PLAIN, lambda name, text: text + b" " * ("styles" in name) * (5 << 20)), "larger than 4 MiB"),
    "packed by lzma": (rezipped(PLAIN, lambda name, text: text, {"a": b"b" * 99}, zipfile.ZIP_LZMA), "packed in another way"),
    "many parts": (rezipped(PLAIN, lambda name, text: text, {f"a{n}": b"" for n in range(2001)}), "more than 2,000 parts"),
    "no sheet": (rezipped(PLAIN, lambda name, text: b"<a/>" if name == "xl/workbook.xml" else text), "no sheet of the workbook"),
    "half a sheet": (in_sheet(lambda text: text[:-40]), "is damaged"),
    "a cut archive": (PLAIN[: len(PLAIN) // 2], "this is not a workbook"),
    "no archive": (b"student,net.y\nLi,7\n", "this is not a workbook"),
    "changed bytes": (PLAIN[:300] + b"\xff" * 40 + PLAIN[340:], "workbook"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_workbooks_that_are_refused(key: Path, what: str) -> None:
    data, said = HOSTILE[what]
    path = key.parent / "class.xlsx"
    path.write_bytes(data)
    done = nncalc(["check", str(key), str(path)])
    assert done.code == 2, done.err
    assert said in done.err
    assert "class.xlsx" in done.err
    assert done.out == ""


def test_a_workbook_by_another_name(key: Path) -> None:
    path = key.parent / "class.csv"
    path.write_bytes(PLAIN)
    assert "✓ y=7: right" in nncalc(["check", str(key), str(path)]).out
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert "the workbook is encrypted, or of an old kind (.xls)" in nncalc(["check", str(key), str(path)]).err


def test_cells_far_out_are_not_filled_in() -> None:
    """What a sheet says of its size is not believed; the cells between are counted."""
    made = book(["student", "net.y"])
    made.active.cell(1_048_576, 1, "Li")
    assert sum(map(bool, rows(data_of(made)))) == 2


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20)
    with pytest.raises(InputError, match="more than 20 cells"):
        rows(data_of(book(*[["a", "b", "c"]] * 7)))


def test_the_library_is_named_when_it_is_missing(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    path = key.parent / "class.xlsx"
    path.write_bytes(PLAIN)
    done = nncalc(["check", str(key), str(path)])
    assert done.code == 2
    assert "python -m pip install openpyxl" in done.err
