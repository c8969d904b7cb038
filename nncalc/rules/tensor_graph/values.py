"""The value of each operation of a graph with vectors and matrices, number by number, with the formula of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from nncalc.engine.domains import DomainError
from nncalc.engine.operations import MUL, POWER, SQRT
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.tensor import HADAMARD, Shape, Tensor, dot, items_of, product, total
from nncalc.rules.activations import softmax
from nncalc.rules.graph_lines import Node
from nncalc.rules.reverse_mode import refused
from nncalc.rules.tensor_graph.nodes import TensorNode
from nncalc.rules.tensor_graph.programs import Ref
from nncalc.rules.tensor_graph.shapes import part_of


def in_shape(items: Sequence[Quantity], shape: Shape) -> Any:
    """Numbers as a vector or matrix, without a formula of the whole; the one of shape () as it is."""
    return Tensor(items, shape) if shape else items[0]


def taken(x: Any, ref: Ref) -> Any:
    """An operand: a node or input whole, or the component that is meant."""
    if not ref.places:
        return x
    start, shape = part_of(ref.name, x.shape, ref.places)
    items = x.items[start : start + prod(shape)]
    return Tensor(items, shape, None, (), ref.typed) if shape else items[0]


def counterpart(shape: Shape, of: Shape, place: int) -> int:
    """The number of an operand that stands at a place of the result: its own, the only one, or that of the column."""
    return place if shape == of else place % shape[0] if shape else 0


def counterparts(node: TensorNode, operands: Sequence[Any], place: int) -> list[Quantity]:
    """The numbers that an operation of each number takes at a place of its result."""
    pairs = zip(operands, node.shapes, strict=True)
    return [constant(items_of(x)[counterpart(shape, node.result, place)]) for x, shape in pairs]


def single(node: TensorNode, place: int) -> Node:
    """The operation of one number, under its name, for what is said of it."""
    assert isinstance(node.kind, Operation)
    names = [
        _component(x.typed, shape, counterpart(shape, node.result, place)) if isinstance(x, Ref) else x
        for x, shape in zip(node.operands, node.shapes, strict=True)
    ]
    name = _component(node.name, node.result, place) if prod(node.result) > 1 else node.name
    return Node(name, node.kind, tuple(names), node.line)


def _component(name: str, shape: Shape, at: int) -> str:
    """One of `components`, by its place in row order, without making them all."""
    places = (*divmod(at, shape[1]),) if len(shape) == 2 else (at,)[: len(shape)]
    return ".".join([name, *[str(place + 1) for place in places]])


def value_of(node: TensorNode, operands: Sequence[Any]) -> Any:
    """What the operation makes of its operands. Raises InputError where it has no value."""
    if isinstance(node.kind, Operation):
        return _each(node, node.kind, operands)
    x = operands[0]
    numbers = items_of(x)
    match node.kind:
        case "@":
            vectors = len(node.shapes[0]) == len(node.shapes[1]) == 1
            return dot(x.items, operands[1].items) if vectors else product(x, operands[1])
        case "transpose":
            return x.T
        case "softmax":
            return softmax(x)
        case "sum":
            return total(numbers)
        case "mean":
            return total(numbers) / len(numbers)
        case "norm":
            return SQRT(total([POWER(q, 2) for q in numbers]))
    return x


def _each(node: TensorNode, operation: Operation, operands: Sequence[Any]) -> Any:
    """An operation of each number with its counterparts."""
    items = []
    for place in range(prod(node.result)):
        here = counterparts(node, operands, place)
        try:
            items.append(operation(*here))
        except DomainError as error:
            raise refused(single(node, place), here, error.message) from None
    if not node.result:
        return items[0]
    both = operation is MUL and all(node.shapes)
    return Tensor(items, node.result, HADAMARD if both else operation, tuple(operands))
