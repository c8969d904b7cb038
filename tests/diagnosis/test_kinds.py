"""The kinds of slips that were seen since, 97 to 117 of the list: one sheet each at least, worked out in plain Python."""

from __future__ import annotations

from math import exp, log, log2, log10, sqrt, tanh
from typing import NamedTuple

import pytest
from checked import causes, checks


class Seen(NamedTuple):
    """A sheet with a slip. `at` is the figure that has it; `ids` are names of which it must have one; `certain` or possible."""

    number: int
    line: str
    figures: str
    at: str
    ids: str
    certain: bool = True


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def row(*values: float, places: int = 5) -> str:
    return ",".join(f"{value:.{places}f}" for value in values)


# One hidden layer of two units, an output: z1 = (-.2, 1.3), by hand.
NETWORK = "backprop x=1,-2 W1=.1,.2:.3,-.4 b1=.1,.2 W2=.5,-.3 b2=.1 act=sigmoid t=1 lr=.5"
Z1 = (0.1 - 0.4 + 0.1, 0.3 + 0.8 + 0.2)
A1 = tuple(map(sigmoid, Z1))
Y = sigmoid(0.5 * A1[0] - 0.3 * A1[1] + 0.1)
DELTA2 = (Y - 1) * Y * (1 - Y)
BCE = f"{NETWORK} loss=bce"
HIDDEN = tuple(w * DELTA2 * a * (1 - a) for w, a in zip((0.5, -0.3), A1, strict=True))
DW1 = tuple(d * x for d in HIDDEN for x in (1, -2))
SCORES = "softmax-loss z=3.2,5.1,-1.7:1.3,4.9,2.0 y=0,1"
E1, E2 = (tuple(map(exp, z)) for z in ((3.2, 5.1, -1.7), (1.3, 4.9, 2.0)))
P1, P2 = (tuple(e / sum(row_) for e in row_) for row_ in (E1, E2))
TARGETS = ((1, 0, 0), (0, 1, 0))
DZ_TWICE = [
    row(*[(p - t) * p * (1 - p) / 2 for p, t in zip(*each, strict=True)], places=7)
    for each in zip((P1, P2), TARGETS, strict=True)
]
LOSSES = (-log(P1[0]), -log(P2[1]))
LOG_LOSS = "metrics scores=.9,.3,.6 y=1,0,1"
# Three samples of two outputs, none with a hidden layer.
BATCH = "backprop x=1,2:2,-1:.5,1 W1=.1,.2:.3,-.4 b1=0 act=identity loss=sse t=1,0:0,1:1,1 lr=.1"
BATCH_LOSS = sum(
    (0.1 * a + 0.2 * b - t) ** 2 + (0.3 * a - 0.4 * b - u) ** 2
    for a, b, t, u in ((1, 2, 1, 0), (2, -1, 0, 1), (0.5, 1, 1, 1))
)
COUNTS, CM = "metrics tp=42 fp=9 fn=14 tn=85", "metrics cm=85,9:14,42"
THREE = "metrics cm=57,8,11:9,43,6:14,5,38"  # of ten samples a precision has few values, and no cause is certain
PRECISIONS = (57 / 80, 43 / 56, 38 / 55)
WEIGHTED = sum(n * p for n, p in zip((76, 58, 57), PRECISIONS, strict=True)) / 191
ERRORS = 0.37**2 + 0.04**2 + 0.09**2 + 2.18**2
RNN = "rnn-step x=1:-1 h0=.5 Wxh=.4 Whh=.3 bh=.1"
GRAPH = "graph x=.5 w=2 a=tanh(w*x) f=a*x"
SEEN = [
    Seen(97, SCORES, f"losses={row(-log10(P1[0]), -log10(P2[1]))}", "losses", "log=10 other-function"),
    Seen(97, BCE, f"loss={-log2(Y):.5f}", "loss", "other-function log2-for-ln"),
    Seen(97, NETWORK.replace("t=1", "t=0") + " loss=bce", f"loss={-log10(1 - Y):.5f}", "loss", "other-function log10-for-ln"),
    Seen(98, BCE, f"loss={1 - Y:.5f}", "loss", "one-minus-p"),
    Seen(98, NETWORK.replace("t=1", "t=0") + " loss=bce", f"loss={Y:.5f}", "loss", "one-minus-p"),
    Seen(99, BCE, f"delta2={DELTA2:.5f}", "delta2", "slope-as-well loss=half-sse"),
    Seen(99, SCORES, f"dz={':'.join(DZ_TWICE)}", "dz", "slope-as-well"),
    Seen(100, NETWORK, f"delta2={(Y - 1) * (1 - Y**2):.5f}", "delta2", "slope-of-tanh"),
    Seen(100, GRAPH, f"d_w={0.5 * tanh(1) * (1 - tanh(1)) * 0.5:.5f}", "d_w", "slope-of-sigmoid"),
    Seen(100, GRAPH.replace("tanh", "sigmoid"), f"d_w={0.25 * sigmoid(sigmoid(1)) * (1 - sigmoid(sigmoid(1))):.6f}",
         "d_w", "derivative-at-activation"),
    Seen(101, NETWORK, "W1_new=.10000,.20000:.30000,-.40000 W2_new=.50000,-.30000", "W1_new", "not-updated"),
    Seen(102, NETWORK, "b1_new=.10000,.20000 b2_new=.10000", "b1_new", "bias-not-updated biases=frozen not-updated"),
    Seen(103, NETWORK, f"z1={row(0.1 - 0.6 + 0.1, 0.2 + 0.8 + 0.2)}", "z1", "transposed form=row"),
    Seen(104, NETWORK, f"dW1={row(*DW1[:2])}:{row(*DW1[2:])} W1_new={row(*DW1[:2])}:{row(*DW1[2:])}", "W1_new", "other-line"),
    Seen(104, NETWORK, f"delta2={DELTA2:.5f} dW2={row(DELTA2, DELTA2)}", "dW2", "input-left-out factor-left-out other-line"),
    Seen(105, NETWORK, f"loss={(1 - Y) / 2:.5f}", "loss", "square-left-out"),
    Seen(106, COUNTS, f"precision={42 / 56:.5f} recall={42 / 51:.5f}",
         "precision", "precision-and-recall-swapped matrix-transposed"),
    Seen(106, CM, f"precision={42 / 56:.5f} recall={42 / 51:.5f}", "precision", "rows=predicted precision-and-recall-swapped"),
    Seen(106, COUNTS, f"precision={85 / 99:.5f} recall={85 / 94:.5f}", "precision", "other-class-positive"),
    Seen(106, CM, f"precision={85 / 99:.5f} recall={85 / 94:.5f}", "precision", "other-class-positive"),
    Seen(107, THREE, f"precision_macro={WEIGHTED:.5f}",
         "precision_macro", "other-line weighted-for-macro"),
    Seen(107, THREE, f"precision_micro={sum(PRECISIONS) / 3:.5f}", "precision_micro", "other-line macro-for-micro"),
    Seen(108, RNN, f"h1={tanh(.4 + .1):.5f}", "h1", "start-state-ignored term-left-out"),
    Seen(108, "rnn-step cell=lstm x=1 h0=.5 c0=.8 Wxi=.4 Whi=.3 Wxf=.2 Whf=-.1 Wxg=.7 Whg=.3 Wxo=.5 Who=.1",
         f"c1={sigmoid(.55) * tanh(.85):.5f}", "c1", "start-state-ignored term-left-out"),
    Seen(109, "convshape 3x32x32 conv:16,k=5", "biases1=1 params1=1201", "biases1", "one-bias-for-all", False),
    Seen(110, "convshape 16x8x8 fc:10", "inputs1=64 weights1=640", "inputs1", "map-without-channels"),
    Seen(110, "convshape 16x8x8 flatten fc:10", "features1=16 params2=170", "features1", "map-without-positions"),
    Seen(111, SCORES, f"S={row(E1[0] + E1[1], E2[0] + E2[1])}", "S", "term-left-out"),
    Seen(112, GRAPH, f"d_x={tanh(1):.5f}", "d_x", "first-path-only last-path-only"),
    Seen(112, GRAPH, f"d_x={2 * .5 * 2 * (1 - tanh(1) ** 2) + tanh(1):.5f}", "d_x", "path-twice", False),
    Seen(113, SCORES, f"losses={row(-log(P1[1]), -log(P2[2]))}", "losses", "class-off-by-one"),
    Seen(113, SCORES, f"losses={row(-log(P1[2]), -log(P2[0]))}", "losses", "class-one-before"),
    Seen(113, "softmax-loss z=1,2,0 y=0 sample_weights=2", "dz=.4895,-.6695,.1801", "dz", "class-off-by-one"),
    Seen(114, "metrics y=1,2,4,3 yhat=1.37,2.04,3.91,5.18 kind=regression", f"mse={ERRORS / 3:.5f}", "mse", "wrong-denominator"),
    Seen(114, "metrics y=1,2,4,3 yhat=1.37,2.04,3.91,5.18 kind=regression", f"mse={ERRORS:.5f}",
         "mse", "mean-left-out factor-left-out"),
    Seen(114, "metrics y=1,2,4,3 yhat=1.37,2.04,3.91,5.18 kind=regression", f"mse={ERRORS / 2:.5f}", "mse", "factor-two"),
    Seen(115, "rosenblatt X=0,1:1,1 t=0,1 w=.2,.4 b=-.3 lr=.5 order=once labels=01", "table.1.w=.2,.4 table.1.b=-.3",
         "table.1.b", "target-for-error", False),
    Seen(116, RNN, f"h1={tanh(.4 + .15 + .1):.5f} h2={tanh(-.4 + .15 + .1):.5f}", "h2", "same-stem other-quantity old-states"),
    Seen(117, NETWORK, f"z1={row(.1 - .6 + .1, .2 + .8 + .2)}", "z1", "transposed form=row"),
    Seen(117, "forward x=1,-2,.5 W1=.1,.2,.3:.4,.5,.6", f"z1={row(.1 - .6 + .25, .2 - .8 + .3)}", "z1", "transposed", False),
    Seen(0, SCORES, f"e={row(*[2**z for z in (3.2, 5.1, -1.7)])}:{row(*[2**z for z in (1.3, 4.9, 2.0)])}",
         "e", "other-function"),
    Seen(0, SCORES, f"p={row(*map(sigmoid, (3.2, 5.1, -1.7)))}:{row(*map(sigmoid, (1.3, 4.9, 2.0)))}",
         "p", "sigmoid-for-softmax"),
    Seen(0, SCORES, f"losses={row(*[-sum(p * log(p) for p in ps) for ps in (P1, P2)])}", "losses", "entropy-for-cross-entropy"),
    Seen(0, COUNTS, f"jaccard={42 / 150:.5f}", "jaccard", "true-negatives-counted"),
    Seen(0, COUNTS, f"f1={sqrt(42 / 51 * 42 / 56):.5f}", "f1", "geometric-for-harmonic"),
    Seen(0, SCORES, f"p={row(*P1)}:{P2[0] * 10:.4f},{P2[1]:.5f},{P2[2]:.5f}", "p", "tenfold"),
    Seen(0, SCORES, f"losses={row(P1[0], P2[1])}", "losses", "logarithm-left-out"),
    Seen(0, "softmax-loss z=3.2,5.1,-1.7 y=0", f"loss={P1[0]:.5f}", "loss", "logarithm-left-out other-line"),
    Seen(0, BCE, f"loss={Y:.5f}", "loss", "logarithm-left-out other-line"),
    Seen(0, NETWORK.replace("t=1", "t=0") + " loss=bce", f"loss={1 - Y:.5f}", "loss", "logarithm-left-out"),
    Seen(0, LOG_LOSS, f"log_loss={(.9 + .7 + .6) / 3:.5f}", "log_loss", "logarithm-left-out"),
    Seen(98, LOG_LOSS, f"log_loss={(.1 + .3 + .4) / 3:.5f}", "log_loss", "one-minus-p"),
    Seen(114, SCORES, f"loss={sum(LOSSES) / 3:.5f}", "loss", "outputs-for-samples"),
    Seen(114, SCORES, f"losses={row(*LOSSES)} loss={sum(LOSSES) / 3:.5f}", "loss", "outputs-for-samples"),
    Seen(114, SCORES, f"losses={row(*LOSSES)} loss={sum(LOSSES) / 6:.5f}", "loss", "outputs-counted-too"),
    Seen(114, "softmax-loss z=3.2,5.1,-1.7 y=0", f"loss={LOSSES[0] / 3:.5f}", "loss", "mean-for-sum"),
    Seen(114, BATCH, f"loss={BATCH_LOSS / 2:.6f}", "loss", "outputs-for-samples"),
    Seen(0, COUNTS, f"f1={2 * (127 / 150) * .75 / (127 / 150 + .75):.5f}", "f1", "accuracy-for-precision"),
    Seen(0, CM, f"precision={42 / 51:.5f} recall=.75 accuracy={127 / 150:.4f} f1={2 * .8467 * .75 / 1.5967:.4f}",
         "f1", "accuracy-for-precision"),
    Seen(0, CM, f"f1={2 * (127 / 150) * (42 / 51) / (127 / 150 + 42 / 51):.5f}", "f1", "accuracy-for-recall"),
    Seen(0, f"{COUNTS} beta=2", f"fbeta={5 * (127 / 150) * .75 / (4 * 127 / 150 + .75):.5f}", "fbeta", "accuracy-for-precision"),
]  # fmt: skip


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen.number}-{seen.at}-{seen.ids.split()[0]}")
def test_kind(seen: Seen) -> None:
    figures = seen.figures.split()
    found = next(each for each in checks(seen.line, *figures) if each.name == seen.at)
    assert set(seen.ids.split()) & set(causes(found)), (found.verdict, found.words)
    assert found.certain or not seen.certain, found.words


RIGHT = [
    (SCORES, f"losses={row(*LOSSES)} loss={sum(LOSSES) / 2:.5f}", "logarithm-left-out"),
    (SCORES, f"losses={row(*LOSSES)} loss={sum(LOSSES) / 2 * 1.31:.5f}", "outputs-for-samples outputs-counted-too"),
    (COUNTS, f"precision={42 / 51:.5f} accuracy=.90000 f1=.78500", "accuracy-for-precision accuracy-for-recall"),
    (COUNTS, f"accuracy={127 / 150:.5f} f1=.81234", "accuracy-for-precision accuracy-for-recall"),
]
"""Sheets without these slips: what they must not be said to be."""


@pytest.mark.parametrize(("line", "figures", "ids"), RIGHT)
def test_no_such_kind(line: str, figures: str, ids: str) -> None:
    found = [cause for check in checks(line, *figures.split()) for cause in causes(check)]
    assert set(ids.split()).isdisjoint(found)
