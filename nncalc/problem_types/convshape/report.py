"""After the layers: receptive fields, memory, totals and the table of the whole network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import constant
from nncalc.engine.tensor import total
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.receptive_fields import MOVING, Fields
from nncalc.rules.convolution.walk import IN_PLACE, LayerOutput

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONGEST_OPEN = 12
"""Lines of receptive fields or memory that are all shown; of more, those in the middle are folded."""
SHOWN_FIRST, SHOWN_LAST = 6, 3


def _adapts(layer: Layer) -> bool:
    return layer.word == "gap" and max(layer.kernel or (1,)) > 1


def fields_and_memory(run: Run, fields: Fields, start: FeatureMap, steps: list[LayerOutput], asked: bool) -> None:
    """Receptive fields and memory, after the layers; long ones folded, and on the page only where they are asked for."""
    held = [step.memory for step in steps if step.layer.word not in IN_PLACE]
    held.insert(0, run.let("memory0", rules.multiplied([constant(4), start.channels, *start.sides]), shown=False))
    if not asked:
        memory = run.let("memory", total(held), shown=False)
        run.section("field")
        run.unasked([line for line in fields.lines if not isinstance(line, tuple)])
        run.section("memory")
        run.unasked([*held, memory])
        return
    if any(step.layer.word in MOVING or _adapts(step.layer) for step in steps):
        run.section("field")
        run.words("field")
        dilations = [max(step.layer.dilation) for step in steps if step.layer.word == "convt"]
        if dilations:
            run.words("transposed")
        if any(step.layer.word == "upsample" for step in steps):
            run.words("upsampled")
        if max(dilations, default=1) > 1:
            run.words("tap")
        if fields.traced:
            run.words("traced")
        _lines(run, fields.lines)
    run.section("memory")
    run.words("memory")
    _lines(run, held)
    run.let("memory", total(held))


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
