"""Declarations of a problem type: its givens and its conventions.

One field reads its value alike from the shell, from a problem file and from Python; help, the JSON Schema and the
reference page are made from the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from nncalc.errors import InputError, nearest

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity

_MISSING: Any = object()


class Reading:
    """What the values of one problem share while they are read: the symbols met, and the folder of its file."""

    def __init__(self, known: Mapping[str, Quantity] | None = None, folder: str | None = None) -> None:
        self.known: dict[str, Quantity] = dict(known or {})
        self.folder = folder


FILES = (".csv", ".tsv", ".txt", ".npy")


class Kind:
    """A kind of value: how it is read and how it is described. Subclasses say `words` for help and messages."""

    words = "a value"
    schema: Mapping[str, Any] = {}

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """The value from what was typed (text, or nested lists from YAML, JSON and Python)."""
        raise NotImplementedError

    def cells(self, value: Any, reading: Reading) -> Any:
        """What was typed as nested cells."""
        from nncalc.reading import python_values, sources

        if isinstance(value, str) and value.lower().endswith(FILES) and value[:1] not in "@＠":
            raise InputError(f"'{value}' looks like a file", text=value, nearest=f"@{value}")
        return (
            sources.read_source(value, reading.folder) if isinstance(value, str) else python_values.from_python(value)
        )


class Field:
    """One name a problem takes. `family` fields stand for numbered names: `W` for `W1 W2 …`."""

    def __init__(
        self,
        kind: Kind,
        help: str,
        *,
        default: Any = _MISSING,
        family: bool = False,
        first: bool = False,
        convention: bool = False,
        idle: Callable[[Any], str | None] | None = None,
    ) -> None:
        self.kind = kind
        self.help = help
        self.default = default
        self.family = family
        self.first = first
        self.convention = convention
        self.idle = idle
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.rstrip("_")  # `input_`: a name that Python has taken
        self.attribute = name

    @property
    def required(self) -> bool:
        return self.default is _MISSING and not self.family

    @property
    def choices(self) -> tuple[str, ...]:
        return self.kind.values if isinstance(self.kind, Choice) else ()

    @property
    def is_switch(self) -> bool:
        """Whether it is a given of no and yes, which may also be typed as an option: `--plot` for `plot=yes`."""
        return not self.convention and self.choices == ("no", "yes")


def given(kind: Kind, help: str, **options: Any) -> Any:
    """Declare a given. Options: default (absent: required), family (numbered names), first (may stand without its name)."""
    return Field(kind, help, **options)


def convention(*values: str, help: str, idle: Callable[[Any], str | None] | None = None) -> Any:
    """Declare a convention: a choice between rules, the default first. `idle` maps a problem to the reason why its
    choice changes nothing there, or to None."""
    return Field(Choice(values), help, default=values[0], convention=True, idle=idle)


# -- kinds ---------------------------------------------------------------------------------------------------------


OFTEN = {
    "ce": "cross-entropy", "categorical-crossentropy": "cross-entropy", "categorical-cross-entropy": "cross-entropy",
    "nll": "cross-entropy", "log-loss": "bce", "logloss": "bce", "binary-crossentropy": "bce", "l2": "sse", "l1": "mae",
    "ols": "sse", "logistic": "sigmoid", "linear": "identity", "swish": "silu", "lrelu": "leaky-relu", "ramp": "relu",
    "heaviside": "step", "sgn": "sign", "ln": "e", "natural": "e", "average": "mean", "total": "sum",
    "none": "identity", "±1": "pm1", "+-1": "pm1", "-1,1": "pm1", "0/1": "01", "0,1": "01",
}  # fmt: skip
"""Other books' words for choices, suggested where they are choices."""
TRUTHS = {"true": "yes", "on": "yes", "1": "yes", "false": "no", "off": "no", "0": "no"}


_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:/0*[1-9][0-9]{0,8}|\.[0-9]{0,9})?|\.[0-9]{1,9})")


def _same_number(choice: str, word: str) -> bool:
    """Whether both are numbers, and equal: .5 is 1/2."""
    if not (_NUMBER.fullmatch(choice) and _NUMBER.fullmatch(word)):
        return False
    from fractions import Fraction

    return Fraction(choice) == Fraction(word)


