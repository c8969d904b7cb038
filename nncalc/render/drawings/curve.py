"""How a number changes in a run: the loss by epochs, the value of a function by steps."""

from __future__ import annotations

from collections.abc import Iterator

from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes
from nncalc.render.drawings.canvas import BLUE, Canvas
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.series import Series, series
from nncalc.render.drawings.view import View, place
from nncalc.words import count, say

MOST_DOTS = 40


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The curve of the first series among those named whose numbers are not all alike; nothing where there is none."""
    for name in of.split():
        found = [(at, q) for at, q in series(view, name) if place(q) is not None]
        if len({place(q) for _, q in found}) > 1:
            yield _curve(view, name, found)
            return


def _curve(view: View, of: str, found: Series) -> Drawing:
    canvas = Canvas()
    points: list[tuple[float, float] | None] = [(float(at), place(q) or 0.0) for at, q in found]
    heights = [p[1] for p in points if p is not None]
    axes = Axes(canvas, (found[0][0] - 0.3, found[-1][0] + 0.3), padded([min(0.0, *heights), *heights], 0.1))
    part, name = _named(of)
    letter = view.name(name)
    axes.frame(say(part), letter, whole=True)
    axes.curve(points, BLUE)
    for at, q in found if len(found) <= MOST_DOTS else (found[0], found[-1]):
        canvas.circle(axes.at(at, place(q) or 0.0), 3, BLUE, fill=BLUE)
    for at, q in (found[0], found[-1]):
        x, y = axes.at(at, place(q) or 0.0)
        first = at == found[0][0]
        below = heights[1] > heights[0] if first else heights[-2] > heights[-1]
        there, anchor = (x + 7 if first else x - 2, y + 17 if below else y - 8), "start" if first else "end"
        canvas.text(*there, view.figure(q), anchor=anchor, ink=BLUE, size=12)
    title = say("{letter} by {parts}", letter=letter, parts=say(part))
    description = say(
        "{letter} over {numbers}: {first} at the first, {last} at the last.",
        letter=letter, numbers=count(len(found), part), first=view.figure(found[0][1]), last=view.figure(found[-1][1]),
    )  # fmt: skip
    text = plotted([("*", points)], axes.across, axes.up)
    return Drawing(title, description, canvas.svg(title, description), text)


def _named(of: str) -> tuple[str, str]:
    """What the numbers are counted by, and what they are called: `epoch` and `loss` of `epoch.*.loss`."""
    part, star, name = of.partition(".*.")
    if star:
        return part, name
    name, _, column = of.partition(":")
    return ("step", column) if column else ("epoch", name)
