"""The program of an expression carried out on parts: operands with their shapes and formulas, constants gathered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.operations import ADD, DIV, EULER, EXP, FUNCTIONS, LET, MUL, NEG, POWER, PRINTED, SQRT, SUB
from nncalc.engine.quantity import ATOM, Operation, Quantity, symbol
from nncalc.engine.tensor import HADAMARD, MATMUL, TRANSPOSE, Shape, notation
from nncalc.errors import InputError
from nncalc.reading.expressions import check_calls, evaluated, no_function
from nncalc.reading.matrix_grammar import FUNCTIONS as WHOLE
from nncalc.rules.activations import SOFTMAX
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
SUMMED = "summed"
"""What a step of a product says whose sum is taken at once: of two vectors it is the same whichever product is meant."""


class Ref(NamedTuple):
    """A node or an input as an operand, or a component of it: `z`, `z.1`."""

    name: str
    places: tuple[int, ...] = ()

    @property
    def typed(self) -> str:
        return ".".join([self.name, *map(str, self.places)])


class Part(NamedTuple):
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
    return machine(steps, names, lambda step, parts: Part((), None, (), row_of(step, parts)))[0].formula


def row_of(step: Step, parts: Sequence[Part]) -> Any:
    formulas = [part.formula for part in parts]
    if step.kind == "name":
        return formulas[0]
    if step.kind == "^" and formulas[0].operation is EULER:
        return Quantity(EXP, (formulas[1],), None)
    if step.kind == "call" and step.text not in WHOLE:
        return (FUNCTIONS.get(step.text) or PRINTED[step.text]).as_typed(formulas)
    return Quantity(ROWS[step.text if step.kind == "call" else step.kind], tuple(formulas), None)


def machine(steps: Sequence[Step], names: Collection[str], operate: Callable[[Step, list[Part]], Part]) -> list[Part]:
    """A program carried out on parts: constants are gathered and worked out once, the rest is for `operate`."""
    stack: list[Part] = []
    for at, step in enumerate(steps):
        if _marks_transpose(steps, at, names):
            continue
        if step.kind == "number" or is_constant(step, names):
            stack.append(Part((step,)))
        elif step.kind == "name":
            ref = named(step.text)
            formula = Quantity(None, (), None, step.text) if ref.places else symbol(step.text)
            stack.append(operate(step, [Part((), ref, (), formula)]))
        elif step.kind == "^" and _marks_transpose(steps, at - 1, names):
            stack.append(operate(step._replace(kind="T", operands=1), [known(stack.pop())]))
        else:
            if step.kind == "*" and [(each.kind, each.text) for each in steps[at + 1 : at + 2]] == [("call", "sum")]:
                step = step._replace(text=SUMMED)
            parts = stack[-step.operands :]
            del stack[-step.operands :]
            _check(step)
            if all(part.steps for part in parts) and step.kind not in "@⊙T" and step.text not in WHOLE:
                stack.append(Part((*[each for part in parts for each in part.steps], step)))
            else:
                stack.append(operate(step, list(map(known, parts))))
    return stack


def known(part: Part) -> Part:
    """A constant as an operand."""
    if not part.steps:
        return part
    value = evaluated(part.steps, False, {})
    return Part((), value, (), value)


def _check(step: Step) -> None:
    """Functions there are, and how many operands they take. Raises InputError."""
    if step.kind != "call":
        return
    if step.text not in WHOLE:
        if step.text not in FUNCTIONS and step.text not in PRINTED:
            no_function(step, [*FUNCTIONS, *WHOLE])
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
