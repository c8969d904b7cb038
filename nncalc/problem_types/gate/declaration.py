"""What `gate` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import MATRIX, NUMBER, VECTOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.gate.tables import Truth
from nncalc.rules.certificates import PROOF_WORDS


class GateDeclaration(ProblemType):
    """The declarations of `gate`."""

    truth: str | list[int] | None = given(
        Truth(),
        "wanted outputs: the name of a gate, or one for each row, 0 and 1 or -1 and 1",
        first=True,
        default=None,
    )
    X: Tensor | None = given(MATRIX, "inputs, a row each; all rows of 0 and 1 when absent, counting", default=None)
    inputs: int | None = given(Count(1, 10), "how many inputs, where nothing else says it", default=None)
    w: Tensor | None = given(VECTOR, "weights to be verified, with theta or b", default=None)
    theta: Quantity | None = given(NUMBER, "threshold {theta} of w·x", default=None)
    b: Quantity | None = given(NUMBER, "bias, in place of theta: net is w·x + b against 0", default=None)
    inhibitory: Tensor | None = given(
        Numeric(1, words="numbers of inputs: 2 or 1,3", symbols=False), "inputs of which a 1 gives 0", default=None
    )
    W1: Tensor | None = given(MATRIX, "weights of hidden units, a row each, to be verified", default=None)
    theta1: Tensor | None = given(VECTOR, "their thresholds", default=None)
    W2: Tensor | None = given(VECTOR, "weights of the output unit", default=None)
    theta2: Quantity | None = given(NUMBER, "its threshold", default=None)
    step0: str = convention("1", "0", help="output where the net is at the threshold")

    aliases = {
        **dict.fromkeys(("table", "gate", "function", "targets", "t", "y"), "truth"), "threshold": "theta",
        "n": "inputs",
    }  # fmt: skip
    sections = {
        "unit": "Unit",
        "wanted": "What the weights must do",
        "weights": "Weights",
        "proof": "Linear separability",
        "hidden": "Two layers",
        "table": "Truth table",
    }
    words = {
        **PROOF_WORDS,
        "fires at": "The output is 1 where net ≥ {theta}, else {low}.",
        "fires above": "The output is 1 where net > {theta}, else {low}.",
        "bias": "b stands for −{theta}: net is w·x + b, and is compared with 0.",
        "inhibitory": "A 1 at {which} gives {low}, whatever the net.",
        "all right": "Every row is right: the weights make the table.",
        "one wrong": "Row {which} is wrong.",
        "some wrong": "Rows {which} are wrong.",
        "named": "This is the gate {gate}.",
        "letters": "Which side of the threshold a row is on cannot be told of letters.",
        "reach": "The nets of the rows that want 1 must lie above those of all others.",
        "any": "These do; any others that make the table are as right.",
        "hidden": "A hidden unit for each row that wants 1 fires at that row alone; the output is 1 where one of them does.",
        "no layers": "No hidden units are made of rows that are not 0 and 1, or -1 and 1, or that come twice.",
    }
    results = {
        "w": "weights",
        "theta": "threshold of w·x",
        "b": "the same as a bias: −theta",
        "certificate": "one number per row, whose weighted sum proves that no weights do",
        "W1": "weights of the hidden units, a row each",
        "theta1": "their thresholds",
        "W2": "weights of the output unit",
        "theta2": "its threshold",
        "hidden": "outputs of the hidden units, a row for each row of inputs",
        "net1": "nets of the hidden units, a row for each row of inputs",
        "net": "net of each row; of two layers that of the output unit",
        "y": "output of each row",
        "right": "whether each output is the wanted one: yes or no",
        "table": "a row of the truth table each: x, target, net, y, right; table.3.net",
    }
    examples = (
        "gate and w=1,1 theta=2",
        "gate or",
        "gate xor",
        "gate truth=0,1,0,0 w=-1,1 b=-.5",
        "gate w=1,1,0 theta=1 inhibitory=3",
        "gate xor W1=1,1:1,1 theta1=1,2 W2=1,-1 theta2=1",
    )
