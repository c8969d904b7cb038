"""What `optimizer` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.formula_kind import FORMULA
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.letters import Letter, Printed
from nncalc.declaring.numeric import NUMBER, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.rules.optimizers.givens import RULES_WITH
from nncalc.rules.optimizers.schedules import NEEDED
from nncalc.rules.optimizers.updates import UPDATES
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.formula import Formula
    from nncalc.engine.quantity import Quantity

WEIGHTS = Numeric(0, 1, 2, words="a number, a vector or a matrix")
GRADIENTS = Numeric(
    0, 1, 2, 3, words="one for all steps, or one a step: 4,-1 of a number, rows of a vector, :: of a matrix"
)


def of_its_rules(convention: str) -> Any:
    """The reason why a convention is idle: another rule."""
    return lambda p: None if p.rule in RULES_WITH[convention] else say("the rule is {rule}", rule=p.rule)


class OptimizerDeclaration(ProblemType):
    """The declarations of `optimizer`."""

    rule: str = given(Choice(tuple(UPDATES)), "update rule", first=True, default="sgd")
    w: Any = given(WEIGHTS, "weights at the start: a number, a vector, a matrix", default=None)
    g: Any = given(GRADIENTS, "gradient of every step, or of each: a number, a row, a matrix", default=None)
    f: Formula | None = given(FORMULA, "what is made small, in w, in w1, w2 … or in names of your own", default=None)
    steps: int | None = given(Count(1, 10_000), "how many steps; as many as gradients, else 1", default=None)
    lr: Quantity | None = given(NUMBER, "learning rate; adadelta 1 when absent", default=None)
    mu: Quantity | None = given(NUMBER, "momentum; .9, of rmsprop 0 when absent", default=None)
    beta1: Quantity = given(NUMBER, "constant of the first moment", default="0.9")
    beta2: Quantity = given(NUMBER, "constant of the second moment", default="0.999")
    rho: Quantity | None = given(NUMBER, "constant of the mean square; .9, of adadelta .95 when absent", default=None)
    eps: Quantity | None = given(
        NUMBER, "what keeps the division from 0; 1e-8, of adadelta 1e-6 when absent", default=None
    )
    dampening: Quantity = given(NUMBER, "share of the gradient that velocity=torch leaves out", default="0")
    psi: Quantity = given(NUMBER, "how fast nadam=torch raises its constant", default="0.004")
    v0: Any = given(WEIGHTS, "v before the first step: velocity, or second moment; 0 when absent", default=None)
    m0: Any = given(WEIGHTS, "first moment before the first step; 0 when absent", default=None)
    s0: Any = given(WEIGHTS, "mean square before the first step; 0 when absent", default=None)
    u0: Any = given(
        WEIGHTS, "mean squared change, or largest gradient, before the first step; 0 when absent", default=None
    )
    G0: Any = given(WEIGHTS, "sum of squares before the first step; the convention start when absent", default=None)
    t0: int = given(Count(0, 1_000_000), "steps that were made before", default=0)
    decay: Quantity | None = given(NUMBER, "weight decay; none when absent", default=None)
    clip: Quantity | None = given(NUMBER, "largest norm of a gradient; no limit when absent", default=None)
    gamma: Quantity | None = given(NUMBER, "factor of a schedule", default=None)
    every: int | None = given(Count(1), "steps between two changes of schedule=step", default=None)
    total: int | None = given(Count(1), "steps of schedule=cosine and linear", default=None)
    warmup: int | None = given(Count(1), "steps of schedule=linear-warmup", default=None)
    lr_min: Quantity = given(NUMBER, "least rate of schedule=cosine", default="0")
    start_factor: Quantity = given(NUMBER, "share of the rate that schedule=linear begins with", default="1/3")
    schedule: str = convention(*NEEDED, help="how the learning rate changes")
    velocity: str = convention(
        "minus", "plus", "torch", "ema",
        help="v = {mu}v − {lr}g, w + v; v = {mu}v + {lr}g, w − v; v = {mu}v + g, w − {lr}v; v = {mu}v + (1 − {mu})g, w − {lr}v",
        idle=of_its_rules("velocity"),
    )  # fmt: skip
    nesterov: str = convention(
        "lookahead", "torch", help="the gradient at the point ahead, or the velocity looked through once more",
        idle=of_its_rules("nesterov"),
    )  # fmt: skip
    eps_place: str = convention(
        "outside", "inside", "hat", help="√v + {eps}, √(v + {eps}), or √v + {eps} under a corrected rate",
        idle=of_its_rules("eps_place"),
    )  # fmt: skip
    bias_correction: str = convention(
        "yes", "no", help="of moments that begin at 0", idle=of_its_rules("bias_correction")
    )
    nadam: str = convention(
        "constant", "torch", help="a constant first moment, or PyTorch's rising one", idle=of_its_rules("nadam")
    )
    l2: str = convention(
        "half", "whole", "decoupled", help="½{strength}w² adds {strength}w to the gradient, {strength}w² adds 2{strength}w, "
        "or w is shrunk first",
        idle=lambda p: say("there is no decay") if p.decay is None else of_its_rules("l2")(p),
    )  # fmt: skip
    start: str = convention("0", ".1", help="sum of squares at the start", idle=of_its_rules("start"))
    centered: str = convention(
        "no", "yes", help="whether the squared mean gradient is taken off", idle=of_its_rules("centered")
    )

    aliases = {
        **dict.fromkeys(("grad", "gradient", "gradients"), "g"), "epsilon": "eps", "ε": "eps",
        "β1": "beta1", "β2": "beta2", "momentum": "mu", "weight_decay": "decay",
        **dict.fromkeys(("method", "optimizer"), "rule"),
    }  # fmt: skip
    suggestions = {"beta": "mu", "m": "m0", "v": "v0", "s": "s0", **dict.fromkeys(("kind", "type", "name"), "rule")}
    sections = {"function": "Function", "step": "Update", "table": "All steps", "size": "Size of the last change"}
    words = {
        "rate stays": "No learning rate {lr} is given: it stays a letter.",
        "first": "In the first step the velocity is the gradient.",
        "clipped": "The gradient's norm is {norm}, above {clip}: it is shortened to that.",
        "not clipped": "The gradient's norm is {norm}, not above {clip}: it stays.",
        "ahead": "The gradient that is given is taken to be that of the point ahead.",
    }
    drawings = {"descent": "", "curve": "step.*.f step.*.lr"}
    undrawn = "numbers, and two steps or more"
    results = {
        "w": "weights after the last step",
        "v": "velocity, or second moment, after the last step",
        "m": "first moment, or mean gradient of centered=yes, after the last step",
        "s": "mean square after the last step",
        "u": "mean squared change of adadelta, largest gradient of adamax",
        "G": "sum of squares after the last step",
        "vmax": "largest second moment so far",
        "mhat": "corrected first moment",
        "vhat": "corrected second moment",
        "move": "change before the learning rate, of adadelta",
        "rate": "corrected rate of eps_place=hat",
        "mu_{t|next|product}": "constants of nadam=torch",
        "f": "value of the formula at the last weights",
        "g": "gradient of the last step, as it was used",
        "{g_raw|g_norm}": "gradient before it was clipped or a decay was added, and its norm",
        "ahead": "point at which Nesterov's gradient is taken",
        "lr": "learning rate of the last step",
        "w_decayed": "weights after they were shrunk by a decoupled decay",
        "change": "new weights less old ones, of the last step",
        "change_norm": "norm of that change",
        "step.{N}.{NAME}": "NAME in step N: step.2.w is new, step.2.g belongs to the old weights",
        "table": "a row a step: table.3.w",
        "{NAME}": "a parameter of f with a name of your own, after the last step",
    }
    symbols = {
        "beta1": Printed("β1", Letter("β", r"\beta"), Letter("1", "1"), None, False),
        "beta2": Printed("β2", Letter("β", r"\beta"), Letter("2", "2"), None, False),
        "gamma": "γ",
        "change": "Δw",
        "lr_used": "η",
        "vmax": "v_max",
        "psi": "ψ",
        "g_norm": "‖g‖",
        "change_norm": "‖Δw‖",
    }
    orders = ("rule w g lr", "rule w f lr")
    examples = (
        "optimizer adam w=1 f=w² lr=.1 steps=3",
        "optimizer momentum w=.1,.2 g=2,-1:1,-2 lr=.1 mu=1",
        "optimizer sgd x=5 y=2 f=x²+3·y² lr=.1 steps=2",
        "optimizer adam w=1 g=.25,-.1,.4 lr=.01",
        "optimizer lr=.1 schedule=cosine total=10 steps=4",
    )
