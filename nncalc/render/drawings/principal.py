"""Samples of two features with the principal axes through their mean, and where the samples fall on the first."""

from __future__ import annotations

from collections.abc import Iterator

from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.canvas import BLUE, RED, SERIES, Box, Canvas
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import barred, scattered
from nncalc.render.drawings.view import View, places, rows
from nncalc.render.scatter import Scatter
from nncalc.words import count, in_a_row, say


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The axes of `pca` for two features, and the shares of the components as bars; nothing of letters."""
    if view.result("v1") is None:
        return
    if view.problem.X.shape[1] == 2 and (made := _axes(view)) is not None:
        yield made
    if (made := _shares(view)) is not None:
        yield made


def _axes(view: View) -> Drawing | None:
    centred, values = view.result("Xc"), places(view.result("eigenvalues"))
    points, first = rows(centred), places(view.result("v1"))
    if points is None or values is None or first is None:
        return None
    canvas = Canvas()
    samples = [(p[0], p[1]) for p in points]
    directions = [(first[0], first[1]), (-first[1], first[0])]
    ends = [tuple(2 * max(value, 0.0) ** 0.5 * part for part in d) for value, d in zip(values, directions, strict=True)]
    reach = [*samples, *[(e[0], e[1]) for e in ends], *[(-e[0], -e[1]) for e in ends]]
    axes = Axes(canvas, padded([p[0] for p in reach]), padded([p[1] for p in reach]), equal=True, high=340)
    axes.frame(view.name("Xc.1"), view.name("Xc.2"))
    ends_of_first = axes.border(-first[1], first[0], 0.0)
    if ends_of_first is not None:
        canvas.line(*ends_of_first, RED, wide=1, dash="6 4")
    for x, y in samples:
        along = x * first[0] + y * first[1]
        canvas.line(axes.at(x, y), axes.at(along * first[0], along * first[1]), wide=0.8, dash="2 3", faint=0.8)
    for k, (x, y) in enumerate(ends):
        canvas.arrow(axes.at(0, 0), axes.at(x, y), SERIES[1 - k], wide=2.2)
        at = axes.at(x * 1.08, y * 1.08)
        aside, anchor = (8, "start") if x >= 0 else (-8, "end")
        canvas.text(at[0] + aside, at[1] + 4, view.name(f"v{k + 1}"), ink=SERIES[1 - k], anchor=anchor)
    for point in samples:
        canvas.circle(axes.at(*point), 4, BLUE, fill=BLUE, filled=0.85)
    first_line = Entry(say("the first axis"), ink=RED, dash="6 4")
    axes.legend([Entry(say("a sample, centred"), 0), first_line, Entry(say("dotted: the way to its score"))])
    title = say("The samples and their principal axes")
    description = say("{samples} about their mean; each arrow is two standard deviations long, in the direction of an axis.",
                      samples=count(len(samples), "sample"))  # fmt: skip
    canvas.notes([description])
    drawn = Scatter(samples, ["o"] * len(samples), lambda x, y: x * first[1] > y * first[0], "")
    text = scattered(drawn, [say("o a sample, centred; dots: the first axis")])
    return Drawing(title, description, canvas.svg(title, description), text)


def _shares(view: View) -> Drawing | None:
    """How much of the variance each component explains, as bars."""
    explained = view.result("explained")
    found = places(explained) if explained is not None else None
    if found is None or len(found) < 2:
        return None
    canvas, high, wide, apart = Canvas(), 150.0, 46.0, 72.0
    figures = [view.figure(q) for q in explained.items]
    canvas.line((-13.0, 0.0), (len(found) * apart - 13.0, 0.0))
    for k, (share, figure) in enumerate(zip(found, figures, strict=True), 1):
        left = (k - 1) * apart
        canvas.rect(Box(left, -high * share, left + wide, 0), BLUE, fill=BLUE, filled=0.35)
        canvas.text(left + wide / 2, -high * share - 6, figure, size=12)
        canvas.text(left + wide / 2, 17, view.name(f"v{k}"))
    title = say("What the components explain")
    description = say("Shares of the variance, from the first component on: {shares}.", shares=in_a_row(*figures))
    names = [view.name(f"v{k}") for k in range(1, len(found) + 1)]
    text = barred(list(zip(names, found, figures, strict=True)))
    return Drawing(title, description, canvas.svg(title, description), text)
