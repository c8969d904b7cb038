"""What `backprop` declares: givens, conventions, sections, words; and what follows from the givens alone."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.numeric import NUMBER, SAMPLES
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.loss_words import ASSUMED_SUM, INFINITE
from nncalc.rules.network import GIVEN_WORDS, Network
from nncalc.words import say

OPTIMIZERS = (
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax", "nadam", "amsgrad", "adamw"
)  # fmt: skip
"""The rules of `nncalc.rules.optimizers`, which a plain page does without."""
SCHEDULES = ("none", "step", "exponential", "inverse", "cosine", "linear", "linear-warmup")
"""And its schedules."""

_DROPPED = "p1=.2, the share that is dropped"


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
    optimizer: str = given(
        Choice(OPTIMIZERS),
        "rule of the updates, for every weight and bias on its own; states begin at 0",
        default="sgd",
    )
    schedule: str = given(
        Choice(SCHEDULES), "how the learning rate changes, from one update to the next", default="none"
    )
    mu: Quantity | None = given(NUMBER, "momentum; .9, of rmsprop 0 when absent", default=None)
    beta1: Quantity | None = given(NUMBER, "constant of the first moment; .9 when absent", default=None)
    beta2: Quantity | None = given(NUMBER, "constant of the second moment; .999 when absent", default=None)
    rho: Quantity | None = given(NUMBER, "constant of the mean square; .9, of adadelta .95 when absent", default=None)
    eps: Quantity | None = given(
        NUMBER, "what keeps the division from 0; 1e-8, of adadelta 1e-6 when absent", default=None
    )
    dampening: Quantity | None = given(NUMBER, "share of the gradient that velocity=torch leaves out", default=None)
    psi: Quantity | None = given(NUMBER, "how fast nadam=torch raises its constant; .004 when absent", default=None)
    decay: Quantity | None = given(NUMBER, "decay of adamw, by which weights and biases shrink first", default=None)
    gamma: Quantity | None = given(NUMBER, "factor of a schedule", default=None)
    every: int | None = given(Count(1), "updates between two changes of schedule=step", default=None)
    total: int | None = given(Count(1), "updates of schedule=cosine and linear", default=None)
    warmup: int | None = given(Count(1), "updates of schedule=linear-warmup", default=None)
    lr_min: Quantity | None = given(NUMBER, "least rate of schedule=cosine; 0 when absent", default=None)
    start_factor: Quantity | None = given(
        NUMBER, "share of the rate that schedule=linear begins with; 1/3 when absent", default=None
    )
    velocity: str = given(
        Choice(("minus", "plus", "torch", "ema")),
        "v = {mu}v − {lr}g, w + v; v = {mu}v + {lr}g, w − v; v = {mu}v + g, w − {lr}v; v = {mu}v + (1 − {mu})g, w − {lr}v",
        default="minus",
    )
    nesterov: str = given(
        Choice(("lookahead", "torch")), "the pass at the point ahead, or the velocity looked through once more",
        default="lookahead",
    )  # fmt: skip
    eps_place: str = given(
        Choice(("outside", "inside", "hat")), "√v + {eps}, √(v + {eps}), or √v + {eps} under a corrected rate",
        default="outside",
    )  # fmt: skip
    bias_correction: str = given(Choice(("yes", "no")), "of moments, which begin at 0", default="yes")
    nadam: str = given(
        Choice(("constant", "torch")), "a constant first moment, or PyTorch's rising one", default="constant"
    )
    centered: str = given(Choice(("no", "yes")), "whether rmsprop takes the squared mean gradient off", default="no")
    mask: dict[int, Tensor] = given(
        SAMPLES, "dropout after hidden layer N: 1 for each unit that is kept, 0 for the others; or a row a sample",
        family=True,
    )  # fmt: skip
    p: dict[int, Quantity] = given(
        NUMBER, "probability that a unit of layer N is dropped, with maskN; .5 when absent", family=True
    )
    batch: int | None = given(
        Count(1), "samples of an update, in the order given; all of them when absent", default=None
    )
    last: str = convention(
        "keep", "drop", help="whether the last samples of an epoch make an update when they do not fill a batch",
        idle=lambda p: say("batch is not given: every update sees all samples") if p.batch is None else None,
    )  # fmt: skip
    delta: str = convention("gradient", "error", help="delta is ∂E/∂z, or the error signal (t − y)·f′")

    aliases = {"y": "t", "d": "t", "rate": "lr", **dict.fromkeys(("dropout", "drop_rate", "dropout_rate"), "p")}
    suggestions = dict.fromkeys(("keep", "keep_prob", "keep_rate", "保留概率"), _DROPPED)
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
        "dropped": "Dropout after layer {layer}: in training a unit is kept where mask{layer} is 1, and what it gives is "
        "divided by the kept share.",
        "in use": "After the update the network is in use, where nothing is dropped.",
        "samples": "This update sees samples {first} to {last}.",
        "sample": "This update sees sample {first}.",
        "left out": "The last samples of an epoch do not fill a batch and are left out: {rest}.",
        "step between": "Step 2 is worked in the same way: --show step.2.loss shows it.",
        "steps between": "Steps 2 to {last} are worked in the same way: --show step.2.loss shows one.",
        "no update": "An infinite loss has no update: the new weights are no numbers.",
        "out of the domain": "The update leads out of the domain of the loss: {words} is of outputs between 0 and 1, and "
        "y_new holds {value}. So loss_new is undefined; all else stands.",
        "chain": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always comes to {short}.",
        "chain of a distribution": "That was the long chain: ∂E/∂y through the derivative of {act}. With {loss} it always "
        "comes to {short}, because the targets of a sample sum to 1.",
        "assumed": ASSUMED_SUM,
        "error signal": "The error signal {delta} is minus that: {short}.",
    }
    drawings = Network.drawings | {"curve": "epoch.*.loss"}
    results = Network.results | {
        "loss_data": "loss of all samples without the penalty; `loss` holds it",
        "penalty": "what regularize adds to the loss",
        "q{N}": "share of the units of layer N that are kept",
        "a_kept{N}": "what layer N passes on after dropout, as a",
        "da_kept{N}": "∂E/∂a_kept of layer N, as a",
        "dy": "∂E/∂y, as y",
        "dz{N}": "∂E/∂z of the last layer N, worked by the long chain as well",
        "da{N}": "∂E/∂a of layer N, as a",
        "delta{N}": "∂E/∂z of layer N, as z; minus that under delta=error",
        "dW{N}": "∂E/∂W of layer N, as W",
        "dW_data{N}": "∂E/∂W of layer N without the penalty",
        "db{N}": "∂E/∂b of layer N, as b",
        "dx": "∂E/∂x, as x",
        "{v|m|s|u|G|vmax}_{W|b}{N}": "state of the optimizer for W or b of layer N, after the update",
        "{v|m|s|u|G|vmax|mu_product}_{W|b}{N}_old": "that state before it",
        "{mhat|vhat|move}_{W|b}{N}": "corrected moments, and the change of adadelta before the learning rate",
        "{rate|mu_t|mu_next|mu_product}_{W|b}{N}": "corrected rate of eps_place=hat, constants of nadam=torch",
        "{W|b}{N}_ahead": "point at which Nesterov's pass is made",
        "{W|b}{N}_decayed": "weights or biases after adamw shrank them",
        "lr_used": "learning rate of this update, by the schedule",
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
        "epoch.N.loss of all; with batch the weights before its first update, and the loss of the samples it saw",
        "step.{N}.{NAME}": "with batch: NAME in update N, counted through all epochs; of the last it has its own name too",
    }
    symbols = {
        "lr_used": "η_t",
        "mhat_W": "m̂_W",
        "mhat_b": "m̂_b",
        "vhat_W": "v̂_W",
        "vhat_b": "v̂_b",
        "a_kept": "ã",
        "da_kept": "∂E/∂ã",
        "mask": "m",
        "loss_data": "D",
        "dW_data": "∂D/∂W",
        "penalty": "R",
    }
    convention_slips = {"update=sequential": ("uses the updated weights of the next layer in the delta", 9)}
    further = (
        "backprop x=1 W1=.5 b1=.1 act1=sigmoid t=1 lr=.5",
        "backprop x=1,2 W1=.5,-.25 b1=.1 act1=sigmoid t=1 lr=.5",
        "backprop x=1,2,3 W1=.5,-.25,.1 b1=.1 act1=sigmoid t=1 lr=.5",
    )
    orders = ("x W1 t", "x W1 b1 t")
    examples = (
        "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5",
        "backprop x=x1,x2 W1=w1,w2 act1=sigmoid t=t",
        "backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0",
    )

    @property
    def is_plain(self) -> bool:
        """Whether an update takes the learning rate times the gradient off, and nothing more."""
        return self.optimizer == "sgd" and self.schedule == "none"
