"""Backpropagation: deltas, gradients and updated weights"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nncalc.engine.domains import DomainError
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.backprop.backward import Backward
from nncalc.problem_types.backprop.declaration import BackpropDeclaration
from nncalc.problem_types.backprop.unshown import Unshown
from nncalc.rules.distributions import entropy_in_words, outputs_outside
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import loss_derivative
from nncalc.rules.network_layer import Layer, fitted, times
from nncalc.rules.ratios import is_defined
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.events import Table
    from nncalc.engine.run import Run


class Backprop(BackpropDeclaration):
    """Forward pass, loss, deltas, gradients and, with a learning rate, one update or several epochs of them."""

    def also_called(self) -> dict[str, str]:
        of_z = self.delta == "gradient"
        return {f"dz{layer}": f"delta{layer}" for layer in range(1, self.depth + 1)} if of_z else {}

    def prepare(self) -> None:
        super().prepare()
        if self.t is None and self.upstream is None:
            raise InputError(say("t is missing: the target, or give upstream="), name="t", expected="t=.01,.99")
        if self.upstream is not None:
            self._prepare_upstream(self.upstream)
        if self.epochs > 1 and self.lr is None:
            raise InputError(say("several epochs need a learning rate"), name="lr", expected="lr=.1")
        if self.strength is not None or self.regularize != "none":
            from nncalc.problem_types.backprop.options import check_penalty  # start-up

            check_penalty(self)

    def _prepare_upstream(self, upstream: Tensor) -> None:
        if self.t is not None:
            raise InputError(
                say("t and upstream are both given"), name="upstream", expected=say("t with a loss, or upstream")
            )
        if self.epochs > 1:
            raise InputError(
                say("several epochs need a target, for upstream belongs to one forward pass"),
                name="upstream", expected=say("t with a loss, or epochs=1"),
            )  # fmt: skip
        self.upstream = fitted(upstream, self.output_shape)
        if self.upstream is None:
            expected = times(self.output_shape)
            raise InputError(
                say(
                    "upstream has shape {shape}, the output has {expected}",
                    shape=times(upstream.shape),
                    expected=expected,
                ),
                name="upstream",
                expected=say("one figure per output: shape {expected}", expected=expected),
            )

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        layers = self.layers()
        self.say_what_is_given(run, layers)
        layers = self._epoch(run, layers) if self.epochs == 1 else self._epochs(run, layers)
        if self.lr is not None and self.t is not None:
            run.section("after")
            if _are_numbers(layers):
                self._after(run, layers)
            else:
                run.words("no update")
        run.answer("loss", "y")
        for layer in layers:
            W, b = f"W{layer.number}", f"b{layer.number}"
            run.answer(*((f"{W}_new", f"{b}_new") if self.lr is not None else (f"d{W}", f"d{b}")))
        if self.lr is None:
            run.answer("dx")
        run.answer("loss_new")
        self._say_absent(run, layers)

    def _say_absent(self, run: Run, layers: list[Layer]) -> None:
        """What other results need."""
        for layer in layers:
            if layer.b is None:
                run.lacks(
                    rf"d?b{layer.number}(_new)?(\..*)?",
                    say("layer {number} has no bias", number=layer.number),
                    f"b{layer.number}=0",
                )
        if self.t is None:
            run.lacks(
                r"loss(es)?(_new)?(\..*)?", say("a loss needs a target"), say("t with a loss, instead of upstream")
            )
        if self.lr is None:
            run.lacks(r".*_new.*", say("updates need a learning rate"), say("lr=.5 as well"))
        if self.biases == "frozen":
            run.lacks(r"d?b\d+(_new)?(\..*)?", say("biases are frozen"), "biases=trained")

    def _after(self, run: Run, layers: list[Layer]) -> None:
        """Outputs and loss with the new weights; the loss is undefined of outputs outside its domain."""
        _, (*_, y) = self.forward(run, layers, "_new")
        loss, activation = LOSSES[self.loss], self.activation_of(self.depth)
        outside = outputs_outside(loss, y, activation)
        if not outside:
            self._loss(run, layers, y, "_new")
            return
        run.words("out of the domain", words=entropy_in_words(loss), value=outside[0])
        rows = [y] if len(y.shape) == 1 else list(y)
        undefined = [i for i, row in enumerate(rows) if outputs_outside(loss, row, activation)]
        self._loss(run, layers, y, "_new", undefined)

    def _loss(
        self, run: Run, layers: list[Layer], y: Tensor, suffix: str = "", undefined: Collection[int] = ()
    ) -> None:
        """The losses of outputs, with the penalty on the weights where there is one."""
        if self.regularize == "none":
            self.losses(run, y, suffix, undefined)
            return
        from nncalc.problem_types.backprop.penalty import penalty_of, with_penalty  # start-up

        data = self.losses(run, y, suffix, undefined, "loss_data")
        weights, biases = [layer.W for layer in layers], [layer.b for layer in layers]
        penalty = penalty_of(weights, biases, self.strength, self.regularize, self.penalty)
        run.let(f"loss{suffix}", with_penalty(data, run.let(f"penalty{suffix}", penalty)))

    def _epochs(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """First and last epoch in full, before the last a table of the losses; what lies between is forgotten as it goes."""
        losses: list[tuple[int, Quantity]] = []
        unshown = Unshown(self.recorded_epoch, run, layers, with_bias=self.biases == "trained")
        for epoch in range(1, self.epochs):
            self._refuse_infinite(layers, epoch)
            with _led_to(epoch):
                if epoch == 1 or run.keeps("epoch", epoch):
                    layers, loss = self._shown_epoch(run, layers, epoch)
                else:
                    layers, loss = unshown.next(epoch, layers)
                    run.result(f"epoch.{epoch}.loss", loss)
            losses.append((epoch, loss))
        self._refuse_infinite(layers, self.epochs)
        table = self._show_losses(run, losses)
        with _led_to(self.epochs):
            layers, loss = self._shown_epoch(run, layers, self.epochs)
        table.add(self.epochs, loss)
        return layers

    def _refuse_infinite(self, layers: list[Layer], epoch: int) -> None:
        if not _are_numbers(layers):
            raise DomainError(
                say("the loss of epoch {epoch} is infinite: the weights after it are no numbers", epoch=epoch - 1),
                name="epochs", expected=say("epochs={epoch}, or other weights to start with", epoch=epoch - 1),
            )  # fmt: skip

    def _show_losses(self, run: Run, losses: list[tuple[int, Quantity]]) -> Table:
        """The table of the losses, to which that of the last epoch is added when it is known."""
        with run.part(say("losses of the epochs")):
            columns = [Column(say("epoch")), Column("loss", "quantity")]
            table = run.table("", columns, losses, milestones=True)
            if self.epochs > 2:
                run.words("one between" if self.epochs == 3 else "between", last=self.epochs - 1)
        return table

    def _shown_epoch(self, run: Run, layers: list[Layer], epoch: int) -> tuple[list[Layer], Quantity]:
        """An epoch with its lines, the weights it starts with under their own names; the last one's are the run's."""
        with run.iteration("epoch", epoch, marked=False):
            layers = [self._named(run, layer) for layer in layers] if epoch > 1 else self._given(run, layers)
        with run.iteration("epoch", epoch, marked=False, bare=epoch == self.epochs):
            layers = self._epoch(run, layers)
            loss: Quantity = run.results[run.prefix + "loss"]
        return layers, loss

    def recorded_epoch(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """An epoch that starts from weights under their own names."""
        return self._epoch(run, [self._named(run, layer) for layer in layers])

    def _given(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """The weights as given are those that epoch 1 starts with."""
        for layer in layers:
            run.result(f"W{layer.number}", layer.W)
            if layer.b is not None:
                run.result(f"b{layer.number}", layer.b)
        return layers

    def _named(self, run: Run, layer: Layer) -> Layer:
        """The weights an epoch starts with, under their own names again."""
        W = run.let(f"W{layer.number}", layer.W, shown=False)
        b = run.let(f"b{layer.number}", layer.b, shown=False) if layer.b is not None else None
        return layer.with_parameters(W, b)

    def _epoch(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """One pass over all samples: forward, loss, deltas, gradients, updates. The layers afterwards."""
        run.section("forward")
        z, a = self.forward(run, layers)
        if self.t is not None:
            run.section("loss")
            self._loss(run, layers, a[-1])
        upstream = self._output_error(run, a[-1])
        return Backward(self, run, layers, z, a).go(upstream)

    def _output_error(self, run: Run, y: Tensor) -> Tensor:
        run.section("output")
        if self.upstream is not None:
            return run.let("dy", self.upstream)
        assert self.t is not None
        return run.let("dy", loss_derivative(LOSSES[self.loss], y, self.t, self.divisor))


def _are_numbers(layers: list[Layer]) -> bool:
    """Whether no weight or bias is infinite or undefined; symbols pass."""
    parameters = [q for layer in layers for x in (layer.W, layer.b) if x is not None for q in x.items or [x]]
    return all(is_defined(q) for q in parameters)


@contextmanager
def _led_to(epoch: int) -> Iterator[None]:
    """An epoch after the first: what is undefined in it was led to by the updates before. Raises DomainError."""
    try:
        yield
    except DomainError as error:
        if epoch == 1:
            raise
        raise DomainError(
            say("{message}: the update of epoch {before} leads out of its domain", message=error.message, before=epoch - 1),
            name="epochs", expected=say("epochs={before}, or a smaller lr", before=epoch - 1),
        ) from None  # fmt: skip
