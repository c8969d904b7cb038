"""A network of fully connected layers: a unit a circle, a weight an edge; values above, gradients below, in red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import RED, Canvas, Point, short_of
from nncalc.render.drawings.lettering import layered, width
from nncalc.render.drawings.network_rows import head, left_out, sketch
from nncalc.render.drawings.places import shown_of
from nncalc.render.drawings.view import View, place
from nncalc.words import count, say, together

MOST_UNITS = 8
"""Units of a layer that are all drawn; of more the first ones and the last."""
KEPT = 5
MOST_LABELS = 12
"""Weights between two layers that have their figures; of more the thickness of the edge says how large each is."""
RADIUS, CLOSEST, LINE, STEEPEST = 20.0, 72.0, 15.0, 0.9
SHARE = 0.3
"""Where on an edge its label stands, from the end at which the labels are grouped."""
SMALL = 12.0


class Column(NamedTuple):
    """One layer as it is drawn: the numbers of its units, None for those that are left out, and their distance."""

    number: int
    units: Sequence[int | None]
    size: int
    apart: float
    x: float

    def at(self, position: int) -> Point:
        """Where a unit's circle is."""
        return self.x, (position - (len(self.units) - 1) / 2) * self.apart


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The network of `forward` or `backprop`."""
    yield _Network(view).drawing()


class _Network:
    def __init__(self, view: View) -> None:
        self.view, self.problem = view, view.problem
        self.canvas = Canvas()
        start = next((f"{part}.1." for part in ("epoch", "step") if view.result(f"{part}.1.a1") is not None), "")
        self.begins = start if view.result(f"{start}y") is not None else ""
        self.several = len(self.problem.x.shape) == 2
        self.sizes = [self.problem.units(layer) for layer in range(self.problem.depth + 1)]
        self.has_gradients = self.gradient("W1") is not None

    # -- what is shown ---------------------------------------------------------------------------------------------

    def gradient(self, name: str) -> Any:
        return self.view.result(f"{self.begins}d{name}")

    def weight(self, layer: int, unit: int, source: int, alone: bool = False) -> tuple[Quantity, Quantity | None]:
        """A weight and, unless it is wanted alone, its gradient; units are counted from 0."""
        W, d = self.problem.W[layer], None if alone else self.gradient(f"W{layer}")
        i, j = (unit, source) if self.problem.form == "column" else (source, unit)
        index = i * W.shape[1] + j
        return W.items[index], d.items[index] if isinstance(d, Tensor) else None

    def value(self, layer: int, unit: int) -> Quantity | None:
        """What a unit gives; None where there are several samples, so several values."""
        if self.several:
            return None
        name = "y" if layer == self.problem.depth else f"a{layer}"
        values = self.problem.x if layer == 0 else self.view.result(self.begins + name)
        return values.items[unit] if isinstance(values, Tensor) else None

    def delta(self, layer: int, unit: int) -> Quantity | None:
        """What arrives at a unit on the way back: ∂E/∂z of it, of an input ∂E/∂x."""
        found = self.view.result(self.begins + (f"delta{layer}" if layer else "dx"))
        return found.items[unit] if isinstance(found, Tensor) and not self.several else None

    # -- the layout ------------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column]:
        """The layers, their units so far apart that labels of edges do not meet."""
        units = [shown_of(size, MOST_UNITS, KEPT) for size in self.sizes]
        apart = [self._least(layer) for layer in range(len(units))]
        for gap in [*range(len(units) - 1)] * len(units):  # a layer that is spread for one gap changes the other
            sources, targets = len(units[gap]), len(units[gap + 1])
            if self._is_labelled(gap, units):
                apart[gap], apart[gap + 1] = self._roomy(sources, targets, apart[gap], apart[gap + 1])
        columns, x = [], 0.0
        for number, (shown, size, far) in enumerate(zip(units, self.sizes, apart, strict=True)):
            columns.append(Column(number, shown, size, far, x))
            if number + 1 < len(units):
                high = max((len(units[n]) - 1) * apart[n] for n in (number, number + 1))
                x += max(self._gap(number, units), STEEPEST * high)
        return columns

    def _least(self, layer: int) -> float:
        """How far apart units are at least: what stands above and below them has room."""
        lines = int(self.has_gradients) + (1 + self.has_gradients) * isinstance(self.problem.b.get(layer), Tensor)
        return CLOSEST + LINE * lines

    def _is_labelled(self, gap: int, units: Sequence[Sequence[int | None]]) -> bool:
        drawn = [sum(unit is not None for unit in units[layer]) for layer in (gap, gap + 1)]
        return drawn[0] * drawn[1] <= MOST_LABELS

    @property
    def _line(self) -> float:
        """The height of the label of an edge."""
        return 2 * LINE if self.has_gradients else LINE + 3

    def _grouped_at_source(self, sources: int, targets: int) -> bool:
        return sources <= targets

    def _roomy(self, sources: int, targets: int, near: float, far: float) -> tuple[float, float]:
        """Distances of units at both ends: labels that belong to one unit stand below each other, apart from the others'."""
        few, many = sorted((sources, targets))
        at_few, at_many = (near, far) if self._grouped_at_source(sources, targets) else (far, near)
        at_many = max(at_many, self._line / SHARE) if many > 1 else at_many
        spread = SHARE * at_many * (many - 1) + self._line + 12
        at_few = max(at_few, spread / (1 - SHARE)) if few > 1 else at_few
        return (at_few, at_many) if self._grouped_at_source(sources, targets) else (at_many, at_few)

    def _gap(self, number: int, units: Sequence[Sequence[int | None]]) -> float:
        """How far the next layer is: further for wider labels."""
        if not self._is_labelled(number, units):
            return 200
        return max(200.0, 130 + 1.6 * max(width(text, SMALL) for text in self._texts(number, units)))

    def _texts(self, gap: int, units: Sequence[Sequence[int | None]]) -> Iterator[str]:
        for source in units[gap]:
            for target in units[gap + 1]:
                if source is not None and target is not None:
                    yield from self._labels(*self.weight(gap + 1, target, source))

    def _labels(self, *quantities: Quantity | None) -> list[str]:
        return [self.view.figure(q) for q in quantities if q is not None]

    # -- drawing ---------------------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        columns = self._columns()
        for before, after in pairwise(columns):
            self._edges(before, after, [column.units for column in columns])
        for column in columns:
            self._layer(column)
        self._heads(columns)
        title = (
            say("The network with its weights and gradients")
            if self.has_gradients
            else say("The network with its weights")
        )
        notes = self._notes(columns)
        self.canvas.notes(notes)
        sizes = together([count(self.sizes[0], "input"), *[count(size, "unit") for size in self.sizes[1:]]])
        told = say("Layers from left to right: {sizes}.", sizes=sizes)
        description = " ".join([told, *notes])
        text = sketch(self, list(self._of_the_run()))
        return Drawing(title, description, self.canvas.svg(title, description), text)

    def _edges(self, before: Column, after: Column, units: Sequence[Sequence[int | None]]) -> None:
        labelled = self._is_labelled(before.number, units)
        drawn = [(i, j) for i in before.units for j in after.units if i is not None and j is not None]
        heavy = (
            [] if labelled else [abs(place(self.weight(after.number, j, i, alone=True)[0]) or 0.0) for i, j in drawn]
        )
        most = max(heavy, default=0.0) or 1.0
        for i, source in enumerate(before.units):
            for j, target in enumerate(after.units):
                if source is None or target is None:
                    continue
                here, there = before.at(i), after.at(j)
                (a, b), (x, y) = short_of(there, here, RADIUS), short_of(here, there, RADIUS)
                weight, gradient = self.weight(after.number, target, source, alone=not labelled)
                if not labelled:
                    share = abs(place(weight) or 0) / most if place(weight) is not None else 0.5
                    self.canvas.line((a, b), (x, y), wide=0.4 + 2 * share, faint=0.35 + 0.4 * share)
                    continue
                share = SHARE if self._grouped_at_source(len(before.units), len(after.units)) else 1 - SHARE
                self._edge((a, b), (x, y), share, self._labels(weight, gradient))

    def _edge(self, start: Point, end: Point, share: float, labels: Sequence[str]) -> None:
        """An edge with its labels on it, broken there."""
        (a, b), (x, y) = start, end
        across = max(width(text, SMALL) for text in labels) * 0.46 + 4
        middle = a + (x - a) * share, b + (y - b) * share
        cut = across / (x - a)
        left, right = max(share - cut, 0), min(share + cut, 1)
        self.canvas.line(start, (a + (x - a) * left, b + (y - b) * left), faint=0.7)
        self.canvas.arrow((a + (x - a) * right, b + (y - b) * right), end)
        top = middle[1] - LINE * (len(labels) - 1) / 2
        for position, (text, ink) in enumerate(zip(labels, ("currentColor", RED), strict=False)):
            self.canvas.middle(middle[0], top + position * LINE, text, size=SMALL, ink=ink)

    def _layer(self, column: Column) -> None:
        for position, unit in enumerate(column.units):
            x, y = column.at(position)
            if unit is not None:
                self._unit(column.number, unit, (x, y))
                continue
            for step in (-9, 0, 9):
                self.canvas.circle((x, y + step), 1.6, "none", fill="currentColor")
        bias = self.problem.b.get(column.number)
        if isinstance(bias, Quantity):
            below = column.at(len(column.units) - 1)[1] + RADIUS + 2 * LINE + 14
            self._bias(f"b{column.number}", bias, self.gradient(f"b{column.number}"), (column.x, below))

    def _unit(self, layer: int, unit: int, at: Point) -> None:
        x, y = at
        letter = "x" if layer == 0 else "y" if layer == self.problem.depth else f"a{layer}"
        self.canvas.circle(at, RADIUS, wide=1.4)
        self.canvas.middle(x, y, self.view.name(f"{letter}.{unit + 1}"))
        value, delta = self.value(layer, unit), self.delta(layer, unit)
        side = -1 if layer == 0 else 1 if layer == self.problem.depth else 0
        beside, anchor = x + side * (RADIUS + 6), ("middle", "start", "end")[side]
        if value is not None and self.view.is_number(value):
            self.canvas.text(
                beside, y - 3 if side else y - RADIUS - 5, self.view.figure(value), size=SMALL, anchor=anchor
            )
        below = y + RADIUS + LINE
        if delta is not None and self.view.is_number(delta):
            line = y + LINE - 3 if side else below
            self.canvas.text(beside, line, self.view.figure(delta), size=SMALL, ink=RED, anchor=anchor)
            below += 0 if side else LINE
        bias = self.problem.b.get(layer)
        if isinstance(bias, Tensor):
            gradient = self.gradient(f"b{layer}")
            one = gradient.items[unit] if isinstance(gradient, Tensor) else None
            self._bias(f"b{layer}.{unit + 1}", bias.items[unit], one, (x, below))

    def _bias(self, name: str, bias: Quantity, gradient: Any, at: Point) -> None:
        x, y = at
        name, *figure = self.view.equation(name, bias).split(" ", 1)
        self.canvas.text(x, y, " ".join([layered(name), *figure]), size=SMALL)
        if isinstance(gradient, Quantity) and self.view.is_number(gradient):
            self.canvas.text(x, y + LINE, self.view.figure(gradient), size=SMALL, ink=RED)

    def _heads(self, columns: Sequence[Column]) -> None:
        top = self.canvas.reach.top - 14
        for column in columns:
            what = head(column.number)
            self.canvas.text(column.x, top - 16, what, mathematics=False, bold=True)
            how = count(column.size, "unit") if len(column.units) != column.size else ""
            if column.number:
                name = self.problem.activation_of(column.number)
                how = say("{activation}, {units}", activation=name, units=how) if how else name
            self.canvas.text(column.x, top, how, size=SMALL, mathematics=False)

    # -- words -----------------------------------------------------------------------------------------------------

    def _notes(self, columns: Sequence[Column]) -> list[str]:
        notes = []
        if not self.several and self.view.is_number(self.problem.x.items[0]):
            notes.append(say("Beside a unit: its value."))
        loss = self.view.name("loss")
        if self.has_gradients or self.view.result(f"{self.begins}dx") is not None:
            notes.append(
                say(
                    "In red: the derivative of {loss} by the weight, bias or input, or by a unit's weighted sum.",
                    loss=loss,
                )
            )
        notes += [*self._of_the_run(), *left_out(self.sizes, [column.units for column in columns])]
        shown = [column.units for column in columns]
        if not all(self._is_labelled(gap, shown) for gap in range(len(shown) - 1)):
            notes.append(say("Edges without a figure are the thicker, the larger the weight is."))
        return notes

    def _of_the_run(self) -> Iterator[str]:
        """What pictures and characters both say."""
        if self.several:
            samples = count(self.problem.x.shape[0], "sample")
            yield say("There are {samples}, so units have no single value.", samples=samples)
        found = self.view.result(f"{self.begins}loss")
        if isinstance(found, Quantity) and self.view.is_number(found):
            yield say("The loss is {loss}.", loss=self.view.equation("loss", found))
        if self.begins:
            yield say("Weights, values and gradients are those of the first pass.")