class Choice(Kind):
    """One of a list of words; `_` is read for `-`, numbers by value, `true` and `false` for yes and no, in any case."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)
        self.words = " | ".join(values)
        whole = [v for v in values if v.lstrip("-").isdigit()]
        truths = {"yes": True, "no": False}
        others = [truths[v] for v in values if v in truths] + [v.replace("-", "_") for v in values if "-" in v[1:]]
        broken = [int(top) / int(bottom) for top, slash, bottom in (v.partition("/") for v in values) if slash]
        self.schema = {"enum": [int(v) if v in whole else v for v in values] + whole + others + broken}

    def read(self, value: Any, name: str, reading: Reading) -> str:
        typed = str(value)
        word = normalize("NFKC", typed).strip().replace("−", "-").replace("⁄", "/").replace("_", "-").lower()
        meant = TRUTHS.get(word) if {"yes", "no"} <= set(self.values) else None
        for choice in self.values:
            if choice.lower() in (word, meant) or _same_number(choice, word):
                return choice
        often = OFTEN.get(word)
        raise InputError(
            f"'{typed}' is not one of the values of {name}",
            name=name,
            text=typed,
            expected=self.words,
            nearest=often if often in self.values else nearest(word, self.values),
        )


class Numeric(Kind):
    """Numbers in one of several shapes: 0 for a single number, 1 for a vector, 2 for rows."""

    def __init__(self, *ranks: int, words: str, symbols: bool = True) -> None:
        self.ranks, self.words, self.symbols = ranks, words, symbols
        number: dict[str, Any] = {"type": ["number", "string"]}
        vector: dict[str, Any] = {"type": "array", "items": number}
        shapes = [number, vector if max(ranks) else {**vector, "maxItems": 1}]
        self.schema = {"anyOf": [*shapes, {"type": "array", "items": vector}] if 2 in ranks else shapes}

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """A Quantity for rank 0, else a Tensor; each component carries its contract name."""
        nested = self.cells(value, reading)
        rank = depth(nested)
        if rank not in self.ranks:
            if rank == 0 and 1 in self.ranks:
                nested, rank = [nested], 1
            elif rank == 0 and 2 in self.ranks:
                nested, rank = [[nested]], 2
            elif rank == 1 and 2 in self.ranks:
                nested, rank = [nested], 2
            elif rank == 1 and self.ranks == (0,) and len(nested) == 1:
                nested, rank = nested[0], 0
            else:
                found = ("one number", "a vector", "a matrix", "nested deeper than rows")[min(rank, 3)]
                line = rank == 2 and 1 in self.ranks and all(len(row) == 1 for row in nested if isinstance(row, list))
                close = in_one_row(name, value) if line else _decimal_comma(value) if self.ranks == (0,) else None
                raise InputError(f"{name} is {found}", name=name, text=_text(value), expected=self.words, nearest=close)
        return self.build(nested, rank, name, reading)

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        """The named quantities of cells of a known rank."""
        from nncalc.engine.tensor import Tensor, components

        if rank == 0:
            return self._components([nested], [name], name, reading)[0]
        if rank == 1:
            shape: tuple[int, ...] = (len(nested),)
            return Tensor(self._components(nested, components(name, shape), name, reading), shape, None, (), name)
        rows = [row if isinstance(row, list) else [row] for row in nested]
        for i, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                raise InputError(
                    f"row {i} has {count(len(row), 'number')}, row 1 has {len(rows[0])}",
                    name=name,
                    text=row[0].source if row else None,
                    column=row[0].column if row else None,
                    expected="rows of equal length",
                )
        shape = (len(rows), len(rows[0]))
        cells = [cell for row in rows for cell in row]
        return Tensor(self._components(cells, components(name, shape), name, reading), shape, None, (), name)

    def _components(self, cells: Any, components: Sequence[str], name: str, reading: Reading) -> list[Quantity]:
        """The quantity of each cell under its name."""
        from nncalc.reading.expressions import read_quantity

        items = []
        for cell, component in zip(cells, components, strict=True):
            try:
                items.append(read_quantity(cell, symbols=self.symbols, known=reading.known, name=component))
            except InputError as error:
                raise error.named(name) from None
        return items


class Count(Kind):
    """A whole number, at least `least`, at most `most`."""

    def __init__(self, least: int = 1, most: int = 1_000_000) -> None:
        self.least, self.most = least, most
        self.words = f"a whole number from {least} to {most:,}"
        self.schema = {"type": ["integer", "string"], "minimum": least}

    def read(self, value: Any, name: str, reading: Reading) -> int:
        from nncalc.reading.characters import clean

        text = clean(str(value)).strip()
        if not re.fullmatch(r"[+-]?\d{1,15}", text) or not self.least <= int(text) <= self.most:
            raise InputError(f"'{text}' is not {self.words}", name=name, text=text, expected=self.words)
        return int(text)


class WordList(Kind):
    """One or more words, such as class names."""

    words = "words"
    schema = {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}

    def read(self, value: Any, name: str, reading: Reading) -> list[str]:
        nested = self.cells(value, reading)
        if depth(nested) > 1:
            raise InputError(f"{name} is one row of words", name=name, expected="cat,car,frog")
        return [cell.text for cell in (nested if isinstance(nested, list) else [nested])]


class Text(Kind):
    """Text kept as it was typed, for a type that reads it itself."""

    schema = {"type": ["string", "number"]}

    def __init__(self, words: str = "text") -> None:
        self.words = words

    def read(self, value: Any, name: str, reading: Reading) -> str:
        return str(value)


NUMBER = Numeric(0, words="one number")
VECTOR = Numeric(1, words="a vector: 1,2,3")
MATRIX = Numeric(2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one row)")
SAMPLES = Numeric(1, 2, words="a vector 1,2 or samples as rows 1,2:3,4")
BIAS = Numeric(0, 1, words="one number, shared by the layer, or one per unit")


def depth(nested: Any) -> int:
    """0 for a cell, 1 for a list of cells, 2 for a list of lists."""
    if not isinstance(nested, list):
        return 0
    inner = [item for item in nested if isinstance(item, list)]
    return 1 + max(map(depth, inner), default=0)


def count(number: int, thing: str) -> str:
    """`1 number`, `2 numbers`, `1,000 numbers`."""
    return f"{number} {thing}" if number == 1 else f"{number:,} {thing}s"


LONGEST_ROW = 60


def in_one_row(name: str, value: Any) -> str | None:
    """A column that was typed, 3:4, as the row that was meant: `x=3,4`; None where it is long, or not typed so."""
    cells = value.split(":") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    row = ",".join(str(cell[0] if isinstance(cell, (list, tuple)) and cell else cell).strip() for cell in cells)
    return f"{name}={row}" if len(cells) > 1 and len(row) <= LONGEST_ROW else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _decimal_comma(value: Any) -> str | None:
    """`0.5` for `0,5`, where one number is wanted."""
    from nncalc.reading.characters import clean

    found = re.fullmatch(r"([+-]?[0-9]*),([0-9]+)", clean(value).strip()) if isinstance(value, str) else None
    return f"{found[1]}.{found[2]}" if found else None
