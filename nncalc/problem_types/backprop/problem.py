"""Backpropagation: deltas, gradients and updated weights"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.fields import NUMBER, SAMPLES, Count, convention, given
from nncalc.engine.domains import DomainError
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.backprop.backward import Backward
from nncalc.problem_types.backprop.unshown import Unshown
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import ASSUMED_SUM, INFINITE, loss_slope
from nncalc.rules.network import GIVEN_WORDS, Layer, Network, fitted, times
from nncalc.rules.ratios import is_defined

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Backprop(Network):
    """Forward pass, loss, deltas, gradients and, with a learning rate, one update or several epochs of them."""

    lr: Quantity | None = given(NUMBER, "learning rate; without it no updates are made", default=None)
    epochs: int = given(
        Count(1, 1_000_000),
        "how often to go through all samples at once; between the first and the last only losses are kept, and what is "
        "asked for: --show epoch.2.W1",
        default=1,
    )
    upstream: Tensor | None = given(SAMPLES, "∂E/∂y of the last layer, instead of t and a loss", default=None)
    update: str = convention(
        "simultaneous",
        "sequential",
        help="all gradients with the old weights, or each layer at once, output layer first",
        idle=lambda p: "nothing is updated without lr" if p.lr is None else None,
    )
    biases: str = convention(
        "trained", "frozen", help="whether biases are updated", idle=lambda p: None if p.b else "no layer has a bias"
    )
    delta: str = convention("gradient", "error", help="delta is ∂E/∂z, or the error signal (t − y)·f′")

    sections = {
        "given": "What is given",
        "forward": "Forward pass",
        "loss": "Loss",
        "output": "Delta of the output layer",
        "hidden": "Deltas of the hidden layers",
        "sequence": "Output layer first, each update used at once",
        "gradients": "Gradients",
        "updates": "Updates",
        "after": "After the update",
    }
    words = {
        **GIVEN_WORDS,
        **INFINITE,
        "one between": "Epoch 2 is worked in the same way: --show epoch.2.loss shows it.",
        "between": "Epochs 2 to {last} are worked in the same way: --show epoch.2.loss shows one.",
        "no update": "An infinite loss has no update: the new weights are no numbers.",
        "chain": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always comes to {short}.",
        "chain of a distribution": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always "
        "comes to {short}, because the targets of a sample sum to 1.",
        "assumed": ASSUMED_SUM,
        "error signal": "The error signal δ is minus that: {short}.",
    }
    results = Network.results | {
        "dy": "∂E/∂y, as y",
        "dz{N}": "∂E/∂z of the last layer N, worked by the long chain as well",
        "da{N}": "∂E/∂a of layer N, as a",
        "delta{N}": "∂E/∂z of layer N, as z; minus that under delta=error",
        "dW{N}": "∂E/∂W of layer N, as W",
        "db{N}": "∂E/∂b of layer N, as b",
        "dx": "∂E/∂x, as x",
        "W{N}_new": "weights of layer N after the update",
        "b{N}_new": "biases of layer N after the update",
        "z{N}_new": "weighted sums of layer N with the new weights",
        "a{N}_new": "activations of layer N with the new weights",
        "y_new": "output with the new weights",
        "losses_new": "loss of each sample with the new weights",
        "loss_new": "loss with the new weights",
        "epoch.{N}.{NAME}": "NAME in epoch N, W1 and b1 before its update: of the first, the last and those asked for; "
        "epoch.N.loss of all",
    }
    convention_slips = {"update=sequential": ("9", "uses the updated weights of the next layer in the delta")}
    examples = (
        "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5",
        "backprop x=x1,x2 W1=w1,w2 act1=sigmoid t=t",
        "backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0",
    )

    def prepare(self) -> None:
        super().prepare()
        if self.t is None and self.upstream is None:
            raise InputError("t is missing: the target, or give upstream=", name="t", expected="t=.01,.99")
        if self.upstream is not None:
            self._prepare_upstream(self.upstream)
        if self.epochs > 1 and self.lr is None:
            raise InputError("several epochs need a learning rate", name="lr", expected="lr=.1")

    def _prepare_upstream(self, upstream: Tensor) -> None:
        if self.t is not None:
            raise InputError("t and upstream are both given", name="upstream", expected="t with a loss, or upstream")
        if self.epochs > 1:
            raise InputError(
                "several epochs need a target, for upstream belongs to one forward pass",
                name="upstream", expected="t with a loss, or epochs=1",
            )  # fmt: skip
        self.upstream = fitted(upstream, self.output_shape)
        if self.upstream is None:
            expected = times(self.output_shape)
            raise InputError(
                f"upstream has shape {times(upstream.shape)}, the output has {expected}",
                name="upstream", expected=f"one figure per output: shape {expected}",
            )  # fmt: skip

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
                    rf"d?b{layer.number}(_new)?(\..*)?", f"layer {layer.number} has no bias", f"b{layer.number}=0"
                )
        if self.t is None:
            run.lacks(r"loss(es)?(_new)?(\..*)?", "a loss needs a target", "t with a loss, instead of upstream")
        if self.lr is None:
            run.lacks(r".*_new.*", "updates need a learning rate", "lr=.5 as well")
        if self.biases == "frozen":
            run.lacks(r"d?b\d+(_new)?(\..*)?", "biases are frozen", "biases=trained")

    def _after(self, run: Run, layers: list[Layer]) -> None:
        _, a = self.forward(run, layers, "_new")
        self.losses(run, a[-1], "_new")

    def _epochs(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """First and last epoch in full, a table of the losses; what lies between is forgotten as it goes."""
        losses: list[
            tuple[int, Quantity]
        ] = []  # complete when the page is read, though it stands before the last epoch
        unshown = Unshown(self, run, layers)
        for epoch in range(1, self.epochs + 1):
            part = f"epoch.{epoch}"
            last = epoch == self.epochs
            if not _are_numbers(layers):
                raise DomainError(
                    f"the loss of epoch {epoch - 1} is infinite: the weights after it are no numbers",
                    name="epochs", expected=f"epochs={epoch - 1}, or other weights to start with",
                )  # fmt: skip
            if last:
                with run.within("losses of the epochs"):
                    run.show("series", ("epoch", "loss", losses))
                    if epoch > 2:
                        run.words("one between" if epoch == 3 else "between", last=epoch - 1)
            shown = epoch in (1, self.epochs) or part in run.policy.keep
            if shown:
                with run.within(part):
                    layers = [self._named(run, layer) for layer in layers] if epoch > 1 else self._given(run, layers)
                with run.within(part, "" if last else None):
                    layers = self._epoch(run, layers)
                    loss = run.results[run.prefix + "loss"]
                if last:
                    self._also_under(run, part)
            else:
                layers, loss = unshown.next(part, layers)
                run.result(f"{part}.loss", loss)
            losses.append((epoch, loss))
        return layers

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

    def _also_under(self, run: Run, part: str) -> None:
        for name in [name for name in run.results if not name.startswith("epoch.")]:
            run.result(f"{part}.{name}", run.results[name])

    def _epoch(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """One pass over all samples: forward, loss, deltas, gradients, updates. The layers afterwards."""
        run.section("forward")
        z, a = self.forward(run, layers)
        if self.t is not None:
            run.section("loss")
            self.losses(run, a[-1])
        arriving = self._output_error(run, a[-1])
        return Backward(self, run, layers, z, a).go(arriving)

    def _output_error(self, run: Run, y: Tensor) -> Tensor:
        run.section("output")
        if self.upstream is not None:
            return run.let("dy", self.upstream)
        assert self.t is not None
        return run.let("dy", loss_slope(LOSSES[self.loss], y, self.t, self.divisor))

    @property
    def divisor(self) -> int:
        """N where the loss is the mean over N samples, else 1."""
        return int(self.x.shape[0]) if self.every_sample and self.reduction == "mean" else 1


def _are_numbers(layers: list[Layer]) -> bool:
    """Whether no weight or bias is infinite or undefined; symbols pass."""
    parameters = [q for layer in layers for x in (layer.W, layer.b) if x is not None for q in x.items or [x]]
    return all(is_defined(q) for q in parameters)
