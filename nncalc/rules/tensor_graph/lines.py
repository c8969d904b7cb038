"""The lines of a graph with vectors and matrices: values, expressions, and the single operations with their shapes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from math import prod
from typing import Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import Numeric
from nncalc.engine.readings import symbols_under
from nncalc.engine.tensor import Shape, Tensor, shape_of
from nncalc.errors import InputError, InputErrors
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import check_hyphens
from nncalc.reading.matrix_grammar import NEEDS, parse_matrices, plain
from nncalc.reading.typed import is_pasted
from nncalc.rules.graph_lines import GivenLine, GraphLines, check_name, read_line
from nncalc.rules.tensor_graph.nodes import Builder, TensorNode
from nncalc.rules.tensor_graph.programs import display, names_in
from nncalc.rules.tensor_graph.shapes import MOST, said_shape
from nncalc.words import count, say


class _Cells(Numeric):
    """Numbers of a vector or a matrix, as typed or as cells that were read from a file."""

    def cells(self, value: Any, reading: Reading) -> Any:
        return super().cells(value, reading) if isinstance(value, str) else value


CELLS = _Cells(1, 2, words="a vector 1,2 or a matrix, rows after a colon: 1,2:3,4")
_OUTSIDE = re.compile(r"\([^()]*\)")


def has_tensors(values: Collection[Any]) -> bool:
    """Whether what was typed has a vector, a matrix, or an operation of such; a file alone does not tell."""
    return any(
        bool(NEEDS.search(value)) or is_row(value) if isinstance(value, str) else hasattr(value, "__len__")
        for value in values
    )


def is_row(text: str) -> bool:
    """Whether a value has commas or colons that part its numbers, or the brackets of an array."""
    text = text.strip()
    if text[:1] in "[【" or is_pasted(text):
        return True
    outside, before = text, ""
    while outside != before:
        outside, before = _OUTSIDE.sub("0", outside), outside
    whole = outside == "0" and text[:1] == "(" and "," in text
    return whole or any(sign in outside for sign in ",:;，：；、")


def read_tensor_line(name: str, value: Any, reading: Reading) -> GivenLine:
    """One line of a problem that has vectors or matrices. Raises InputError."""
    check_name(name)
    if isinstance(value, str):
        if value.startswith(("@", "＠")) or value.strip() == "-":
            from nncalc.reading.sources import read_source  # start-up

            nested: Any = read_source(value, reading.folder)
        else:
            nested = value if is_row(value) else None
    else:
        from nncalc.reading.python_values import from_python  # start-up

        nested = from_python(value)
    if nested is None:
        return _expression(name, value, reading)
    if isinstance(nested, Cell):
        return _expression(name, nested.text, reading)
    tensor = CELLS.read(nested, name, _symbols(reading))
    if len(tensor.items) > MOST:
        raise InputError(
            say("{name} has {numbers}", name=name, numbers=count(len(tensor.items), "number")),
            expected=say("at most {most} in a vector or matrix of a graph", most=MOST),
        )
    text = value if isinstance(value, str) else ""
    return GivenLine(name, text, tensor, (), dict(reading.known))


def _symbols(reading: Reading) -> Reading:
    """Where the letters in vectors and matrices are kept: apart from what `--set` puts in."""
    if not isinstance(reading.kept, Reading):
        reading.kept = Reading(reading.known, reading.folder, reading.names)
    return reading.kept


def _expression(name: str, value: str, reading: Reading) -> GivenLine:
    text = plain(value).rstrip()  # blanks in front stay: columns are those of what was typed
    if not text:
        return read_line(name, value, reading)
    try:
        steps = parse_matrices(text)
        names = names_in(steps, reading.names)
        if not names:
            return read_line(name, value, reading)
        check_hyphens(text, reading.names)
        formula = display(steps, reading.names)
    except InputError as error:
        error.text, error.column = value, min(error.column or 0, len(value))
        raise
    return GivenLine(name, value, formula, names, dict(reading.known))


class TensorLines:
    """All lines of a problem, read; the nodes with the shapes of all values, the inputs."""

    def __init__(self, lines: Mapping[str, GivenLine]) -> None:
        """Raises InputErrors: circles, names out of order or without a value, shapes that do not fit."""
        self.lines = lines
        self.graph = GraphLines(lines)
        errors = [*self._letters(), *self.graph.errors()]
        if errors:
            raise InputErrors(errors)
        self.expressions = self.graph.expressions
        self.inputs = self.graph.inputs()
        self.shapes: dict[str, Shape] = {name: shape_of(x) for name, x in self.inputs.items()}
        self.nodes: list[TensorNode] = []
        for line in self.expressions.values():
            self.nodes += self._of_line(line)

    def _letters(self) -> Iterator[InputError]:
        """Letters in vectors and matrices that are names of lines."""
        for line in self.lines.values():
            if isinstance(line.formula, Tensor):
                letters = {letter for q in line.formula.items for letter in symbols_under(q)}
                taken = next((name for name in self.lines if name in letters), None)
                if taken is not None:
                    yield InputError(
                        say("{name} holds {other}, which is a line of its own", name=line.name, other=taken),
                        name=line.name,
                        text=line.text,
                        expected=say("numbers, or letters that no line defines"),
                    )

    def _of_line(self, line: GivenLine) -> list[TensorNode]:
        """The operations of one line. Raises InputError where shapes do not fit."""
        builder = Builder(line, self.shapes, self.inputs.keys() - self.lines.keys(), self.graph.fresh)
        try:
            nodes = builder.nodes(parse_matrices(plain(line.text).rstrip()), self.lines)
        except InputError as error:
            error.text = line.text
            raise error.named(line.name) from None
        for node in nodes:
            if prod(node.result) > MOST:
                raise InputError(
                    say("{name} is {shape}", name=node.name, shape=said_shape(node.result)),
                    name=line.name,
                    text=line.text,
                    expected=say("at most {most} in a vector or matrix of a graph", most=MOST),
                )
        return nodes
