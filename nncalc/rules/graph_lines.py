"""The lines of a computational graph, `NAME=EXPR` in order: what they define, and their single operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring.letters import letter
from nncalc.engine.lazy import flint
from nncalc.engine.operations import EULER, EXP, FUNCTIONS, LET, POWER
from nncalc.engine.quantity import Operation, Quantity, constant, symbol
from nncalc.engine.readings import everything_under
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, nearest
from nncalc.reading.characters import clean
from nncalc.reading.expressions import read_quantity
from nncalc.reading.formula_text import factors, find_word, one_cell
from nncalc.words import either, say

if TYPE_CHECKING:
    from nncalc.declaring.kinds import Reading

LETTERS = ("v", "u", "s", "n", "node")
"""What intermediate nodes are called, with a number: the first letter that collides with no name of the user's."""


class GivenLine(NamedTuple):
    """One `NAME=EXPR` as read: names in the expression are symbols on `formula`; `known` holds what `--set` puts in.

    formula   a quantity, or the tensor of a vector or a matrix
    """

    name: str
    text: str
    formula: Any
    names: tuple[str, ...]
    known: dict[str, Quantity]


class Node(NamedTuple):
    """One operation of the graph. An operand is the name of a node or input, or a constant."""

    name: str
    operation: Operation
    operands: tuple[str | Quantity, ...]
    line: GivenLine


def read_line(name: str, value: Any, reading: Reading) -> GivenLine:
    """One line; its expression as a tape over symbols. `e` is a name where a line of the problem has it on its left.

    Raises InputError.
    """
    check_name(name)
    cell = one_cell(name, value, reading.folder)
    formula = read_quantity(cell, symbols=True, known={"e": symbol("e")} if "e" in reading.names else {})
    names = [node.typed for node in everything_under([formula]) if node.operation is None and node.value is None]
    return GivenLine(name, cell.source, formula, tuple(n for n in names if n), dict(reading.known))


