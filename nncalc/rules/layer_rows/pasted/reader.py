"""Pasted text into layers: which of what it defines is the network, and in which order its layers stand."""

from __future__ import annotations

from typing import Any

from nncalc.rules.convolution.layer import Layer
from nncalc.rules.layer_rows.pasted.machine import Machine
from nncalc.rules.layer_rows.pasted.prints import PRINTED, walk_print
from nncalc.rules.layer_rows.pasted.statements import program_of
from nncalc.rules.layer_rows.pasted.summaries import SUMMARY, placeholders, rows_of, stated_input
from nncalc.rules.layer_rows.pasted.values import (
    LEARNING,
    Chain,
    Function,
    Instance,
    Made,
    Module,
    Network,
    Spot,
    Unknown,
)
from nncalc.words import say, together

MOST_NAMED = 6


def read_pasted(text: str, before: int = 0) -> Network:
    """The network of a pasted text; `before`: how many layers stand in front of it. Raises InputError with its line."""
    if SUMMARY.search(text):
        rows = rows_of(text)
        return Network(placeholders(rows), stated_input(rows), "hwc", [("settled", {})], rows)
    if PRINTED.search(text):
        machine, out = walk_print(text, before), None
    else:
        source, program = program_of(text)
        machine = Machine(source, before)
        machine.run(program)
        out = machine.result if isinstance(machine.result, Spot) else _walked(machine)
    trace = machine.trace
    if out is not None and out.number != len(trace.layers):
        trace.append(Layer("identity", say("output")), out, 0)
    if not trace.layers and trace.shape is None and '"cells"' in text:
        said = say("this is the file of a notebook, not its code")
        machine.raise_at(0, said, expected=say("jupyter nbconvert --to script FILE.ipynb, then @FILE.py"))
    if not trace.layers and trace.shape is None:
        machine.raise_at(0, say("no layer is given"), expected="Conv2d(3, 96, kernel_size=11)")
    _say_unused(machine)
    shape, layout = trace.shape, trace.layout
    layers = _with_layouts(trace.layers)
    if layout == "hwc" and any(layer.layout == "chw" for layer in layers):
        layout = "chw"
    whole = shape is not None and all(type(size) is int or size is None or isinstance(size, Unknown) for size in shape)
    sizes = tuple(size if type(size) is int else None for size in shape) if whole and shape else None
    return Network(layers, sizes, layout, trace.remarks)


def _walked(machine: Machine) -> Spot | None:
    """The network applied to the input, where the text has not done so. None where it has."""
    if machine.trace.layers:
        return None
    alone: list[Any] = [each for each in machine.modules if not each.inside and not _is_sequence_of_self(each)]
    if machine.loose and "self" not in machine.names:
        machine.names["self"] = Instance("self", next(iter(machine.loose.values())).place)
    own = machine.names.get("self")
    if isinstance(own, Instance) and own.kind is None and (own.children or machine.loose):
        return _of_self(machine, own)
    if not any(isinstance(each, Instance) for each in alone):
        unmade = [
            kind
            for kind in machine.kinds
            if not kind.made and (kind.chain or set(kind.methods) & {"__init__", "forward", "call"})
        ]
        if unmade:
            alone = [machine.instance(unmade[-1], [], {}, unmade[-1].node.place)]
    whole = [each for each in alone if isinstance(each, (Chain, Instance))]
    if len(whole) > 1:
        names = together([each.name for each in whole[:MOST_NAMED]])
        machine.raise_at(
            whole[1].place, say("several networks are pasted: {names}", names=names), expected=say("one network")
        )
    spot = Spot(0)
    for each in whole or alone:
        spot = machine.through(each, spot, each.place, exact=bool(whole))
    return spot


def _is_sequence_of_self(module: Module) -> bool:
    return isinstance(module, Instance) and module.kind is None


def _of_self(machine: Machine, own: Instance) -> Spot:
    """Lines of `__init__`, with those of `forward` where they are pasted too."""
    if "__init__" in machine.loose and not own.children:
        machine.called(Function(machine.loose["__init__"], own), [], {}, own.place)
    if "forward" in machine.loose:
        found = machine.called(Function(machine.loose["forward"], own), [Spot(0)], {}, own.place)
        if isinstance(found, Spot):
            return found
        machine.raise_at(
            machine.loose["forward"].place, say("{name} gives back more than one tensor, or none", name="forward")
        )
    return machine.through(own, Spot(0), own.place, exact=False)


def _say_unused(machine: Machine) -> None:
    """Layers with parameters that no line applies: PyTorch would count them."""
    unused = [each.name for each in machine.modules if isinstance(each, Made) and each.inside and not each.applied
              and (each.layer is None or each.layer.word in LEARNING)]  # fmt: skip
    if unused:
        names = together(unused[:MOST_NAMED] + ["…"] * (len(unused) > MOST_NAMED))
        machine.trace.remark("unused several" if len(unused) > 1 else "unused", names=names)


def _with_layouts(layers: list[Layer]) -> list[Layer]:
    """A Dense layer of Keras goes by the layout of the others; its normalisation is along the last axis unless it says so."""
    first = any(layer.layout == "chw" for layer in layers)
    out = []
    for layer in layers:
        if layer.pointwise and layer.layout is None:
            layer = layer._replace(layout="chw" if first else "hwc")
        elif first and layer.word == "bn" and layer.layout is None and "BatchNormalization" in layer.text:
            layer = layer._replace(layout="hwc")
        out.append(layer)
    return out
