"""After the layers: receptive fields, memory, totals and the table of the whole network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.receptive_fields import MOVING
from nncalc.rules.convolution.walk import IN_PLACE, LayerOutput, Walk
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONGEST_OPEN = 12
"""Lines of receptive fields or memory that are all shown; of more, those in the middle are folded."""
SHOWN_FIRST, SHOWN_LAST = 6, 3


def _adapts(layer: Layer) -> bool:
    return layer.word == "gap" and max(layer.kernel or (1,)) > 1


def fields_and_memory(run: Run, walk: Walk, start: FeatureMap, steps: list[LayerOutput], asked: bool) -> None:
    """Receptive fields and memory, after the layers; long ones folded, and on the page only where they are asked for."""
    held = [step.memory for step in steps if step.layer.word not in IN_PLACE]
    held.insert(0, run.let("memory0", rules.multiplied([constant(4), start.channels, *start.sides]), shown=False))
    if not asked:
        memory = run.let("memory", total(held), shown=False)
        run.section("field")
        run.unasked([line for line in walk.fields.lines if not isinstance(line, tuple)])
        run.section("memory")
        run.unasked([*held, memory])
        return
    if any(step.layer.word in MOVING or _adapts(step.layer) for step in steps):
        run.section("field")
        run.words("field")
        dilations = [max(step.layer.dilation) for step in steps if step.layer.word == "convt"]
        if dilations:
            run.words("transposed")
        if max(dilations, default=1) > 1:
            run.words("tap")
        if walk.fields.traced:
            run.words("traced")
        _lines(run, walk.fields.lines)
    run.section("memory")
    run.words("memory")
    _lines(run, held)
    run.let("memory", total(held))


def totals(run: Run, steps: list[LayerOutput]) -> None:
    """The last shape and the sums over all layers."""
    run.section("totals")
    out = steps[-1].out
    run.result("shape", run.results[f"shape{out.number}"])
    for name in ("weights", "biases", "params"):
        run.let(name, _counted(run, [run.results[f"{name}{step.number}"] for step in steps]))
    macs = run.let("macs", _counted(run, [step.macs for step in steps]))
    run.let("flops", rules.flop_count(macs))


def _counted(run: Run, values: list[Quantity]) -> Quantity:
    """The sum, written with those that are not 0; another count may be."""
    counted = [value for value in values if sign(value) != 0]
    shown = total(counted) if counted else constant(0)
    return shown if len(counted) == len(values) else run.with_cases(shown, lambda: total(values))


def summary(run: Run, given: tuple[int, ...], steps: list[LayerOutput], asked: bool) -> None:
    """One row per layer, with its receptive field where that is asked for."""
    run.section("summary")
    rows: list[list[Any]] = [[say("input"), "", "×".join(map(str, given)), "", "", ""]]
    for step in steps:
        shape: Tensor = run.results[f"shape{step.number}"]
        sizes = "×".join(str(item.value) for item in shape.items)
        field = run.results[f"receptive_field{step.number}"]
        seen = "×".join(str(item.value) for item in field.items) if isinstance(field, Tensor) else str(field.value)
        rows.append([str(step.number), step.layer.token, sizes, step.params, step.macs, seen])
    rows.append([say("total"), "", "", run.results["params"], run.results["macs"], ""])
    headers = ("", "layer", "output", "params", "MAC", "field")[: 6 if asked else 5]  # said
    run.table(
        "", [Column(header and say(header)) for header in headers], [row[: len(headers)] for row in rows], stays=True
    )


def _lines(run: Run, named: list[Any]) -> None:
    """Lines in full, with sentences between them; where there are many, the first and the last of them."""
    first = SHOWN_FIRST if len(named) > LONGEST_OPEN else len(named)
    last = max(first, len(named) - SHOWN_LAST)
    _shown(run, named[:first])
    if named[first:last]:
        run.fold([each for each in named[first:last] if not isinstance(each, tuple)])
    _shown(run, named[last:])


def _shown(run: Run, named: list[Any]) -> None:
    for each in named:
        if isinstance(each, tuple):
            run.words(each[0], **each[1])
        else:
            run.line(each)
