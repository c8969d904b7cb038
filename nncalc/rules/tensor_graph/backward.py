"""The backward pass over a graph of vectors and matrices: every gradient as the row that arrives times a Jacobian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.operations import ADD, DOT, LET, MUL
from nncalc.engine.quantity import Quantity, constant, is_number
from nncalc.engine.tensor import Shape, Tensor, filled, items_of, shape_of
from nncalc.rules.chain_rule import gradient_through, short_sum
from nncalc.rules.tensor_graph.entries import Entries, alone
from nncalc.rules.tensor_graph.jacobians import (
    left_of_product,
    matrix_behind_row,
    matrix_of_product,
    mean_slope,
    paths_added,
    right_of_product,
    row_times_jacobian,
    transposed_back,
)
from nncalc.rules.tensor_graph.nodes import TensorNode
from nncalc.rules.tensor_graph.programs import Ref
from nncalc.rules.tensor_graph.shapes import part_of
from nncalc.rules.tensor_graph.values import counterpart, in_shape

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Share(NamedTuple):
    """What comes back to a node or input through one use of it: where it belongs, and the gradient."""

    start: int
    shape: Shape
    value: Any


class TensorReverse:
    """The pass: each node after all that use it, then the inputs."""

    def __init__(
        self,
        nodes: Sequence[TensorNode],
        inputs: Sequence[str],
        run: Run,
        values: Mapping[str, Any],
        operands: Mapping[str, Sequence[Any]],
    ) -> None:
        """nodes: operands before results, the output last; values: of nodes and inputs; operands: of each node."""
        self.nodes, self.inputs, self.output = nodes, inputs, nodes[-1].name
        self.run, self.values, self.operands = run, values, operands
        self.entries = Entries(run, self.output, values, operands)
        self.gradient: dict[str, Any] = {}
        self.short: dict[int, Quantity] = {}
        self.uses: dict[str, list[tuple[TensorNode, int]]] = {}
        for node in nodes:
            for position, operand in enumerate(node.operands):
                if isinstance(operand, Ref):
                    self.uses.setdefault(operand.name, []).append((node, position))

    def go(self) -> None:
        """∂f/∂f = 1, then every other node in reverse order, then the inputs in the order they were typed."""
        shape = self.nodes[-1].result
        self._named(self.output, filled(1, shape) if shape else constant(1))
        others = [node.name for node in reversed(self.nodes[:-1])]
        for name in [*others, *self.inputs]:
            uses = [use for use in self.uses.get(name, []) if use[0].name in self.gradient]
            if uses:
                self._named(name, self._gathered(name, uses))
        for name in [*others, *self.inputs]:
            if name not in self.gradient:
                x = self.values[name]
                self.run.words("unreached", names=name, output=self.output)
                self.run.let(f"d_{name}", filled(0, x.shape) if isinstance(x, Tensor) else constant(0))

    def _named(self, name: str, gradient: Any) -> None:
        """On the page; one of letters has, as a formula in the inputs, no factors 1."""
        named = self.gradient[name] = self.run.let(f"d_{name}", gradient)
        for q in items_of(named):
            if q.value is None and not self.run.choice:
                q.equal_to = self.short[id(q)] = self._shortened(q.operands[0])
            elif q.value is not None:
                self.short[id(q)] = constant(q.value) if is_number(q, 1) else q

    def _shortened(self, q: Quantity) -> Quantity:
        """A gradient with those it comes from in their short forms."""
        if id(q) in self.short:
            return self.short[id(q)]
        if q.operation is LET and "/" in (q.name or ""):
            return q.operands[0]
        if q.operation in (DOT, MUL):
            parts = list(map(self._shortened, q.operands))
            return short_sum(parts[::2], parts[1::2])
        if q.operation is ADD:
            return short_sum(list(map(self._shortened, q.operands)), [constant(1)] * 2)
        return q

    def _gathered(self, name: str, uses: list[tuple[TensorNode, int]]) -> Any:
        """The sum over all uses; of a component alone only its own numbers get a share."""
        shares = [self._share(node, position) for node, position in uses]
        shape = shape_of(self.values[name])
        if all(share.shape == shape for share in shares):
            return paths_added([share.value for share in shares])
        items = []
        for place in range(prod(shape)):
            here = [
                items_of(share.value)[place - share.start]
                for share in shares
                if share.start <= place < share.start + prod(share.shape)
            ]
            items.append(paths_added(here) if here else constant(0))
        return Tensor(items, shape)

    def _share(self, node: TensorNode, position: int) -> Share:
        operand, shape = node.operands[position], node.shapes[position]
        assert isinstance(operand, Ref)
        x = self.values[operand.name]
        start = part_of(operand.name, x.shape, operand.places)[0] if operand.places else 0
        return Share(start, shape, self._back(node, position, operand.typed))

    # -- one operation -----------------------------------------------------------------------------------------------

    def _back(self, node: TensorNode, position: int, name: str) -> Any:
        """The gradient that arrives at a node times its Jacobian with respect to one operand, in the shape of that."""
        arriving, shape = self.gradient[node.name], node.shapes[position]
        match node.kind:
            case "@":
                return self._through_product(node, position, name, arriving)
            case "softmax":
                return self._through_softmax(node, name, arriving)
            case "transpose":
                self._say("turned", node, name)
                return transposed_back(arriving)
            case "copy":
                rows = [gradient_through([g], [constant(1)]) for g in items_of(arriving)]
                return in_shape(rows, shape)
            case "sum" | "mean" | "norm":
                return self._through_all(node, name, arriving)
        return self._through_each(node, position, name, arriving)

    def _say(self, key: str, node: TensorNode, name: str, **more: Any) -> None:
        self.run.words(key, node=node.name, operand=name, **more)

    def _through_product(self, node: TensorNode, position: int, name: str, arriving: Any) -> Any:
        other = self.operands[node.name][1 - position]
        ranks = tuple(map(len, node.shapes))
        names = {"other": node.operands[1 - position].typed, "size": prod(node.shapes[position])}
        sizes = {"rows": prod(node.result), "columns": prod(node.shapes[position])}
        if ranks == (1, 1):
            self._say("row of other", node, name, **names)
            return Tensor([gradient_through([arriving], [q]) for q in other.items], other.shape)
        if ranks == (2, 2):
            self._say("matrices", node, name, **sizes)
            return left_of_product(arriving, other) if position == 0 else right_of_product(arriving, other)
        if len(node.shapes[position]) == 2:
            self._say("outer", node, name, **sizes)
            return matrix_of_product(arriving, other) if position == 0 else matrix_behind_row(other, arriving)
        self._say("matrix itself" if position == 1 else "matrix turned", node, name, **names, **sizes)
        return row_times_jacobian(arriving, other if position == 1 else other.T)

    def _through_softmax(self, node: TensorNode, name: str, arriving: Tensor) -> Tensor:
        width = node.result[-1]
        rows = prod(node.result) // width
        self._say("full" if rows == 1 else "full by rows", node, name, size=width, rows=rows)
        found = []
        for row in range(rows):
            jacobian = self.entries.softmax(node, name, row)
            part = arriving if len(node.result) == 1 else arriving[row]
            found.append(row_times_jacobian(part, jacobian))
        if len(found) == 1:
            return Tensor(found[0].items, node.result, found[0].operation, found[0].operands)
        return Tensor([q for each in found for q in each.items], node.result)

    def _through_all(self, node: TensorNode, name: str, arriving: Quantity) -> Any:
        """Back through sum, mean or norm: one number for each number of the operand."""
        size, shape = prod(node.shapes[0]), node.shapes[0]
        self._say(
            {"sum": "row of sum", "mean": "row of mean"}.get(str(node.kind), "row of norm"), node, name, size=size
        )
        if node.kind == "norm":
            slopes = self.entries.norm(node, name)
        else:
            slopes = [constant(1) if node.kind == "sum" else mean_slope(size) for _ in range(size)]
        return in_shape([gradient_through([arriving], [slope]) for slope in slopes], shape)

    def _through_each(self, node: TensorNode, position: int, name: str, arriving: Any) -> Any:
        """Back through an operation of each number: a diagonal Jacobian, or for an operand that stands in several
        places its columns added up."""
        shape, size = node.shapes[position], prod(node.result)
        found = self.entries.slopes(node, position)
        if size > 1:
            self._say_shape(node, position, name, found)
        slopes = self.entries.each(node, position, name, found)
        incoming, outgoing = items_of(arriving), items_of(slopes)
        if shape == node.result:
            items = [gradient_through([g], [s]) for g, s in zip(incoming, outgoing, strict=True)]
            if not shape:
                return items[0]
            return Tensor(items, shape, *alone(arriving, slopes))
        places: list[list[int]] = [[] for _ in range(max(1, prod(shape)))]
        for place in range(size):
            places[counterpart(shape, node.result, place)].append(place)
        gathered = [gradient_through([incoming[i] for i in at], [outgoing[i] for i in at]) for at in places]
        return in_shape(gathered, shape)

    def _say_shape(self, node: TensorNode, position: int, name: str, slopes: Sequence[Quantity]) -> None:
        shape, size = node.shapes[position], prod(node.result)
        if shape != node.result:
            key = "spread by rows" if shape else "spread"
            self._say(key, node, name, size=size, columns=prod(shape), rows=size // max(1, prod(shape)))
            return
        ones = {q.value if q.operation is None and q.name is None else None for q in slopes}
        key = {"1": "identity", "-1": "minus identity"}.get(str(next(iter(ones))) if len(ones) == 1 else "", "diagonal")
        self._say(key, node, name, size=size)
