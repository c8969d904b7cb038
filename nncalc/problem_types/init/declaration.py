"""What `init` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import ALIASES, Choice, Count, Reading
from nncalc.declaring.numeric import NUMBER, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.whole import WHOLE
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.reading.characters import clean
from nncalc.words import say

SCHEMES = ("xavier", "he", "lecun", "orthogonal-gain")
GAINS = ("identity", "sigmoid", "tanh", "relu", "leaky-relu", "selu")


class Kernel(Numeric):
    """Sides of a kernel: 3x3, or one number for a square."""

    def __init__(self) -> None:
        super().__init__(1, words=say("the sides of a kernel: 3x3, or 3 for 3×3"))

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        if isinstance(value, str):
            value = clean(value).replace("x", ",").replace("×", ",")
        sides = super().read(value, name, reading)
        return Tensor([sides.items[0]] * 2, (2,), None, (), sides.name) if len(sides) == 1 else sides


class Scheme(Choice):
    """A rule of initial weights; `xavier-uniform` is answered with both givens."""

    def _nearest(self, word: str) -> str | None:
        stem, _, distribution = word.rpartition("-")
        meant = ALIASES.get(stem, stem)
        both = meant in self.values and distribution in ("uniform", "normal")
        return f"{meant} distribution={distribution}" if both else super()._nearest(word)


def _forward_only(problem: InitDeclaration) -> str | None:
    return say("the weights' variance is given") if problem.var_w is not None else None


class InitDeclaration(ProblemType):
    """The declarations of `init`."""

    scheme: str | None = given(Scheme(SCHEMES), "rule of the initial weights", first=True, default=None)
    fan_in: Quantity | None = given(WHOLE, "inputs of a unit", default=None)
    fan_out: Quantity | None = given(WHOLE, "units that an input goes to", default=None)
    sizes: Tensor | None = given(
        Numeric(1, words="the units of every layer, the input first: 784,256,10"), "a network's layers", default=None
    )
    kernel: Tensor | None = given(Kernel(), "sides of a convolution's kernel", default=None)
    channels_in: Quantity | None = given(WHOLE, "channels that a convolution takes", default=None)
    channels_out: Quantity | None = given(WHOLE, "channels that a convolution makes", default=None)
    groups: Quantity = given(WHOLE, "groups of a convolution", default="1")
    act: str | None = given(
        Choice(GAINS), "activation, for the gain; in variances through depth relu halves", default=None
    )
    gain: Quantity | None = given(NUMBER, "gain, in place of that of act; without both 1, of he √2", default=None)
    alpha: Quantity | None = given(NUMBER, "slope of leaky-relu below 0; .01 when absent", default=None)
    var_x: Quantity | None = given(NUMBER, "variance of the inputs, to be carried through the layers", default=None)
    var_w: Quantity | None = given(NUMBER, "variance of the weights, in place of a scheme's", default=None)
    var_g: Quantity = given(NUMBER, "variance of the gradient at the last layer", default="1")
    depth: int | None = given(Count(1, 100), "layers that the variance is carried through", default=None)
    mode: str | None = given(
        Choice(("fan_in", "fan_out", "average")), "what the variance is divided by; average for xavier", default=None
    )
    distribution: str = convention(
        "normal", "uniform", "truncated", help="of the weights; truncated: cut at two deviations, as Keras does",
        idle=_forward_only,
    )  # fmt: skip

    aliases = {
        **dict.fromkeys(("n_in", "in_features", "inputs"), "fan_in"), **dict.fromkeys(("n_out", "out_features"), "fan_out"),
        "negative_slope": "alpha", "method": "scheme", "dist": "distribution", "layers": "sizes",
    }  # fmt: skip
    suggestions = {**dict.fromkeys(("kind", "type", "name"), "scheme"), "n": "fan_in", "in": "fan_in", "out": "fan_out"}
    sections = {
        "fans": "Fans",
        "gain": "Gain",
        "weights": "Weights",
        "table": "Layers",
        "keep": "What keeps the variance",
        "forward": "Variance forward",
        "backward": "Variance backward",
    }
    words = {
        "conv": "A unit of a convolution sees {cells} cells of each of its channels.",
        "square": "One side is given: the kernel is square.",
        "gain": "The gain of {act}, as PyTorch has it.",
        "gain of tanh": "The gain of tanh is 5/3, as PyTorch has it.",
        "scheme gain": "He's rule is made for relu: the gain is √2.",
        "xavier": "Xavier's rule divides by the mean of both fans, so that neither the values nor the gradients grow.",
        "he": "He's rule keeps the variance through relu, which leaves half of it.",
        "lecun": "LeCun's rule keeps the variance of the values: 1 over the inputs.",
        "fan_in": "Here mode=fan_in divides by the inputs instead.",
        "fan_out": "Here mode=fan_out divides by the outputs instead.",
        "average": "Here mode=average divides by the mean of both fans instead.",
        "orthogonal-gain": "An orthogonal matrix times the gain: its columns or rows have the length of the gain.",
        "uniform": "A uniform distribution from −a to a has the variance a²/3.",
        "truncated": "A normal distribution that is cut at two deviations has lost variance: its deviation is taken larger.",
        "derivation": "z is a sum of as many products w·a as there are inputs; w and a are independent and w has mean 0, so "
        "Var(z) = inputs · Var(w) · E[a²].",
        "linear": "Without an activation, or with one that is straight around 0, E[a²] is the variance of the layer before.",
        "half": "relu makes half of a symmetric z zero: E[a²] is half of Var(z) of the layer before.",
        "back": "A gradient at a unit is a sum over the units that it goes to: "
        "its variance is that number · Var(w) · variance of theirs.",
        "back half": "relu lets half of the gradients pass.",
    }
    results = {
        "fan_in": "inputs of a unit",
        "fan_out": "units that an input goes to",
        "gain": "factor of the deviation",
        "var": "variance of the weights",
        "std": "their standard deviation",
        "bound": "largest weight in size of a uniform distribution",
        "std_before": "deviation of the normal distribution that is cut",
        "table": "a row a layer: table.2.std",
        "table.{N}.var": "variance of the weights of layer N",
        "table.{N}.std": "standard deviation of the weights of layer N",
        "table.{N}.bound": "largest weight in size of layer N",
        "table.{N}.std_before": "deviation of layer N before the cut",
        "keep_forward": "variance of the weights that keeps Var(z); of sizes one a layer",
        "keep_backward": "variance of the weights that keeps the variance of the gradients, likewise",
        "var_z": "variance of z in each layer, the first one first",
        "var_z.{N}": "variance of z in layer N",
        "var_dz": "variance of ∂L/∂z in each layer",
        "var_dz.{N}": "variance of ∂L/∂z in layer N",
    }
    symbols = {"var": "Var(w)", "var_w": "Var(w)", "var_x": "Var(x)"}
    orders = ("scheme fan_in fan_out",)
    examples = (
        "init xavier fan_in=256 fan_out=128",
        "init he sizes=784,256,128 act=relu",
        "init he kernel=3x3 channels_in=64 channels_out=128 distribution=uniform",
        "init var_x=1 var_w=.01 fan_in=100 depth=3 act=relu",
    )
