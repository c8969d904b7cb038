"""What `softmax-loss` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, WordList
from nncalc.declaring.numeric import NUMBER, PROBABILITIES, PROBABILITY, SAMPLES, VECTOR
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.rules.loss_words import ROUNDED
from nncalc.rules.reductions import idle_reduction
from nncalc.rules.sample_labels.targets import (
    RightClasses,
    no_class_numbers,
)
from nncalc.words import say

if TYPE_CHECKING:
    pass


class SoftmaxLossDeclaration(ProblemType):
    """The declarations of `softmax-loss`."""

    z: Tensor | None = given(
        SAMPLES, "scores (logits) of one sample, or one row for each sample", first=True, default=None
    )
    p: Tensor | None = given(PROBABILITIES, "probabilities instead of scores (input=probabilities)", default=None)
    input_: str | None = given(
        Choice(("scores", "probabilities")),
        "what is given: scores z, or probabilities p; when absent, whichever is there",
        default=None,
    )
    y: Any = given(
        RightClasses(),
        "true class of each row: numbers, names among classes, or rows of target probabilities",
        default=None,
        second=True,
    )
    classes: list[str] | None = given(WordList(), "names of the classes, in the order of the scores", default=None)
    weights: Tensor | None = given(VECTOR, "weight of each class in the loss", default=None)
    sample_weights: Tensor | None = given(VECTOR, "weight of each row in the loss", default=None)
    temperature: Quantity | None = given(NUMBER, "temperature T: softmax of z/T", default=None)
    smoothing: Quantity | None = given(
        PROBABILITY, "label smoothing {smoothing}: (1 − {smoothing})·y + {smoothing}/K", default=None
    )
    jacobian: str = given(Choice(("no", "yes")), "whether the Jacobian ∂p/∂z is wanted", default="no")
    log: str = convention("e", "2", "10", help="base of the logarithm")
    reduction: str = convention(
        "mean",
        "sum",
        "weighted-mean",
        help="over the rows; weighted-mean divides by the sum of their weights",
        idle=lambda p: say("there is no y, so no loss") if p.y is None else idle_reduction(p, len(rows_of(p.y))),
    )
    first_: str = convention("0", "1", help="number of the first class", idle=no_class_numbers)

    typed_as = ""
    """How y was given: numbers | names | rows."""

    aliases = {
        "t": "y", "x": "z", "base": "log", **dict.fromkeys(("tau", "temp"), "temperature"),
        **dict.fromkeys(("label_smoothing", "epsilon", "eps"), "smoothing"), "class_weights": "weights",
        "sample_weight": "sample_weights",
    }  # fmt: skip
    sections = {
        "given": "How the givens are read",
        "softmax": "Softmax",
        "two": "Two classes",
        "loss": "Cross-entropy",
        "gradient": "Gradient",
        "jacobian": "Jacobian of the softmax",
    }
    words = {
        "numbers": "y={typed} counts the classes from {first}; as target probabilities: {rows}.",
        "names": "y={typed} names classes; as target probabilities: {rows}.",
        "row": "y has as many numbers as the row has scores: it is read as one row of target probabilities.",
        **ROUNDED,
        "probabilities": "Probabilities are given, so no softmax is taken; dz belongs to scores whose softmax is p.",
        "rounded probabilities": "Probabilities are given, so no softmax is taken.",
        "two": "The softmax of two scores is the sigmoid of their difference:",
        "infinite": "The target has probability 0: minus its logarithm is infinite, and so is the loss.",
        "infinite row": "The target has probability 0 in row {row}: minus its logarithm is infinite, and so is the loss.",
        "jacobian": "∂pᵢ/∂zⱼ is pᵢ(1 − pᵢ){over} on the diagonal and −pᵢ·pⱼ{over} beside it; every row sums to 0.",
        "rounded jacobian": "∂pᵢ/∂zⱼ is pᵢ(1 − pᵢ) on the diagonal and −pᵢ·pⱼ beside it.",
    }
    results = {
        "e": "exponentials of z/T, as z", "S": "their sum, one per row", "p": "probabilities e/S, as z",
        "logp": "their logarithms", "sigmoid": "{sigma}(z₁ − z₂) of two scores, one per row", "t": "smoothed targets, as z",
        "losses": "loss of each row", "loss": "loss of all rows", "dz": "∂L/∂z, as z",
        "J": "∂p/∂z, classes × classes; of several rows one each", "J.{N}": "that of row N",
    }  # fmt: skip
    symbols = {"loss": "L", "losses": "L", "weights": "w", "sample_weights": "v", "temperature": "T"}
    convention_slips = {
        "log=10": ("takes log₁₀ for ln", 33),
        "log=2": ("takes log₂ for ln", 33),
        "reduction=sum": ("takes the sum for the mean", 21),
    }
    orders = ("z y",)
    swaps = {"p": "z"}
    examples = (
        "softmax-loss z=3.2,5.1,-1.7 y=0",
        "softmax-loss z=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 y=cat,car,frog classes=cat,car,frog",
        "softmax-loss p=.7,.2,.1 input=probabilities y=0 log=2",
        "softmax-loss z=2,1,0:0,1,1 y=0,1 sample_weights=1,3 reduction=weighted-mean",
        "softmax-loss z=2,1 y=.9,.1 temperature=2 jacobian=yes",
        "softmax-loss z=1000,0 y=1",
    )

    def logarithm(self) -> str:
        return self.log
