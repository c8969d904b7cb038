"""Arrays of code and of prints, matrices of LaTeX, short matrices."""

from __future__ import annotations

import ast
import random
import re
import time
from fractions import Fraction
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
    ("eye:501", "more than 250,000"),
    ("eye:999999", "more than 250,000"),
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
