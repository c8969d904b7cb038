"""`want=55x55` with one unknown: which kernel, stride or padding gives the output that is wanted."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from nncalc.engine.events import Column
from nncalc.errors import InputError
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.receptive_fields import Fields
from nncalc.rules.convolution.walk import LayerOutput, Walk
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_TRIED = 50_000
"""Values tried for the unknown, times the layers walked through for each."""
MOST_LISTED = 200
_FIELD = {"k": "kernel", "s": "stride", "p": "padding"}


def with_setting(layer: Layer, values: tuple[int, ...]) -> Layer:
    """The layer with a value per side (or one for all) in the place of its unknown."""
    value: Any = tuple((p, p) for p in values) if layer.unknown == "p" else values
    return layer._replace(**{_FIELD[layer.unknown or "k"]: value, "unknown": None})


def settle(problem: Any, run: Run) -> list[Layer]:
    """List every setting that gives the wanted output, and go on with the smallest.

    Raises InputError where none does. The sides do not depend on one another, so each is searched on its own.
    """
    layers: list[Layer] = problem.layers
    place = next(index for index, layer in enumerate(layers) if layer.unknown)
    layer, wanted = layers[place], _wanted_sides(problem)
    least = 0 if layer.unknown == "p" else 1
    outcomes: dict[int, tuple[int, ...]] = {}
    most = _most(problem, layers, place, run)
    if most * len(layers) > MOST_TRIED:
        said = say(
            "{most:,} values of {unknown} through {layers_count} layers are too many to try",
            most=most,
            unknown=layer.unknown,
            layers_count=len(layers),
        )
        raise InputError(
            said, name="want", expected=say("values times layers up to {most_tried:,}", most_tried=MOST_TRIED)
        )
    for value in range(least, most + 1):
        found = _outcome(problem, layers, place, (value,), run)
        if found is not None:
            outcomes[value] = found
    per_side = [[v for v, sides in outcomes.items() if sides[i] == want] for i, want in enumerate(wanted)]
    common: list[tuple[int, ...]] = [(value,) for value in per_side[0] if all(value in values for values in per_side)]
    apart = [values for values in product(*[side[:MOST_LISTED] for side in per_side]) if len(set(values)) > 1]
    fitting = common or [v for v in apart[:MOST_LISTED] if _outcome(problem, layers, place, v, run) == wanted]
    written = ["x".join(map(str, values)) for values in fitting]
    if not outcomes:  # nothing fits at all: say why
        _walk(problem, [*layers[:place], with_setting(layer, (least,)), *layers[place + 1 :]], run)
    if not fitting:
        raise _none_fits(layer, least, most, outcomes, wanted)
    settled = list(layers)
    settled[place] = with_setting(layer, fitting[0])
    _check_channels(problem, _last_map(_walk(problem, settled, run)))
    _show(problem, run, layers, place, fitting, written)
    return settled


def _wanted_sides(problem: Any) -> tuple[int, ...]:
    want: tuple[int, ...] = problem.want
    if len(want) == problem.count + 1:
        want = want[:-1] if problem.layout == "hwc" else want[1:]
    if len(want) != problem.count:
        shape = "x".join(map(str, problem.want))
        raise InputError(
            say(
                "want={shape} has {sizes} with dims={count}",
                shape=shape,
                sizes=count(len(problem.want), "size"),
                count=problem.count,
            ),
            name="want",
            expected="want=" + "x".join(["55"] * problem.count),
        )
    return want


def _check_channels(problem: Any, out: FeatureMap | None) -> None:
    """The channels wanted with the sides, if any: no setting changes how many there are."""
    want: tuple[int, ...] = problem.want
    if out is None or len(want) == problem.count:
        return
    wanted = want[-1] if problem.layout == "hwc" else want[0]
    if out.channels.value != wanted:
        raise InputError(
            say(
                "want={map} has {channels}, the output has {channels_value}",
                map="x".join(map(str, want)),
                channels=count(wanted, "channel"),
                channels_value=out.channels.value,
            ),
            name="want",
            expected=say("the channels that the layers give, or the sides alone"),
            nearest=f"want={out.written.replace('×', 'x')}",
        )


def _last_map(steps: list[LayerOutput]) -> FeatureMap | None:
    """The last output that has sides."""
    return next((step.out for step in reversed(steps) if step.out.kind == "map"), None)


def _most(problem: Any, layers: list[Layer], place: int, run: Run) -> int:
    """The largest value worth trying: the largest side that reaches the layer, padding and all."""
    layer = layers[place]
    sides = problem.sides
    before = _walk(problem, layers[:place], run)
    if before:
        out = next((step.out for step in before if step.layer.label == layer.source and layer.source), before[-1].out)
        sides = tuple(int(side.value) for side in out.sides)
    if layer.unknown == "p":
        kernels, dilation = layer.kernel or (1,), max(layer.dilation)
        return dilation * (max(kernels) - 1)
    added = 0 if isinstance(layer.padding, str) else max(a + b for a, b in layer.padding)
    return max(sides or (1,)) + added


def _walk(problem: Any, layers: list[Layer], run: Run) -> list[LayerOutput]:
    """A walk that leaves nothing behind. Raises InputError where a layer does not fit."""
    fields = Fields(problem.count, problem.alike(layers), quiet=True)
    failed: InputError | None = None
    steps: list[LayerOutput] = []
    with run.forgotten():
        try:
            steps = Walk(run, problem.held, fields, quiet=True).go(layers, problem.start(fields))
        except InputError as error:  # the results made so far are forgotten all the same
            failed = error
    if failed is not None:
        raise failed
    return steps


def _outcome(
    problem: Any, layers: list[Layer], place: int, values: tuple[int, ...], run: Run
) -> tuple[int, ...] | None:
    """The sides of the last output that is a map under a setting; None where it does not fit."""
    tried = list(layers)
    tried[place] = with_setting(layers[place], values)
    try:
        steps = _walk(problem, tried, run)
    except InputError:
        return None
    out = _last_map(steps)
    return None if out is None else tuple(int(side.value) for side in out.sides)


def _none_fits(
    layer: Layer, least: int, most: int, outcomes: dict[int, tuple[int, ...]], wanted: tuple[int, ...]
) -> InputError:
    want = "x".join(map(str, wanted))
    near = min(
        outcomes, key=lambda value: sum(abs(a - b) for a, b in zip(outcomes[value], wanted, strict=True)), default=None
    )
    hint = (
        None
        if near is None
        else say(
            "{unknown}={near}, which gives {map}",
            unknown=layer.unknown,
            near=near,
            map="x".join(map(str, outcomes[near])),
        )
    )
    return InputError(
        say(
            "no {unknown} from {least} to {most} gives {want}", unknown=layer.unknown, least=least, most=most, want=want
        ),
        name="want",
        text=want,
        nearest=hint,
    )


def _show(
    problem: Any, run: Run, layers: list[Layer], place: int, fitting: list[tuple[int, ...]], written: list[str]
) -> None:
    """The list of settings with the sizes worked out."""
    key = layers[place].unknown
    want = "×".join(map(str, problem.want))
    rows = []
    for values, text in zip(fitting, written, strict=True):
        tried = list(layers)
        tried[place] = with_setting(layers[place], values)
        out = _walk(problem, tried, run)[place].out
        rows.append([f"{key}={text}", *[_formula(side) for side in out.sides]])
    run.section("")
    with run.part(say("settings that fit")):
        run.words("settings", count=count(len(rows), "value"), setting=key, want=want, first=written[0])
        run.table("", [Column(say("setting")), *[Column(name, "put in") for name in problem.names]], rows)
    run.result("settings", [int(text) if text.isdigit() else text for text in written])


def _formula(side: Any) -> Any:
    """The first line of a side: the quantity whose formula is its size, below the names put on it."""
    while side.operands and side.operands[0].operands and side.operands[0].operation is side.operation:
        side = side.operands[0]
    return side
