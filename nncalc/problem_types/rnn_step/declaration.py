"""What `rnn-step` declares: givens, conventions, sections, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import BIAS, MATRIX, SAMPLES, VECTOR
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.units import PARAMETERS
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.rnn_step.fields import JOINED, KINDRED, WEIGHTS
from nncalc.problem_types.rnn_step.gates import ORDERS
from nncalc.problem_types.rnn_step.results import RESULTS
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.loss_words import ASSUMED_SUM, INFINITE, ROUNDED
from nncalc.rules.losses import logarithm_of
from nncalc.words import say

if TYPE_CHECKING:
    pass


def _without_gates(problem: RnnStepDeclaration) -> str | None:
    return None if problem.cell == "gru" else say("cell={cell} has no such gate", cell=problem.cell)


def _nothing_joined(problem: RnnStepDeclaration) -> str | None:
    joined = any(name.removesuffix("_back") in JOINED for name in problem.typed)
    return None if joined else say("no matrix is joined on [x, h]")


def _without_target(problem: RnnStepDeclaration) -> str | None:
    return say("there is no target t") if problem.t is None else None


def _at_most_one_target(problem: RnnStepDeclaration) -> str | None:
    return _without_target(problem) or (say("one output alone has a target") if problem.targets == 1 else None)


class RnnStepDeclaration(ProblemType):
    """The declarations of `rnn-step`."""

    cell: str = given(Choice(("rnn", "lstm", "gru")), "kind of cell", default="rnn")
    x: Tensor = given(SAMPLES, "input: one step, or steps as rows", first=True)
    h0: Tensor | None = given(VECTOR, "state before the first step; 0 when absent", default=None)
    c0: Tensor | None = given(
        VECTOR, "cell state before the first step; 0 when absent", default=None, belongs=("cell", "lstm")
    )
    vars().update(WEIGHTS)
    gates: str | None = given(Choice(tuple(ORDERS)), "order in which Wx and Wh stack the gates", default=None)
    direction: str = given(Choice(("forward", "backward", "both")), "which way x is read", default="forward")
    Why: Tensor | None = given(MATRIX, "weights of the output layer, on h (on [h, h_back] in both)", default=None)
    by: Any = given(BIAS, "bias of the output layer", default=None)
    act_y: str = given(Choice(tuple(ACTIVATIONS)), "activation of the output layer", default="identity")
    t: Tensor | None = given(SAMPLES, "target of every output, as rows, or of the last one", default=None)
    grad: str = given(Choice(("no", "yes")), "back-propagation through time", default="no")
    act: str = convention("tanh", "relu", "identity", "sigmoid", help="activation of state, candidate and cell state")
    z_on: str = convention(
        "candidate", "old", help="new state (1 − z)·h + z·n, or z·h + (1 − z)·n", idle=_without_gates
    )
    reset: str = convention(
        "before", "after", help="reset gate before or after the recurrent product", idle=_without_gates
    )
    form: str = convention("column", "row", help="W·x with one row of W per unit, or x·W with one column")
    concat: str = convention("xh", "hx", help="order of x and h under a joined matrix", idle=_nothing_joined)
    loss: str = convention(*LOSSES, help="loss of one output", idle=_without_target)
    reduction: str = convention("sum", "mean", help="over the outputs of several steps", idle=_at_most_one_target)

    aliases = {
        "h": "h0", "c": "c0", "h_prev": "h0", "c_prev": "c0",
        "Wxc": "Wxg", "Whc": "Whg", "Wc": "Wg", "bc": "bg", "cell_type": "cell",
        **dict.fromkeys(("weight", "weights", "bias", "biases"), ""),
    }  # fmt: skip
    suggestions = {
        "kind": "cell", "type": "cell", "Ui": "Whi", "Uf": "Whf", "Uo": "Who", "Uc": "Whg", "Ug": "Whg",
        "Uz": "Whz", "Ur": "Whr", **dict.fromkeys(("W_ih", "weight_ih_l0"), "Wxh"),
        **dict.fromkeys(("W_hh", "weight_hh_l0"), "Whh"),
    }  # fmt: skip
    kindred = KINDRED
    sections = {
        "outputs": "Outputs",
        "loss": "Loss",
        "errors": "Errors at the outputs",
        "through": "Back through time",
        "products": "Product of the Jacobians",
        "through_back": "Back through time, the backward direction",
        "products_back": "Product of the Jacobians, the backward direction",
        "gradients": "Gradients",
        "params": "Number of parameters",
    }
    words = {
        "stacked": "Wx and Wh hold the gates one after the other, {order}: {units} for each.",
        "joined": "The part of the weights on x and the part on h:",
        "same": "Both directions use the same weights; those of the backward direction would end in _back.",
        "rnn": "J of a step is ∂h/∂h′, the derivative of its state with respect to the state before it. P multiplies "
        "them up, from the last step back; chain takes ∂E/∂h of the last step through P: its part of an earlier one.",
        "lstm": "Along the cell state alone ∂c/∂c′ is the forget gate; P multiplies them up, from the last step back.",
        "gru": "Along the direct path alone ∂h/∂h′ is the share of h′ that the update gate keeps; P multiplies it up.",
        **ROUNDED,
        **INFINITE,
        "assumed": ASSUMED_SUM,
        "cell alone": "The output layer is not counted; it has {more} more.",
        "alone": "Only the last output has a loss, so chain is all of ∂E/∂h.",
    }
    convention_slips = {
        **{f"z_on={value}": ("swaps z and 1 − z", 56) for value in ("candidate", "old")},
        **{
            f"reset={value}": ("puts the reset gate on the other side of the product", 57)
            for value in ("before", "after")
        },
    }
    drawings = {"unrolled": ""}
    results = RESULTS
    measured_in = {"params": PARAMETERS}
    logarithm = logarithm_of
    further = (
        "rnn-step cell=lstm x=1 h0=.5 c0=-.3 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0 bf=1",
        "rnn-step cell=lstm x=1,2,-1 h0=.5 c0=-.3 Wi=.1,.2,0,.3 Wf=.4,.5,0,.6 Wg=.7,.8,0,.9 Wo=.2,.1,0,0 bf=1",
        "rnn-step cell=gru gates=rzn x=1 Wx=.1:.3:.5 Wh=.7:.8:.9",
        "rnn-step cell=gru gates=rzn x=1,-1,2 Wx=.1,.2,0:.3,.4,0:.5,.6,0 Wh=.7:.8:.9",
    )
    orders = ("x Wxh Whh h0", "x h0 Wxh Whh")
    examples = (
        "rnn-step x=1,0:0,1:1,1 h0=0,0 Wxh=1,0:0,1 Whh=.5,0:0,-1/2 act=tanh",
        "rnn-step x=1:2 Wxh=.5 Whh=.8 bh=.1 Why=2 t=1:0 grad=yes",
        "rnn-step cell=lstm x=1,2 h0=.5 c0=-.3 Wi=.1,.2,.3 Wf=.4,.5,.6 Wg=.7,.8,.9 Wo=.2,.1,0 bf=1",
        "rnn-step cell=gru gates=rzn x=1,-1 Wx=.1,.2:.3,.4:.5,.6 Wh=.7:.8:.9 z_on=old reset=after",
        "rnn-step x=x1:x2 Wxh=u Whh=w bh=b h0=h",
    )

    targets: int
    """How many outputs have a target."""
