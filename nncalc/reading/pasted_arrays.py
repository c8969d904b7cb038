"""Arrays as notebooks print them and as code writes them: `tensor([[1., 2.]])`, `np.array(…)`, `Parameter containing:`.

Nothing is evaluated: an array is its brackets, read as those of any value are, and what surrounds them is checked by name.
Short matrices: `eye:3`, `zeros:2x3`, `ones:4`, `diag:1,2`, and `np.eye(3)`, `torch.zeros(2, 3)`, which say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from typing import NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, Cell, Nested, too_many
from nncalc.reading.characters import shown
from nncalc.reading.pasted_latex import read_latex
from nncalc.reading.scanner import Scanner
from nncalc.words import say

ARRAYS = ("tensor", "Tensor", "FloatTensor", "DoubleTensor", "LongTensor", "array", "asarray", "matrix", "constant",
          "Parameter", "Variable", "as_tensor")  # fmt: skip
"""Calls whose first argument is the array."""
SHORT = ("eye", "zeros", "ones", "diag")
CALLED_SHORT = {"eye": "eye", "identity": "eye", "zeros": "zeros", "ones": "ones", "diag": "diag"}
"""Calls of NumPy and PyTorch that are short matrices."""
MODULES = ("np", "numpy", "torch", "tf", "jnp", "nn", "jax")
HARMLESS = frozenset(("dtype", "requires_grad", "device", "grad_fn", "copy", "order", "ndmin", "shape", "name", "layout",
                      "pin_memory", "size", "trainable", "like"))  # fmt: skip
"""Arguments that leave the numbers as they are."""
MOST_AXES, DEEPEST = 5, 5
_ASSIGNED = re.compile(r"\s*(?:self\.)?[A-Za-z_][\w.]*\s*=\s*(?=[A-Za-z])")
_HEAD = re.compile(r"\s*((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)\s*\(")
_SHORT = re.compile(r"\s*(eye|zeros|ones|diag)\s*:(.*)", re.DOTALL)
_SHORT_INSIDE = re.compile(r"(?<![\w.])(?:eye|zeros|ones|diag):")
_NUMPY = re.compile(r"numpy\s*=")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"\s*[+-]?\.?[0-9]")
_NOT_NUMBERS = frozenset(("True", "False", "None"))


def looks_pasted(plain: str) -> bool:
    """Whether a value is an array of code, of a print or of LaTeX, or a short matrix. Cheap: most values are none."""
    head = plain.lstrip()
    if head[:1] in ("\\", "<", "$"):
        return True
    before, colon, _ = head.partition(":")
    if colon and (before.rstrip() in (*SHORT, "Parameter containing") or _SHORT_INSIDE.search(plain)):
        return True
    name = head.partition("(")[0].rstrip().rpartition(".")
    if name[1] and name[0].partition(".")[0] in MODULES:
        return True
    return name[2] in ARRAYS or bool(_ASSIGNED.match(plain))


def read_pasted(text: str, plain: str) -> Nested:
    """The cells of such a value. Raises InputError, with a column, at what it is not certain of."""
    short = _SHORT.fullmatch(plain)
    if short:
        return _short(text, short[1], short[2], short.start(2))
    inside = _SHORT_INSIDE.search(plain)
    if inside:
        _fail(text, inside.start(), say("a short matrix stands alone"), expected="eye:3")
    if plain.lstrip()[:1] in ("\\", "$"):
        return read_latex(text, plain)
    return _array(text, plain, *_body(text, plain), 0)


def _fail(text: str, column: int, message: str, **more: str | None) -> NoReturn:
    raise InputError(message, text=text, column=column, **{"expected": say("[[1,2],[3,4]] or 1,2:3,4"), **more})


# -- short matrices --------------------------------------------------------------------------------------------------


def _short(text: str, word: str, argument: str, column: int) -> Nested:
    """`eye:3`, `zeros:2x3`, `ones:4`, `diag:1,2`."""
    if word == "diag":
        return _diagonal(text, argument, column)
    parts = [part.strip() for part in re.split("[xX*]", argument)]
    if not all(re.fullmatch("[0-9]{1,6}", part) and int(part) for part in parts):
        _fail(text, column, say("'{argument}' is not a size", argument=shown(argument.strip())),
              expected="eye:3" if word == "eye" else f"{word}:4, {word}:2x3")  # fmt: skip
    sizes = [int(part) for part in parts]
    if word == "eye" and len(sizes) > 1:
        _fail(text, column, say("an identity matrix has one size"), expected=f"eye:{sizes[0]}")
    return _filled(text, word, sizes, column)


def _filled(text: str, word: str, sizes: list[int], column: int) -> Nested:
    """An identity matrix of one size, or zeros or ones of several."""
    if len(sizes) > MOST_AXES:
        _fail(text, column, say("more than {axes} axes", axes=MOST_AXES), expected=f"{word}:2x3")
    if prod(sizes) * (sizes[0] if word == "eye" else 1) > ELEMENTS:
        too_many()
    zero, one = (Cell(digit, column, text) for digit in "01")
    if word == "eye":
        return [[one if i == j else zero for j in range(sizes[0])] for i in range(sizes[0])]
    nested: Nested = one if word == "ones" else zero
    for size in reversed(sizes):
        nested = [nested] * size
    return nested


def _diagonal(text: str, argument: str, column: int) -> Nested:
    """The matrix with the typed elements along its diagonal."""
    elements = Scanner(text, " " * column + argument).value()
    row = elements if isinstance(elements, list) else [elements]
    if any(isinstance(part, list) for part in row):
        _fail(text, column, say("a diagonal is one row"), expected="diag:1,2")
    if len(row) ** 2 > ELEMENTS:
        too_many()
    zero = Cell("0", column, text)
    return [[cell if i == j else zero for j in range(len(row))] for i, cell in enumerate(row)]


# -- arrays ----------------------------------------------------------------------------------------------------------


class Argument(NamedTuple):
    """One argument of a call: its name, empty where it has none, and where its value stands."""

    name: str
    start: int
    end: int


def _body(text: str, plain: str) -> tuple[int, int]:
    """Where the array itself stands: behind `Parameter containing:`, `W =`, or inside a printed tensor of TensorFlow."""
    start, end = 0, len(plain)
    head = plain.lstrip()
    if head.startswith("Parameter containing"):
        return plain.index(":") + 1, end
    if head.startswith("<"):
        found = _NUMPY.search(plain)
        if not found or not plain.rstrip().endswith(">"):
            _fail(
                text, 0, say("a printed object that holds no array"), expected="<tf.Tensor: …, numpy=array([1., 2.])>"
            )
        return found.end(), plain.rindex(">")
    assigned = _ASSIGNED.match(plain)
    return (assigned.end() if assigned else start), end


def _array(text: str, plain: str, start: int, end: int, depth: int) -> Nested:
    """The array from start to end: a call, brackets, or a number."""
    inner = plain[start:end]
    head = _HEAD.match(inner)
    if not head:
        return _bracketed(text, plain, start, end)
    name = head[2]
    if depth > DEEPEST or (name not in ARRAYS and name not in CALLED_SHORT):
        _fail(text, start + head.start(2), say("'{name}' is not worked out", name=shown(name)),
              expected=say("its numbers: [[1,2],[3,4]] or 1,2:3,4"))  # fmt: skip
    opened = start + head.end() - 1
    closed = _closing(text, plain, opened, end)
    if plain[closed + 1 : end].strip():
        _fail(
            text, closed + 1, say("something stands behind the array"), expected=say("the array alone, as it is used")
        )
    arguments = list(_arguments(text, plain, opened + 1, closed))
    for argument in arguments:
        if argument.name and argument.name not in HARMLESS:
            _fail(text, argument.start, say("'{name}' is not read with an array", name=shown(argument.name)))
    values = [argument for argument in arguments if not argument.name]
    if name in CALLED_SHORT:
        return _called_short(text, plain, CALLED_SHORT[name], values, opened)
    if len(values) != 1:
        _fail(text, opened, say("{name} has no array in it", name=name) if not values else say("two arrays in one"))
    nested = _array(text, plain, values[0].start, values[0].end, depth + 1)
    _check_type(text, plain, arguments, nested)
    return nested


def _bracketed(text: str, plain: str, start: int, end: int) -> Nested:
    """Brackets with numbers in them."""
    inner = plain[start:end]
    dots = inner.find("...")
    if dots >= 0:
        whole = say("all of them: np.set_printoptions(threshold=10**6), torch.set_printoptions(profile='full')")
        _fail(text, start + dots, say("numbers are left out of this print"), expected=whole)
    if not inner.strip():
        _fail(text, min(start, len(text)), say("nothing is there"))
    nested = Scanner(text, " " * start + inner).value()
    if inner.lstrip()[:1] not in ("[", "(") and (isinstance(nested, list) or not _NUMBER.match(inner)):
        _fail(text, start + len(inner) - len(inner.lstrip()), say("an array stands in brackets"))
    for cell in _cells(nested):
        if cell.text in _NOT_NUMBERS:
            _fail(text, cell.column, say("'{cell}' is not a number", cell=cell.text))
    return nested


def _cells(nested: Nested) -> Iterator[Cell]:
    if isinstance(nested, Cell):
        yield nested
        return
    for part in nested:
        yield from _cells(part)


def _closing(text: str, plain: str, opened: int, end: int) -> int:
    """Where the bracket at `opened` closes. What stands in quotes closes nothing."""
    depth, place = 0, opened
    while place < end:
        character = plain[place]
        if character in "\"'":
            place = plain.find(character, place + 1, end)
            if place < 0:
                break
        depth += (character in "([{<") - (character in ")]}>")
        if depth == 0:
            return place
        place += 1
    _fail(text, opened, say("'(' is not closed"), expected=say("brackets in pairs"))


def _arguments(text: str, plain: str, start: int, end: int) -> Iterator[Argument]:
    """The arguments between the brackets of a call."""
    first, place, depth = start, start, 0
    while place <= end:
        character = plain[place] if place < end else ","
        if character in "\"'":
            place = max(plain.find(character, place + 1, end), place)
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and depth == 0:
            piece = plain[first:place]
            named = re.match(r"\s*([A-Za-z_]\w*)\s*=(?!=)", piece)
            if piece.strip():
                yield Argument(named[1] if named else "", first + (named.end() if named else 0), place)
            first = place + 1
        place += 1


def _called_short(text: str, plain: str, word: str, values: list[Argument], column: int) -> Nested:
    """`np.eye(3)`, `np.zeros((2, 3))`, `torch.ones(4)`, `np.diag([1, 2])`."""
    pieces = [plain[value.start : value.end].strip() for value in values]
    joined = ",".join(pieces)
    if joined[:1] in "([" and joined[-1:] in ")]":
        joined = joined[1:-1]
    if not joined.strip(" ,"):
        _fail(text, column, say("no size is given"), expected=f"{word}:3")
    if word == "diag":
        return _diagonal(text, joined.strip(" ,"), min(values[0].start, len(text)))
    return _short(text, word, joined.strip(" ,").replace(",", "x").replace(" ", ""), column + 1)


def _check_type(text: str, plain: str, arguments: list[Argument], nested: Nested) -> None:
    """Numbers that their type would change are refused: 1.5 as a whole number, truth values."""
    for argument in arguments:
        kind = plain[argument.start : argument.end]
        if argument.name != "dtype":
            continue
        if "bool" in kind or "complex" in kind:
            _fail(text, argument.start, say("{kind} is no type of numbers that is read", kind=shown(kind.strip())))
        changed = [cell for cell in _cells(nested) if not _WHOLE.fullmatch(cell.text)] if "int" in kind else []
        if changed:
            _fail(text, changed[0].column, say("{cell} is no whole number, as {kind} wants", cell=changed[0].text,
                                               kind=shown(kind.strip())))  # fmt: skip
