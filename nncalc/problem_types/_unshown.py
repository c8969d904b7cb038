"""Epochs of training whose lines nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import decisions
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.replay import Replay
from nncalc.engine.run import forget
from nncalc.engine.tensor import Tensor

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop import Backprop
    from nncalc.rules.network import Layer


class Unshown:
    """Epochs whose lines nobody sees: one is recorded, those after it repeat its operations on their own weights."""

    def __init__(self, problem: Backprop, run: Run) -> None:
        self.problem, self.run = problem, run
        self.with_bias = problem.biases == "trained"
        self.replay: Replay | None = None

    def next(self, part: str, layers: list[Layer]) -> tuple[list[Layer], Quantity]:
        """The layers after an epoch, and its loss, both without their history."""
        values = self.replay([q.value for q in self._trained(layers)]) if self.replay is not None else None
        if values is None:
            return self._recorded(part, layers)
        *after, loss = [Quantity(None, (), value) for value in values]
        return self._with_trained(layers, iter(after)), loss

    def _recorded(self, part: str, layers: list[Layer]) -> tuple[list[Layer], Quantity]:
        run = self.run
        before = self._trained(layers)
        symbolic = any(q.value is None for q in before)
        with run.forgotten(symbolic), run.within(part), decisions() as decided:
            layers = self.problem.recorded_epoch(run, layers)
            after, loss = self._trained(layers), run.results[f"{part}.loss"]
            if all(type(q.value) is flint.arb for q in after):  # rationals, rounded figures too, go on exactly
                self.replay = Replay(before, [*after, loss], decided)
            layers = [layer.with_parameters(forget(layer.W), forget(layer.b)) for layer in layers]
            loss = forget(loss)
        return layers, loss

    def _trained(self, layers: list[Layer]) -> list[Quantity]:
        """The weights and biases that an epoch changes, one after the other."""
        tensors = [x for layer in layers for x in (layer.W, layer.b if self.with_bias else None) if x is not None]
        return [q for x in tensors for q in (x.items or [x])]

    def _with_trained(self, layers: list[Layer], trained: Iterator[Quantity]) -> list[Layer]:
        """The layers with other weights and biases."""

        def like(x: Any) -> Any:
            if not isinstance(x, Tensor):
                return None if x is None else next(trained)
            return Tensor(list(islice(trained, len(x.items))), x.shape, None, (), x.name)

        return [layer.with_parameters(like(layer.W), like(layer.b) if self.with_bias else layer.b) for layer in layers]
