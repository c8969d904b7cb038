"""The value of each operation of a graph with vectors and matrices, number by number, with the formula of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from nncalc.engine.domains import DomainError
from nncalc.engine.operations import MUL, POWER, SQRT
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.tensor import HADAMARD, Shape, Tensor, dot, product, total
from nncalc.rules.activations import softmax
from nncalc.rules.graph_lines import Node
from nncalc.rules.reverse_mode import refused
from nncalc.rules.tensor_graph.nodes import TensorNode
from nncalc.rules.tensor_graph.programs import Ref
from nncalc.rules.tensor_graph.shapes import part_of


def items_of(x: Any) -> list[Quantity]:
    """The numbers of a vector or matrix in row order; one number alone."""
    return x.items if isinstance(x, Tensor) else [x]


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


def single(node: TensorNode, place: int, size: int) -> Node:
    """The operation of one number, under its name, for what is said of it."""
    assert isinstance(node.kind, Operation)
    names: list[str | Quantity] = []
    for operand, shape in zip(node.operands, node.shapes, strict=True):
        names.append(operand.typed if isinstance(operand, Ref) else operand)
        if isinstance(operand, Ref) and shape:
            at = counterpart(shape, node.result, place)
            names[-1] = ".".join([operand.typed, *map(str, places_of(at, shape))])
    name = ".".join([node.name, *map(str, places_of(place, node.result))]) if size > 1 else node.name
    return Node(name, node.kind, tuple(names), node.line)


def places_of(at: int, shape: Shape) -> tuple[int, ...]:
    """The places, from 1, of a number by its place in row order."""
    return (at + 1,) if len(shape) == 1 else (at // shape[1] + 1, at % shape[1] + 1) if shape else ()


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
    size, items = prod(node.result), []
    numbers = list(map(items_of, operands))
    for place in range(size):
        here = [
            constant(each[counterpart(shape, node.result, place)])
            for each, shape in zip(numbers, node.shapes, strict=True)
        ]
        try:
            items.append(operation(*here))
        except DomainError as error:
            raise refused(single(node, place, size), here, error.message) from None
    if not node.result:
        return items[0]
    both = operation is MUL and all(node.shapes)
    return Tensor(items, node.result, HADAMARD if both else operation, tuple(operands))
