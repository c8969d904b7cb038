"""What `loss` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import NUMBER, PROBABILITIES, SAMPLES
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.rules.loss_functions import ALL_LOSSES, Loss
from nncalc.rules.loss_words import ASSUMED_SUM, INFINITE, ROUNDED
from nncalc.rules.reductions import idle_reduction
from nncalc.rules.sample_labels.coding import ZERO_ONE
from nncalc.words import say

if TYPE_CHECKING:
    pass


class LossDeclaration(ProblemType):
    """The declarations of `loss`."""

    kind: str = given(Choice(tuple(ALL_LOSSES)), "which loss", first=True)
    y: Tensor = given(PROBABILITIES, "targets: the outputs of one sample, or one row for each sample", second=True)
    yhat: Tensor | None = given(PROBABILITIES, "outputs, in the shape of y", default=None)
    z: Tensor | None = given(
        SAMPLES, "logits instead of yhat: bce takes their sigmoid, cross-entropy and kl their softmax", default=None
    )
    weights: Tensor | None = given(
        SAMPLES, "one weight for each output, a column 1:2:3 for each sample, or the shape of y", default=None
    )
    delta: Quantity = given(NUMBER, "where huber turns from a parabola into a line", default="1", as_number=True)
    log: str = convention(
        "e",
        "2",
        "10",
        help="base of the logarithm in bce, cross-entropy and kl",
        idle=lambda p: None if p.loss.entropy else say("kind={kind} has no logarithm", kind=p.kind),
    )
    reduction: str = convention(
        "mean",
        "sum",
        "weighted-mean",
        help="over the samples; weighted-mean divides by the sum of their weights",
        idle=lambda p: idle_reduction(p, len(rows_of(p.y))),
    )

    aliases = {
        "t": "y",
        "loss": "kind",
        "loss_fn": "kind",
        "criterion": "kind",
        "base": "log",
        "sample_weight": "weights",
    }
    swaps = {"t": "y", "y": "yhat"}
    suggestions = {"p": "yhat", "q": "yhat", "type": "kind"}
    sections = {"given": "How the givens are read", "outputs": "Outputs", "loss": "Loss", "gradient": "Gradient"}
    words = {
        **ROUNDED,
        **INFINITE,
        **ZERO_ONE,
        "kink": "The absolute value has no derivative at 0; 0 is taken there.",
        "assumed": ASSUMED_SUM,
        "logits": "Through the derivative of the {act} the denominators cancel:",
    }
    results = {
        "yhat": "outputs worked out of the logits z, as y",
        "losses": "loss of each sample",
        "loss": "loss of all samples",
        "dyhat": "∂L/∂yhat, as y",
        "dz": "∂L/∂z, as z",
    }
    symbols = {"loss": "L", "losses": "L", "weights": "w"}
    convention_slips = {
        "log=10": ("takes log₁₀ for ln", 33),
        "log=2": ("takes log₂ for ln", 33),
        "reduction=sum": ("takes the sum for the mean", 21),
    }
    orders = ("kind y yhat",)
    examples = (
        "loss kind=bce y=1,0,1 yhat=.9,.2,.6",
        "loss kind=bce y=1,0 z=2,-1",
        "loss kind=huber y=0,0,0 yhat=.5,-3,1 delta=1",
        "loss kind=mse y=1,2:3,4 yhat=1.5,2:2,4.5",
        "loss kind=kl y=.5,.5 yhat=.9,.1 log=2",
    )

    def logarithm(self) -> str:
        return self.log if self.loss.entropy else ""

    @property
    def loss(self) -> Loss:
        """The row of the kind."""
        return ALL_LOSSES[self.kind]
