"""The way back of `convolve`: the loss, ∂L/∂y of every layer, the gradients of kernels, weights and biases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve import resized
from nncalc.problem_types.convolve.back_rules import (
    UNFLATTEN,
    bias_back,
    gap_back,
    kernel_gradient,
    max_back,
    mean_back,
    through_kernel,
)
from nncalc.problem_types.convolve.frames import refolded
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.dense import (
    back_through,
    bias_gradient,
    chain_departs,
    delta_of,
    short_delta,
    weight_gradient,
)
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import is_difference, outputs_averaged, sum_is_assumed
from nncalc.rules.network_layer import fitted, times
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.convolve.declaration import ConvolveDeclaration
    from nncalc.problem_types.convolve.passed import Passed


def go_back(problem: ConvolveDeclaration, run: Run, passed: list[Passed]) -> None:
    """All lines behind the output. Raises InputError where t or upstream has not its shape."""
    Back(problem, run, passed).go()


class Back:
    """One way back."""

    def __init__(self, problem: ConvolveDeclaration, run: Run, passed: list[Passed]) -> None:
        self.problem, self.run, self.passed = problem, run, passed
        self.gradients: dict[str, Any] = {}

    def go(self) -> None:
        dy = self._upstream()
        last = len(self.passed)
        self.run.result(f"dy{last}", dy)
        for each in reversed(self.passed):
            number = each.step.number
            self.run.section("backward")
            self.run.words("back", number=number, token=each.step.layer.token)
            back = self._through(each, dy)
            dy = self.run.let("dx" if number == 1 else f"dy{number - 1}", back)
        self.run.section("gradients")
        if any(name[1] == "K" for name in self.gradients):
            self.run.words("kernel gradient")
        for name, value in reversed(self.gradients.items()):
            self.run.let(name, value)
        self.run.answer("loss", *reversed(self.gradients), "dx")

    # -- where it begins -----------------------------------------------------------------------------------------------

    def _upstream(self) -> Tensor:
        problem, run, frame = self.problem, self.run, self.passed[-1].out
        if problem.t is not None:
            from nncalc.problem_types.convolve.target import loss_and_derivative  # start-up

            return loss_and_derivative(problem, run, self.passed[-1])
        upstream = problem.upstream
        assert upstream is not None
        found = fitted(upstream, frame.shape)
        if found is None:
            raise InputError(
                say(
                    "upstream has shape {shape}, y has {wanted}", shape=times(upstream.shape), wanted=times(frame.shape)
                ),
                name="upstream",
                expected=say("one number for each of y"),
            )
        run.result("dy", found)
        return found

    # -- layer by layer ------------------------------------------------------------------------------------------------

    def _through(self, each: Passed, dy: Tensor) -> Tensor:
        word = each.step.layer.word
        back: Tensor = getattr(self, "_activation" if word in ACTIVATIONS else f"_{word}")(each, dy)
        return back

    def _gradient(self, name: str, value: Any) -> None:
        """A gradient; of parameters that two layers share the sum."""
        known = self.gradients.pop(name, None)
        self.gradients[name] = value if known is None else known + value

    def _conv(self, each: Passed, dy: Tensor) -> Tensor:
        K, plan = each.step.P, each.plan
        assert K is not None
        assert plan is not None
        if each.bias is not None:
            shared = isinstance(each.bias, Quantity)
            self._gradient(f"d{each.bias.name}", bias_back(dy, plan, shared))
        self._gradient(f"d{K.name}", kernel_gradient(dy, each.x, K, plan))
        self.run.words("back convt" if plan.transposed else "back conv")
        back: Tensor = through_kernel(dy, K, plan)
        return back

    _convt = _conv

    def _zeropad(self, each: Passed, dy: Tensor) -> Tensor:
        assert each.copied is not None
        self.run.words("back zeropad")
        return resized.cropped(dy, each.copied)

    def _upsample(self, each: Passed, dy: Tensor) -> Tensor:
        assert each.copied is not None
        self.run.words("back upsample")
        back: Tensor = resized.gathered(dy, each.copied)
        return back

    def _pool(self, each: Passed, dy: Tensor) -> Tensor:
        plan, problem = each.plan, self.problem
        assert plan is not None
        back: Tensor
        if each.step.layer.argument == "avg":
            self.run.words("back avg")
            back = mean_back(dy, plan, problem.padding_counts)
            return back
        if any(q.value is None for q in each.x.items):
            raise InputError(
                say("which cell is the largest depends on letters"), name="x",
                expected=say("numbers before a max pooling whose gradient is asked for"),
            )  # fmt: skip
        self.run.words("back max")
        back = max_back(dy, each.x, plan, problem.ties)
        return back

    def _gap(self, each: Passed, dy: Tensor) -> Tensor:
        self.run.words("back avg")
        back: Tensor = gap_back(dy, each.frame, each.out)
        return back

    def _flatten(self, each: Passed, dy: Tensor) -> Tensor:
        return Tensor(dy.items, each.frame.shape, UNFLATTEN, (dy,))

    def _activation(self, each: Passed, dy: Tensor) -> Tensor:
        problem, activation = self.problem, ACTIVATIONS[each.step.layer.word]
        loss = LOSSES[problem.loss]
        back: Tensor = delta_of(dy, activation, each.x, each.y, each.options)
        t = problem.t if each is self.passed[-1] else None
        if t is not None and is_difference(loss, activation.name, t) and not chain_departs():
            width = each.y.shape[-1]
            divisor = problem.divisor * outputs_averaged(loss, width)
            short = say("y − t") if divisor == 1 else say("(y − t)/{divisor}", divisor=divisor)
            name = "x" if each.step.number == 1 else f"y{each.step.number - 1}"
            self.run.words("chain", name=name, act=activation.name, loss=loss.name, short=short)
            if sum_is_assumed(loss, t):
                self.run.words("assumed")
            back = short_delta(each.y, t, divisor)
        return back

    def _fc(self, each: Passed, dy: Tensor) -> Tensor:
        W, row = each.step.P, each.frame.in_a_row
        assert W is not None
        if each.bias is not None:
            self._gradient(f"d{each.bias.name}", bias_gradient(dy, isinstance(each.bias, Quantity)))
        self._gradient(f"d{W.name}", weight_gradient(dy, refolded(each.x, row), "column"))
        return refolded(back_through(W, dy, "column"), each.frame)
