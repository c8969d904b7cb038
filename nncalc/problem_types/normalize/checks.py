"""What the givens of `normalize` must satisfy together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.tensor import Tensor, items_of
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.normalize.declaration import USED_BY
from nncalc.rules.network_layer import shape_misfit, times
from nncalc.rules.normalization.layout import axes_of
from nncalc.rules.normalization.steps import vanishing
from nncalc.words import count, either, say

if TYPE_CHECKING:
    from nncalc.problem_types.normalize.declaration import NormalizeDeclaration


def check(problem: NormalizeDeclaration) -> None:
    """Raises InputError, InputErrors."""
    strays = [name for name, kinds in USED_BY.items() if name in problem.typed and problem.kind not in kinds]
    if strays:
        raise InputErrors([_stray(problem, name) for name in strays])
    _check_rank(problem)
    if problem.upstream is not None and problem.upstream.shape != problem.x.shape:
        raise shape_misfit("upstream", problem.upstream.shape, "x", problem.x.shape)
    if problem.kind == "lrn":
        _check_window(problem)
        return
    if problem.kind == "group":
        _check_groups(problem)
    if problem.eps.value is not None and sign(problem.eps) < 0:
        raise InputError(say("eps is below 0"), name="eps", expected=say("a small number, such as 1e-5"))
    _check_parameters(problem)
    _check_running(problem)
    _check_count(problem)


def _stray(problem: NormalizeDeclaration, name: str) -> InputError:
    return InputError(
        say("{kind} takes no {name}", kind=problem.kind, name=name),
        name=name,
        expected=say("{name} with {kinds}", name=name, kinds=either([*USED_BY[name]])),
    )


def _check_rank(problem: NormalizeDeclaration) -> None:
    """Whether x has the axes of its kind."""
    kind, rank = problem.kind, len(problem.x.shape)
    if kind in ("standardize", "min-max") and rank > 2:
        raise InputError(
            say("{kind} goes by columns, and x has shape {shape}", kind=kind, shape=times(problem.x.shape)),
            name="x",
            expected=say("a column 1:2:3, or samples as rows 1,2:3,4"),
        )
    if kind == "instance" and rank < 3:
        raise InputError(
            say("instance goes over the places of a channel, and x has shape {shape}", shape=times(problem.x.shape)),
            name="x",
            expected=say("samples×channels×places: one sample of two channels is x=[[[1,2],[3,5]]]"),
        )
    if problem.axes > rank:
        raise InputError(
            say("axes is {axes}, and x has {rank}", axes=problem.axes, rank=count(rank, "axis")),
            name="axes",
            expected=say("a number from 1 to {rank}", rank=rank),
        )


def _check_groups(problem: NormalizeDeclaration) -> None:
    channels = problem.x.shape[min(len(problem.x.shape) - 1, 1)]
    if problem.groups is None:
        raise InputError(say("groups is missing"), name="groups", expected=say("a divisor of {n}", n=channels))
    if channels % problem.groups:
        raise InputError(
            say("{groups} groups do not divide {channels}", groups=problem.groups, channels=count(channels, "channel")),
            name="groups",
            expected=either([str(n) for n in range(1, channels + 1) if channels % n == 0][:12]),
        )


def _check_window(problem: NormalizeDeclaration) -> None:
    if problem.n % 2 == 0:
        raise InputError(
            say("a window of {n} channels has no middle", n=problem.n), name="n", expected=say("an odd number")
        )
    if isinstance(problem.beta, Tensor):
        raise InputError(say("the power of lrn is one number"), name="beta", expected="beta=.75")


def _check_parameters(problem: NormalizeDeclaration) -> None:
    """gamma and beta are one number, or as many as there are features."""
    wanted = axes_of(problem.kind, problem.x.shape, problem.axes, problem.groups or 1).gamma
    for name in ("gamma", "beta"):
        q = getattr(problem, name)
        if isinstance(q, Tensor) and q.shape != wanted:
            raise shape_misfit(
                name, q.shape, say("a feature or channel of x"), wanted, say("one number, or one for each feature")
            )


def _check_running(problem: NormalizeDeclaration) -> None:
    wanted = axes_of(problem.kind, problem.x.shape, problem.axes, problem.groups or 1).stats
    for name in ("running_mean", "running_var"):
        q = getattr(problem, name)
        if problem.in_use and q is None:
            raise InputError(
                say("in use the running statistics are taken, and {name} is missing", name=name),
                name=name,
                expected=say("{name}=1, or one number for each feature", name=name),
            )
        if isinstance(q, Tensor) and q.shape != wanted:
            raise shape_misfit(
                name, q.shape, say("a feature or channel of x"), wanted, say("one number, or one for each feature")
            )
    for q in items_of(problem.running_var) if problem.running_var is not None else ():
        if q.value is not None and sign(q) < 0:
            raise InputError(say("a variance is below 0"), name="running_var", expected=say("numbers from 0 on"))
    m = problem.momentum
    if m is not None and m.value is not None and (sign(m) < 0 or sign(m - 1) > 0):
        raise InputError(say("momentum is no weight"), name="momentum", expected=say("a number from 0 to 1"))


def _check_count(problem: NormalizeDeclaration) -> None:
    """A batch of one has no variance; over n − 1 nothing of one value has."""
    layout = axes_of(problem.kind, problem.x.shape, problem.axes, problem.groups or 1)
    if problem.in_use or layout.together > 1 or problem.kind in ("min-max", "rms"):
        return
    if problem.kind == "batch":
        raise InputError(
            say("a batch of one: a feature has one value alone, and no variance"),
            name="x",
            expected=say("several samples as rows, or mode=eval with the running statistics"),
        )
    if problem.variance == "n-1":
        raise InputError(
            say("one value alone is normalised, and n − 1 is 0"),
            name="variance",
            expected=say("variance=n, or more values"),
        )
    if problem.eps.value is not None and sign(problem.eps) == 0:
        raise InputError(
            say("one value alone is normalised: it has no variance to divide by"),
            name="x",
            expected=say("more values that are normalised together"),
        )


def check_variance(problem: NormalizeDeclaration, var: Any) -> None:
    """What is divided by must not be 0."""
    q = vanishing(var, problem.eps)
    if q is None:
        return
    if problem.in_use:
        said = say("{var} is 0, and its root cannot be divided by", var=q.name)
    elif problem.kind == "rms":
        said = say("{var} is 0: all values of a sample are 0, and their root cannot be divided by", var=q.name)
    else:
        said = say("{var} is 0: the values that it is of are all alike", var=q.name)
    raise InputError(
        said,
        name="running_var" if problem.in_use else "x",
        expected=say("values that differ") if problem.kind == "standardize" else say("eps=1e-5, or other values"),
    )
