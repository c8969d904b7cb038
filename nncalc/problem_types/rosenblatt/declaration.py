"""What `rosenblatt` declares: givens, conventions, sections, words; and what follows from the givens alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import Field, convention, given
from nncalc.declaring.kinds import Choice, Count, WordList
from nncalc.declaring.numeric import MATRIX, Numeric
from nncalc.declaring.orders import Order
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.units import counted
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.certificates import PROOF_WORDS
from nncalc.rules.sample_labels.coding import Labels, recognised
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.reading.cells import Cell


def _not_run(problem: RosenblattDeclaration) -> str | None:
    return None if problem.counts is None else say("nothing is run with counts")


def _one_step(problem: RosenblattDeclaration) -> str | None:
    """Why there is no choice of a step, or None."""
    if problem.rule != "perceptron":
        return say("rule={rule} has a step of its own", rule=problem.rule)
    return say("labels 0/1 always step by the error") if recognised(problem.t, problem.labels) == "01" else None


class RosenblattDeclaration(ProblemType):
    """The declarations of `rosenblatt`."""

    X: Tensor = given(Numeric(2, words=MATRIX.words, symbols=False), "samples, one per row", first=True)
    t: list[Cell] = given(
        Labels(), "label of each sample: 1 and -1, or 1 and 0; class names under rule=multiclass", second=True
    )
    w: Tensor | None = given(
        Numeric(1, 2, words="one weight per input; a row per class under rule=multiclass", symbols=False),
        "weights at the start (0)",
        default=None,
    )
    b: Any = given(
        Numeric(0, 1, words="one number; one per class under rule=multiclass", symbols=False),
        "bias at the start (0)",
        default=None,
    )
    lr: Quantity = given(Numeric(0, words="one number", symbols=False), "learning rate {lr}", default="1")
    epochs: int = given(
        Count(1, 1_000_000),
        "at most so many epochs; without it a run also ends when its weights come round again",
        default=100,
    )
    theta: Quantity = given(
        Numeric(0, words="one number", symbols=False), "threshold {theta} under bias=fixed", default="0"
    )
    x0: Quantity = given(
        Numeric(0, words="1 or -1", symbols=False), "input of the bias under bias=input: 1 or -1", default="1"
    )
    classes: list[str] | None = given(
        WordList(), "classes in their order, under rule=multiclass (sorted)", default=None
    )
    counts: Tensor | None = given(
        Numeric(1, words="a whole number for each sample: 2,0,1", symbols=False),
        "mistakes of each sample, from which w and b follow; instead of a run",
        default=None,
    )
    plot: str = given(Choice(("no", "yes")), "draw samples and line, for two inputs", default="no")
    labels: str = convention("auto", "pm1", "01", help="labels ±1 or 0/1; auto recognises them from t")
    mistake: str = convention(
        "nonpositive",
        "negative",
        "output",
        help="with labels ±1: t·net ≤ 0, t·net < 0, or an output other than t; with 0/1 and step=error always the output",
        idle=_not_run,
    )
    step0: str = convention("1", "0", "-1", help="output at net 0")
    bias: str = convention(
        "learned",
        "fixed",
        "input",
        "none",
        help="a learned b; net = w·x against the fixed threshold theta; b as weight of the input x0; or none",
    )
    order: str = Field(
        Order("sample", "epochs", "restart", "once"),
        "epoch after epoch until one is clean, again from the first sample after each update, one pass, or in this "
        "order of samples",
        default="epochs",
        convention=True,
        idle=_not_run,
    )  # type: ignore[assignment]
    step: str = convention(
        "target",
        "error",
        help="with labels ±1 the weights move along t·x, or along (t − output)·x; with 0/1 always the latter",
        idle=_one_step,
    )
    rule: str = convention(
        "perceptron",
        "adaline",
        "multiclass",
        help="after mistakes only; the delta rule on the net; one weight vector per class, ties to the first",
    )

    aliases = {
        **dict.fromkeys(("alpha", "α", "rate"), "lr"), **dict.fromkeys(("y", "d"), "t"), "threshold": "theta",
        **dict.fromkeys(("samples", "data"), "X"), **dict.fromkeys(("iterations", "iters", "n_iter"), ""),
    }  # fmt: skip
    sections = {
        "rule": "Rule",
        "training": "Training",
        "end": "Result",
        "counts": "Steps of all mistakes",
        "line": "Separating line",
        "check": "Check of every sample",
        "proof": "Linear separability",
        "plot": "Drawing",
    }
    words = {
        "labels": "Labels {labels}.",
        "nonpositive": "A mistake is t·{level} ≤ 0: a sample on the border counts as one.",
        "negative": "A mistake is t·{level} < 0: a sample on the border counts as right.",
        "output": "The output is {cases}.",
        "by-output": "A mistake is an output other than t.",
        "step": "After a mistake:",
        "delta": "After every sample, a mistake or not:",
        "classes": "Classes in order: {classes}. The class with the largest net is the output, the first of equal "
        "ones. After a mistake the right class gains:",
        "loses": "The class that won loses:",
        "start": "The run starts with:",
        "counted": "Nothing is run: a sample moves the weights once for each of its mistakes, whatever their order, so the "
        "weights are those at the start and all these steps.",
        "restart": "After each update the samples come again from the first; each such pass counts as an epoch.",
        "unlisted": "The samples of the updates, in their order: --show mistakes.",
        "clean": "Epoch {epoch} brings no mistake: converged after {updates} (samples {samples}).",
        "never": "Epoch {epoch} brings no mistake: the weights at the start do for every sample.",
        "exact": "Epoch {epoch} changes nothing: every error is 0.",
        "once": "One pass with {updates}: it was not free of mistakes, so the run has not converged.",
        "limit": "Stopped after {epochs}: none was free of mistakes.",
        "limit-delta": "Stopped after {epochs}: errors remain, and each moves the weights.",
        "cycle": "At the end of epoch {last} the weights are again those at the start of epoch {first}: the run "
        "repeats with a cycle of {length} and never converges.",
        "typed": "All the same it was run for the {epochs} asked for.",
        "separable": "The classes are linearly separable: with more epochs it converges (convergence theorem).",
        **PROOF_WORDS,
        "no-line": "All weights are 0: there is no separating line.",
        "legend": "{legend}; . border.",
        "several": "samples of different labels in one place",
        "undrawn": "There is no drawing: some numbers are larger than 1e100.",
    }
    drawings = {"perceptron": "", "curve": "sse"}
    undrawn = "samples of two features, all of them numbers"
    results = {
        "w": "weights at the end; of classes a row each",
        "b": "bias at the end",
        "converged": "yes where an epoch went by without an update",
        "epochs": "epochs that were run",
        "updates": "number of updates",
        "mistakes": "numbers of the samples at which an update was made, in order",
        "table": "a row per presentation: epoch sample net output target error mistake w b, squared_error under "
        "rule=adaline; table.7.net is in the seventh",
        "sse": "sum of the squared errors of each epoch, under rule=adaline: sse.2 of the second",
        "predictions": "output for each sample with the weights at the end",
        "certificate": "one number per sample, whose weighted sum proves that no line separates them",
    }
    measured_in = {
        "epochs": counted("epochs", "epoch", "passes", "轮"),
        "updates": counted("updates", "update", "corrections", "mistakes", "次"),
    }
    convention_slips = {
        "step=error": ("uses t − output with ±1 labels, which doubles the step", 4),
        "mistake=negative": ("takes only net < 0 as a mistake, so never leaves w = 0", 5),
    }
    symbols = {"sse": "SSE"}
    orders = ("X t w",)
    examples = (
        "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 lr=1",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5 --plot",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1",
        "rosenblatt X=1,2:2,1:-1,1 t=1,-1,1 w=.1,.2 lr=.1 epochs=2 rule=adaline",
        "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 counts=2,0,5",
        "rosenblatt X=1,0:0,1:-1,-1 t=cat,car,frog classes=cat,car,frog rule=multiclass",
    )

    def sequence(self) -> list[int]:
        """The sample numbers of one epoch."""
        if self.order[0].isdecimal():
            return [int(number) for number in self.order.split(",")]
        return list(range(1, len(self.X) + 1))

    @property
    def threshold(self) -> Quantity | None:
        """θ under bias=fixed."""
        return self.theta if self.bias == "fixed" else None

    @property
    def bias_source(self) -> Quantity | None:
        """The input of b under bias=input."""
        return self.x0 if self.bias == "input" else None
