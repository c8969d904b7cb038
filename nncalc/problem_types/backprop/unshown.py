"""Epochs of training whose lines nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import decisions
from nncalc.engine.identities import Alike, alike, forgotten
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, Value
from nncalc.engine.replay import Replay
from nncalc.engine.run import forget
from nncalc.engine.tensor import Tensor

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.rules.network_layer import Layer


Pass = Callable[["Run", "list[Layer]"], "list[Layer]"]
"""One pass, over all samples or a batch of them: the layers afterwards."""


class Unshown:
    """Epochs whose lines nobody sees: one is recorded, those after it repeat its operations on their own weights.

    repeats: every epoch does the same; one whose update depends on its number is recorded each time.
    """

    def __init__(self, epoch: Pass, run: Run, layers: list[Layer], with_bias: bool, repeats: bool) -> None:
        self.epoch, self.run, self.with_bias, self.repeats = epoch, run, with_bias, repeats
        self.starts = self._trained(layers)
        self.known: dict[int, Alike] = {}
        self.replay: Replay | None = None

    def next(self, epoch: tuple[str, int], layers: list[Layer]) -> tuple[list[Layer], Quantity]:
        """The layers after an epoch (or another part of the run, by its kind and number) and its loss, without history."""
        before = self._trained(layers)
        values = self.replay([q.value for q in before]) if self.replay is not None and _bare(before) else None
        if values is None:
            return self._recorded(epoch, layers)
        return self._with_trained(layers, iter(self._forgotten(values[:-1]))), Quantity(None, (), values[-1])

    def _forgotten(self, values: Sequence[Value]) -> list[Quantity]:
        return forgotten(self.starts, values, self.known)

    def _recorded(self, epoch: tuple[str, int], layers: list[Layer]) -> tuple[list[Layer], Quantity]:
        run = self.run
        before = self._trained(layers)
        symbolic = any(q.value is None for q in before)
        with run.forgotten(symbolic), run.iteration(*epoch, marked=False), decisions() as decided:
            layers = self.epoch(run, layers)
            after, loss = self._trained(layers), run.results[run.prefix + "loss"]
            known = {} if symbolic else alike(self.starts, after)
            # What was proven of bare balls of which the same was known holds in every epoch after this one.
            lasting = known == self.known and _bare(before)
            self.known, self.replay = known, None
            if self.repeats and all(type(q.value) is flint.arb for q in after) and (lasting or not known):
                self.replay = Replay(before, [*after, loss], decided, lasting)
            after = [forget(q) for q in after] if symbolic else self._forgotten([q.value for q in after])
            layers, loss = self._with_trained(layers, iter(after)), forget(loss)
        return layers, loss

    def _trained(self, layers: list[Layer]) -> list[Quantity]:
        """The weights and biases that an epoch changes, one after the other."""
        found: list[Quantity] = []
        for layer in layers:
            for x in (layer.W, layer.b if self.with_bias else None, *layer.state.values()):
                if x is not None:
                    found += x.items or (x,)
        return found

    def _with_trained(self, layers: list[Layer], trained: Iterator[Quantity]) -> list[Layer]:
        """The layers with other weights and biases."""

        def like(x: Any) -> Any:
            if not isinstance(x, Tensor):
                return None if x is None else next(trained)
            return Tensor(list(islice(trained, len(x.items))), x.shape, None, (), x.name)

        after = []
        for layer in layers:
            new = layer.with_parameters(like(layer.W), like(layer.b) if self.with_bias else layer.b)
            state = {name: like(x) for name, x in layer.state.items()} if layer.state else layer.state
            after.append(new.remembering(state, layer.updates))
        return after


def _bare(weights: list[Quantity]) -> bool:
    """Whether nothing is known of weights beside their balls: neither an exact value nor a history."""
    return all(type(q.value) is flint.arb and q.operation is None for q in weights)
