"""The sums over all layers, and the table of the whole network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.walk import LayerOutput, Walk
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def say_repeats(run: Run, walk: Walk) -> None:
    """Which layers are folded since they repeat an earlier one."""
    run.section("repeated")
    for first, others in walk.repeats.items():
        run.words("repeats" if len(others) == 1 else "repeat", first=first, others=in_a_row(*map(str, others)))
    if walk.folded:
        run.fold(walk.folded)


@rule("every weight is counted: the table of an embedding, and the matrix of an output layer besides")
def all_counted(counts: Sequence[Quantity], shared: Quantity | None) -> Quantity:
    """The sum over the layers. `shared`: what an output layer could have in common with an embedding, None where nothing."""
    return total(counts)


@all_counted.slip("embedding-tied", "counts the embedding and the output layer once, as if they shared their weights")
def _(counts: Sequence[Quantity], shared: Quantity | None) -> Quantity:
    if shared is None:
        raise DoesNotApply
    return total(counts) - shared


def totals(run: Run, steps: list[LayerOutput], work: bool) -> None:
    """The last shape and the sums over all layers; `work`: multiplications are shown too."""
    run.section("totals")
    out = steps[-1].out
    run.result("shape", run.results[f"shape{out.number}"])
    shared = _tied(run, steps)
    for name in ("weights", "biases", "params"):
        values = [run.results[f"{name}{step.number}"] for step in steps]
        run.let(name, _counted(run, values, None if name == "biases" else shared))
    macs = run.let("macs", _worked(run, [step.macs for step in steps]), shown=work)
    run.let("flops", rules.flop_count(macs), shown=work)


def _tied(run: Run, steps: list[LayerOutput]) -> Quantity | None:
    """The weights of an output layer that are as many as those of an embedding, and could be the same."""
    tables = {step.layer.argument for step in steps if step.layer.word == "embedding"}
    for step in reversed(steps):
        if step.layer.word == "fc":
            for words, features in tables:
                if step.layer.argument == words and step.weights.value == words * features:
                    return cast("Quantity", run.results[f"weights{step.number}"])
    return None


def _shown(values: list[Quantity]) -> list[Quantity]:
    """Those that are not 0; a 0 where all are."""
    return [value for value in values if sign(value) != 0] or [constant(0)]


def _counted(run: Run, values: list[Quantity], shared: Quantity | None) -> Quantity:
    """The sum, written with those that are not 0; another count may be."""
    shown = _shown(values)
    counted = all_counted(shown, shared)
    if len(shown) == len(values):
        return counted
    return run.with_cases(counted, lambda: total([*values, *([counted - total(shown)] if shared is not None else [])]))


def _worked(run: Run, values: list[Quantity]) -> Quantity:
    shown = _shown(values)
    return total(shown) if len(shown) == len(values) else run.with_cases(total(shown), lambda: total(values))


def summary(run: Run, given: tuple[int, ...], steps: list[LayerOutput], work: bool, fields: bool) -> None:
    """One row per layer, with its multiplications and its receptive field where those are asked for."""
    run.section("summary")
    columns = ["", "layer", "output", "params", *(["MAC"] if work else []), *(["field"] if fields else [])]  # said
    rows: list[list[Any]] = [[say("input"), "", "×".join(map(str, given)), *[""] * (len(columns) - 3)]]
    for step in steps:
        shape: Tensor = run.results[f"shape{step.number}"]
        row = [str(step.number), step.layer.token, "×".join(str(item.value) for item in shape.items), step.params]
        rows.append([*row, *([step.macs] if work else []), *([_field(run, step.number)] if fields else [])])
    macs = [run.results["macs"]] if work else []
    rows.append([say("total"), "", "", run.results["params"], *macs, *([""] if fields else [])])
    run.table("", [Column(header and say(header)) for header in columns], rows, stays=True)


def _field(run: Run, number: int) -> str:
    field = run.results[f"receptive_field{number}"]
    return "×".join(str(item.value) for item in field.items) if isinstance(field, Tensor) else str(field.value)
