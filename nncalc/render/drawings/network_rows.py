"""A network in characters: a column a layer, a row a unit, before each unit the weights that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.render.drawings.characters import Lines, Sketch, columns, room, rows_of, sentences, wide
from nncalc.render.drawings.places import shown_of
from nncalc.render.sheet import Sheet
from nncalc.words import count, labelled, say

SHOWN = ((8, 5), (5, 4), (4, 3), (3, 2), (2, 1))
"""Units of a layer that are all shown, and how many of more: the first of these that fits is taken."""

Shown = Sequence[int | None]
Figures = tuple[str, str]
"""A figure, and the derivative by it; "" for what there is not."""


class Unit(NamedTuple):
    """A unit as it is written: its value, what arrives on the way back, and weights by their sources."""

    value: str
    delta: str
    weights: dict[int, Figures]
    bias: Figures


class Layer(NamedTuple):
    """A layer by its number: what it is called, how many units it has, those that may be shown, a bias that they share."""

    number: int
    head: str
    size: int
    units: dict[int, Unit]
    bias: Figures


def sketch(network: Any, notes: Sequence[str]) -> Sketch:
    """What draws a network (`_Network` of `network.py`); figures are read off the run at once."""
    shown = [shown_of(size, *SHOWN[0]) for size in network.sizes]
    layers = [_layer(network, number, shown) for number in range(len(shown))]

    def drawn(sheet: Sheet) -> Lines:
        lines: Lines = []
        for most in SHOWN:
            units = [shown_of(layer.size, *most) for layer in layers]
            lines = rows_of(list(_pieces(layers, units, sheet)), sheet)
            if wide(lines, sheet) <= room(sheet):
                break
        return [*lines, "", *sentences([*_meaning(network, layers), *notes, *left_out(network.sizes, units)], sheet)]

    return drawn


def head(layer: int) -> str:
    """`layer 1`, or `inputs`."""
    return say("layer {number}", number=layer) if layer else say("inputs")


def left_out(sizes: Sequence[int], units: Sequence[Shown]) -> Iterator[str]:
    """What is said of layers of which not all units are shown."""
    for layer, (size, shown) in enumerate(zip(sizes, units, strict=True)):
        drawn = sum(unit is not None for unit in shown)
        if drawn < size and layer:
            yield say(
                "{units} of layer {layer}: {shown} are drawn.", units=count(size, "unit"), layer=layer, shown=drawn
            )
        elif drawn < size:
            yield say("{inputs}: {shown} are drawn.", inputs=count(size, "input"), shown=drawn)


def _layer(network: Any, number: int, shown: Sequence[Shown]) -> Layer:
    figure = network.view.figure
    bias = network.problem.b.get(number)
    gradient = network.gradient(f"b{number}")
    units = {}
    for unit in (unit for unit in shown[number] if unit is not None):
        sources = [source for source in shown[number - 1] if source is not None] if number else []
        weights = {source: _figures(network, *network.weight(number, unit, source)) for source in sources}
        own = ("", "")
        if isinstance(bias, Tensor):
            own = _figures(network, bias.items[unit], gradient.items[unit] if isinstance(gradient, Tensor) else None)
        units[unit] = Unit(*_written(network, number, unit), weights, own)
    named = network.problem.activation_of(number) if number else ""
    said = labelled(head(number), named) if named else head(number)
    shared = ("", "")
    if isinstance(bias, Quantity):
        by = gradient if isinstance(gradient, Quantity) and network.view.is_number(gradient) else None
        shared = (network.view.equation(f"b{number}", bias), figure(by) if by is not None else "")
    return Layer(number, said, network.sizes[number], units, shared)


def _figures(network: Any, q: Quantity, gradient: Quantity | None) -> Figures:
    known = gradient is not None and network.view.is_number(gradient)
    return network.view.figure(q), network.view.figure(gradient) if known else ""


def _written(network: Any, layer: int, unit: int) -> tuple[str, str]:
    """`a1₁ ≈ 0.5933`, and what arrives there, in figures."""
    letter = "x" if layer == 0 else "y" if layer == network.problem.depth else f"a{layer}"
    name, value, delta = f"{letter}.{unit + 1}", network.value(layer, unit), network.delta(layer, unit)
    view = network.view
    known = value is not None and view.is_number(value)
    return (
        view.equation(name, value) if known else view.name(name),
        view.figure(delta) if delta is not None and view.is_number(delta) else "",
    )


# -- the layout --------------------------------------------------------------------------------------------------------


def _pieces(layers: Sequence[Layer], units: Sequence[Shown], sheet: Sheet) -> Iterator[Lines]:
    """Each layer as a column, with the weights that lead to it."""
    for layer in layers:
        before: Shown = units[layer.number - 1] if layer.number else ()
        rows: list[list[str]] = []
        for unit in units[layer.number]:
            rows += [["…"]] if unit is None else _rows(layer.units[unit], before)
        yield [sheet.fit(layer.head), *columns(rows, sheet), *[sheet.fit(text) for text in layer.bias if text]]


def _rows(unit: Unit, before: Shown) -> Iterator[list[str]]:
    """The weights that lead to a unit, its bias, an arrow, its value; below them the derivatives."""
    ends = ([], []) if not any(unit.bias) else ([f"+ {unit.bias[0]}"], [f"  {unit.bias[1]}" if unit.bias[1] else ""])
    arrow = ["→"] if before else []
    for which, value, bias, sign in zip(
        (0, 1), (unit.value, unit.delta), ends, (arrow, ["" for _ in arrow]), strict=True
    ):
        weights = ["…" if source is None else unit.weights[source][which] for source in before]
        if which == 0 or value or any(text not in ("", "…") for text in (*weights, *bias)):
            yield [*weights, *bias, *sign, value]


def _meaning(network: Any, layers: Sequence[Layer]) -> Iterator[str]:
    units = [unit for layer in layers for unit in layer.units.values()]
    if any(unit.bias[0] for unit in units):
        yield say("Before a unit: its weights, in the order of the layer before; behind +, its bias.")
    else:
        yield say("Before a unit: its weights, in the order of the layer before.")
    if any(unit.delta or any(by for _, by in unit.weights.values()) for unit in units):
        yield say("Below a figure: the derivative of {loss} by the weight, bias or input, or by a unit's weighted sum.",
                  loss=network.view.name("loss"))  # fmt: skip
