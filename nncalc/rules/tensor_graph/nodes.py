"""The nodes of a graph of vectors and matrices: each a single operation with its shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.operations import EXP, LET, MUL
from nncalc.engine.quantity import Operation, Quantity
from nncalc.engine.tensor import HADAMARD, Shape
from nncalc.errors import InputError
from nncalc.rules.graph_lines import GivenLine, Node
from nncalc.rules.tensor_graph.programs import ROWS, SUMMED, Part, Ref, known, machine, row_of, written
from nncalc.rules.tensor_graph.shapes import (
    Typed,
    checked_beside,
    checked_dot,
    checked_product,
    checked_reduction,
    part_of,
    wanted_product,
)

if TYPE_CHECKING:
    from nncalc.reading.grammar import Step


class TensorNode(NamedTuple):
    """One operation of the graph: a row of the operation table for each number, or the name of one of the whole.

    kind      an operation, or `@ transpose softmax sum mean norm dot copy`
    operands  nodes and inputs or components of them, and constants
    shapes    of the operands
    result    its own shape
    line      the line that it belongs to
    """

    name: str
    kind: Operation | str
    operands: tuple[Ref | Quantity, ...]
    shapes: tuple[Shape, ...]
    result: Shape
    line: GivenLine


def as_drawn(node: TensorNode) -> Node:
    """The node with the names of what goes in, and the row that its operation is written by."""
    operation = node.kind if isinstance(node.kind, Operation) else ROWS.get(node.kind, LET)
    operation = HADAMARD if operation is MUL and all(node.shapes) else operation
    return Node(node.name, operation, tuple(o.name if isinstance(o, Ref) else o for o in node.operands), node.line)


class Builder:
    """The nodes of one line."""

    def __init__(
        self, line: GivenLine, shapes: dict[str, Shape], unknown: Collection[str], fresh: Callable[[], str]
    ) -> None:
        """shapes: of the lines and inputs so far, to which that of this line is added; unknown: names that no line
        gives a value; fresh: names of new nodes."""
        self.line, self.shapes, self.unknown, self.fresh = line, shapes, unknown, fresh
        self.made: list[TensorNode] = []

    def nodes(self, steps: Sequence[Step], names: Collection[str]) -> list[TensorNode]:
        """The operations, operands first; the last has the line's name. Raises InputError with a column."""
        whole = known(machine(steps, names, self._operate)[0])
        if not self.made or whole.operand != Ref(self.made[-1].name):  # `y=x`, `y=z.1`
            self._add("copy", [whole], whole.shape)
        last = self.made[-1]
        self.shapes[self.line.name] = last.result
        self.made[-1] = last._replace(name=self.line.name)
        return list(self._renumbered())

    def _renumbered(self) -> Iterator[TensorNode]:
        """With names for all but the last: a number is taken for those that stay."""
        names: dict[str, str] = {self.line.name: self.line.name}
        for node in self.made[:-1]:
            names[node.name] = self.fresh()
        for node in self.made:
            operands = tuple(
                each._replace(name=names.get(each.name, each.name)) if isinstance(each, Ref) else each
                for each in node.operands
            )
            yield node._replace(name=names[node.name], operands=operands)

    def _operate(self, step: Step, parts: list[Part]) -> Part:
        try:
            if step.kind == "name":
                return self._looked_up(parts[0])
            return self._made(step, parts)
        except InputError as error:
            error.column = step.column if error.column is None else error.column
            raise

    def _looked_up(self, part: Part) -> Part:
        ref = part.operand
        shape = self.shapes[ref.name]
        if ref.places:
            shape = part_of(ref.name, shape, ref.places)[1]
        return part._replace(shape=shape)

    def _made(self, step: Step, parts: list[Part]) -> Part:
        kind = step.text if step.kind == "call" else step.kind
        operands = [self._typed(part) for part in parts]
        if kind == "*":
            kind = wanted_product(*operands, summed=step.text == SUMMED)
        formula = row_of(step, parts)
        if kind == "@":
            shape = checked_product(*operands)
        elif kind == "dot":
            kind, shape = "@", checked_dot(*operands)
        elif kind in ("T", "transpose"):
            kind, shape = "transpose", checked_reduction("transpose", operands[0])
        elif kind in ("sum", "mean", "norm", "softmax"):
            shape = checked_reduction(kind, operands[0])
        else:
            return self._elementwise(kind, formula, parts, operands)
        return self._add(kind, parts, shape, formula)

    def _typed(self, part: Part) -> Typed:
        unknown = isinstance(part.operand, Ref) and part.operand.name in self.unknown
        return Typed(written(part.formula), part.shape, unknown)

    def _elementwise(self, kind: str, formula: Quantity, parts: list[Part], operands: list[Typed]) -> Part:
        shape = operands[0].shape
        for other in operands[1:]:
            shape = checked_beside(Typed(operands[0].text, shape), other)
        operation = formula.operation
        if kind in ("⊙", "hadamard", "*"):
            operation = MUL
        if operation is EXP and len(parts) == 2:  # e^x
            parts = parts[1:]
        extra = [Part((), q, (), q) for q in formula.operands[len(parts) :]]  # what may be left out where it is typed
        assert operation is not None
        return self._add(operation, [*parts, *extra], shape, formula)

    def _add(self, kind: Operation | str, parts: list[Part], shape: Shape, formula: Any = None) -> Part:
        name = f"?{len(self.made)}"  # no sentence: a name that nobody sees
        operands = tuple(part.operand for part in parts)
        self.made.append(TensorNode(name, kind, operands, tuple(part.shape for part in parts), shape, self.line))
        return Part((), Ref(name), shape, formula)
