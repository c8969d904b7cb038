"""The rules of normalisation: the steps of the forward graph, and of the way back through each of them.

References: Ioffe and Szegedy 2015 (batch); Ba and others 2016 (layer); Ulyanov and others 2016 (instance); Wu and He 2018
(group); Zhang and Sennrich 2019 (rms).
"""

from __future__ import annotations

from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.elementary import POWER
from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply, Run
from nncalc.engine.tensor import Tensor, items_of, lift
from nncalc.rules.normalization.layout import Layout


def squared(x: Any) -> Any:
    return lift(POWER, x, constant(2))


def is_zero(q: Quantity | None) -> bool:
    """Whether a given is the number 0, so that formulas need not show it."""
    return q is None or (isinstance(q, Quantity) and type(q.value) is flint.fmpq and q.value == 0)


@rule("the variance is the mean of the squared distances from the mean")
def variance_of(centred: Tensor, layout: Layout, divisor: str) -> Any:
    """σ², one for each group of values."""
    if divisor == "n":
        return layout.means(squared(centred))
    return layout.sums(squared(centred)) / (layout.together - 1)


@variance_of.slip("sum-for-mean", "leaves the sum of the squares undivided")
def _(centred: Tensor, layout: Layout, divisor: str) -> Any:
    return layout.sums(squared(centred))


@rule("what is divided by is the root of the variance")
def root_of(var: Any, eps: Quantity) -> Any:
    """√(σ² + ε)."""
    return lift(SQRT, var if is_zero(eps) else var + eps)


@root_of.slip("eps-left-out", "leaves out what is added to the variance")
def _(var: Any, eps: Quantity) -> Any:
    if is_zero(eps):
        raise DoesNotApply
    return lift(SQRT, var)


@root_of.slip("deviation-for-variance", "takes the root of the standard deviation")
def _(var: Any, eps: Quantity) -> Any:
    return lift(SQRT, lift(SQRT, var) if is_zero(eps) else lift(SQRT, var) + eps)


@root_of.slip("root-left-out", "divides by the variance, without the root")
def _(var: Any, eps: Quantity) -> Any:
    return var if is_zero(eps) else var + eps


def divisor(run: Run, var: Any, eps: Quantity, std: str, root: str) -> Any:
    """√(σ² + ε) under its name; where ε is added, the deviation without it is a result too."""
    if is_zero(eps):
        return run.let(std, root_of(var, eps))
    run.let(std, lift(SQRT, var), shown=False)
    return run.let(root, root_of(var, eps))


def vanishing(var: Any, eps: Quantity) -> Quantity | None:
    """A variance that is 0, where nothing is added to it."""
    if eps.value is None or sign(eps) > 0:
        return None
    return next((q for q in items_of(var) if q.value is not None and sign(q) == 0), None)


@rule("the values are centred and divided")
def divided(centred: Tensor, x: Tensor, root: Any) -> Tensor:
    """x̂."""
    return centred / root


@divided.slip("mean-not-subtracted", "does not take the mean away")
def _(centred: Tensor, x: Tensor, root: Any) -> Tensor:
    if centred is x:
        raise DoesNotApply
    return x / root


@rule("scale and shift come after the normalisation")
def scaled(xhat: Tensor, gamma: Any, beta: Any, x: Tensor, mean: Any, root: Any) -> Tensor:
    """γ·x̂ + β; gamma, beta: None where they are not given, 1 and 0; mean: None of rms."""
    y = xhat if gamma is None else gamma * xhat
    return y if beta is None else y + beta


@scaled.slip("gamma-before-norm", "scales and shifts before it normalises")
def _(xhat: Tensor, gamma: Any, beta: Any, x: Tensor, mean: Any, root: Any) -> Tensor:
    y = x if gamma is None else gamma * x
    y = y if beta is None else y + beta
    return (y if mean is None else y - mean) / root


