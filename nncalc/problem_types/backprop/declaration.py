"""What `backprop` declares: givens, conventions, sections, words; and what follows from the givens alone."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.numeric import NUMBER, SAMPLES
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.losses import ASSUMED_SUM, INFINITE
from nncalc.rules.network import GIVEN_WORDS, Network
from nncalc.words import say


class BackpropDeclaration(Network):
    """The declarations of `backprop`."""

    lr: Quantity | None = given(NUMBER, "learning rate; without it no updates are made", default=None)
    epochs: int = given(
        Count(1, 1_000_000),
        "how often to go through all samples at once; between the first and the last only losses are kept, and what is "
        "asked for: --show epoch.2.W1",
        default=1,
    )
    upstream: Tensor | None = given(SAMPLES, "∂E/∂y of the last layer, instead of t and a loss", default=None)
    update: str = convention(
        "simultaneous",
        "sequential",
        help="all gradients with the old weights, or each layer at once, output layer first",
        idle=lambda p: say("nothing is updated without lr") if p.lr is None else None,
    )
    biases: str = convention(
        "trained",
        "frozen",
        help="whether biases are updated",
        idle=lambda p: None if p.b else say("no layer has a bias"),
    )
    strength: Quantity | None = given(NUMBER, "{strength} of the penalty on the weights, with regularize", default=None)
    regularize: str = given(
        Choice(("none", "l1", "l2")),
        "what is added to the loss: {strength}Σ|w| (l1) or ½{strength}Σw² (l2), over all weights and no bias",
        default="none",
    )
    penalty: str = convention(
        "half", "whole", help="½{strength}Σw² adds {strength}w to a gradient, {strength}Σw² adds 2{strength}w",
        idle=lambda p: None if p.regularize == "l2" else say("regularize is not l2"),
    )  # fmt: skip
    delta: str = convention("gradient", "error", help="delta is ∂E/∂z, or the error signal (t − y)·f′")

    aliases = {"y": "t", "d": "t", "rate": "lr"}
    sections = {
        "given": "How the givens are read",
        "forward": "Forward pass",
        "loss": "Loss",
        "output": "Delta of the output layer",
        "hidden": "Deltas of the hidden layers",
        "sequence": "Output layer first, each update used at once",
        "gradients": "Gradients",
        "updates": "Updates",
        "after": "After the update",
    }
    words = {
        **GIVEN_WORDS,
        **INFINITE,
        "one between": "Epoch 2 is worked in the same way: --show epoch.2.loss shows it.",
        "between": "Epochs 2 to {last} are worked in the same way: --show epoch.2.loss shows one.",
        "no update": "An infinite loss has no update: the new weights are no numbers.",
        "out of the domain": "The update leads out of the domain of the loss: {words} is of outputs between 0 and 1, and "
        "y_new holds {value}. So loss_new is undefined; all else stands.",
        "chain": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always comes to {short}.",
        "chain of a distribution": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always "
        "comes to {short}, because the targets of a sample sum to 1.",
        "assumed": ASSUMED_SUM,
        "error signal": "The error signal {delta} is minus that: {short}.",
    }
    results = Network.results | {
        "loss_data": "loss of all samples without the penalty; `loss` holds it",
        "penalty": "what regularize adds to the loss",
        "dy": "∂E/∂y, as y",
        "dz{N}": "∂E/∂z of the last layer N, worked by the long chain as well",
        "da{N}": "∂E/∂a of layer N, as a",
        "delta{N}": "∂E/∂z of layer N, as z; minus that under delta=error",
        "dW{N}": "∂E/∂W of layer N, as W",
        "dW_data{N}": "∂E/∂W of layer N without the penalty",
        "db{N}": "∂E/∂b of layer N, as b",
        "dx": "∂E/∂x, as x",
        "W{N}_new": "weights of layer N after the update",
        "b{N}_new": "biases of layer N after the update",
        "z{N}_new": "weighted sums of layer N with the new weights",
        "a{N}_new": "activations of layer N with the new weights",
        "y_new": "output with the new weights",
        "losses_new": "loss of each sample with the new weights",
        "loss_new": "loss with the new weights",
        "loss_data_new": "that without the penalty",
        "penalty_new": "penalty on the new weights",
        "epoch.{N}.{NAME}": "NAME in epoch N, W1 and b1 before its update: of the first, the last and those asked for; "
        "epoch.N.loss of all",
    }
    symbols = {"loss_data": "D", "dW_data": "∂D/∂W", "penalty": "R"}
    convention_slips = {"update=sequential": ("uses the updated weights of the next layer in the delta", 9)}
    examples = (
        "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5",
        "backprop x=x1,x2 W1=w1,w2 act1=sigmoid t=t",
        "backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0",
    )

    def idle_conventions(self) -> dict[str, str]:
        idle = super().idle_conventions()
        if self.strength is not None and self.regularize == "none":
            idle["strength"] = say("regularize is none")
        return idle

    @property
    def divisor(self) -> int:
        """N where the loss is the mean over N samples, else 1."""
        return int(self.x.shape[0]) if self.every_sample and self.reduction == "mean" else 1
