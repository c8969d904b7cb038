"""Labels from anywhere: lists, arrays, columns of scores, files of any length."""

from __future__ import annotations

import io
import sys
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs_of_metrics import refused, solved

from nncalc.errors import InputErrors
from nncalc.rules.sample_labels import bar
from nncalc.rules.sample_labels import files as label_files
from nncalc.rules.sample_labels.classes import Classes
from nncalc.rules.sample_labels.counts import Given, count_pairs

SAME = [
    [1, 0, 1, 1],
    (1, 0, 1, 1),
    ["1", "0", "1", "1"],
    np.array([1, 0, 1, 1]),
    np.array([1, 0, 1, 1], dtype=np.uint8),
    np.array([1.0, 0.0, 1.0, 1.0]),
    np.array(["1", "0", "1", "1"]),
    "1,0,1,1",
    "1:0:1:1",
    "1.0,0,1e0,1",
]


@pytest.mark.parametrize("y", SAME, ids=range(len(SAME)))
@pytest.mark.parametrize("yhat", SAME, ids=range(len(SAME)))
def test_the_same_labels_in_any_form(y: Any, yhat: Any) -> None:
    assert solved(y=y, yhat=yhat)["cm"] == [[1, 0], [0, 3]]


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=1, max_size=40), st.booleans())
def test_arrays_count_like_lists(pairs: list[tuple[int, int]], narrow: bool) -> None:
    y, yhat = (np.array(part, dtype=np.int16 if narrow else np.int64) for part in zip(*pairs, strict=True))
    counted = count_pairs(*[Given(part, name, None) for part, name in ((y, "y"), (yhat, "yhat"))])  # type: ignore[arg-type]
    expected = {(str(a), str(b)): pairs.count((a, b)) for a, b in pairs}
    assert dict(counted) == expected


def test_blocks_of_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.rules.sample_labels.counts.BLOCK", 7)
    y, yhat = np.arange(100) % 3 - 1, np.arange(100) % 5 - 1
    expected = [[int(np.sum((y == a) & (yhat == b))) for b in range(-1, 4)] for a in range(-1, 4)]
    assert solved(y=y, yhat=yhat)["cm"] == expected
    assert solved(y=y.tolist(), yhat=yhat.tolist())["cm"] == expected


def test_truth_values() -> None:
    assert solved(y=[True, False], yhat=np.array([True, True]))["recall"] == 1
    assert solved(y=np.array([1, 0, 1]), yhat=np.array([0.9, 0.2, 0.8]) > 0.5)["cm"] == [[1, 0], [0, 2]]
    assert solved(y=[True, False], yhat=[1.0, 1.0])["cm"] == [[0, 1], [0, 1]]


def test_a_column_of_scores() -> None:
    column = np.array([[0.2], [0.8], [0.4]])
    assert solved(y=[0, 1, 1], scores=column) == solved(y=[0, 1, 1], scores=[0.2, 0.8, 0.4])


def test_what_is_no_label() -> None:
    assert refused(y=[1.0, float("nan")], yhat=[1, 1]).name == "y"
    assert refused(y=[1, 0], yhat=[1, None]).name == "yhat"
    assert "300 different labels" in refused(y=list(range(400)), yhat=list(range(400))).message
    assert refused(y=[[1, 0]], yhat=[1, 0]).message == "y is not one list of labels"


def test_order_of_classes() -> None:
    assert Classes(["10", "9", "b", "a", "-1"]).names == ["-1", "9", "10", "a", "b"]
    assert Classes(["1.0", "1", "1e0"]).names == ["1"]


Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> str:
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
        return f"@{tmp_path / name}"

    return write


def rows(count: int) -> list[tuple[str, str]]:
    return [(f"c{i % 7}", f"c{i * i % 7}") for i in range(count)]


@pytest.mark.parametrize("chunk", [16, 100, 1 << 18])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_of_one_file(write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int, end: str) -> None:
    """Header, remarks, empty lines, a number on each line that makes all lines differ, quotes."""
    monkeypatch.setattr(label_files, "CHUNK", chunk)
    lines = ["# made up", "", "id,truth,pred"]
    for i, (y, yhat) in enumerate(rows(300)):
        lines += [f'{i},"{y}",{yhat} ' if i % 3 else f"{i},{y},{yhat}"] + ["", "# half"] * (i == 150)
    file = write("labels.csv", "\ufeff" + end.join(lines))
    found = solved(y=f"{file}:truth", yhat=f"{file}:pred")
    assert found["cm"] == solved(y=[y for y, _ in rows(300)], yhat=[yhat for _, yhat in rows(300)])["cm"]


