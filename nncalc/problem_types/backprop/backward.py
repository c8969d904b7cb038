"""The backward pass of one epoch: deltas, gradients, updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.dense import (
    back_through,
    bias_gradient,
    chain_departs,
    delta_of,
    short_delta,
    updated,
    updated_bias,
    weight_gradient,
)
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import is_difference, outputs_averaged, sum_is_assumed

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.rules.network_layer import Layer


class Backward:
    """The backward pass of one epoch, layer by layer from the output."""

    def __init__(
        self, problem: BackpropDeclaration, run: Run, layers: list[Layer], z: list[Tensor], a: list[Tensor],
        starts: list[Layer] | None = None,
    ) -> None:  # fmt: skip
        self.problem, self.run, self.layers, self.z, self.a = problem, run, layers, z, a
        self.starts = starts or layers  # what moves, where the pass was made at a point ahead of it
        self.deltas: dict[int, Tensor] = {}
        self.after: dict[int, Layer] = {}
        self.sequential = problem.update == "sequential" and problem.lr is not None

    def go(self, upstream: Tensor) -> list[Layer]:
        """Deltas, gradients and updates; returns the layers afterwards (the same ones without a learning rate)."""
        last = len(self.layers)
        self._output_delta(upstream)
        for number in range(last - 1, 0, -1):
            if self.sequential:
                self._update(number + 1)
            self.run.section("sequence" if self.sequential else "hidden")
            self._hidden_delta(number)
        for number in range(last, 0, -1):
            self._gradients(number)
        self._input_gradient()
        if self.problem.lr is None:
            return self.layers
        if self.problem.optimizer != "sgd":
            from nncalc.problem_types.backprop.optimised import optimised  # start-up

            self.run.section("updates")
            return optimised(self.problem, self.run, self.starts)
        return [self._update(number) for number in range(1, last + 1)]

    def _signed(self, x: Tensor) -> Tensor:
        return -x if self.problem.delta == "error" else x

    def _output_delta(self, upstream: Tensor) -> None:
        problem, last, loss = self.problem, self.layers[-1], LOSSES[self.problem.loss]
        y, z, number = self.a[-1], self.z[-1], self.layers[-1].number
        if problem.t is None or not is_difference(loss, last.activation.name, problem.t):
            delta = delta_of(self._signed(upstream), last.activation, z, y, last.options)
        else:
            divisor = problem.divisor * outputs_averaged(loss, y.shape[-1])
            chain = self.run.let(f"dz{number}", delta_of(upstream, last.activation, z, y, last.options))
            self._say_short(divisor)
            delta = self._signed(chain if chain_departs() else short_delta(y, problem.t, divisor))
        self.deltas[number] = self.run.let(f"delta{number}", delta)

    def _say_short(self, divisor: int) -> None:
        """That the long chain comes to y − t, and on what condition."""
        problem, over = self.problem, "" if divisor == 1 else f"/{divisor}"
        loss, act = LOSSES[problem.loss], self.layers[-1].activation.name
        short, turned = ("(y − t)", "(t − y)") if over else ("y − t", "t − y")
        key = "chain" if loss.of == "probabilities" else "chain of a distribution"
        self.run.words(key, loss=loss.name, act=act, short=short + over)
        assert problem.t is not None
        if sum_is_assumed(loss, problem.t):
            self.run.words("assumed")
        if problem.delta == "error":
            self.run.words("error signal", short=turned + over)

    def _hidden_delta(self, number: int) -> None:
        layer, following = self.layers[number - 1], self.layers[number]
        W = self.after[number + 1].W if self.sequential else following.W
        upstream = back_through(W, self.deltas[number + 1], self.problem.form)
        z, a = self.z[number - 1], self.a[number]
        if number in self.problem.mask:
            from nncalc.problem_types.backprop.dropping import back  # start-up

            a = self.run.results[f"{self.run.prefix}a{number}"]
            upstream = back(self.problem, self.run, number, upstream)
        if self.problem.delta == "gradient":
            upstream = self.run.let(f"da{number}", upstream)
        self.deltas[number] = self.run.let(f"delta{number}", delta_of(upstream, layer.activation, z, a, layer.options))

    def _gradients(self, number: int) -> None:
        if f"{self.run.prefix}dW{number}" in self.run.results:
            return
        self.run.section("sequence" if self.sequential else "gradients")
        layer, delta = self.layers[number - 1], self.deltas[number]
        dW = self._signed(weight_gradient(delta, self.a[number - 1], self.problem.form))
        trained = layer.b is not None and self.problem.biases == "trained"
        db = self._signed(bias_gradient(delta, isinstance(layer.b, Quantity))) if trained else None
        if self.problem.regularize != "none":
            dW, db = self._penalised(layer, dW, db)
        self.run.let(f"dW{number}", dW)
        if trained:
            self.run.let(f"db{number}", db)

    def _penalised(self, layer: Layer, dW: Any, db: Any) -> tuple[Any, Any]:
        """The gradients of a layer with those of the penalty."""
        from nncalc.problem_types.backprop.penalty import not_penalised, penalised  # start-up

        penalty = (self.problem.strength, self.problem.regularize, self.problem.penalty)
        dW = penalised(self.run.let(f"dW_data{layer.number}", dW), layer.W, *penalty)
        return dW, db if db is None else not_penalised(db, layer.b, *penalty)

    def _input_gradient(self) -> None:
        self.run.section("gradients")
        self.run.let("dx", self._signed(back_through(self.layers[0].W, self.deltas[1], self.problem.form)))

    def _update(self, number: int) -> Layer:
        layer = self.layers[number - 1]
        if number not in self.after:
            self._gradients(number)
            self.run.section("sequence" if self.sequential else "updates")
            rate = self._rate(layer.updates + 1)
            results, prefix = self.run.results, self.run.prefix
            W = self.run.let(f"W{number}_new", updated(layer.W, results[f"{prefix}dW{number}"], rate))
            b: Any = layer.b
            if b is not None and self.problem.biases == "trained":
                b = self.run.let(f"b{number}_new", updated_bias(b, results[f"{prefix}db{number}"], rate))
            self.after[number] = layer.with_parameters(W, b).remembering({}, layer.updates + 1)
        return self.after[number]

    def _rate(self, update: int) -> Quantity:
        """The learning rate of an update."""
        assert self.problem.lr is not None
        if self.problem.schedule == "none":
            return self.problem.lr
        from nncalc.problem_types.backprop.optimised import rate_of  # start-up

        return rate_of(self.problem, self.run, update)
