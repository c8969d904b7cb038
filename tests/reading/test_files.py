"""Values from files and standard input."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest

from nncalc.errors import InputError
from nncalc.reading.cells import Nested
from nncalc.reading.files import from_stdin
from nncalc.reading.sources import read_source


def texts(nested: Nested) -> Any:
    return [texts(item) for item in nested] if isinstance(nested, list) else nested.text


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(name: str, content: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


READ = [
    ("1,2\n3,4\n", "", [["1", "2"], ["3", "4"]]),
    ("1, 2\r\n3, 4\r\n", "", [["1", "2"], ["3", "4"]]),
    ("\ufeff1,2", "", ["1", "2"]),
    ("1.0e+00 -2.0\n# a remark\n\n3 4", "", [["1.0e+00", "-2.0"], ["3", "4"]]),
    ("1\t2\n3\t4", "", [["1", "2"], ["3", "4"]]),
    ("1\n2\n3\n", "", ["1", "2", "3"]),
    ("5\n", "", "5"),
    ("[[1,2],\n [3,4]]\n", "", [["1", "2"], ["3", "4"]]),
    ("max(1,2),3", "", ["max(1,2)", "3"]),
    ("w11,w12\nw21,√2", "", [["w11", "w12"], ["w21", "√2"]]),
    ("１，２", "", ["1", "2"]),
    ("x,y\n1,cat\n2,dog\n", ":x", ["1", "2"]),
    ("x,y\n1,cat\n2,dog\n", ":y", ["cat", "dog"]),
    ("x,y\n1,cat\n2,dog\n", ":2", ["cat", "dog"]),
    ("1,cat\n2,dog\n", ":2", ["cat", "dog"]),
    ("1 2\n3 4\n", ":1", ["1", "3"]),
    ("2019,2020\n1,2\n", ":2020", ["2"]),
    ('name,"a, b"\n"x ""y""",2\n', ":a, b", ["2"]),
    ('name,"a, b"\n"x ""y""",2\n', ":name", ['x "y"']),
    ("类别,值\n猫,1\n", ":类别", ["猫"]),
    ("a,b\n1\n", ":a", ["1"]),
]


@pytest.mark.parametrize(("content", "column", "nested"), READ)
def test_read(content: str, column: str, nested: Any) -> None:
    put("data.csv", content)
    assert texts(read_source(f"@data.csv{column}")) == nested


REFUSED: list[tuple[str | bytes, str, str, str | None]] = [
    ("1,,2", "", "left empty", "data.csv:1:3"),
    ("1,2\n3,\n", "", "left empty", "data.csv:2:3"),
    ("1\t\t2", "", "left empty", "data.csv:1:3"),
    ("1;2", "", "';' separates nothing", "data.csv:1:2"),
    ("1,2\n3,\u200b4", "", "ZERO WIDTH SPACE", "data.csv:2:3"),
    (b"1,2\n3,\xff", "", "not UTF-8", "data.csv:2"),
    ("", "", "holds no values", None),
    ("# only\n\n", "", "holds no values", None),
    ("x,y\n1,2", "", "looks like a header", "data.csv:1:1"),
    ("x,y\n1,2", ":z", "no column 'z'", None),
    ("x,y\n1,2", ":3", "no column '3'", None),
    ("x,y\n1,2", ":0", "no column '0'", None),
    ("x,x\n1,2", ":x", "two columns 'x'", None),
    ("x,y", ":x", "holds no values", None),
    ("x,y\n1,2\n3", ":y", "no column 'y' on this line", "data.csv:3"),
    ("x,y\n1,2", ":", "no column after the colon", None),
    ("\n".join(["1"] * 250_001), "", "250,000 elements", None),
]


@pytest.mark.parametrize(("content", "column", "message", "place"), REFUSED)
def test_refused(content: str | bytes, column: str, message: str, place: str | None) -> None:
    put("data.csv", content)
    with pytest.raises(InputError) as caught:
        read_source(f"@data.csv{column}")
    assert message in caught.value.message
    assert caught.value.place == place


def test_an_archive_is_told_what_is_read() -> None:
    numpy.savez("z.npz", a=[1, 2])
    os.rename("z.npz", "z.zip")
    with pytest.raises(InputError) as caught:
        read_source("@z.zip")
    assert "z.zip is not UTF-8 text" in caught.value.message
    assert caught.value.expected == "CSV or text saved as UTF-8, or a .npy file"


def test_a_cell_knows_its_place() -> None:
    put("data.csv", "1,2\n3, x\n")
    cell: Any = read_source("@data.csv")[1][1]  # type: ignore[index]
    assert cell == ("x", 3, "3, x", "data.csv:2")


