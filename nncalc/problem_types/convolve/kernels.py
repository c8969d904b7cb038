"""Kernels as they were given: which of their axes are kernels, channels and space, and whether they fit the input."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.layers import ValueLayer
from nncalc.rules.convolution.sizes import misfit
from nncalc.rules.network_layer import times
from nncalc.words import count, say


class Kernels(NamedTuple):
    """The kernels of one layer.

    sides     of one kernel
    made      how many channels they make, None where there is one and the output has no channel axis
    strides   how far apart in K neighbours stand: along the first axis of channels, the second, and the kernel's cells
    """

    sides: tuple[int, ...]
    made: int | None
    strides: tuple[int, int, int]


def kernels_of(number: int, layer: ValueLayer, K: Tensor, frame: Frame) -> Kernels:
    """The axes of K over a map. Raises InputError where K has another number of axes, or of channels."""
    dims, rank = len(frame.sides), len(K.shape)
    if frame.channels is None:
        axes = {dims: "", dims + 1: "O", dims + 2: "CO" if layer.word == "convt" else "OC"}
    elif layer.word == "convt":
        axes = {dims: "", dims + 1: "C", dims + 2: "CO"}
    else:
        axes = {dims: "", dims + 1: "O" if layer.groups == frame.c > 1 else "C", dims + 2: "OC"}
    if frame.c > 1:
        axes.pop(dims)
    if rank not in axes:
        raise _misfit_of_axes(number, layer, K, frame)
    names = axes[rank]
    shape, sides, last = _taken_apart(names, K, frame.layout)
    _check_channels(number, layer, K, frame, shape)
    taps, apart = prod(sides), {}
    step = 1 if last else taps
    for name in reversed(names):
        apart[name], step = step, shape[name] * taps
    first, second = (apart.get(name, 0) for name in ("CO" if layer.word == "convt" else "OC"))
    made = shape["O"] * _times(layer) if "O" in shape else None
    return Kernels(sides, made, (first, second, shape[names[-1]] if last else 1))


def _times(layer: ValueLayer) -> int:
    """The second axis of a transposed convolution counts the channels of one group."""
    return layer.groups if layer.word == "convt" else 1


def _taken_apart(names: str, K: Tensor, layout: str) -> tuple[dict[str, int], tuple[int, ...], bool]:
    """The sizes of the axes of channels, the kernel's sides, and whether the last axis of channels stands last."""
    if layout == "chw" or not names or names == "O":
        return dict(zip(names, K.shape, strict=False)), K.shape[len(names) :], False
    if len(names) == 1:
        return {names: K.shape[-1]}, K.shape[:-1], True
    return {names[0]: K.shape[0], names[1]: K.shape[-1]}, K.shape[1:-1], True


def _check_channels(number: int, layer: ValueLayer, K: Tensor, frame: Frame, shape: dict[str, int]) -> None:
    """Raises InputError where kernels read another number of channels than arrive, or groups do not divide."""
    groups = layer.groups
    made = shape["O"] * _times(layer) if "O" in shape else 1
    for found, counted in ((frame.c, count(frame.c, "input channel")), (made, count(made, "kernel"))):
        if found % groups:
            raise misfit(
                number, layer,
                say("{counted} cannot be split into {groups} groups", counted=counted, groups=groups),
                say("groups that divide the input channels and the kernels"),
            )  # fmt: skip
    reads = shape.get("C", 1) * (1 if layer.word == "convt" else groups)
    if reads != frame.c:
        each = "" if groups == 1 else say("{groups} groups of", groups=groups)
        raise InputError(
            say("layer {number} ({layer}): {name} is {shape} and reads {reads}, it gets {channels}",
                number=number, layer=layer.token, name=K.name, shape=times(K.shape), reads=count(reads, "channel"),
                channels=count(frame.c, "channel")),
            name=K.name,
            expected=_wanted(layer, K.name or "", frame) if not each else say("C/groups channels in every kernel"),
        )  # fmt: skip


def _misfit_of_axes(number: int, layer: ValueLayer, K: Tensor, frame: Frame) -> InputError:
    return InputError(
        say("layer {number} ({layer}): {name} has {axes} ({shape}), its input is {input}",
            number=number, layer=layer.token, name=K.name, axes=count(len(K.shape), "axis"), shape=times(K.shape),
            input=times(frame._replace(samples=None).shape)),
        name=K.name,
        expected=_wanted(layer, K.name or "", frame),
    )  # fmt: skip


def _wanted(layer: ValueLayer, name: str, frame: Frame) -> str:
    """The shapes that kernels over this map may have."""
    sides = ["3"] * len(frame.sides)
    if frame.channels is None:
        one, several = sides, ["8", *sides]
    elif layer.word == "convt":
        one, several = [str(frame.c), *sides], [str(frame.c), "8", *sides]
    else:
        one = [str(frame.c), *sides] if frame.layout == "chw" else [*sides, str(frame.c)]
        several = ["8", *one]
    return say("{name} such as {one} for one kernel, {several} for eight",
               name=name, one="×".join(one), several="×".join(several))  # fmt: skip
