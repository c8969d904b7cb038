"""From the program of an expression to the nodes of a graph, each a single operation with its shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from nncalc.engine.operations import ADD, DIV, EULER, EXP, FUNCTIONS, LET, MUL, NEG, POWER, SQRT, SUB
from nncalc.engine.quantity import ATOM, Operation, Quantity, constant, symbol
from nncalc.engine.tensor import HADAMARD, MATMUL, TRANSPOSE, Shape, notation
from nncalc.errors import InputError, nearest
from nncalc.reading.expressions import OTHERWISE, check_calls, evaluated
from nncalc.reading.matrix_grammar import FUNCTIONS as WHOLE
from nncalc.rules.activations import SOFTMAX
from nncalc.rules.graph_lines import GivenLine, Node
from nncalc.rules.tensor_graph.shapes import (
    Typed,
    checked_beside,
    checked_dot,
    checked_product,
    checked_reduction,
    part_of,
    wanted_product,
)
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.reading.grammar import Step

SUM, MEAN, NORM, DOTTED = (notation(word, "call", word, ATOM) for word in ("sum", "mean", "norm", "dot"))
ROWS: dict[str, Operation] = {
    "+": ADD, "-": SUB, "*": MUL, "/": DIV, "negate": NEG, "root": SQRT, "^": POWER, "@": MATMUL, "⊙": HADAMARD,
    "T": TRANSPOSE, "transpose": TRANSPOSE, "softmax": SOFTMAX, "sum": SUM, "mean": MEAN, "norm": NORM, "dot": DOTTED,
    "hadamard": HADAMARD,
}  # fmt: skip
"""The rows that signs and functions are written by."""
CONSTANTS = ("e", "pi", "π")


class Ref(NamedTuple):
    """A node or an input as an operand, or a component of it: `z`, `z.1`."""

    name: str
    places: tuple[int, ...] = ()

    @property
    def typed(self) -> str:
        return ".".join([self.name, *map(str, self.places)])


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


class _Part(NamedTuple):
    """What a program has on its stack: a constant by its steps, or an operand with its shape and its formula."""

    steps: tuple[Step, ...]
    operand: Any = None
    shape: Shape = ()
    formula: Any = None


def named(text: str) -> Ref:
    name, *places = text.split(".")
    return Ref(name, tuple(int(place[:9]) for place in places))


def is_constant(step: Step, names: Collection[str]) -> bool:
    return step.kind == "name" and step.text in CONSTANTS and step.text not in names


def _marks_transpose(steps: Sequence[Step], at: int, names: Collection[str]) -> bool:
    """Whether a name is the T of `W^T`."""
    here = steps[at]
    following = steps[at + 1] if at + 1 < len(steps) else None
    return here.kind == "name" and here.text == "T" and "T" not in names and bool(following and following.kind == "^")


def names_in(steps: Sequence[Step], names: Collection[str]) -> tuple[str, ...]:
    """The names of nodes and inputs in a program, in order."""
    return tuple(
        named(step.text).name
        for at, step in enumerate(steps)
        if step.kind == "name" and not is_constant(step, names) and not _marks_transpose(steps, at, names)
    )


def written(formula: Any) -> str:
    """A formula in input syntax."""
    from nncalc.engine.notation import Printer  # start-up
    from nncalc.page.input_style import InputStyle  # start-up

    return Printer(InputStyle(), lambda q: None).formula(Quantity(LET, (formula,), None))[0]


def display(steps: Sequence[Step], names: Collection[str]) -> Quantity:
    """The formula of a program for the page, before any shape is known. Raises InputError."""
    return _machine(steps, names, lambda step, parts: _Part((), None, (), _row_of(step, parts)))[0].formula


def _row_of(step: Step, parts: Sequence[_Part]) -> Any:
    formulas = [part.formula for part in parts]
    if step.kind == "name":
        return formulas[0]
    if step.kind == "^" and formulas[0].operation is EULER:
        return Quantity(EXP, (formulas[1],), None)
    if step.kind == "call" and step.text not in WHOLE:
        operation = FUNCTIONS[step.text]
        left_out = operation.takes - len(formulas)
        usual = [constant(_fraction(*default)) for default in operation.defaults[len(operation.defaults) - left_out :]]
        row = operation if operation.shown is None or left_out else operation.in_full()
        return Quantity(row, (*formulas, *usual), None)
    return Quantity(ROWS[step.text if step.kind == "call" else step.kind], tuple(formulas), None)


def _fraction(top: int, bottom: int) -> Any:
    from nncalc.engine.lazy import flint  # start-up

    return flint.fmpq(top, bottom)


def _machine(
    steps: Sequence[Step], names: Collection[str], operate: Callable[[Step, list[_Part]], _Part]
) -> list[_Part]:
    """A program carried out on parts: constants are gathered and worked out once, the rest is for `operate`."""
    stack: list[_Part] = []
    for at, step in enumerate(steps):
        if _marks_transpose(steps, at, names):
            continue
        if step.kind == "number" or is_constant(step, names):
            stack.append(_Part((step,)))
        elif step.kind == "name":
            ref = named(step.text)
            formula = Quantity(None, (), None, step.text) if ref.places else symbol(step.text)
            stack.append(operate(step, [_Part((), ref, (), formula)]))
        elif step.kind == "^" and _marks_transpose(steps, at - 1, names):
            stack.append(operate(step._replace(kind="T", operands=1), [_known(stack.pop())]))
        else:
            parts = stack[-step.operands :]
            del stack[-step.operands :]
            _check(step)
            if all(part.steps for part in parts) and (step.kind != "call" or step.text not in WHOLE):
                stack.append(_Part((*[each for part in parts for each in part.steps], step)))
            else:
                stack.append(operate(step, list(map(_known, parts))))
    return stack


def _known(part: _Part) -> _Part:
    """A constant as an operand."""
    if not part.steps:
        return part
    value = evaluated(part.steps, False, {})
    return _Part((), value, (), value)


def _check(step: Step) -> None:
    """Functions there are, and how many operands they take. Raises InputError."""
    if step.kind != "call":
        return
    if step.text not in WHOLE:
        if step.text not in FUNCTIONS and step.text not in OTHERWISE:
            _no_function(step)
        check_calls([step])
        return
    wanted = 2 if step.text in ("dot", "hadamard") else 1
    if step.operands != wanted:
        both = say("two vectors") if step.text == "dot" else say("two vectors or matrices of one shape")
        raise InputError(
            say("{step} takes {wanted}, not {operands}", step=step.text, operands=step.operands,
                wanted=say("one vector or matrix") if wanted == 1 else both),
            column=step.column,
            expected=f"{step.text}(z)" if wanted == 1 else f"{step.text}(a, b)",
        )  # fmt: skip


def _no_function(step: Step) -> NoReturn:
    functions = [*FUNCTIONS, *WHOLE]
    if len(step.text) < 3 and nearest(step.text, functions) is None:
        check_calls([step])
    raise InputError(
        say("there is no function '{step}'", step=step.text),
        column=step.column,
        expected=" ".join(functions),
        nearest=nearest(step.text, functions),
    )


class Builder:
    """The nodes of one line."""

    def __init__(
        self, line: GivenLine, shapes: dict[str, Shape], unknown: Collection[str], fresh: Callable[[], str]
    ) -> None:
        """shapes: of the nodes and inputs so far, to which those of the line are added; unknown: names that no line
        gives a value; fresh: names of new nodes."""
        self.line, self.shapes, self.unknown, self.fresh = line, shapes, unknown, fresh
        self.made: list[TensorNode] = []

    def nodes(self, steps: Sequence[Step], names: Collection[str]) -> list[TensorNode]:
        """The operations, operands first; the last has the line's name. Raises InputError with a column."""
        whole = _known(_machine(steps, names, self._operate)[0])
        if not self.made or whole.operand != Ref(self.made[-1].name):  # `y=x`, `y=z.1`
            self._add("copy", [whole], whole.shape)
        last = self.made[-1]
        self.shapes[self.line.name] = self.shapes.pop(last.name)
        self.made[-1] = last._replace(name=self.line.name)
        return list(self._renumbered())

    def _renumbered(self) -> Iterator[TensorNode]:
        """With names for all but the last: a number is taken for those that stay."""
        names: dict[str, str] = {self.line.name: self.line.name}
        for node in self.made[:-1]:
            names[node.name] = self.fresh()
            self.shapes[names[node.name]] = self.shapes.pop(node.name)
        for node in self.made:
            operands = tuple(
                each._replace(name=names.get(each.name, each.name)) if isinstance(each, Ref) else each
                for each in node.operands
            )
            yield node._replace(name=names[node.name], operands=operands)

    def _operate(self, step: Step, parts: list[_Part]) -> _Part:
        try:
            if step.kind == "name":
                return self._looked_up(parts[0])
            return self._made(step, parts)
        except InputError as error:
            error.column = step.column if error.column is None else error.column
            raise

    def _looked_up(self, part: _Part) -> _Part:
        ref = part.operand
        shape = self.shapes[ref.name]
        if ref.places:
            shape = part_of(ref.name, shape, ref.places)[1]
        return part._replace(shape=shape)

    def _made(self, step: Step, parts: list[_Part]) -> _Part:
        kind = step.text if step.kind == "call" else step.kind
        operands = [self._typed(part) for part in parts]
        if kind == "*":
            kind = wanted_product(*operands)
        formula = _row_of(step, parts)
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

    def _typed(self, part: _Part) -> Typed:
        unknown = isinstance(part.operand, Ref) and part.operand.name in self.unknown
        return Typed(written(part.formula), part.shape, unknown)

    def _elementwise(self, kind: str, formula: Quantity, parts: list[_Part], operands: list[Typed]) -> _Part:
        shape = operands[0].shape
        for other in operands[1:]:
            shape = checked_beside(Typed(operands[0].text, shape), other)
        operation = formula.operation
        if kind in ("⊙", "hadamard", "*"):
            operation = MUL
        if operation is EXP and len(parts) == 2:  # e^x
            parts = parts[1:]
        extra = [_Part((), q, (), q) for q in formula.operands[len(parts) :]]  # what may be left out where it is typed
        assert operation is not None
        return self._add(operation, [*parts, *extra], shape, formula)

    def _add(self, kind: Operation | str, parts: list[_Part], shape: Shape, formula: Any = None) -> _Part:
        name = f"?{len(self.made)}"  # no sentence: a name that nobody sees
        operands = tuple(part.operand for part in parts)
        self.made.append(TensorNode(name, kind, operands, tuple(part.shape for part in parts), shape, self.line))
        self.shapes[name] = shape
        return _Part((), Ref(name), shape, formula)
