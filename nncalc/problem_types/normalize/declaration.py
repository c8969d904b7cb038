"""What `normalize` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.letters import Letter
from nncalc.declaring.numeric import NUMBER, TENSOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.words import say

KINDS = ("standardize", "min-max", "batch", "layer", "instance", "group", "rms", "lrn")
SCALED = ("batch", "layer", "instance", "group", "rms")
ONE_OR_EACH = Numeric(0, 1, 2, 3, 4, 5, words="one number, or one for each feature or channel: 1,2,3")
USED_BY = {
    "gamma": SCALED,
    "beta": (*SCALED, "lrn"),
    "eps": SCALED,
    "axes": ("layer", "rms"),
    "groups": ("group",),
    "running_mean": ("batch",),
    "running_var": ("batch",),
    "momentum": ("batch",),
    "n": ("lrn",),
    "alpha": ("lrn",),
    "k": ("lrn",),
}
"""The kinds that take a given."""


def _no_variance(problem: NormalizeDeclaration) -> str | None:
    if problem.kind in ("min-max", "rms", "lrn"):
        return say("{kind} takes no variance", kind=problem.kind)
    return say("in use the running variance is taken") if problem.in_use else None


def _not_batch(problem: NormalizeDeclaration) -> str | None:
    return None if problem.kind == "batch" else say("{kind} does the same in training and in use", kind=problem.kind)


def _nothing_runs(statistic: str) -> Any:
    """The reason why a convention of the running statistics is idle."""

    def idle(problem: NormalizeDeclaration) -> str | None:
        runs = problem.running_var is not None or (statistic == "any" and problem.running_mean is not None)
        return None if runs and not problem.in_use else say("no running statistic is updated")

    return idle


class NormalizeDeclaration(ProblemType):
    """The declarations of `normalize`."""

    kind: str = given(Choice(KINDS), "what is normalised together, and how", first=True)
    x: Tensor = given(TENSOR, "values: rows are samples; N×C×H×W with :: between channels, ::: between samples")
    gamma: Any = given(ONE_OR_EACH, "scale {gamma}; 1 when absent", default=None)
    beta: Any = given(ONE_OR_EACH, "shift {beta}; 0 when absent; of lrn the power, .75", default=None)
    eps: Quantity = given(NUMBER, "{eps}, added to the variance", default="0", as_number=True)
    axes: int = given(Count(1, 5), "how many of the last axes layer and rms take together", default=1)
    groups: int | None = given(Count(1, 10**6), "into how many groups the channels are parted", default=None)
    running_mean: Any = given(ONE_OR_EACH, "running mean before the batch", default=None)
    running_var: Any = given(ONE_OR_EACH, "running variance before the batch", default=None)
    momentum: Quantity | None = given(
        NUMBER, "weight of the batch's statistics, .1 when absent; with momentum_weights=old of the old ones, .9",
        default=None,
    )  # fmt: skip
    n: int = given(Count(1, 10**6), "channels in a window of lrn, an odd number", default=5)
    alpha: Quantity = given(NUMBER, "factor of the squares in lrn", default="1e-4")
    k: Quantity = given(NUMBER, "what lrn adds the squares to", default="2")
    upstream: Tensor | None = given(TENSOR, "∂L/∂y, of the shape of x", default=None)
    mode: str = convention("train", "eval", help="in training, or in use with the running statistics", idle=_not_batch)
    variance: str = convention("n", "n-1", help="what the sum of squares is divided by", idle=_no_variance)
    momentum_weights: str = convention(
        "new", "old", help="the statistics that momentum is the weight of", idle=_nothing_runs("any")
    )
    running_variance: str = convention(
        "unbiased", "biased", help="the variance that goes into the running one: over n − 1, or n",
        idle=_nothing_runs("variance"),
    )  # fmt: skip
    lrn: str = convention(
        "alpha", "alpha/n", help="factor of the sum of squares: {alpha} as in AlexNet, {alpha}/n as in PyTorch",
        idle=lambda p: None if p.kind == "lrn" else say("the kind is {kind}", kind=p.kind),
    )  # fmt: skip

    @property
    def in_use(self) -> bool:
        """Whether the running statistics take the place of the batch's."""
        return self.kind == "batch" and self.mode == "eval"

    sections = {
        "statistics": "Statistics",
        "normalised": "Normalised",
        "scaled": "Scaled and shifted",
        "running": "Running statistics",
        "window": "Windows over channels",
        "output": "Output",
        "backward": "Backward",
    }
    words = {
        "standardize": "Each feature is a column, and has its own mean and deviation.",
        "min-max": "Each feature is a column; its least value becomes 0, its largest 1.",
        "batch": "Each feature or channel is normalised over all samples and places of the batch.",
        "eval": "In use the running statistics are taken; the batch has no influence on them.",
        "axes": "The axes of x are samples, channels and places: {shape}.",
        "layer": "Each sample is normalised over its own features; other samples have no influence.",
        "instance": "Each channel of each sample is normalised over its own places.",
        "group": "The channels are parted into {groups} groups of {size}; each group of a sample is normalised alone.",
        "rms": "Each sample is divided by the root of the mean of its squares; no mean is taken away.",
        "lrn": "Each value is divided by a power of the squares around it: {n} channels, fewer at the edges.",
        "unscaled": "{gamma} = 1 and {beta} = 0: y is what was normalised.",
        "eps": "Nothing is added to the variance. With {eps} = 1e-5, as PyTorch takes it, {name} would be {value}, "
        "a change of {change}.",
        "rms eps": "Nothing is added to the mean square. With {eps} = 1e-5, {name} would be {value}, a change of {change}.",
        "kept": "momentum·old + (1 − momentum)·new: the momentum weights the old statistic, as in Keras.",
        "moved": "(1 − momentum)·old + momentum·new: the momentum weights the new statistic, as in PyTorch.",
        "graph": "The graph is walked back node by node: y, the normalised values, the root, the variance, "
        "the centred values, the mean, x.",
        "rms graph": "The graph is walked back node by node: y, the normalised values, the root, the mean square, x.",
        "use graph": "The running statistics are constants: only the division and the scale are walked back.",
        "as it is": "No scale is given: the gradient at the normalised values is the one at y.",
        "zero": "dx sums to 0 over all values that are normalised together: "
        "what is added to all of them alike is taken away with the mean.",
        "zero min-max": "dx sums to 0 in each column: what is added to a whole column is taken away with its minimum.",
        "zero not": "dx need not sum to 0: no mean is taken away.",
        "zero use": "dx need not sum to 0: the running mean does not move with x.",
        "zero lrn": "dx need not sum to 0: lrn takes no mean away.",
    }
    results = {
        "mean": "mean of the values that are normalised together; in use the running one",
        "var": "their variance, without {eps}; in use the running one",
        "std": "its root, without {eps}",
        "root": "root of the variance (rms: mean square) and {eps}: what is divided by",
        "centred": "x less its mean",
        "ms": "mean of the squares (rms)",
        "rms": "its root, without {eps}",
        "xhat": "normalised values, of the shape of x",
        "y": "output, of the shape of x",
        "y_eps": "the output with {eps} = 1e-5, where none is given",
        "min": "least value of each column (min-max)",
        "max": "largest value of each column",
        "width": "largest less least value of each column",
        "squares": "sum of the squares in the window around each value (lrn)",
        "scale": "what lrn takes the power of",
        "var_kept": "variance of the batch that goes into the running one",
        "running_mean_new": "running mean after the batch",
        "running_var_new": "running variance after the batch",
        "dgamma": "∂L/∂{gamma}, one for each feature or channel",
        "dbeta": "∂L/∂{beta}, one for each feature or channel",
        "dxhat": "gradient at the normalised values",
        "dstd": "gradient at the standard deviation",
        "drms": "gradient at the root of the mean square",
        "droot": "gradient at the root, where {eps} is given",
        "dvar": "gradient at the variance",
        "dms": "gradient at the mean of the squares",
        "dcentred": "gradient at the centred values",
        "dmean": "gradient at the mean",
        "dmin": "gradient at the least value",
        "dmax": "gradient at the largest value",
        "dscale": "gradient at what lrn takes the power of",
        "dx": "∂L/∂x, of the shape of x",
    }
    symbols = {
        "loss": "L",
        "mean": "μ",
        "var": Letter("σ²", r"\sigma^{2}"),
        "std": "σ",
        "centred": "c",
        "root": "s",
        "momentum": "momentum",
        "upstream": "∂L/∂y",
        **{name: name for name in ("rms", "ms", "min", "max", "scale")},
    }
    aliases = {
        **dict.fromkeys(("z", "data", "values"), "x"),
        "weight": "gamma",
        "bias": "beta",
        "epsilon": "eps",
        "num_groups": "groups",
        "moving_mean": "running_mean",
        "moving_variance": "running_var",
        "dy": "upstream",
        "dout": "upstream",
    }
    convention_slips = {
        "variance=n-1": ("divides the variance by n − 1", 88),
        "lrn=alpha/n": ("divides the factor of the squares by n", None),
        "momentum_weights=old": ("takes momentum as the weight of the old statistic", None),
    }
    orders = ("kind x gamma beta", "x gamma beta")
    examples = (
        "normalize batch x=1,2:3,6:5,7 gamma=2,1 beta=0,1 upstream=1,0:0,1:0,-1",
        "normalize layer x=1,2,3:4,6,11 eps=1e-5",
        "normalize batch x=1,2:3,6:5,7 running_mean=0 running_var=1",
        "normalize group x=1,2,3,4,6,8,0,2 groups=2",
        "normalize lrn x=1,2,3,4 n=3 alpha=.1 upstream=1,0,0,0",
        "normalize standardize x=a:b",
    )