@pytest.mark.parametrize("chunk", [16, 1 << 18])
def test_two_files(write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(label_files, "CHUNK", chunk)
    y = write("y.txt", "\n".join(y for y, _ in rows(300)) + "\n\n")
    yhat = write("yhat.csv", "pred;\n".replace(";", "") + "\n".join(yhat for _, yhat in rows(300)))
    found = solved(y=y, yhat=f"{yhat}:pred")
    assert found["cm"] == solved(y=[y for y, _ in rows(300)], yhat=[yhat for _, yhat in rows(300)])["cm"]
    short = write("short.txt", "\n".join(yhat for _, yhat in rows(299)))
    assert refused(y=y, yhat=short).message == "y has 300 labels, yhat has 299"
    assert refused(y=short, yhat=y).message == "y has 299 labels, yhat has 300"


def test_a_file_changes_between_two_problems(write: Write) -> None:
    file = write("labels.csv", "y,p\n1,1\n0,1\n")
    assert solved(y=f"{file}:y", yhat=f"{file}:p")["accuracy"] == Fraction(1, 2)
    file = write("labels.csv", "y,p\n1,1\n0,0\n1,1\n")
    assert solved(y=f"{file}:y", yhat=f"{file}:p")["accuracy"] == 1


FAULTS = [
    ("y,p\n1,1\n0\n", "there is no column 2 on this line", ":3"),
    ("y,p\n1,1\n0,\n", "a place left empty", ":3"),
    ("y,p\n1,1\n\udcff,0\n", "is not UTF-8 text", ":3"),
    ("y,p\n1,1\n0,1;1\n", "';' separates nothing in a file", ":3"),
    ("y,p\n1,1\n0,1\u200b\n", "invisible", ":3"),
    ("y,q\n1,1\n", "has no column 'p'", None),
    ("y,p\n", "holds no values below its header", None),
    ("", "holds no values", None),
]


@pytest.mark.parametrize(("text", "message", "line"), FAULTS)
def test_faults_of_files(write: Write, text: str, message: str, line: str | None) -> None:
    file = write("labels.csv", text)
    error = refused(y=f"{file}:y", yhat=f"{file}:p")
    assert message in error.message
    assert line is None or (error.place or "").endswith(line)


def test_files_stay_below_the_folder(write: Write, tmp_path: Path) -> None:
    write("labels.csv", "y,p\n1,1\n")
    (tmp_path / "inside").mkdir()
    with pytest.raises(InputErrors, match="not below the folder"):
        solved(folder=str(tmp_path / "inside"), y="@../labels.csv:y", yhat="@../labels.csv:p")


def test_more_rows_than_the_traced_engine_takes(write: Write) -> None:
    """200,000 rows: beyond the bound of elements, exact all the same, and in flat memory."""
    file = write("labels.csv", "truth,pred\n" + "1,1\n0,1\n0,0\n1,1\n" * 50_000)
    tracemalloc.start()
    found = solved(y=f"{file}:truth", yhat=f"{file}:pred")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found["cm"] == [[50_000, 50_000], [0, 100_000]]
    assert found["f1"] == Fraction(4, 5)
    assert peak < 16 << 20


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, for a file worth it, and gone in the end; else nothing."""
    file = write("labels.csv", "truth,pred\n" + "1,1\n" * 1000)
    monkeypatch.setattr(label_files, "CHUNK", 400)
    for worth, stream in ((1, Terminal()), (1 << 20, Terminal()), (1, io.StringIO())):
        label_files._counted.cache_clear()
        monkeypatch.setattr(bar, "WORTH_A_BAR", worth)
        monkeypatch.setattr(sys, "stderr", stream)
        solved(y=f"{file}:truth", yhat=f"{file}:pred")
        drawn = stream.getvalue()
        if worth == 1 and stream.isatty():
            assert "\r[###                 ]  19 %  197 rows" in drawn
            assert drawn.endswith("\r" + " " * 60 + "\r")
        else:
            assert drawn == ""
