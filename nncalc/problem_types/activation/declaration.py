"""What `activation` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import NUMBER, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.problem_types.activation.functions import NAMES
from nncalc.rules.activations import PARAMETERS
from nncalc.words import Later, say

ANY_SHAPE = Numeric(0, 1, 2, 3, 4, 5, words="a number, or numbers of any shape: 1,2:3,4 for rows, :: between matrices")
KINKED = ("relu", "leaky-relu", "prelu")


def _belongs_to(*acts: str) -> Any:
    """The reason why a convention is idle: the activation is another one."""
    return lambda p: None if p.act in acts else say("the activation is {act}", act=p.act)


class ActivationDeclaration(ProblemType):
    """The declarations of `activation`."""

    act: str = given(Choice(NAMES), "the activation", first=True)
    x: Any = given(ANY_SHAPE, "where it is taken; of softmax, log-softmax, swiglu the rows", default=None)
    alpha: Quantity | None = given(
        NUMBER, Later("parameter: {defaults} when absent", defaults=PARAMETERS), default=None
    )
    upstream: Any = given(ANY_SHAPE, "∂L/∂y, of the shape of y", default=None)
    want: Quantity | None = given(NUMBER, "a value y; asked is the x that gives it", default=None)
    gelu: str = convention("exact", "tanh", help="form of GELU", idle=_belongs_to("gelu"))
    relu0: str = convention(
        "0", "1/2", "1", help="slope of relu-like activations at the kink", idle=_belongs_to(*KINKED)
    )
    hard_sigmoid: str = convention(
        "x/6", "x/5", help="x/6 + ½ as PyTorch and Keras 3, or 0.2·x + ½ as Keras 2", idle=_belongs_to("hard-sigmoid")
    )
    selu: str = convention(
        "exact", "rounded", help="constants with all digits, or 1.0507 and 1.6733", idle=_belongs_to("selu")
    )

    aliases = {"fn": "act", "z": "x", "negative_slope": "alpha"}
    suggestions = {**dict.fromkeys(("kind", "type", "name", "method"), "act"), "slope": "alpha"}
    sections = {
        "function": "Function",
        "values": "Values",
        "slopes": "Slopes",
        "jacobian": "Jacobian",
        "back": "Back through it",
        "want": "The x that is asked for",
        "range": "Range and largest slope",
    }
    words = {
        "identity": "identity(x) = x, and its slope is 1.",
        "sigmoid": "{sigma}(x) = 1/(1 + exp(−x)), and {sigma}′(x) = {sigma}(x)·(1 − {sigma}(x)).",
        "tanh": "tanh(x) = (exp(x) − exp(−x))/(exp(x) + exp(−x)), and tanh′(x) = 1 − tanh(x)².",
        "relu": "relu(x) = max(0, x); its slope is 1 above 0 and 0 below.",
        "leaky-relu": "leaky_relu(x) is x above 0 and {alpha}·x below; its slope is 1 above and {alpha} below.",
        "prelu": "prelu(x) is x above 0 and {alpha}·x below; its slope is 1 above and {alpha} below.",
        "elu": "elu(x) is x above 0 and {alpha}·(exp(x) − 1) below; its slope is 1 above and {alpha}·exp(x) below.",
        "selu": "selu(x) is {scale}·x above 0 and {scale}·{share}·(exp(x) − 1) below; its slope is {scale} above and "
        "{scale}·{share}·exp(x) below.",
        "gelu": "gelu(x) = x·{Phi}(x), {Phi} the distribution function of the normal distribution; "
        "gelu′(x) = {Phi}(x) + x·{phi}(x), {phi} its density.",
        "gelu-tanh": "gelu(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).",
        "softplus": "softplus(x) = ln(1 + exp(x)), and softplus′(x) = {sigma}(x).",
        "softsign": "softsign(x) = x/(1 + |x|), and softsign′(x) = 1/(1 + |x|)².",
        "silu": "silu(x) = x·{sigma}(x), and silu′(x) = {sigma}(x)·(1 + x·(1 − {sigma}(x))).",
        "mish": "mish(x) = x·tanh(s) with s = ln(1 + exp(x)), and mish′(x) = tanh(s) + x·(1 − tanh(s)²)·{sigma}(x).",
        "hard-sigmoid": "hard_sigmoid(x) = x/6 + ½ between −3 and 3, 0 below and 1 above; its slope is 1/6 between.",
        "hard-sigmoid-fifth": "hard_sigmoid(x) = 0.2·x + ½ between −2.5 and 2.5, 0 below and 1 above; its slope is 0.2 "
        "between.",
        "softmax": "softmax(x)ᵢ = exp(xᵢ)/Σⱼ exp(xⱼ), row by row.",
        "log-softmax": "log_softmax(x)ᵢ = xᵢ − ln Σⱼ exp(xⱼ), row by row.",
        "swiglu": "swiglu(a, b) = a·b·{sigma}(b), where a is the first half of a row and b the second.",
        "step": "step(x) is 1 from 0 on and 0 below; it is flat, so no gradient passes.",
        "sign": "sign(x) is 1 above 0, −1 below and 0 at 0; it is flat, so no gradient passes.",
        "jacobian of softmax": "J is yᵢ(1 − yᵢ) on the diagonal and −yᵢ·yⱼ beside it; every row sums to 0.",
        "jacobian of log-softmax": "J is 1 − pⱼ on the diagonal and −pⱼ beside it, with p = exp(y).",
        "jacobian of swiglu": "J has bᵢ·{sigma}(bᵢ) at aᵢ, aᵢ·silu′(bᵢ) at bᵢ, and 0 elsewhere.",
        "open": "The values lie between {low} and {high}; neither is reached.",
        "above": "The values lie above {low}, without an upper bound.",
        "under": "The values lie below {high}, without a lower bound.",
        "all": "Every number is a value.",
        "closed": "The values lie from {low} to {high}.",
        "from": "The least value is {low}; there is no largest.",
        "two": "The values are {low}, 0 and {high}.",
        "steps": "The values are {low} and {high}.",
        "steepest": "The slope is largest at {most_at}.",
        "limit": "The slope comes as near to {most_dy} as one likes and never exceeds it.",
        "everywhere": "The slope is {most_dy} on a whole stretch, and nowhere larger.",
        "saturated": "{places} of {all} slopes are smaller than 0.01: there it saturates, and hardly any gradient passes.",
        "both": "It saturates on both sides: far from 0 its slope goes to 0.",
        "below": "It saturates below: there its slope goes to 0.",
        "letters": "The parameter is taken to be positive.",
    }
    drawings = {"activation": ""}
    undrawn = "an activation of one number: not softmax, log-softmax or swiglu"
    results = {
        "y": "values, of the shape of x; of swiglu half as wide",
        "dy": "slope at each x, shaped alike",
        "J": "Jacobian ∂yᵢ/∂xⱼ of one row, J.i.j",
        "row.{N}.J": "Jacobian of row N, where x has several rows",
        "dx": "∂L/∂x, of the shape of x",
        "x_want": "the x whose value is the one asked for",
        "range": "the two bounds of the values, reached or not",
        "most_dy": "the largest slope, or the bound that it never exceeds",
        "most_at": "where the slope is largest, if that is one place",
    }
    symbols = {"dy": "y′", "x_want": "x", "upstream": "∂L/∂y", "dx": "∂L/∂x"}
    convention_slips = {
        "hard_sigmoid=x/5": ("takes Keras 2's 0.2·x + ½", None),
        "selu=rounded": ("rounds the constants to 1.0507 and 1.6733", None),
    }
    orders = ("act x",)
    examples = (
        "activation sigmoid x=-1.2,.5,3",
        "activation leaky-relu x=-1,0,2 alpha=.1 upstream=1,1,-2",
        "activation softmax x=2,1,.1",
        "activation sigmoid want=.8",
        "activation tanh x=z",
    )
