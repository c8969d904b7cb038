"""What `hebb` declares: givens, conventions, sections, words, results; and what the givens must satisfy together."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.numeric import NUMBER, SAMPLES, VECTOR
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.words import count, say

RULES = ("hebb", "delta", "oja", "correlation")
NEED_TARGETS = ("delta", "correlation")


def _no_bias(problem: HebbDeclaration) -> str | None:
    return None if problem.taught else say("without targets there is no bias")


def _no_test(problem: HebbDeclaration) -> str | None:
    return None if problem.labels else say("the targets are not those of two classes")


class HebbDeclaration(ProblemType):
    """The declarations of `hebb`."""

    X: Tensor = given(SAMPLES, "samples, a row each", first=True)
    t: Tensor | None = given(VECTOR, "target of each sample; absent: a unit learns from its own output", default=None)
    w: Tensor | None = given(VECTOR, "weights at the start (0)", default=None)
    b: Quantity | None = given(NUMBER, "bias at the start (0), with targets", default=None)
    lr: Quantity = given(NUMBER, "learning rate {lr}", default="1")
    rule: str = given(
        Choice(RULES),
        "{lr}·x·t, without targets {lr}·x·net; {lr}·x·(t − net); {lr}·net·(x − net·w); {lr}·x·t",
        default="hebb",
    )
    epochs: int = given(Count(1, 1000), "passes through the samples", default=1)
    act: str = convention(
        "identity", "sign", help="what a unit without targets gives: its net, or its sign",
        idle=lambda p: say("the targets are learned") if p.taught else None,
    )  # fmt: skip
    bias: str = convention("learned", "none", help="whether a bias is learned, with targets", idle=_no_bias)
    step0: str = convention("1", "0", "-1", help="what the test gives at net 0, of two classes", idle=_no_test)

    taught = False
    labels = ""

    aliases = {
        **dict.fromkeys(("samples", "patterns"), "X"),
        **dict.fromkeys(("d", "targets"), "t"),
        **dict.fromkeys(("w0", "W"), "w"),
        **dict.fromkeys(("method"), "rule"),
    }
    suggestions = {"y": "t", "kind": "rule", "type": "rule", "x": "X", "f": "act"}
    sections = {
        "rule": "Rule",
        "table": "Samples one after the other",
        "step": "Update",
        "end": "The weights",
        "test": "Test of every sample",
    }
    words = {
        "hebb": "Hebb's rule: every weight moves by {lr}·x·t.",
        "own": "Hebb's rule without targets: every weight moves by {lr}·x·y, y what the unit gives.",
        "correlation": "Correlation: every weight moves by {lr}·x·t, the input times what is wanted.",
        "delta": "Delta rule: every weight moves by {lr}·x·(t − net).",
        "oja": "Oja's rule: every weight moves by {lr}·y·(x − y·w), so that they do not grow without bound.",
        "bias": "The bias moves as the weight of an input 1.",
        "pm1": "The test gives 1 where net is above 0, −1 below, and {zero} at 0.",
        "01": "The test gives 1 where net is above 0, 0 below, and {zero} at 0.",
        "01 delta": "The test gives 1 where net is above ½, 0 below, and {zero} at ½.",
        "all right": "Every sample is right.",
        "wrong": "Right: {right} of {samples}.",
    }
    results = {
        "w": "weights at the end",
        "b": "bias at the end",
        "table": "a row a sample: its target, net, error, change of the weights, weights and bias: table.3.w",
        "step.{N}.{NAME}": "NAME at sample N: step.2.w is new, step.2.net belongs to the old weights",
        "{net|y|error|dw|db}": "net, output, error, changes of weights and bias at the last sample",
        "norm": "length of the weights at the end, of Oja's rule",
        "nets": "net of each sample with the weights at the end",
        "predictions": "class of each sample with the weights at the end",
        "right": "yes or no for each sample: whether that is its target",
    }
    symbols = {"dw": "Δw", "db": "Δb", "error": "e", "norm": "‖w‖", "nets": "net"}
    examples = (
        "hebb -1,-1:-1,1:1,-1:1,1 t=-1,1,1,1",
        "hebb 1,2:0,1 t=1,-1 rule=delta lr=.1 epochs=2",
        "hebb 1,-2,1.5,0:1,-.5,-2,-1.5 w=1,-1,0,.5 act=sign",
        "hebb 1,0:1,1 w=.6,.8 rule=oja lr=.1",
        "hebb a,b t=t w=w1,w2",
    )

    def prepare(self) -> None:
        self.rows: list[Tensor] = list(self.X) if len(self.X.shape) == 2 else [self.X]
        width = len(self.rows[0])
        self.taught = self.t is not None
        if self.rule in NEED_TARGETS and self.t is None:
            raise InputError(say("rule={rule} needs targets", rule=self.rule), name="t", expected="t=1,-1")
        if self.rule == "oja" and self.t is not None:
            raise InputError(say("Oja's rule has no targets"), name="t", expected="rule=hebb")
        if self.t is not None and len(self.t) != len(self.rows):
            raise InputError(
                say("t has {targets}, X has {samples}", targets=count(len(self.t), "target"),
                    samples=count(len(self.rows), "sample")),
                name="t", expected=say("one target per sample; X=1:2:3 are three samples of one number"),
            )  # fmt: skip
        if self.w is not None and len(self.w) != width:
            raise InputError(
                say("w has {weights}, a sample has {numbers}", weights=count(len(self.w), "weight"),
                    numbers=count(width, "number")),
                name="w", expected=say("one weight per input"),
            )  # fmt: skip
        self._check_bias()
        if not self.taught and self.w is None:
            raise InputError(
                say("w is missing: from weights of 0 nothing is learned without targets"), name="w", expected="w=1,-1"
            )
        self.labels = self._labels()
        if self.labels == "01" and self.step0 == "-1":
            raise InputError(say("with targets 0 and 1 the test never gives −1"), name="step0", expected="step0=0")

    def _check_bias(self) -> None:
        if self.b is not None and (not self.taught or self.bias == "none"):
            why = say("without targets no bias is learned") if not self.taught else say("bias=none has no b")
            raise InputError(why, name="b", expected=say("no b") if not self.taught else "bias=learned")
        self.with_bias = self.taught and self.bias == "learned"

    def _labels(self) -> str:
        """pm1 or 01 for targets of two classes; "" for others, letters, and no targets."""
        values = [q.value for q in self.t.items] if self.t is not None else []
        if not values or any(value is None for value in values):
            return ""
        if all(value in (1, -1) for value in values):
            return "pm1"
        return "01" if all(value in (1, 0) for value in values) else ""
