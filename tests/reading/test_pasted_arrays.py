"""Arrays of code and of prints, matrices of LaTeX, short matrices; files that hold arrays by name."""

from __future__ import annotations

import ast
import json
import random
import re
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest
from fuzz.mutate import mutated

from nncalc.engine.lazy import flint
from nncalc.errors import InputError
from nncalc.reading.cells import Nested
from nncalc.reading.expressions import read_quantity
from nncalc.reading.sources import read_source


def texts(nested: Nested) -> Any:
    return [texts(item) for item in nested] if isinstance(nested, list) else nested.text


EYE, ROWS = [["1", "0"], ["0", "1"]], [["1", "2"], ["3", "4"]]
READ = [
    ("tensor([[ 0.1000, -0.2000],\n        [ 3.0000e-05,  0.4000]], requires_grad=True)",
     [["0.1000", "-0.2000"], ["3.0000e-05", "0.4000"]]),
    ("Parameter containing:\ntensor([1., 2.], requires_grad=True)", ["1.", "2."]),
    ("torch.tensor([1,2], device='cuda:0', grad_fn=<AddBackward0>)", ["1", "2"]),
    ("array([[1, 2],\n       [3, 4]], dtype=int64)", ROWS),
    ("np.array([(1,2),(3,4)])", ROWS),
    ("W1 = numpy.asarray([[1,2],[3,4]])", ROWS),
    ("nn.Parameter(torch.tensor([[1, 2], [3, 4]]))", ROWS),
    ("tf.constant([[1,2],[3,4]])", ROWS),
    ("<tf.Variable 'd/kernel:0' shape=(2, 2) dtype=float32, numpy=\narray([[1, 2],\n       [3, 4]])>", ROWS),
    ("[[1 2]\n [3 4]]", ROWS),
    ("tensor(0.5)", "0.5"),
    ("np.array([[1/3, 2**3]])", [["1/3", "2**3"]]),
    ("eye:2", EYE),
    ("np.eye(2)", EYE),
    ("diag:1,1", EYE),
    ("np.diag([1, 1])", EYE),
    ("zeros:2x3", [["0"] * 3] * 2),
    ("torch.zeros(2, 3)", [["0"] * 3] * 2),
    ("np.ones((1, 2))", [["1", "1"]]),
    ("ones:4", ["1"] * 4),
    ("diag:a,-1/2", [["a", "0"], ["0", "-1/2"]]),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", ROWS),
    (r"$$\left[\begin{array}{cc} 1 & 2 \\[2pt] 3 & 4 \\ \end{array}\right]$$.", ROWS),
    (r"\begin{bmatrix}\frac{1}{\sqrt{2}} & -\dfrac12 & w_{11} & 2\cdot\pi \end{bmatrix}",
     [["((1)/(sqrt(2)))", "-((1)/(2))", "w11", "2*π"]]),
    (r"\begin{vmatrix}1\\2\end{vmatrix}", [["1"], ["2"]]),
    ("(1,2);(3,4)", ROWS),
    ("(1, 2) ; (3, 4)", ROWS),
    ("(1,2):(3,4)", ROWS),
    ("(1,2):3,4", ROWS),
    ("((1+2)*3);4", [["((1+2)*3)"], ["4"]]),
    ("bones:4", [["bones"], ["4"]]),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "nested"), READ, ids=[typed[:30] for typed, _ in READ])
def test_read(typed: str, nested: Any) -> None:
    assert texts(read_source(typed)) == nested


REFUSED = [
    ("tensor([1, ..., 3])", "left out"),
    ("array([True, False])", "'True' is not a number"),
    ("np.array([1,2]).T", "behind the array"),
    ("np.array([1,2])*2", "behind the array"),
    ("torch.tensor([1,2]).float()", "behind the array"),
    ("tensor([1.5], dtype=torch.int32)", "no whole number"),
    ("tensor([1], dtype=torch.bool)", "no type of numbers"),
    ("tensor([[1., 2.]", "not closed"),
    ("tensor()", "no array in it"),
    ("tensor([1],[2])", "two arrays"),
    ("np.array(open('x'))", "'open' is not worked out"),
    ("torch.randn(2, 2)", "'randn' is not worked out"),
    ("np.array('abc')", "stands in brackets"),
    ("np.array(W)", "stands in brackets"),
    ("np.array([W.T])", "without digits"),
    ("tensor(indices=tensor([1]))", "'indices' is not read"),
    ("tensor(" * 300 + ")" * 300, "is not worked out"),
    ("eye:2x3", "one size"),
    ("eye:0", "not a size"),
    ("eye:400", "more than 100,000"),
    ("eye:999999", "more than 100,000"),
    ("zeros:1x1x1x1x1x1", "axes"),
    ("ones:", "not a size"),
    ("diag:1:2", "one row"),
    ("0.5*eye:3", "stands alone"),
    ("np.zeros()", "no size"),
    (r"\begin{pmatrix} 1 & \\ 3 & 4 \end{pmatrix}", "missing"),
    (r"\begin{pmatrix} 1 & 2 \end{pmatrix}^T", "alone"),
    (r"\begin{pmatrix} 2^10 \end{pmatrix}", "not read in a matrix"),
    (r"\begin{pmatrix} 1 & \cdots \end{pmatrix}", "not read in a matrix"),
    (r"\begin{pmatrix} 0{,}5 & 1 \end{pmatrix}", "not read in a matrix"),
    (r"\begin{pmatrix} \input{/etc/passwd} \end{pmatrix}", "not read in a matrix"),
    (r"\begin{pmatrix} 1 \end{bmatrix}", "alone"),
    ("([1,2],3);(3,4)", "marked off twice"),
    ("[1,2];[3,4]", "marked off twice"),
    ("[[1,2]];[[3,4]]", "marked off twice"),
]


