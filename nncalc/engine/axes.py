"""Tensors along their axes: sums, means, slices, other orders and shapes, pieces joined.

An axis goes by the name that the caller gives it: `axes="N C H W"` names those of a tensor in order, and `over="H W"` is
two of them. Nothing is calculated but sums and means; the rest puts the same quantities in other places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product as places
from math import prod
from typing import Any

from nncalc.engine.operations import MUL
from nncalc.engine.quantity import ATOM, Operation, Quantity, apply
from nncalc.engine.tensor import HADAMARD, Shape, Tensor, notation, total, zeros
from nncalc.words import Later, in_a_row, say

JOIN = notation("join", "call", "concat", ATOM)


def _in_words(said: str) -> Operation:
    """A row that is written in words before its operand; as part of a formula it stands in brackets."""
    return notation(said, "call", f"{said} ", LOOSEST)  # no sentence: notation


LOOSEST = 0
_PADDED = "zero-padded "  # said
PAD = notation("zero-padded", "call", _PADDED, LOOSEST)


def sums(x: Tensor, over: str, axes: str) -> Any:
    """The sums over some axes: a tensor of those that are left, a quantity where none is."""
    return _reduced(x, over, axes, Later("sum over {axes} of"), total)


def means(x: Tensor, over: str, axes: str) -> Any:
    """The means over some axes, as `sums`."""
    return _reduced(x, over, axes, Later("mean over {axes} of"), lambda group: total(group) / len(group))


def _reduced(x: Tensor, over: str, axes: str, words: Later, function: Any) -> Any:
    names, gone = _named(x, axes), over.split()
    kept = [name for name in names if name not in gone]
    inside = _offsets(x.shape, [names.index(name) for name in gone])
    starts = _offsets(x.shape, [names.index(name) for name in kept])
    items: list[Quantity] = [function([x.items[start + step] for step in inside]) for start in starts]
    if not kept:
        return items[0]
    shape = tuple(x.shape[names.index(name)] for name in kept)
    return Tensor(items, shape, _in_words(say(words, axes=in_a_row(*gone))), (x,))


def spread(operation: Operation, x: Tensor, y: Tensor, of: str, axes: str) -> Tensor:
    """An operation of x and of y, whose axes `of` are some of those of x: y is taken again along the others.

    `spread(SUB, x, mean, "C", "N C H W")` takes the mean of its channel from every value.
    """
    names, own = _named(x, axes), _named(y, of)
    strides = dict(zip(own, _strides(y.shape), strict=True))
    for name, size in zip(own, y.shape, strict=True):
        if size != x.shape[names.index(name)]:
            raise ValueError(
                say("shapes {shape} and {y_shape} differ along {name}", shape=x.shape, y_shape=y.shape, name=name)
            )
    steps = [[strides.get(name, 0) * i for i in range(size)] for name, size in zip(names, x.shape, strict=True)]
    items = [apply(operation, q, y.items[sum(at)]) for q, at in zip(x.items, places(*steps), strict=True)]
    return Tensor(items, x.shape, HADAMARD if operation is MUL else operation, (x, y))


def reordered(x: Tensor, axes: str, to: str) -> Tensor:
    """The axes in another order: `reordered(x, "N C H W", "N H W C")`."""
    names, new = _named(x, axes), to.split()
    if sorted(names) != sorted(new):
        raise ValueError(say("{to} is no order of {axes}", to=to, axes=axes))
    if new == [*names[:-2], *names[:-3:-1]]:
        return x.T
    order = [names.index(name) for name in new]
    items = [x.items[place] for place in _offsets(x.shape, order)]
    shape = tuple(x.shape[axis] for axis in order)
    return Tensor(items, shape, _in_words(say("axes {axes} of", axes=in_a_row(*new))), (x,))


def reshaped(x: Tensor, shape: Shape) -> Tensor:
    """The same components, in row order, in another shape."""
    if prod(shape) != len(x.items):
        raise ValueError(say("{items_count} components have no shape {shape}", items_count=len(x.items), shape=shape))
    said = "×".join(map(str, shape))
    return Tensor(x.items, shape, _in_words(say("reshape to {said} of", said=said)), (x,))


def part(x: Tensor, cuts: Mapping[str, slice | int], axes: str) -> Any:
    """The part where an axis is cut to a slice, or to one place, which takes the axis away; places from 0."""
    names = _named(x, axes)
    runs = [_run(cuts.get(name, slice(None)), size) for name, size in zip(names, x.shape, strict=True)]
    steps = [[stride * i for i in run] for stride, run in zip(_strides(x.shape), runs, strict=True)]
    items = [x.items[sum(at)] for at in places(*steps)]
    shape = tuple(len(run) for name, run in zip(names, runs, strict=True) if not isinstance(cuts.get(name), int))
    said = in_a_row(*(f"{name} {_said(run)}" for name, run in zip(names, runs, strict=True) if name in cuts))
    return Tensor(items, shape, _in_words(say("{part} of", part=said)), (x,)) if shape else items[0]


def _run(cut: slice | int, size: int) -> range:
    """The places that are left of an axis. Raises IndexError, ValueError where none is."""
    if isinstance(cut, int):
        at = range(size)[cut]
        return range(at, at + 1)
    if not range(size)[cut]:
        raise ValueError(say("nothing is left of {size} places", size=size))
    return range(size)[cut]


def _said(run: range) -> str:
    """The places of a slice as they are counted on a page, from 1."""
    if len(run) == 1:
        return str(run[0] + 1)
    first, last = run[0] + 1, run[-1] + 1
    if run.step == 1:
        return say("{first} to {last}", first=first, last=last)
    return say("{first} to {last} by {step}", first=first, last=last, step=run.step)


def joined(parts: Sequence[Tensor], along: str, axes: str) -> Tensor:
    """Tensors put one behind the other along an axis; the other sizes must be alike."""
    at = _named(parts[0], axes).index(along)
    shapes = [each.shape for each in parts]
    first = shapes[0]
    if any(shape[:at] + shape[at + 1 :] != first[:at] + first[at + 1 :] for shape in shapes):
        raise ValueError(say("shapes {shapes} differ elsewhere than along {along}", shapes=shapes, along=along))
    widths = [prod(shape[at:]) for shape in shapes]
    rows = range(prod(first[:at]))
    pairs = list(zip(parts, widths, strict=True))
    items = [q for i in rows for each, width in pairs for q in each.items[i * width : (i + 1) * width]]
    return Tensor(items, (*first[:at], sum(shape[at] for shape in shapes), *first[at + 1 :]), JOIN, tuple(parts))


def padded(x: Tensor, around: Mapping[str, tuple[int, int]], axes: str) -> Tensor:
    """Zeros before and after along some axes: `padded(x, {"H": (1, 1), "W": (1, 1)}, "C H W")`."""
    names = _named(x, axes)
    edges = [around.get(name, (0, 0)) for name in names]
    shape = tuple(before + size + after for (before, after), size in zip(edges, x.shape, strict=True))
    items = zeros(shape).items
    inner = [
        [stride * (before + i) for i in range(size)]
        for stride, (before, _), size in zip(_strides(shape), edges, x.shape, strict=True)
    ]
    for q, at in zip(x.items, places(*inner), strict=True):
        items[sum(at)] = q
    return Tensor(items, shape, PAD, (x,))


def _named(x: Tensor, axes: str) -> list[str]:
    names = axes.split()
    if len(names) != len(x.shape) or len({*names}) != len(names):
        raise ValueError(say("'{axes}' does not name the axes of shape {shape}", axes=axes, shape=x.shape))
    return names


def _strides(shape: Shape) -> list[int]:
    return [prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _offsets(shape: Shape, axes: Iterable[int]) -> list[int]:
    """Where the components stand that some axes run through, the last of them the quickest."""
    strides = _strides(shape)
    return [sum(at) for at in places(*[[strides[axis] * i for i in range(shape[axis])] for axis in axes])]
