"""What is normalised together: the axes of x by name, those that a mean runs over, those that gamma has."""

from __future__ import annotations

from itertools import product as places
from math import prod
from typing import Any, NamedTuple

from nncalc.engine.axes import means, sums
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Shape, Tensor

AXES = {2: "N C", 3: "N C L", 4: "N C H W", 5: "N C D H W"}
COLUMNS = ("standardize", "min-max", "batch")
"""Kinds that read a vector as one feature of many samples; the others read it as one sample."""


class Layout(NamedTuple):
    """The axes of one problem.

    names     the axes of x, in order, an axis of size 1 added to a vector, channels parted into groups
    shape     their sizes
    over      those that a mean runs over
    features  those that gamma and beta have
    added     those that x has not: their size is 1
    own       the shape of x
    """

    names: tuple[str, ...]
    shape: Shape
    over: tuple[str, ...]
    features: tuple[str, ...]
    added: tuple[str, ...]
    own: Shape

    @property
    def kept(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in self.over)

    def size(self, names: tuple[str, ...]) -> Shape:
        """The sizes of some axes, those left out that x has not."""
        return tuple(self.shape[self.names.index(name)] for name in names if name not in self.added)

    @property
    def stats(self) -> Shape:
        """The shape of the means; () of one number."""
        return self.size(self.kept)

    @property
    def gamma(self) -> Shape:
        """The shape of gamma: the channels are one axis, although groups part them."""
        sizes = self.size(self.features)
        return (prod(sizes),) if "G" in self.features else sizes

    @property
    def together(self) -> int:
        """How many values are normalised together."""
        return prod(self.size(self.over))

    def by_feature(self, q: Any) -> Any:
        """gamma or beta once for each value of x; None where it is absent."""
        return None if q is None else self.spread(q, self.features)

    def means(self, x: Tensor) -> Any:
        return self._natural(means(self._folded(x), " ".join(self.over), " ".join(self.names)), self.stats)

    def sums(self, x: Tensor) -> Any:
        return self._natural(sums(self._folded(x), " ".join(self.over), " ".join(self.names)), self.stats)

    def sums_by_feature(self, x: Tensor) -> Any:
        """The sums over all axes that gamma has not; x itself where it has all."""
        over = [name for name in self.names if name not in self.features and name not in self.added]
        if not over:
            return x
        gone = [name for name in self.names if name not in self.features]
        return self._natural(sums(self._folded(x), " ".join(gone), " ".join(self.names)), self.gamma)

    def by_group(self, x: Tensor) -> list[list[int]]:
        """The places in x of the values that are normalised together, one list a group."""
        strides = self._strides(self.names)
        axes = [[self.names.index(name) for name in names] for names in (self.kept, self.over)]
        starts, steps = (
            [sum(at) for at in places(*[[strides[a] * i for i in range(self.shape[a])] for a in some])] for some in axes
        )
        return [[start + step for step in steps] for start in starts]

    def spread(self, value: Any, of: tuple[str, ...]) -> Any:
        """A mean, or gamma, once for each value of x; under its own name, so that formulas show that."""
        if isinstance(value, Quantity):
            return value
        own = dict(zip(of, self._strides(of), strict=True))
        steps = [[own.get(name, 0) * i for i in range(size)] for name, size in zip(self.names, self.shape, strict=True)]
        items = [value.items[sum(at)] for at in places(*steps)]
        return Tensor(items, self.own, value.operation if value.name is None else None, value.operands, value.name)

    def _strides(self, names: tuple[str, ...]) -> list[int]:
        sizes = [self.shape[self.names.index(name)] for name in names]
        return [prod(sizes[i + 1 :]) for i in range(len(sizes))]

    def _folded(self, x: Tensor) -> Tensor:
        return Tensor(x.items, self.shape, x.operation, x.operands, x.name)

    def _natural(self, x: Any, shape: Shape) -> Any:
        if isinstance(x, Quantity):
            return x
        return Tensor(x.items, shape, x.operation, x.operands) if shape else x.items[0]


def axes_of(kind: str, shape: Shape, axes: int = 1, groups: int = 1) -> Layout:
    """The layout of a kind for x of a shape; that they fit is checked before."""
    own = shape
    added: tuple[str, ...] = ()
    if len(shape) == 1:
        shape, added = ((*shape, 1), ("C",)) if kind in COLUMNS else ((1, *shape), ("N",))
    names = tuple(AXES[len(shape)].split())
    features: tuple[str, ...] = ("C",)
    if kind in COLUMNS:
        over = tuple(name for name in names if name != "C")
    elif kind in ("layer", "rms"):
        if axes == len(shape):
            names, shape, added = ("B", *names), (1, *shape), ("B",)
        over = features = names[-axes:]
    elif kind == "group":
        channels = shape[1]
        names, shape = ("N", "G", "K", *names[2:]), (shape[0], groups, channels // groups, *shape[2:])
        over, features = names[2:], ("G", "K")
    else:
        over = names[2:]
    return Layout(names, shape, over, features, added, own)


@rule("each kind has its own values that are normalised together")
def laid_out(kind: str, shape: Shape, axes: int, groups: int, fixed: bool) -> Layout:
    """The axes; `fixed`: running statistics say how many means there are."""
    return axes_of(kind, shape, axes, groups)


@laid_out.slip("wrong-axis", "takes the means over the wrong axis")
def _(kind: str, shape: Shape, axes: int, groups: int, fixed: bool) -> Layout:
    layout = axes_of(kind, shape, axes, groups)
    if fixed or layout.added:
        raise DoesNotApply
    if kind in (*COLUMNS, "group"):
        return layout._replace(over=layout.names[1:])
    if kind == "instance":
        return layout._replace(over=("N", *layout.names[2:]))
    return layout._replace(over=layout.names[: -len(layout.features)])