class GraphLines:
    """All lines of a problem. `errors` says what is wrong with them; only without errors can a graph be made."""

    def __init__(self, lines: Mapping[str, GivenLine]) -> None:
        self.lines = lines
        self.expressions = {name: line for name, line in lines.items() if self._is_expression(line)}
        self.numbered = 0

    def errors(self) -> list[InputError]:
        """Circles and names out of order; else names that look mistyped."""
        return [*self._misplaced()] or [*self._doubtful()]

    def nodes(self) -> list[Node]:
        """Every operation, operands before results."""
        return [node for line in self.expressions.values() for node in self._nodes_of(line)]

    def inputs(self) -> dict[str, Any]:
        """The inputs by name: those with a value as they were typed, then symbols in the order of their first use."""
        used = [name for line in self.expressions.values() for name in line.names]
        names = dict.fromkeys(name for name in [*self.lines, *used] if name not in self.expressions)
        return {name: self._input(name) for name in names}

    def _is_expression(self, line: GivenLine) -> bool:
        """Whether a line defines a node; `x=x`, and `x=a` behind a line that uses x, say that x is a symbol."""
        if not line.names:
            return False
        bare = not line.formula.operands
        if bare and line.names[0] not in self.lines:
            order = list(self.lines)
            return not any(line.name in self.lines[name].names for name in order[: order.index(line.name)])
        return not (bare and line.names[0] == line.name)

    def _misplaced(self) -> Iterator[InputError]:
        """Circles, and expressions used before their line."""
        if not self.expressions:
            line = next(iter(self.lines.values()))
            yield InputError(
                say("no line has names in it, so there is nothing to differentiate"),
                name=line.name, text=line.text, expected=say('an expression, such as "f=(x+y)*z"'),
            )  # fmt: skip
        order = list(self.expressions)
        told: set[str] = set()
        for position, line in enumerate(self.expressions.values()):
            late = next((name for name in line.names if name in order[position:]), None)
            if late is None or line.name in told:
                continue
            circle = self._circle(line.name, late)
            if circle:
                told.update(circle)
                expected = say("a graph without circles")
                yield InputError(self._round_trip(circle), name=line.name, text=line.text, expected=expected)
            else:
                yield InputError(
                    say("{line} uses {late}, whose line comes later", line=line.name, late=late),
                    name=line.name,
                    text=line.text,
                    expected=say(
                        "{late}={lines} before {line}={line_text}",
                        late=late,
                        lines=self.lines[late].text,
                        line=line.name,
                        line_text=line.text,
                    ),
                )

    @staticmethod
    def _round_trip(circle: list[str]) -> str:
        """`a circle: a needs b needs a`."""
        said = say("a circle: {name} needs {other}", name=circle[0], other=[*circle[1:], say("itself")][0])
        for name in [*circle[2:], circle[0]] if len(circle) > 1 else ():
            said = say("{circle} needs {name}", circle=said, name=name)
        return said

    def _circle(self, start: str, following: str) -> list[str]:
        """The names of a circle through `start` and then `following`, or nothing."""
        paths = [[start, following]] if following != start else []
        if following == start:
            return [start]
        seen = {following}
        while paths:
            path = paths.pop()
            for name in self.expressions[path[-1]].names:
                if name == start:
                    return path
                if name in self.expressions and name not in seen:
                    seen.add(name)
                    paths.append([*path, name])
        return []

    def _doubtful(self) -> Iterator[InputError]:
        """Names without a value that look mistyped: `xy` for x*y, or some other name has a value that is not used."""
        used = {name for line in self.expressions.values() for name in line.names}
        idle = [name for name in self.lines if name not in used and name not in self.expressions]
        for line in self.expressions.values():
            for name in dict.fromkeys(line.names):
                if name in self.lines or name in line.known:
                    continue
                product = factors(name, self.lines)
                if product:
                    yield self._undefined(line, name, say("{product} for a product", product="*".join(product)))
                elif idle:
                    close = nearest(name, idle) or (idle[0] if len(idle) == 1 else None)
                    unused = say("a line {name}=…; no line uses {idle}", name=name, idle=either(idle, each=True))
                    yield self._undefined(line, name, unused, close)

    def _undefined(self, line: GivenLine, name: str, expected: str, close: str | None = None) -> InputError:
        column = find_word(clean(line.text), name)
        return InputError(
            say("{name} is not defined", name=name),
            name=line.name,
            text=line.text,
            column=column,
            expected=expected,
            nearest=close,
        )

    def _input(self, name: str) -> Any:
        """One input: as it was typed, or a symbol."""
        line = self.lines.get(name)
        known = next(iter(self.lines.values())).known
        q = symbol(name) if line is None else line.formula
        if isinstance(q, Tensor):
            return q
        if q.value is None and q.typed in known:
            q = known[q.typed]
        return q.renamed(name)

    def _nodes_of(self, line: GivenLine) -> list[Node]:
        """The operations of one line, operands first; the last has the line's name, the others numbered ones."""
        if not line.formula.operands:
            return [Node(line.name, LET, (line.names[0],), line)]
        names: dict[int, str] = {}
        out = []
        for q in everything_under([line.formula]):
            if q.value is None and q.operation is None:
                names[id(q)] = q.typed or ""
            elif q.value is None:
                names[id(q)] = line.name if q is line.formula else self.fresh()
                operation, operands = plain_operation(q)
                out.append(Node(names[id(q)], operation, tuple(names.get(id(o), o) for o in operands), line))
        return out

    def fresh(self) -> str:
        """The name of a new node."""
        self.numbered += 1
        return f"{self._letter}{self.numbered}"

    @cached_property
    def _letter(self) -> str:
        taken = {*self.lines, *[name for line in self.lines.values() for name in line.names]}
        heads = {name.rstrip("0123456789") for name in taken if name[-1].isdigit()}
        return next((letter for letter in LETTERS if letter not in heads), "node_")


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a node or an input."""
    from nncalc.reading.grammar import NAME  # start-up

    if not NAME.fullmatch(name):
        head = NAME.match(name)
        function = (
            say("{head}=… (the line's name alone, without its arguments)", head=head[0])
            if head and "(" in name
            else None
        )
        wanted = function or say("a letter, then letters, digits and _")
        raise InputError(say("'{name}' cannot be a name", name=name), name=name, expected=wanted)
    if name in ("pi", "π"):
        raise InputError(
            say("{name} is the number {pi}", name=name, pi=letter("pi")),
            name=name,
            expected=say("another name, such as {name}1", name=name),
        )
    if name in FUNCTIONS:
        raise InputError(
            say("{name} is a function", name=name), name=name, expected=say("another name, such as {name}1", name=name)
        )
    if name.startswith("d_"):
        raise InputError(
            say("names with d_ in front are those of the gradients: {name} is ∂f/∂{name2}", name=name, name2=name[2:]),
            name=name, expected=say("another name, such as d{name}", name=name[2:]),
        )  # fmt: skip


def plain_operation(q: Quantity) -> tuple[Operation, tuple[Quantity, ...]]:
    """The operation of a node as it is differentiated: e^x is exp, and x^(1/3) has the number 1/3 as its exponent."""
    assert q.operation is not None
    if q.operation is not POWER:
        return q.operation, q.operands
    base, exponent = q.operands
    if base.operation is EULER:
        return EXP, (exponent,)
    if exponent.operands and type(exponent.value) is flint.fmpq:
        exponent = constant(exponent.value)
    return POWER, (base, exponent)
