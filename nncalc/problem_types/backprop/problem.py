"""Backpropagation: deltas, gradients and updated weights"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.backprop.backward import Backward
from nncalc.problem_types.backprop.declaration import BackpropDeclaration
from nncalc.rules.distributions import entropy_in_words, outputs_outside
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import loss_derivative
from nncalc.rules.network_layer import Layer, are_numbers, fitted, times
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


OF_OPTIMIZERS = frozenset(
    ("mu", "beta1", "beta2", "rho", "eps", "dampening", "psi", "gamma", "every", "total", "warmup", "lr_min", "start_factor",
     "velocity", "nesterov", "eps_place", "bias_correction", "nadam", "centered")
)  # fmt: skip
"""Givens that some rules or schedules have no use for."""


class Backprop(BackpropDeclaration):
    """Forward pass, loss, deltas, gradients and, with a learning rate, one update or several epochs of them."""

    def also_called(self) -> dict[str, str]:
        of_z = self.delta == "gradient"
        return {f"dz{layer}": f"delta{layer}" for layer in range(1, self.depth + 1)} if of_z else {}

    def idle_conventions(self) -> dict[str, str]:
        idle = super().idle_conventions()
        if self.strength is not None and self.regularize == "none":
            idle["strength"] = say("regularize is none")
        if not self.typed.keys().isdisjoint(OF_OPTIMIZERS):
            from nncalc.problem_types.backprop.optimised import idle_givens  # start-up

            idle |= idle_givens(self)
        return idle

    def prepare(self) -> None:
        super().prepare()
        if self.t is None and self.upstream is None:
            raise InputError(say("t is missing: the target, or give upstream="), name="t", expected="t=.01,.99")
        if self.upstream is not None:
            self._prepare_upstream(self.upstream)
        if not self.is_plain or self.decay is not None:
            from nncalc.problem_types.backprop.optimised import check_optimizer  # start-up

            check_optimizer(self)
        if self.epochs > 1 and self.lr is None:
            raise InputError(say("several epochs need a learning rate"), name="lr", expected="lr=.1")
        if self.strength is not None or self.regularize != "none":
            from nncalc.problem_types.backprop.options import check_penalty  # start-up

            check_penalty(self)
        if self.mask or self.p:
            from nncalc.problem_types.backprop.dropping import check_masks  # start-up

            check_masks(self)
        if self.batch is not None:
            from nncalc.problem_types.backprop.batches import check_batch  # start-up

            check_batch(self)

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
        if not self.is_plain:
            from nncalc.problem_types.backprop.optimised import begun  # start-up

            layers = begun(self, layers)
        self.say_what_is_given(run, layers)
        layers = self._passes(run, layers)
        if self.lr is not None and self.t is not None and run.is_asked(r"(?![Wb]\d)\w*_new"):
            with run.part(say(self.sections["after"])):  # behind the headings of all epochs
                run.section("")
                if are_numbers(layers):
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
        if self.mask:
            run.words("in use")
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

    def _passes(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """One pass, or all epochs of them, or those of all batches; the layers afterwards."""
        if self.mask:
            from nncalc.problem_types.backprop.dropping import begin  # start-up

            begin(self, run)
        if self.batch is not None:
            from nncalc.problem_types.backprop.batches import Batches  # start-up

            return Batches(self, run, self.one_pass).go(layers)
        if self.epochs == 1:
            return self.one_pass(run, layers)
        from nncalc.problem_types.backprop.epochs import Epochs  # start-up

        return Epochs(self, run, self.one_pass).go(layers)

    def passed_on(self, run: Run, layer: Layer, a: Tensor, suffix: str) -> Tensor:
        """What is kept of a hidden layer's activations in training; all of them after the update, in use."""
        if suffix or layer.number not in self.mask:
            return a
        from nncalc.problem_types.backprop.dropping import kept  # start-up

        return kept(self, run, layer, a)

    def one_pass(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """One pass over all samples: forward, loss, deltas, gradients, updates. The layers afterwards."""
        starts = layers
        if self.optimizer == "nesterov" and self.nesterov == "lookahead":
            from nncalc.problem_types.backprop.optimised import ahead  # start-up

            run.section("forward")
            layers = ahead(self, run, starts)
        run.section("forward")
        z, a = self.forward(run, layers)
        if self.t is not None:
            run.section("loss")
            self._loss(run, layers, a[-1])
        upstream = self._output_error(run, a[-1])
        return Backward(self, run, layers, z, a, starts).go(upstream)

    def _output_error(self, run: Run, y: Tensor) -> Tensor:
        run.section("output")
        if self.upstream is not None:
            return run.let("dy", self.upstream)
        assert self.t is not None
        return run.let("dy", loss_derivative(LOSSES[self.loss], y, self.t, self.divisor))
