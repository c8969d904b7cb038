"""One layer of a network, and shapes in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.declaring.numeric import in_one_row
from nncalc.engine.lazy import flint
from nncalc.engine.tensor import Tensor, components, values_of
from nncalc.errors import InputError
from nncalc.reading.typed import is_pasted
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.rules.activations import Activation, ActivationOptions


class Layer:
    """One layer of a network in the working: weights (None: none given), bias, activation and its options.

    updates  how many updates made these parameters
    state    what an optimiser remembers of them: `m_W`, `v_b`
    """

    updates = 0
    state: Mapping[str, Any] = {}

    def __init__(self, number: int, W: Tensor, b: Any, activation: Activation, options: ActivationOptions) -> None:
        self.number, self.W, self.b, self.activation, self.options = number, W, b, activation, options

    def with_parameters(self, W: Tensor, b: Any) -> Layer:
        return Layer(self.number, W, b, self.activation, self.options)

    def remembering(self, state: Mapping[str, Any], updates: int) -> Layer:
        """The same layer as an optimiser leaves it."""
        self.state, self.updates = state, updates
        return self


def times(shape: tuple[int, ...]) -> str:
    """A shape in words: `2×3`, `4`."""
    return "×".join(map(str, shape))


def shape_misfit(
    name: str, found: tuple[int, ...], other: str, wanted: tuple[int, ...], expected: str = ""
) -> InputError:
    """The error for a given that has not the shape of another; expected are as many numbers, or what is said."""
    shapes = {"found": times(found) if found else "1", "wanted": times(wanted) if wanted else "1"}
    return InputError(
        say("{name} has shape {found}, {other} has shape {wanted}", name=name, other=other, **shapes),
        name=name,
        expected=expected or say("one number for each of {other}", other=other),
    )


def fitted(x: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    """What was typed for every output in the shape of the outputs; None where it does not fit.

    One row or one column of numbers goes with one sample, or with samples of one output, however it was typed.
    """
    if x.shape == shape:
        return x
    lines = all(sum(length > 1 for length in each) < 2 for each in (x.shape, shape))
    return reshaped(x, shape) if lines and len(x.items) == prod(shape) else None


def fitted_target(t: Tensor, shape: tuple[int, ...], loss: str) -> Tensor | None:
    """What `fitted` makes of a target; class numbers of a cross-entropy as one-hot rows."""
    found = fitted(t, shape)
    if found is None and loss == "cross-entropy":
        from nncalc.rules.class_targets import class_targets  # start-up

        found = class_targets(t, shape)
    return found


def pasted_column(typed: Any) -> bool:
    """Whether a column of numbers was pasted, which LaTeX and NumPy write for a vector; `1:2` are two samples."""
    return isinstance(typed, str) and is_pasted(typed)


def weights_misfit(problem: Any, layer: int, W: Tensor, inputs: int) -> InputError:
    """The error for weights that take another number of inputs than arrive."""
    source = "x" if layer == 1 else say("layer {layer}", layer=layer - 1)
    axis = say("column") if problem.form == "column" else say("row")
    taken, other = W.shape if problem.form == "row" else W.shape[::-1]
    form = "row" if problem.form == "column" else "column"
    if layer == 1 and problem.x.shape == (taken, 1):
        return InputError(
            say(
                "W1 takes {numbers}, but x is {taken} samples of one number",
                numbers=count(taken, "number"),
                taken=taken,
            ),
            name="x",
            expected=say("a vector with commas; a colon begins another sample"),
            nearest=in_one_row("x", problem.typed["x"]),
        )
    return InputError(
        say(
            "W{layer} is {shape}, but {source} gives {numbers}",
            layer=layer,
            shape=times(W.shape),
            source=source,
            numbers=count(inputs, "number"),
        ),
        name=f"W{layer}",
        expected=say("one {axis} of W{layer} per input (form={form})", axis=axis, layer=layer, form=problem.form),
        nearest=f"form={form}" if other == inputs else None,
    )


def reshaped(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The same quantities under the names they have in another shape."""
    for q, name in zip(x.items, components(x.name or "", shape), strict=True):
        q.name = name
    return Tensor(x.items, shape, None, (), x.name)


def are_numbers(layers: list[Layer]) -> bool:
    """Whether no weight or bias is infinite or undefined; symbols pass."""
    parameters = [x for layer in layers for x in (layer.W, layer.b) if x is not None]
    balls = [value for x in parameters for value in values_of(x) if type(value) is flint.arb]
    return all(ball.is_finite() for ball in balls)
