"""What forward and backprop share: the givens of a layered network, their shapes, and the forward pass."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import BIAS, NUMBER, SAMPLES, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.rules.activations import ACTIVATIONS, PARAMETERS, activate, options_of
from nncalc.rules.dense import affine
from nncalc.rules.distributions import check_outputs, check_targets, say_rounded
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.loss_words import ROUNDED
from nncalc.rules.losses import logarithm_of, sample_loss
from nncalc.rules.network_layer import Layer, fitted_target, pasted_column, reshaped, times, weights_misfit
from nncalc.rules.ratios import no_number
from nncalc.rules.reductions import let_losses
from nncalc.words import Later, count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

KINKED = {"relu", "leaky-relu", "prelu"}
"""Activations whose slope at 0 is a matter of convention."""
PARAMETER_SENTENCES = {"leaky-relu": "leaky", "prelu": "leaky", "elu": "elu"}
"""What is said of an activation with a parameter."""
GIVEN_WORDS = {
    **ROUNDED,
    "leaky": "act{layer}={act}: leaky_relu(z) is z above 0 and {alpha}·z below.",
    "elu": "act{layer}={act}: elu(z) is z above 0 and {alpha}·(exp(z) − 1) below.",
}
WEIGHTS = Numeric(1, 2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one unit)")


def _nothing_reduced(problem: Network) -> str | None:
    one_sample = None if problem.every_sample else say("there is one sample")
    return say("there is no target t") if problem.t is None else one_sample


class Network(ProblemType):
    """Givens of a feed-forward network of fully connected layers."""

    x: Tensor = given(SAMPLES, "input vector, or samples as rows", first=True)
    W: dict[int, Tensor] = given(
        WEIGHTS, "weights of layer N, one row per unit (form=row: one column)", family=True, second=True
    )
    b: dict[int, Any] = given(
        BIAS, "bias of layer N: one per unit, or one number for the layer; none when absent", family=True
    )
    act: dict[int, str] = given(
        Choice(tuple(ACTIVATIONS)),
        "activation of layer N; act= for all layers; identity when absent",
        family=True,
        default="identity",
    )
    alpha: dict[int, Quantity] = given(
        NUMBER, Later("parameter of layer N's activation: {defaults} when absent", defaults=PARAMETERS), family=True
    )
    t: Tensor | None = given(SAMPLES, "target, of the shape of the output", default=None)
    form: str = convention(
        "column", "row", help="z = W·x + b with one row of W per unit, or z = x·W + b with one column"
    )
    loss: str = convention(
        *LOSSES, help="loss of one sample; bce and mse average over the outputs, sse sums",
        idle=lambda p: say("there is no target t") if p.t is None else None,
    )  # fmt: skip
    reduction: str = convention("mean", "sum", help="over several samples", idle=_nothing_reduced)
    gelu: str = convention(
        "exact", "tanh", help="form of GELU",
        idle=lambda p: None if p.uses(["gelu"]) else say("no layer has act=gelu"),
    )  # fmt: skip
    relu0: str = convention(
        "0", "1/2", "1", help="slope of relu-like activations at the kink",
        idle=lambda p: None if p.uses(KINKED) else say("no layer has act=relu or a leaky one"),
    )  # fmt: skip

    drawings = {"network": ""}
    results = {
        "z{N}": "weighted sums of layer N, one per unit; of several samples a row each",
        "a{N}": "activations of layer N, shaped alike",
        "y": "output, the activations of the last layer",
        "losses": "loss of each sample",
        "loss": "loss of all samples",
    }
    logarithm = logarithm_of

    # -- shapes ---------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = [*self._numbering()]
        if not errors:
            errors += [*self._shapes()]
        if errors:
            raise InputErrors(errors)
        self.every_sample = len(self.x.shape) == 2

    def idle_conventions(self) -> dict[str, str]:
        idle, rows = super().idle_conventions(), [ACTIVATIONS[self.activation_of(n)] for n in range(1, self.depth + 1)]
        for number, activation in enumerate(rows, 1):
            if activation.alpha is None:
                idle[f"alpha{number}"] = say("{activation} has no parameter", activation=activation.name)
        if all(activation.alpha is None for activation in rows):
            idle["alpha"] = say("no layer has an activation with a parameter")
        return idle

    def activation_of(self, layer: int) -> str:
        """The name of a layer's activation."""
        return self.act.get(layer) or self.act.get(0) or "identity"

    def uses(self, names: Collection[str]) -> bool:
        """Whether a layer has one of these activations."""
        return any(self.activation_of(number) in names for number in range(1, self.depth + 1))

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.W)

    def units(self, layer: int) -> int:
        """The number of units of a layer; layer 0 is the input."""
        if layer == 0:
            return int(self.x.shape[-1])
        return int(self.W[layer].shape[0 if self.form == "column" else 1])

    def _numbering(self) -> Any:
        for family in ("W", "b"):
            if 0 in getattr(self, family):
                yield InputError(
                    say("{family} has no layer number: only act and alpha hold for all layers", family=family),
                    name=family,
                    expected=say("{family}1 for the first layer, {family}2 for the second", family=family),
                    nearest=f"{family}1",
                )
                getattr(self, family).pop(0)
                if not self.W:
                    return
        if not self.W:
            yield InputError(
                say("W1 is missing: the weights of the first layer"), name="W1", expected="W1=.15,.20:.25,.30"
            )
            return
        missing = [number for number in range(1, max(self.W)) if number not in self.W]
        for number in missing[:3]:
            yield InputError(
                say("W{number} is missing: there is a W{max}", number=number, max=max(self.W)),
                name=f"W{number}",
                expected=say("layers counted from 1"),
            )
        for family in ("b", "act", "alpha"):
            for number in getattr(self, family):
                if number > max(self.W) and number:
                    yield InputError(
                        say(
                            "{family}{number} has no layer: the last weights are W{max}",
                            family=family,
                            number=number,
                            max=max(self.W),
                        ),
                        name=f"{family}{number}",
                        expected=say("numbers up to {max}, or W{number} as well", max=max(self.W), number=number),
                    )

    def _shapes(self) -> Any:
        for layer in range(1, self.depth + 1):
            inputs = self.units(layer - 1)
            W = self.W[layer] = self._as_matrix(self.W[layer], inputs)
            taken = W.shape[1 if self.form == "column" else 0]
            if layer == 1 and taken != inputs and self.x.shape == (taken, 1) and pasted_column(self.typed.get("x")):
                self.x, inputs = reshaped(self.x, (taken,)), taken
            if taken != inputs:
                yield weights_misfit(self, layer, W, inputs)
                return
            b = self.b.get(layer)
            if isinstance(b, Tensor) and len(b) == 1 and self.units(layer) > 1:
                self.b[layer] = b.items[0].renamed(b.name)
            elif isinstance(b, Tensor) and len(b) != self.units(layer):
                yield InputError(
                    say(
                        "b{layer} has {numbers}, layer {layer} has {units}",
                        layer=layer,
                        numbers=count(len(b), "number"),
                        units=count(self.units(layer), "unit"),
                    ),
                    name=f"b{layer}",
                    expected=say("one per unit, or one number for the layer"),
                )
        yield from self._target_shape()

    def _as_matrix(self, W: Tensor, inputs: int) -> Tensor:
        """Weights typed as a vector: those of one unit. In row form a single input has a row with all its weights."""
        if len(W.shape) == 2:
            return W
        one_column = self.form == "row" and inputs != 1
        return reshaped(W, (len(W), 1) if one_column else (1, len(W)))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the last layer's output."""
        return (*self.x.shape[:-1], self.units(self.depth))

    @property
    def divisor(self) -> int:
        """N where the loss is the mean over N samples, else 1."""
        return int(self.x.shape[0]) if self.every_sample and self.reduction == "mean" else 1

    def _target_shape(self) -> Any:
        if self.t is None:
            return
        fitting = fitted_target(self.t, self.output_shape, self.loss)
        if fitting is not None:
            self.t = fitting
            return
        yield InputError(
            say(
                "t has shape {shape}, the output has {output_shape}",
                shape=times(self.t.shape),
                output_shape=times(self.output_shape),
            ),
            name="t",
            expected=say("one target per output: shape {output_shape}", output_shape=times(self.output_shape)),
        )

    # -- the forward pass ------------------------------------------------------------------------------------------

    def layers(self) -> list[Layer]:
        """The layers as given."""
        out = []
        for number in range(1, self.depth + 1):
            name = self.activation_of(number)
            alpha = self.alpha.get(number) or self.alpha.get(0)
            options = options_of(name, alpha, self.relu0, self.gelu)
            out.append(Layer(number, self.W[number], self.b.get(number), ACTIVATIONS[name], options))
        return out

    def forward(
        self, run: Run, layers: list[Layer], suffix: str = "", x: Tensor | None = None
    ) -> tuple[list[Tensor], list[Tensor]]:
        """The forward pass: z of every layer, and what each passes on with the input in front; of x, or of another input."""
        z: list[Tensor] = []
        a: list[Tensor] = [self.x if x is None else x]
        for layer in layers:
            z.append(run.let(f"z{layer.number}{suffix}", affine(layer.W, a[-1], layer.b, self.form)))
            value = activate(layer.activation, z[-1], layer.options)
            if layer.number < len(layers):
                a.append(self.passed_on(run, layer, run.let(f"a{layer.number}{suffix}", value), suffix))
            else:
                a.append(run.let(f"y{suffix}", value))
                run.result(f"a{layer.number}{suffix}", a[-1])
        return z, a

    def passed_on(self, run: Run, layer: Layer, a: Tensor, suffix: str) -> Tensor:
        """What the next layer takes of the activations of a hidden layer: all of them, where there is no dropout."""
        return a

    def say_what_is_given(self, run: Run, layers: list[Layer]) -> None:
        """Parameters of activations, and targets that are rounded. Raises InputError where a target cannot be one."""
        with run.part():
            run.section("given")
            for layer in layers:
                key = PARAMETER_SENTENCES.get(layer.activation.name)
                if key is not None:
                    run.words(key, layer=layer.number, act=layer.activation.name, alpha=layer.options.alpha)
            if self.t is not None:
                say_rounded(run, self.t, "t", check_targets(LOSSES[self.loss], self.t))

    def losses(
        self, run: Run, y: Tensor, suffix: str = "", undefined: Collection[int] = (), whole: str = "loss"
    ) -> Quantity:
        """The loss of every sample and, under the name `whole`, of all; undefined for these samples, counted from 0."""
        assert self.t is not None
        loss = LOSSES[self.loss]
        if not undefined:
            check_outputs(loss, y, self.activation_of(self.depth), f"act{self.depth}")
        many = len(y.shape) > 1
        pairs = zip(y, self.t, strict=True) if many else [(y, self.t)]
        values = [no_number() if i in undefined else sample_loss(loss, *pair) for i, pair in enumerate(pairs)]
        return let_losses(run, loss, values, self.reduction, y.shape[-1], many, suffix, whole)
