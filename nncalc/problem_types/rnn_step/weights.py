"""Weights of a recurrent cell, gate by gate, however they are stored: split, joined on [x, h], or stacked.

Column form: one row of W per unit; row form: one column per unit. Orders of stacked gates: ifgo and rzn are PyTorch's,
ifco and zrh those of Keras, iofc and zrh those of ONNX (c and h stand for the candidates g and n).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.rnn_step.gates import ORDERS, PEEPHOLES
from nncalc.problem_types.rnn_step.givens import WeightGivens


class Gate(NamedTuple):
    """The weights of one gate: m inputs, n units; Wx is (n, m) and Wh (n, n), turned round in row form.

    bx        the bias, or the first of two
    bh        the second bias
    joined    the matrix on [x, h] that Wx and Wh are parts of
    peephole  (n,), from the cell state
    """

    letter: str
    Wx: Tensor
    Wh: Tensor
    bx: Any = None
    bh: Any = None
    joined: Tensor | None = None
    peephole: Tensor | None = None


class Weights(NamedTuple):
    """The weights of one direction of a cell. `scheme` is split, joined or stacked; `order` the letters as stacked."""

    cell: str
    gates: dict[str, Gate]
    inputs: int
    units: int
    scheme: str
    order: str
    mark: str


class WeightReader(WeightGivens):
    """Takes the weights of one direction apart, gate by gate."""

    def read(self) -> Weights:
        """The weights, every shape checked. Raises InputErrors with all that is wrong."""
        self.check()
        order = ORDERS[self.order] if self.order else self.letters
        gates = {letter: self._gate(letter, order.index(letter)) for letter in self.letters}
        return Weights(self.cell, gates, self.inputs, self.units, self.scheme, order, self.mark)

    def _gate(self, letter: str, position: int) -> Gate:
        peephole = self.given.get(f"Wc{letter}") if letter in PEEPHOLES else None
        n, m = self.units, self.inputs
        if self.scheme == "joined":
            W = self.given[self.joined_name(letter)]
            at_x, at_h = (0, m) if self.concat == "xh" else (n, 0)
            Wx, Wh = self._taken(W, f"Wx{letter}", at_x, m), self._taken(W, f"Wh{letter}", at_h, n)
            single = self.given.get("b") if self.cell == "rnn" else None
            return Gate(letter, Wx, Wh, *self._biases(letter, single), W, peephole)
        if self.scheme == "stacked":
            Wx, Wh = (self._stacked(f"W{part}", letter, position) for part in "xh")
            return Gate(letter, Wx, Wh, *self._stacked_biases(letter, position), None, peephole)
        Wx, Wh = self.given[f"Wx{letter}"], self.given[f"Wh{letter}"]
        return Gate(letter, Wx, Wh, *self._biases(letter, None), None, peephole)

    def _biases(self, letter: str, single: Any) -> tuple[Any, Any]:
        if f"bx{letter}" in self.given:
            return self._shared(self.given[f"bx{letter}"]), self._shared(self.given[f"bh{letter}"])
        b = self.given.get(f"b{letter}", single)
        return (self._shared(b) if b is not None else None), None

    def _shared(self, b: Any) -> Any:
        """One number for several units is a single quantity, one number for one unit a vector of one."""
        if isinstance(b, Tensor) and len(b) == 1 and self.units > 1:
            return b.items[0].renamed(b.name)
        if isinstance(b, Quantity) and self.units == 1:
            return Tensor([b.renamed(f"{b.name}.1")], (1,), None, (), b.name)
        return b

    def _taken(self, W: Tensor, name: str, start: int, length: int) -> Tensor:
        """The columns (row form: rows) of a joined matrix that belong to x or to h."""
        return part(W, self.spelt(name), start, length, 1 if self.form == "column" else 0)

    def _stacked(self, stem: str, letter: str, position: int) -> Tensor:
        name = self.spelt(stem + letter)
        return part(self.given[stem], name, position * self.units, self.units, 0 if self.form == "column" else 1)

    def _stacked_biases(self, letter: str, position: int) -> tuple[Any, Any]:
        out: list[Any] = []
        for stem in ("b", "bx", "bh"):
            if stem in self.given:
                name, items = self.spelt(stem + letter), self.given[stem].items or [self.given[stem]]
                if len(items) < self.units:  # one number for all units of a plain RNN
                    out.append(items[0].renamed(name))
                else:
                    out.append(named_vector(items[position * self.units : (position + 1) * self.units], name))
        first, second, *_ = [*out, None, None]
        return first, second


def named_vector(items: list[Quantity], name: str) -> Tensor:
    """A vector made of components of something else."""
    return Tensor([q.renamed(f"{name}.{i}") for i, q in enumerate(items, 1)], (len(items),), None, (), name)


def part(W: Tensor, name: str, start: int, length: int, axis: int) -> Tensor:
    """Rows (axis 0) or columns (axis 1) of a matrix, under a name of their own."""
    across = range(start, start + length)
    rows = across if axis == 0 else range(W.shape[0])
    columns = range(W.shape[1]) if axis == 0 else across
    items = [
        W.items[i * W.shape[1] + j].renamed(f"{name}.{row}.{column}")
        for row, i in enumerate(rows, 1)
        for column, j in enumerate(columns, 1)
    ]
    return Tensor(items, (len(rows), len(columns)), None, (), name)
