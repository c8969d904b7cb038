"""Files that hold arrays by name; files of weights that are not opened."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy
import pytest

from nncalc.errors import InputError
from nncalc.reading.cells import Nested
from nncalc.reading.sources import read_source


def texts(nested: Nested) -> Any:
    return [texts(item) for item in nested] if isinstance(nested, list) else nested.text


def safetensors(path: Path, tensors: dict[str, tuple[str, list[int], bytes]], **more: Any) -> None:
    """A file as the format's description has it: length, header, numbers."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, (kind, shape, numbers) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(numbers)], **more}
        data += numbers
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_arrays_of_a_file_by_name() -> None:
    W, b = numpy.array([[1.5, 0.1], [3, -4e-5]], "f4"), numpy.array([1, 2])
    numpy.savez("w.npz", W1=W, b1=b)
    numpy.savez_compressed("one.npz", W=W)
    halves = (numpy.array([1.5, -2], "<f4").view("<u4") >> 16).astype("<u2")
    safetensors(Path("m.safetensors"), {
        "fc1.weight": ("F32", [2, 2], W.tobytes()), "b": ("I64", [2], b.tobytes()),
        "half": ("F16", [1], numpy.array([0.1], "f2").tobytes()), "brain": ("BF16", [2], halves.tobytes()),
        "one": ("F64", [], numpy.array(2.5).tobytes()), "mask": ("BOOL", [1], b"\1"),
    })  # fmt: skip
    rows = [["1.5", "0.1"], ["3.0", "-4e-05"]]
    for spec, nested in [
        ("@w.npz:W1", rows), ("@w.npz:b1", ["1", "2"]), ("@one.npz", rows), ("@m.safetensors:fc1.weight", rows),
        ("@m.safetensors:b", ["1", "2"]), ("@m.safetensors:half", ["0.1"]), ("@m.safetensors:brain", ["1.5", "-2.0"]),
        ("@m.safetensors:one", "2.5"),
    ]:  # fmt: skip
        assert texts(read_source(spec)) == nested, spec
    for spec, wrong, close in [
        ("@w.npz", "several arrays", "@w.npz:W1"),
        ("@m.safetensors:fc1.weigth", "no array 'fc1.weigth'", "@m.safetensors:fc1.weight"),
        ("@m.safetensors:mask", "not numbers", None),
        ("@missing.npz", "no file", None),
    ]:
        with pytest.raises(InputError) as caught:
            read_source(spec)
        assert wrong in caught.value.message
        assert close is None or caught.value.nearest == close


def test_the_format_as_its_own_library_writes_it() -> None:
    torch = pytest.importorskip("torch")
    save_file = pytest.importorskip("safetensors.torch").save_file
    save_file({"a.b": torch.tensor([[1.5, 0.1]]), "c": torch.tensor([1, 2])}, "own.safetensors")
    assert texts(read_source("@own.safetensors:a.b")) == [["1.5", "0.1"]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("long.safetensors", b"\xff" * 8 + b"{}"),
        ("list.safetensors", (2).to_bytes(8, "little") + b"[]"),
        ("empty.safetensors", b""),
        ("deep.safetensors", (40_000).to_bytes(8, "little") + b"[" * 40_000),
        ("entry.safetensors", (7).to_bytes(8, "little") + b'{"a":1}'),
        ("twice.safetensors", (13).to_bytes(8, "little") + b'{"a":1,"a":2}'),
        ("no.npz", b"PK\3\4junk"),
        ("empty.npz", b"PK\5\6" + b"\0" * 18),
    ],
)
def test_a_file_that_is_none_is_refused(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    with pytest.raises(InputError, match="cannot be read"):
        read_source(f"@{name}:a")


def test_what_a_header_promises_is_not_believed() -> None:
    for shape, wrong in [
        ([10**9, 10**9], "more than 250,000"),
        ([2], "does not fit"),
        ([0], "no values"),
        ([-1], "read"),
    ]:
        safetensors(Path("lie.safetensors"), {"a": ("F32", shape, b"1234")})
        with pytest.raises(InputError, match=wrong):
            read_source("@lie.safetensors:a")
    numpy.savez_compressed("bomb.npz", W=numpy.zeros(20_000_000))
    numpy.savez("objects.npz", W=numpy.array([{}], dtype=object))
    for spec, wrong in [("@bomb.npz", "more than 250,000"), ("@objects.npz", "not numbers")]:
        with pytest.raises(InputError, match=wrong):
            read_source(spec)


def test_damaged_files_are_refused_or_read() -> None:
    W = numpy.array([[1.5, 0.1], [3, 4]], "f4")
    numpy.savez_compressed("w.npz", W=W, b=W[0])
    safetensors(Path("w.safetensors"), {"W": ("F32", [2, 2], W.tobytes())})
    source = random.Random(3)
    for name in ("w.npz", "w.safetensors"):
        whole = Path(name).read_bytes()
        for _ in range(400):
            data = bytearray(whole)
            for _ in range(source.choice((1, 1, 2, 8))):
                data[source.randrange(len(data))] = source.randrange(256)
            Path(name).write_bytes(data[: source.choice((len(data), source.randrange(len(data))))])
            try:
                read_source(f"@{name}:W")
            except InputError:
                continue


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("model.pt", 'torch.load("model.pt", weights_only=True), "model.safetensors")'),
        ("folder/net.pth", 'torch.load("net.pth", weights_only=True), "net.safetensors")'),
        ("a'b.pt", 'torch.load("model.pt", weights_only=True), "model.safetensors")'),
        ("net.keras", 'numpy.savez("net.npz", *keras.models.load_model("net.keras").get_weights())'),
    ],
)
def test_weights_that_would_be_unpickled_are_refused_with_a_line(name: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        read_source(f"@{name}:W1")
    assert "not opened" in caught.value.message
    assert line in str(caught.value.expected)
