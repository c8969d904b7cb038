"""Samples of one feature and what a regression predicts of them: the line or curve, and the residuals."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.canvas import BLUE, INK, RED, Canvas
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.view import View, place, places
from nncalc.words import count, say

STEPS = 80
STEEPEST = 700.0
"""e to this is about the largest number that a float holds."""


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The fit of `regression` for one feature; nothing of more, and of letters."""
    X, w = view.problem.X, view.result("w")
    if not isinstance(X, Tensor) or X.shape[-1] != 1 or w is None:
        return
    xs, ys = places(X), places(view.problem.y)
    weights = [place(q) for q in (w.items or [w])]
    b = view.result("b")
    if xs is None or ys is None or None in weights or len(xs) != len(ys):
        return
    yield _fit(
        view, list(zip(xs, ys, strict=True)), [place(b) or 0.0 if b is not None else 0.0, *[v or 0.0 for v in weights]]
    )


def _fit(view: View, samples: list[tuple[float, float]], theta: list[float]) -> Drawing:
    canvas, logistic = Canvas(), view.problem.kind == "logistic"

    def predicted(x: float) -> float:
        net = sum(weight * x**power for power, weight in enumerate(theta))
        return 1 / (1 + exp(-max(-STEEPEST, min(STEEPEST, net)))) if logistic else net

    asked = view.problem.x
    at = places(asked) if isinstance(asked, Tensor) else [place(asked)] if asked is not None else []
    more = [(x, predicted(x)) for x in at or () if x is not None]
    left, right = padded([x for x, _ in (*samples, *more)], 0.2)
    curve = [(x := left + (right - left) * k / STEPS, predicted(x)) for k in range(STEPS + 1)]
    heights = [y for _, y in (*samples, *more)] + [predicted(x) for x, _ in samples]
    axes = Axes(canvas, (left, right), padded([*heights, *([0.0, 1.0] if logistic else [])], 0.15))
    axes.frame(view.name("x"), view.name("y"))
    axes.curve(list(curve), BLUE, wide=2)
    for x, y in samples:
        canvas.line(axes.at(x, y), axes.at(x, predicted(x)), RED, wide=1.2, dash="3 3")
        canvas.circle(axes.at(x, y), 4, INK, fill=INK)
    for x, y in more:
        canvas.mark(axes.at(x, y), 1)
    entries = [
        Entry(say("dots: the samples")),
        Entry(say("the prediction"), ink=BLUE),
        Entry(say("residuals"), ink=RED, dash="3 3"),
    ]
    axes.legend([*entries, *([Entry(say("the prediction asked for"), 1)] if more else [])])
    title = say("The samples and the fit")
    description = say("{samples}, the prediction as a line or curve, and the residual of each sample.",
                      samples=count(len(samples), "sample"))  # fmt: skip
    text = plotted([(".", list(curve)), ("o", list(samples))], axes.across, axes.up,
                   [say("o a sample, . the prediction")])  # fmt: skip
    return Drawing(title, description, canvas.svg(title, description), text)