def test_a_fault_in_a_formula_is_placed_in_the_file() -> None:
    from nncalc.reading.expressions import read_quantity

    put("data.csv", "1,2\n3, 2x\n")
    cell: Any = read_source("@data.csv")[1][1]  # type: ignore[index]
    with pytest.raises(InputError) as caught:
        read_quantity(cell, symbols=True, known={})
    assert caught.value.place == "data.csv:2:5"


def test_missing_files_name_the_nearest() -> None:
    put("data.csv", "1")
    with pytest.raises(InputError, match=r"no file data\.cvs") as caught:
        read_source("@data.cvs")
    assert caught.value.nearest == "@data.csv"
    for spec in ("@", "@nowhere/x", "@a\0b", "@" + "x" * 5000):
        with pytest.raises(InputError):
            read_source(spec)


def test_a_colon_in_a_name() -> None:
    put("a:1", "7 8")
    assert texts(read_source("@a:1")) == ["7", "8"]


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
@pytest.mark.parametrize("spec", ["@pipe", "@folder", "@/dev/zero", "@/dev/stdin"])
def test_only_regular_files(spec: str) -> None:
    os.mkfifo("pipe")
    os.mkdir("folder")
    if spec == "@/dev/stdin" and not os.path.exists("/dev/stdin"):
        pytest.skip("no /dev/stdin")
    with pytest.raises(InputError, match=r"regular file|cannot be read|no file"):
        read_source(spec)


def test_size_is_bounded() -> None:
    with open("big.csv", "wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(InputError, match="64 MiB"):
        read_source("@big.csv")


def test_a_problem_file_reaches_only_below_its_folder() -> None:
    put("folder/data.csv", "1,2")
    put("outside.csv", "3")
    put("folder-beside/x", "3")
    os.symlink(os.path.abspath("outside.csv"), "folder/link.csv")
    os.symlink(os.path.abspath("."), "folder/up")
    assert texts(read_source("@data.csv", "folder")) == ["1", "2"]
    specs = ("@../outside.csv", "@link.csv", "@up/outside.csv", "@../folder-beside/x", "@/etc/hostname", "@.", "@")
    for spec in (*specs, "@" + os.path.abspath("folder/data.csv")):
        with pytest.raises(InputError):
            read_source(spec, "folder")
    with pytest.raises(InputError, match="standard input"):
        read_source("-", "folder")


@pytest.mark.parametrize(
    ("array", "column", "nested"),
    [
        (numpy.array([[0.1, 2.5], [3, 4]]), "", [["0.1", "2.5"], ["3.0", "4.0"]]),
        (numpy.array([[0.1, 2.5], [3, 4]]), ":2", ["2.5", "4.0"]),
        (numpy.array([0.1, 0.2], dtype=numpy.float32), "", ["0.1", "0.2"]),
        (numpy.array([0.1], dtype=numpy.float16), "", ["0.1"]),
        (numpy.array([1, -2]), "", ["1", "-2"]),
        (numpy.asfortranarray([[1, 2], [3, 4]]), "", [["1", "2"], ["3", "4"]]),
        (numpy.array([[1], [2]]), "", [["1"], ["2"]]),
        (numpy.array(3), "", "3"),
    ],
)
def test_arrays(array: Any, column: str, nested: Any) -> None:
    numpy.save("a.npy", array)
    assert texts(read_source(f"@a.npy{column}")) == nested


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (numpy.array([{}], dtype=object), "object"),
        (numpy.array(["a"]), "not numbers"),
        (numpy.array([True]), "bool"),
        (numpy.array([1j]), "complex"),
        (numpy.zeros((0, 3)), "no values"),
        (numpy.zeros(250_001), "250,000 elements"),
        (numpy.array([1, numpy.nan]), "nan is not a number"),
    ],
)
def test_arrays_refused(array: Any, message: str) -> None:
    numpy.save("a.npy", array, allow_pickle=True)
    with pytest.raises(InputError, match=message):
        read_source("@a.npy")


def test_an_array_file_that_lies_about_its_size() -> None:
    numpy.save("a.npy", numpy.arange(10))
    content = Path("a.npy").read_bytes()
    for broken in (content[:-1], content[:20], b"", b"PK\x03\x04", content.replace(b"(10,)", b"(99,)")):
        put("a.npy", broken)
        with pytest.raises(InputError):
            read_source("@a.npy")
    put("a.npy", content)
    with pytest.raises(InputError, match="no column"):
        read_source("@a.npy:1")


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("1,2\n3,−4\n".encode()), encoding="utf-8"))
    assert texts(read_source(" - ")) == [["1", "2"], ["3", "-4"]]
    with pytest.raises(InputError, match="already"):
        read_source("-")
    monkeypatch.setattr(sys, "stdin", io.StringIO("5"))
    assert texts(from_stdin()) == "5"
