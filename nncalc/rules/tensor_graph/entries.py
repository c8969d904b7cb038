"""The entries of the Jacobians of single operations, on lines of their own where they have a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.engine.domains import DomainError
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.tensor import HADAMARD, MATMUL, Tensor
from nncalc.rules.chain_rule import local_derivative, why_undefined
from nncalc.rules.reverse_mode import refused, written
from nncalc.rules.softmax_gradient import softmax_jacobian
from nncalc.rules.tensor_graph.jacobians import norm_slope
from nncalc.rules.tensor_graph.nodes import TensorNode
from nncalc.rules.tensor_graph.values import counterpart, items_of, places_of, single
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def alone(arriving: Tensor, slopes: Tensor) -> tuple[Any, ...]:
    """The formula of the whole: the row times the Jacobian of a vector, number by number of a matrix; none where the
    slopes have no name."""
    if slopes.name is None:
        return ()
    return MATMUL if len(arriving.shape) == 1 else HADAMARD, (arriving, slopes)


def placed(name: str, places: Sequence[int]) -> str:
    return ".".join([name, *map(str, places)])


class Entries:
    """The entries, for the backward pass."""

    def __init__(self, run: Run, output: str, values: Mapping[str, Any], operands: Mapping[str, Sequence[Any]]) -> None:
        self.run, self.output, self.values, self.operands = run, output, values, operands

    def _on_lines(self, node: TensorNode, name: str, entries: Sequence[Quantity], named: Callable[[int], str]) -> Any:
        """The entries under names such as ∂a₁/∂z₁; those of the output, which would be called as gradients are, stay."""
        bare = all(q.operation is None or q.name for q in entries)
        if node.name == self.output or bare:
            return Tensor(entries, (len(entries),))
        lines = [self.run.let(named(i), q, recorded=False) for i, q in enumerate(entries)]
        whole = f"d_{node.name}/d_{name}"
        shown = Tensor(lines, (len(lines),), LET, (Tensor(entries, (len(entries),)),), whole)
        self.run.line(shown if len(lines) > 1 else lines[0])
        return shown

    def slopes(self, node: TensorNode, operation: Operation, position: int) -> list[Quantity]:
        """The slopes of an operation of each number, one for each number of the result."""
        return [self._slope(node, operation, position, place) for place in range(prod(node.result))]

    def each(self, node: TensorNode, position: int, name: str, slopes: Sequence[Quantity]) -> Any:
        """The same on lines, in the shape of the result."""

        def named(place: int) -> str:
            at = counterpart(node.shapes[position], node.result, place)
            own = placed(name, places_of(at, node.shapes[position]))
            return f"d_{placed(node.name, places_of(place, node.result))}/d_{own}"  # no sentence: a name

        found = self._on_lines(node, name, slopes, named)
        return Tensor(found.items, node.result or (1,), found.operation, found.operands, found.name)

    def _slope(self, node: TensorNode, operation: Operation, position: int, place: int) -> Quantity:
        y = items_of(self.values[node.name])[place]
        here = [
            constant(items_of(x)[counterpart(shape, node.result, place)])
            for x, shape in zip(self.operands[node.name], node.shapes, strict=True)
        ]
        self._mind_kinks(node, operation, position, place, here)
        try:
            found: Quantity = local_derivative(operation, y, here, position)
        except DomainError as error:
            one = single(node, place, prod(node.result))
            why = why_undefined(operation, position, error.message)
            where = say("no derivative with respect to {operands} there", operands=one.operands[position])
            raise refused(one, here, say("{where}, {why}", where=where, why=why)) from None
        return found

    def _mind_kinks(
        self, node: TensorNode, operation: Operation, position: int, place: int, here: Sequence[Quantity]
    ) -> None:
        """Refuse a derivative at a kink, or say which slope is taken there."""
        why = operation.kink_at(here)
        if why is None:
            return
        one = single(node, place, prod(node.result))
        if not operation.one_sided:
            raise refused(one, here, say("no derivative there, {sign} {why}", sign=operation.sign, why=why))
        if position == 0:  # an activation is smooth in its parameter
            formula = f"{one.name} = {written(operation, here)[0]}"
            self.run.words("kink", formula=formula, operand=one.operands[0], value=here[0])

    def norm(self, node: TensorNode, name: str) -> list[Quantity]:
        """The slopes of a norm. Raises InputError where all is 0."""
        x, y = self.operands[node.name][0], self.values[node.name]
        try:
            slopes = [norm_slope(q, y) for q in items_of(x)]
        except DomainError:
            from nncalc.errors import InputError  # start-up

            said = say("{node} = norm({operand}): no derivative where all is 0", node=node.name, operand=name)
            raise InputError(said, name=node.line.name, text=node.line.text) from None
        found = self._on_lines(
            node, name, slopes, lambda i: f"d_{node.name}/d_{placed(name, places_of(i, node.shapes[0]))}"
        )
        return list(found.items)

    def softmax(self, node: TensorNode, name: str, row: int) -> Tensor:
        """The Jacobian of one row of a softmax: ∂pᵢ/∂zⱼ = pᵢ(1 − pᵢ) for i = j, else −pᵢpⱼ."""
        width = node.result[-1]
        p = self.values[node.name].items[row * width : (row + 1) * width]
        jacobian = softmax_jacobian(p, None)

        def named(at: int) -> str:
            i, j = (places_of(row * width + k, node.result) for k in divmod(at, width))
            return f"d_{placed(node.name, i)}/d_{placed(name, j)}"  # no sentence: a name

        found = self._on_lines(node, name, jacobian.items, named)
        return Tensor(found.items, (width, width), None, (), found.name if len(node.result) == 1 else None)