@pytest.mark.parametrize(("typed", "wrong"), REFUSED, ids=[typed[:30] for typed, _ in REFUSED])
def test_refused(typed: str, wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        exact(read_source(typed))
    assert wrong in caught.value.message
    assert 0 <= (caught.value.column or 0) <= len(typed)


def exact(nested: Nested) -> Any:
    """The values as fractions."""
    if isinstance(nested, list):
        return [exact(item) for item in nested]
    value = read_quantity(nested, symbols=False, known={}).value
    return Fraction(int(value.p), int(value.q)) if type(value) is flint.fmpq else str(value)


ARRAY = re.compile(r"(^|\.)(array|asarray|tensor|constant)$")
"""Calls that leave their first argument as it is."""


def literal(text: str) -> Any:
    """What Python's own parser makes of the brackets, every number by its digits. Raises SyntaxError, ValueError."""

    def value(node: ast.expr) -> Any:
        if isinstance(node, (ast.List, ast.Tuple)):
            return [value(item) for item in node.elts]
        sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
        number = node.operand if isinstance(node, ast.UnaryOp) else node
        if not isinstance(number, ast.Constant) or type(number.value) not in (int, float):
            raise ValueError(ast.dump(node))
        return sign * Fraction(str(ast.get_source_segment(source, number)).replace("_", ""))

    source = text.strip()
    call = ast.parse(source, mode="eval").body
    if not isinstance(call, ast.Call) or len(call.args) != 1 or not ARRAY.search(ast.unparse(call.func)):
        raise ValueError(source)
    return value(call.args[0])


def printed(source: random.Random) -> str:
    """A random array as NumPy or PyTorch prints it, or as code writes it."""
    torch = pytest.importorskip("torch")
    shape = [source.randint(1, 4) for _ in range(source.randint(1, 3))]
    array = numpy.random.default_rng(source.randrange(10**6)).normal(size=shape) * 10.0 ** source.randint(-6, 6)
    drawn = source.random()
    if drawn < 0.3:
        return repr(torch.tensor(array, dtype=torch.float32, requires_grad=source.random() < 0.5))
    if drawn < 0.4:
        return repr(torch.nn.Parameter(torch.tensor(array)))
    if drawn < 0.6:
        return repr(array.astype(source.choice(("float32", "float64"))))
    return f"{source.choice(('np.array', 'torch.tensor', 'array'))}({array.round(3).tolist()})"


def test_what_is_printed_is_read_as_python_reads_it() -> None:
    source = random.Random(1)
    for _ in range(300):
        text = printed(source)
        plain = re.sub(r"Parameter containing:|, dtype=[\w.]+", "", text)
        assert exact(read_source(text)) == literal(plain), text


def test_damaged_prints_are_refused_or_read_as_python_reads_them() -> None:
    """Python's parser is the second reader; where it has no opinion, ours may refuse or read, and never fails."""
    source, compared, started = random.Random(2), 0, time.process_time()
    for _ in range(3000):
        text = mutated(source, printed(source) if source.random() < 0.7 else source.choice(READ)[0], 1)
        try:
            ours = exact(read_source(text))
        except InputError:
            continue
        try:
            theirs = literal(re.sub(r"Parameter containing:|, dtype=[\w.]+", "", text))
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        compared += 1
        assert ours == theirs, text
    assert compared > 200
    assert time.process_time() - started < 60


# -- files -----------------------------------------------------------------------------------------------------------


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
        ([10**9, 10**9], "more than 100,000"),
        ([2], "does not fit"),
        ([0], "no values"),
        ([-1], "read"),
    ]:
        safetensors(Path("lie.safetensors"), {"a": ("F32", shape, b"1234")})
        with pytest.raises(InputError, match=wrong):
            read_source("@lie.safetensors:a")
    numpy.savez_compressed("bomb.npz", W=numpy.zeros(20_000_000))
    numpy.savez("objects.npz", W=numpy.array([{}], dtype=object))
    for spec, wrong in [("@bomb.npz", "more than 100,000"), ("@objects.npz", "not numbers")]:
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
