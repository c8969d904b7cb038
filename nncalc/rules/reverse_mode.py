"""The backward pass over a graph of operations: the gradient of the output with respect to every node and input.

Reference: Baydin, Pearlmutter, Radul, Siskind, JMLR 18 (2018), §3.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nncalc.engine.domains import DomainError
from nncalc.engine.figures import Precision, figure
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.errors import InputError
from nncalc.rules.chain_rule import gradient_through, local_derivative, short_sum, why_undefined
from nncalc.rules.graph_lines import Node
from nncalc.words import labelled, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

WORDS = {
    "unreached": "{names} does not lead to {output}, so the gradient is 0.",
    "kink": "{formula} has a kink where {operand} = {value}; the slope of the flat side is taken, as in relu′(0) = 0.",
}
"""What the pass says; a type that makes it has these among its words."""


class Reverse:
    """The backward pass: each node after all that use it, then the inputs."""

    def __init__(
        self,
        nodes: Sequence[Node],
        inputs: Sequence[str],
        run: Run,
        values: Mapping[str, Quantity],
        operands: Mapping[str, Sequence[Quantity]],
    ) -> None:
        """nodes: operands before results, the output last; values: of nodes and inputs; operands: of each node."""
        self.nodes, self.inputs, self.output = nodes, inputs, nodes[-1].name
        self.run, self.values, self.operands = run, values, operands
        self.gradient: dict[str, Quantity] = {}
        self.short: dict[str, Quantity] = {}
        self.uses: dict[str, list[Node]] = {}
        for node in nodes:
            for name in dict.fromkeys(o for o in node.operands if isinstance(o, str)):
                self.uses.setdefault(name, []).append(node)

    def go(self) -> None:
        """∂f/∂f = 1, then every other node in reverse order, then the inputs in the order they were typed."""
        self._named(self.output, constant(1), constant(1))
        others = [node.name for node in reversed(self.nodes[:-1])]
        for name in [*others, *self.inputs]:
            users = [node for node in self.uses.get(name, []) if node.name in self.gradient]
            if users:
                self._gradient_of(name, users)
        for name in [*others, *self.inputs]:
            if name not in self.gradient:
                self.run.words("unreached", names=name, output=self.output)
                self.run.let(f"d_{name}", constant(0))

    def _named(self, name: str, gradient: Quantity, short: Quantity) -> None:
        named = self.run.let(f"d_{name}", gradient)
        if not self.run.choice and (self.run.plain or named.value is None):
            named.equal_to = short  # equal; as a formula in the inputs it has no factors 1
        self.gradient[name], self.short[name] = named, short

    def _gradient_of(self, name: str, users: list[Node]) -> None:
        local = [self._local(user, name) for user in users]
        shown = [self._on_a_line(user, name, q) for user, q in zip(users, local, strict=True)]
        upstream = [self.gradient[user.name] for user in users]
        self._named(
            name, gradient_through(upstream, shown), short_sum([self.short[user.name] for user in users], local)
        )

    def _on_a_line(self, user: Node, name: str, local: Quantity) -> Quantity:
        """∂user/∂name on a line; that of the output, which would be called as the gradient is, stands in its place."""
        if user.name == self.output:
            return local
        named: Quantity = self.run.let(f"d_{user.name}/d_{name}", local, recorded=False)
        self.run.line(named)
        return named

    def _local(self, user: Node, name: str) -> Quantity:
        """∂user/∂name, the other operands held fixed."""
        mind_kinks(self.run, user, self.operands[user.name], name == user.operands[0])
        parts = [self._by_position(user, i) for i, o in enumerate(user.operands) if o == name]
        return sum(parts[1:], parts[0])

    def _by_position(self, user: Node, position: int) -> Quantity:
        if user.operation is LET:
            return constant(1)
        return slope_of(user, self.values[user.name], self.operands[user.name], position)


def slope_of(node: Node, y: Quantity, operands: Sequence[Quantity], position: int) -> Quantity:
    """∂y/∂operand of a node with this value. Raises InputError where there is none."""
    try:
        found: Quantity = local_derivative(node.operation, y, operands, position)
    except DomainError as error:
        why = why_undefined(node.operation, position, error.message)
        where = say("no derivative with respect to {operands} there", operands=node.operands[position])
        raise refused(node, operands, say("{where}, {why}", where=where, why=why)) from None
    return found


def mind_kinks(run: Run, node: Node, operands: Sequence[Quantity], first: bool) -> None:
    """Refuse a derivative with respect to an operand at a kink, or say which slope is taken there."""
    why = node.operation.kink_at(operands)
    if why is None:
        return
    if not node.operation.one_sided:
        raise refused(node, operands, say("no derivative there, {sign} {why}", sign=node.operation.sign, why=why))
    if first:  # an activation is smooth in its parameter
        formula = f"{node.name} = {written(node.operation, operands)[0]}"
        run.words("kink", formula=formula, operand=node.operands[0], value=operands[0])


def refused(node: Node, operands: Sequence[Quantity], why: str) -> InputError:
    """The error for an operation that has no value or no derivative at these operands."""
    formula, numbers = written(node.operation, operands)
    shown = formula if formula == numbers else f"{formula} = {numbers}"
    return InputError(labelled(f"{node.name} = {shown}", why), name=node.line.name, text=node.line.text)


def written(operation: Operation, operands: Sequence[Quantity]) -> tuple[str, str]:
    """An operation in input syntax, with names and with numbers put in."""
    from nncalc.engine.notation import Printer  # start-up
    from nncalc.page.input_style import InputStyle  # start-up

    printer = Printer(InputStyle(), lambda q: figure(q, Precision()))
    return printer.formula(Quantity(operation, tuple(operands), None))
