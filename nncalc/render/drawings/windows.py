"""Maps from layer to layer of a convolutional network, one window of each layer marked, with the cell that it gives.

Which cells a window has is read off the tape: they are the operands of what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import AMBER, RED, Box, Canvas, Point
from nncalc.render.drawings.lettering import layered, width
from nncalc.render.drawings.view import View, place
from nncalc.render.drawings.windows_rows import GIVEN, INSIDE, PLAIN, Cells, sketch
from nncalc.words import count, say

MOST_FIGURES, MOST_SIDE, MOST_CHANNELS = 10, 32, 3
"""Sides of maps whose cells have figures, sides that are drawn at all, channels that are drawn."""
SMALL, LINE, GAP, WIDEST = 12.0, 14.0, 18.0, 1000.0


class Grid(NamedTuple):
    """One channel of a map: a name, rows of cells, and what they are called."""

    name: str
    rows: list[list[Quantity]]


class Map(NamedTuple):
    """What a layer gives: its channels as grids, of so many."""

    name: str
    grids: list[Grid]
    channels: int


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The layers of `convolve` over one or two sides; nothing of three, or of maps with more than 32 cells a side."""
    made = _Windows(view)
    if view.problem.count < 3 and all(
        len(row) <= MOST_SIDE for grid in made.grids() for row in (grid.rows, grid.rows[0])
    ):
        yield made.drawing()


def split(tensor: Tensor, name: str, sides: int, samples: bool, last: bool) -> Map:
    """A tensor as grids, of the first sample; `last`: channels are the last axis, not the first."""
    if samples and len(tensor.shape) > 1:
        tensor, name = tensor[0], f"{name}.1"
    shape = tensor.shape
    if len(shape) <= sides or sides == 0:
        return Map(name, [Grid(name, rows_of(tensor))], 1)
    channels, inner = (shape[-1], shape[:-1]) if last else (shape[0], shape[1:])
    size, grids = len(tensor.items) // channels, []
    for k in range(min(channels, MOST_CHANNELS)):
        own = tensor.items[k::channels] if last else tensor.items[k * size : (k + 1) * size]
        grids.append(Grid(name if last else f"{name}.{k + 1}", rows_of(Tensor(own, inner))))
    return Map(name, grids, channels)


