"""The loss of `convolve` and its derivative: maps count as rows of numbers, one row a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve.frames import refolded
from nncalc.rules.distributions import check_outputs, check_targets, say_rounded
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import loss_derivative, sample_loss, say_infinite
from nncalc.rules.network_layer import fitted, times
from nncalc.rules.reductions import reduced
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.convolve.declaration import ConvolveDeclaration
    from nncalc.problem_types.convolve.passed import Passed


def loss_and_derivative(problem: ConvolveDeclaration, run: Run, last: Passed) -> Tensor:
    """The lines of the loss; ∂L/∂y, of the shape of y. Raises InputError where t is no target of it."""
    row = last.out.in_a_row
    loss = LOSSES[problem.loss]
    t = problem.t = _target(problem, last)
    y, rows = refolded(last.y, row), refolded(t, row)
    with run.part():
        run.section("given")
        say_rounded(run, rows, "t", check_targets(loss, rows))
    run.section("loss")
    check_outputs(loss, y, last.step.layer.word, "layers")
    if row.samples is None:
        values = [sample_loss(loss, y, rows)]
        say_infinite(run, loss, values[0])
        whole: Any = run.let("loss", values[0])
        run.result("losses", Tensor([whole], (1,), None, (), "losses"))
    else:
        values = [sample_loss(loss, y[i], rows[i]) for i in range(row.samples)]
        for i, value in enumerate(values, 1):
            say_infinite(run, loss, value, row=i)
        losses = run.let("losses", Tensor(values, (len(values),)))
        run.let("loss", reduced(losses, problem.reduction, None, y.shape[-1]))
    run.section("backward")
    dy = loss_derivative(loss, y, rows, problem.divisor)
    shaped = dy if not last.out.sides else Tensor(dy.items, last.out.shape, dy.operation, dy.operands)
    named: Tensor = run.let("dy", shaped)
    return named


def _target(problem: ConvolveDeclaration, last: Passed) -> Tensor:
    t, shape = problem.t, last.out.shape
    assert t is not None
    found = fitted(t, shape)
    if found is None and problem.loss == "cross-entropy" and not last.out.sides:
        from nncalc.rules.class_targets import class_targets  # start-up

        found = class_targets(t, shape)
    if found is None:
        raise InputError(
            say("t has shape {shape}, y has {wanted}", shape=times(t.shape), wanted=times(shape)),
            name="t",
            expected=say("one target for each number of y"),
        )
    return found