@scaled.slip("shift-left-out", "leaves out the shift")
def _(xhat: Tensor, gamma: Any, beta: Any, x: Tensor, mean: Any, root: Any) -> Tensor:
    if beta is None:
        raise DoesNotApply
    return xhat if gamma is None else gamma * xhat


@rule("a running statistic moves by the momentum towards that of the batch")
def running(before: Any, batch: Any, momentum: Quantity, weights: str) -> Any:
    """(1 − momentum)·old + momentum·new, or the momentum weights the old one."""
    if weights == "new":
        return (1 - momentum) * before + momentum * batch
    return momentum * before + (1 - momentum) * batch


@running.slip("running-not-kept", "takes the statistic of the batch for the running one")
def _(before: Any, batch: Any, momentum: Quantity, weights: str) -> Any:
    return batch


@rule("the running variance takes the variance of the batch, over n − 1 or over n")
def variance_to_keep(var: Any, n: int, divisor: str, wanted: str) -> Any:
    """The variance that goes into the running one, from that of the batch."""
    if wanted == "unbiased":
        return var if divisor == "n-1" else flint.fmpq(n, n - 1) * var
    return var if divisor == "n" else flint.fmpq(n - 1, n) * var


@variance_to_keep.slip("deviation-for-variance", "takes the standard deviation for the variance")
def _(var: Any, n: int, divisor: str, wanted: str) -> Any:
    return lift(SQRT, var)


# -- the way back ----------------------------------------------------------------------------------------------------------


@rule("the gradient at the normalised values is the one at the output times the scale")
def scaled_back(upstream: Tensor, gamma: Any) -> Tensor:
    """∂L/∂x̂; gamma: None where it is 1."""
    return upstream if gamma is None else upstream * gamma


@scaled_back.slip("gamma-left-out", "leaves out the scale on the way back")
def _(upstream: Tensor, gamma: Any) -> Tensor:
    if gamma is None:
        raise DoesNotApply
    return upstream


@rule("a root is divided by for all values of its group: their gradients add up")
def root_back(dxhat: Tensor, centred: Tensor, root: Any, layout: Layout) -> Any:
    """∂L/∂√(σ² + ε) = −Σ ∂L/∂x̂·(x − μ)/(σ² + ε)."""
    return -layout.sums(dxhat * centred) / squared(root)


@rule("the slope of a root is 1 over twice the root")
def variance_back(droot: Any, root: Any) -> Any:
    """∂L/∂σ²."""
    return droot / (2 * root)


@variance_back.slip("root-left-out", "leaves out the slope of the root")
def _(droot: Any, root: Any) -> Any:
    return droot


@rule("a centred value counts for its own output and for the variance")
def centred_back(dxhat: Tensor, root: Any, dvar: Any, centred: Tensor, n: int) -> Tensor:
    """∂L/∂(x − μ) = ∂L/∂x̂/√(σ² + ε) + ∂L/∂σ²·2(x − μ)/n; n: what the variance divides by."""
    return dxhat / root + dvar * (2 * centred / n)


@centred_back.slip("variance-not-carried-back", "takes the variance for a constant on the way back")
def _(dxhat: Tensor, root: Any, dvar: Any, centred: Tensor, n: int) -> Tensor:
    return dxhat / root


@rule("the mean is taken from every value of its group")
def mean_back(dcentred: Tensor, layout: Layout) -> Any:
    """∂L/∂μ = −Σ ∂L/∂(x − μ)."""
    return -layout.sums(dcentred)


@rule("every value has its share in the mean")
def values_back(dcentred: Tensor, dmean: Any, n: int) -> Tensor:
    """∂L/∂x = ∂L/∂(x − μ) + ∂L/∂μ/n."""
    return dcentred + dmean / n


@values_back.slip("mean-not-carried-back", "takes the mean for a constant on the way back")
def _(dcentred: Tensor, dmean: Any, n: int) -> Tensor:
    return dcentred