class _Windows:
    def __init__(self, view: View) -> None:
        self.view, self.problem, self.canvas = view, view.problem, Canvas()
        last = self.problem.layout == "hwc"
        tensors = [("x", self.problem.x)]
        for step in self.problem.steps:
            name = f"y{step.number}"
            found = view.result(name)
            tensors.append((found.name or name, found))
        samples, sides = self.problem.has_samples, self.problem.count
        self.maps = [split(tensor, name, sides if tensor.shape else 0, samples, last) for name, tensor in tensors]
        cells = [q for grid in self.grids() for row in grid.rows for q in row]
        self.labelled = all(max(len(g.rows), len(g.rows[0])) <= MOST_FIGURES for g in self.grids())
        self.has_gradients = view.result("dx") is not None
        texts = [text for q in cells for text in (view.figure(q), self._gradient(q))] if self.labelled else [""]
        self.wide = max(34.0, max(width(text, SMALL) for text in texts) + 8) if self.labelled else 13.0
        self.high = (46.0 if self.has_gradients else 34.0) if self.labelled else 13.0
        self.largest = max((abs(at) for q in cells if (at := place(q)) is not None), default=0.0) or 1.0
        self.formulas: list[str] = []
        self.written: list[list[Cells]] = []

    def grids(self) -> list[Grid]:
        return [grid for each in self.maps for grid in each.grids]

    def _gradient(self, q: Quantity) -> str:
        """∂E of a cell, in figures."""
        stem, _, component = (q.name or "").partition(".")
        found = self.view.result(f"d{stem}")
        if not isinstance(found, Tensor) or not component:
            return ""
        index = 0
        for size, at in zip(found.shape, component.split("."), strict=False):
            index = index * size + int(at) - 1
        return self.view.figure(found.items[index]) if self.view.is_number(found.items[index]) else ""

    # -- the window ------------------------------------------------------------------------------------------------

    def _window(self, before: Map, after: Map) -> tuple[Quantity, set[str]]:
        """The first cell of the next map that the most cells of this one lead to, with the names of these."""
        names = {q.name for grid in before.grids for row in grid.rows for q in row}
        found = ((q, _named_under(q, names)) for row in after.grids[0].rows for q in row)
        return max(found, key=lambda pair: len(pair[1]))

    # -- drawing ---------------------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        x, top = 0.0, 0.0
        marked: set[str] = set()
        for index, each in enumerate(self.maps):
            step = self.problem.steps[index] if index < len(self.maps) - 1 else None
            window = None
            if step is not None and step.layer.word in ("conv", "convt", "pool"):
                window = self._window(each, self.maps[index + 1])
            if x and x + self._wide(each) > WIDEST:
                x, top = 0.0, self.canvas.reach.bottom + 40
            right = self._map(each, (x, top), window[1] if window else set(), marked)
            self._write(each, window[1] if window else set(), marked, step.layer if step else None)
            marked = {window[0].name or ""} if window else set()
            if window:
                self._formula(window[0])
            x = right if step is None else self._arrow(step.layer, (right, top))
        title = say("The maps, with a window of each layer marked")
        notes = self._notes()
        self.canvas.notes(notes)
        for formula in self.formulas:
            reach = self.canvas.reach
            self.canvas.text(reach.left, reach.bottom + 18, formula, anchor="start", size=SMALL)
        tokens = " ".join(step.layer.token for step in self.problem.steps)
        told = say("{layers}, from left to right.", layers=tokens)
        description = " ".join([told, *notes, *self.formulas])
        text = sketch(self.written, [*self._notes(text=True), *self.formulas]) if self.labelled else None
        return Drawing(title, description, self.canvas.svg(title, description), text)

    # -- in characters -----------------------------------------------------------------------------------------------

    def _write(self, each: Map, window: set[str], given: set[str], layer: Any) -> None:
        """A map with its gradients below it; the layer behind it, with its kernel."""
        if not self.labelled:
            return
        marks = [[[_mark(q.name in window, q.name in given) for q in row] for row in grid.rows] for grid in each.grids]
        cells = list(map(self._cells, each.grids, marks))
        if self.has_gradients:
            for grid in each.grids:
                rows = [[self._gradient(q) for q in row] for row in grid.rows]
                if any(any(row) for row in rows):
                    cells.append(Cells(self.view.name(f"d{grid.name}"), rows, [[PLAIN] * len(row) for row in rows]))
        self.written.append(cells)
        if layer is not None:
            kernel = self._kernel(layer)
            grids = kernel.grids if kernel is not None else []
            plain = [self._cells(grid, [[PLAIN] * len(row) for row in grid.rows]) for grid in grids]
            self.written.append([Cells(f"→ {layer.token}", (), ()), *plain])

    def _cells(self, grid: Grid, marks: list[list[str]]) -> Cells:
        rows = [[self.view.figure(q) for q in row] for row in grid.rows]
        return Cells(self.view.style.tensor(grid.name), rows, marks)

    # -- in a picture ------------------------------------------------------------------------------------------------

    def _wide(self, each: Map) -> float:
        return len(each.grids[0].rows[0]) * self.wide

    def _map(self, each: Map, at: Point, window: set[str], given: set[str]) -> float:
        """The channels of a map below each other; its right edge."""
        x, y = at
        for grid in each.grids:
            self.canvas.text(x + len(grid.rows[0]) * self.wide / 2, y - 8, layered(self.view.style.tensor(grid.name)))
            for i, row in enumerate(grid.rows):
                for j, q in enumerate(row):
                    self._cell(q, (x + j * self.wide, y + i * self.high), q.name in window, q.name in given)
            self._outline(grid, (x, y), window)
            y += len(grid.rows) * self.high + 34
        return x + self._wide(each)

    def _cell(self, q: Quantity, at: Point, inside: bool, given: bool) -> None:
        x, y = at
        box = Box(x, y, x + self.wide, y + self.high)
        fill = AMBER if inside or given else "currentColor"
        value = place(q)
        shade = 0.0 if self.labelled or value is None else 0.6 * abs(value) / self.largest
        shaded = fill if inside or given else "currentColor" if shade else "none"
        self.canvas.rect(box, fill=shaded, filled=round(max(0.28 if inside or given else 0.0, shade), 2), wide=0.7)
        if given:
            self.canvas.rect(Box(x + 1.5, y + 1.5, box.right - 1.5, box.bottom - 1.5), AMBER, wide=2.4)
        if not self.labelled:
            return
        gradient = self._gradient(q)
        middle = x + self.wide / 2
        base = y + self.high / 2 + (4 if not self.has_gradients else -3)
        self.canvas.text(middle, base, self.view.figure(q), size=SMALL)
        self.canvas.text(middle, base + LINE + 1, gradient, size=SMALL, ink=RED)

    def _outline(self, grid: Grid, at: Point, window: set[str]) -> None:
        """A frame around the cells of the window."""
        places = [(i, j) for i, row in enumerate(grid.rows) for j, q in enumerate(row) if q.name in window]
        if not places:
            return
        (top, left), (bottom, right) = [tuple(pick(p[k] for p in places) for k in (0, 1)) for pick in (min, max)]
        x, y = at
        edges = Box(
            x + left * self.wide, y + top * self.high, x + (right + 1) * self.wide, y + (bottom + 1) * self.high
        )
        self.canvas.rect(edges, AMBER, wide=3)

    def _arrow(self, layer: Any, at: Point) -> float:
        """The arrow to the next map, the layer above it and its kernel below; where the next map begins."""
        x, y = at
        kernel = self._kernel(layer)
        word, _, settings = layer.token.partition(",")
        texts = [word, *([settings] if settings else [])]
        room = max(44.0, *(width(text, SMALL, False) + 10 for text in texts))
        if kernel is not None:
            room = max(room, self._wide(kernel) + 8)
        middle, height = x + GAP + room / 2, y + self.high / 2 + 6
        self.canvas.arrow((x + GAP - 8, height), (x + GAP + room + 8, height), wide=1.4)
        for k, text in enumerate(reversed(texts)):
            self.canvas.text(middle, height - 8 - 15 * k, text, size=SMALL, mathematics=False)
        if kernel is not None:
            self._map(kernel, (middle - self._wide(kernel) / 2, height + 36), set(), set())
        return x + 2 * GAP + room + 6

    def _kernel(self, layer: Any) -> Map | None:
        """The kernel that makes the first channel; none of other layers."""
        if layer.word not in ("conv", "convt") or not self.labelled:
            return None
        kernels = self.problem.K
        name = layer.argument if isinstance(layer.argument, str) else "K"
        number = int(name[1:] or 0)
        K = kernels.get(number)
        if not isinstance(K, Tensor) or max(K.shape[-2:]) > MOST_FIGURES:
            return None
        return split(K, name, self.problem.count, len(K.shape) > self.problem.count + 1, False)

    def _formula(self, q: Quantity) -> None:
        line = self.view.lines.line(q.name or "", q, 0)
        relation = self.view.style.relation_exact if line.exact else self.view.style.relation_rounded
        left = f" {self.view.style.relation_exact} ".join(line.sides[:-1])
        whole = f"{left} {relation} {line.sides[-1]}"
        if width(whole, SMALL) < WIDEST:
            self.formulas.append(whole)

    def _notes(self, text: bool = False) -> list[str]:
        notes = []
        if any(step.layer.word in ("conv", "convt", "pool") for step in self.problem.steps):
            framed = say("Framed: the cells of one window, and in the next map the cell that it gives.")
            marked = say("In brackets: the cells of one window; in braces: the cell that it gives in the next map.")
            notes.append(marked if text else framed)
        if self.has_gradients and not text:
            notes.append(say("In red: the derivative by each cell."))
        if self.problem.has_samples:
            notes.append(say("The first sample is drawn."))
        most = max(each.channels for each in self.maps)
        if most > MOST_CHANNELS:
            notes.append(
                say(
                    "Of up to {channels} the first {number} are drawn.",
                    channels=count(most, "channel"),
                    number=MOST_CHANNELS,
                )
            )
        if not self.labelled:
            notes.append(say("The larger a number, the stronger the colour of its cell."))
        return notes


def _mark(inside: bool, given: bool) -> str:
    return GIVEN if given else INSIDE if inside else PLAIN


def _named_under(q: Quantity, names: set[str | None]) -> set[str]:
    """Which of the names the formula of a quantity leads to."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(q.operands)
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if here.name in names:
            found.add(here.name or "")
        else:
            waiting += here.operands
    return found
