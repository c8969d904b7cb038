"""How good a classification is: the confusion matrix, the curve of true against false positives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nncalc.engine import events
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.canvas import BLUE, DASHES, GREEN, RED, SERIES, Box, Canvas
from nncalc.render.drawings.characters import Sketch, columns
from nncalc.render.drawings.lettering import shortened, width
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.view import View, place
from nncalc.words import count, say

MOST_CLASSES = 20
CELL, ROOM = 58.0, 110.0
MOST_POINTS = 15
FIGURES = "123456789"
Curve = list[tuple[float, float]]


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The confusion matrix of `metrics` up to 20 classes, the ROC curve, the curve of precision against recall."""
    cm = view.result("cm")
    if isinstance(cm, Tensor) and cm.shape[0] <= MOST_CLASSES:
        yield _matrix(view, cm)
    for name, area, title, rates, diagonal in (
        ("roc", "auc", say("The ROC curve"), (say("false positive rate"), say("true positive rate")), True),
        ("pr", "average_precision", say("Precision against recall"), (say("recall"), say("precision")), False),
    ):
        curves = _curves(view.result(name))
        if curves:
            under = view.result(area)
            found = [view.equation(area, under)] if isinstance(under, Quantity) else []
            yield _rates(view, curves, title, rates, found, diagonal)


def class_names(view: View, number: int) -> list[str]:
    """The names of the classes by the table on the page; numbers where there is none."""
    for table in view.run.events:
        if isinstance(table, events.Table) and len(table.columns) == number + 2:
            names = [column.header for column in table.columns[1:-1]]
            if [row[0] for row in table.rows[:number]] == names:
                return names
    return [str(k) for k in range(1, number + 1)]


def _matrix(view: View, cm: Tensor) -> Drawing:
    canvas, size = Canvas(), cm.shape[0]
    names = [shortened(name, ROOM, 12) for name in class_names(view, size)]
    cell = max(CELL, *(width(name, 12, False) + 10 for name in names))
    totals = [sum(place(q) or 0.0 for q in row) or 1.0 for row in rows_of(cm)]
    for i, row in enumerate(rows_of(cm)):
        for j, q in enumerate(row):
            box = Box(j * cell, i * CELL, (j + 1) * cell, (i + 1) * CELL)
            share = (place(q) or 0.0) / totals[i]
            canvas.rect(box, fill=GREEN if i == j else RED, filled=round(0.03 + 0.55 * share, 3))
            canvas.middle((box.left + box.right) / 2, (box.top + box.bottom) / 2, view.figure(q), size=15)
        canvas.text(-8, (i + 0.5) * CELL + 4, names[i], anchor="end", size=12, mathematics=False)
        canvas.text((i + 0.5) * cell, -8, names[i], size=12, mathematics=False)
    canvas.text(size * cell / 2, -28, say("predicted"), mathematics=False, bold=True)
    left = -16 - max(width(name, 12, False) for name in names)
    canvas.text(left, size * CELL / 2 + 4, say("true"), anchor="end", mathematics=False, bold=True)
    note = say("Rows are true classes, columns predicted ones; right answers stand on the diagonal, in green.")
    canvas.notes([note])
    title = say("The confusion matrix")
    description = say("{classes}. {note}", classes=count(size, "class"), note=note)
    return Drawing(title, description, canvas.svg(title, description), _table(view, cm, names))


def _table(view: View, cm: Tensor, names: list[str]) -> Sketch:
    """The matrix in characters, with the names of the classes at its sides."""
    rows = [["", *names], *[[name, *map(view.figure, row)] for name, row in zip(names, rows_of(cm), strict=True)]]
    return lambda sheet: columns(rows, sheet, right=True)


def _curves(result: Any) -> list[Curve]:
    """The points of a curve, or of one for each class; none where a rate is undefined."""
    parts = [list(result)] if isinstance(result, Tensor) else list(result or ())
    found = []
    for part in parts:
        points = [tuple(place(q) for q in point) for point in part]
        if len(points) > 1 and not any(None in point for point in points):
            found.append([(x or 0.0, y or 0.0) for x, y in points])
    return found if len(found) == len(parts) else []


def _rates(
    view: View, curves: list[Curve], title: str, names: tuple[str, str], found: list[str], diagonal: bool
) -> Drawing:
    """Curves of two rates in the unit square; the area under a single ROC curve is shaded."""
    canvas = Canvas()
    axes = Axes(canvas, (0.0, 1.0), (0.0, 1.0), wide=300, high=300)
    points, several = curves[0], len(curves) > 1
    if diagonal and not several:
        area = [axes.at(*p) for p in points] + [axes.at(points[-1][0], 0.0), axes.at(points[0][0], 0.0)]
        canvas.path(area, "none", fill=BLUE, filled=0.15, closed=True)
    axes.frame(*names)
    if diagonal:
        canvas.line(axes.at(0, 0), axes.at(1, 1), dash="4 4", faint=0.6)
    inks = [(SERIES[k % len(SERIES)], DASHES[k % len(DASHES)]) for k in range(len(curves))]
    for curve, (ink, dash) in zip(curves, inks, strict=True):
        axes.curve(list(curve), ink, wide=2.2, dash=dash)
    for point in points if not several and len(points) <= MOST_POINTS else ():
        canvas.circle(axes.at(*point), 3.2, BLUE, fill=BLUE)
    if several:
        classes = [say("class {number} against the rest", number=k) for k in range(1, len(curves) + 1)]
        axes.legend([Entry(said, None, *ink) for said, ink in zip(classes, inks, strict=True)])
    canvas.notes(found)
    described = say("{points} from {first} to {last}.", points=count(len(points), "point"), first=_said(points[0]),
                    last=_said(points[-1]))  # fmt: skip
    if several:
        described = say("A curve for each of {classes}.", classes=count(len(curves), "class"))
    description = " ".join([described, *found])
    text = plotted([(FIGURES[k % 9] if several else "*", list(c)) for k, c in enumerate(curves)], axes.across, axes.up)
    return Drawing(title, description, canvas.svg(title, description), text)


def _said(point: tuple[float, float]) -> str:
    return f"({point[0]:.4g}, {point[1]:.4g})"
