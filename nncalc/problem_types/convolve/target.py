"""The loss of `convolve` and its derivative: maps count as rows of numbers, one row a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve.frames import refolded
from nncalc.rules.distributions import check_outputs, check_targets, say_rounded
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.losses import loss_derivative, sample_loss
from nncalc.rules.network_layer import fitted_target, times
from nncalc.rules.reductions import let_losses
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
    many = row.samples is not None
    pairs = zip(y, rows, strict=True) if many else [(y, rows)]
    let_losses(run, loss, [sample_loss(loss, *pair) for pair in pairs], problem.reduction, y.shape[-1], many)
    run.section("backward")
    named: Tensor = run.let("dy", refolded(loss_derivative(loss, y, rows, problem.divisor), last.out))
    return named


def _target(problem: ConvolveDeclaration, last: Passed) -> Tensor:
    t, shape = problem.t, last.out.shape
    assert t is not None
    found = fitted_target(t, shape, "" if last.out.sides else problem.loss)  # maps are no classes
    if found is None:
        raise InputError(
            say("t has shape {shape}, y has {wanted}", shape=times(t.shape), wanted=times(shape)),
            name="t",
            expected=say("one target for each number of y"),
        )
    return found
