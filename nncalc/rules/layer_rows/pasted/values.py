"""What names stand for while pasted code is read: layers, chains of them, objects of classes, tensors, and what is unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nncalc.rules.convolution.layer import SEQUENCES, Layer
from nncalc.rules.layer_rows.pasted.nodes import Class, Define

LEARNING = frozenset(("conv", "convt", "dwconv", "sepconv", "fc", "bn", "prelu", *SEQUENCES))
"""Words of layers that have parameters of their own."""


@dataclass(frozen=True)
class Unknown:
    """What the text does not tell: `device`, a loader, what a function of another library gives.

    name  how it is called in the text; plain: a bare name that nothing defines
    """

    name: str
    place: int
    plain: bool = False


@dataclass(frozen=True, order=True)
class Spot:
    """A tensor: the output of layer `number`, counted from 1; 0 is the input."""

    number: int


LAST_ROW = "out, _ = self.lstm(x); out[:, -1, :]"  # no sentence: code
"""How the last row of a recurrent layer's outputs is taken."""


@dataclass(frozen=True)
class State:
    """What a recurrent layer of PyTorch gives besides its outputs: the last state. `part`: one of its rows."""

    spot: Spot
    part: int | None = None


@dataclass(frozen=True)
class Size:
    """A size of a tensor: of its batch, or one that is only known when the layers are walked through."""

    batch: bool


@dataclass(eq=False)
class Module:
    """Something with layers in it. `inside`: it is part of another; `applied`: how often it was called."""

    name: str
    place: int
    inside: bool = False
    applied: int = 0


@dataclass(eq=False)
class Made(Module):
    """One layer.

    layer   what it does; None where it is not read
    refused why it is not read
    merges  add or concat: a layer of Keras that takes a list of tensors
    shape   the input's shape that it states, batch left out
    torch   whether it is PyTorch's
    more    layers of the same module behind it
    """

    layer: Layer | None = None
    refused: str = ""
    merges: str = ""
    shape: tuple[Any, ...] | None = None
    torch: bool = False
    more: tuple[Layer, ...] = ()


@dataclass(eq=False)
class Chain(Module):
    """Modules in a row: Sequential, ModuleList. `calls`: whether it is called as a whole."""

    children: list[Any] = field(default_factory=list)
    calls: bool = True


@dataclass(eq=False)
class Kind:
    """A class of the text."""

    node: Class
    methods: dict[str, Define]
    chain: bool
    bases: list[Any]
    attributes: dict[str, Any]
    made: int = 0


@dataclass(eq=False)
class Instance(Module):
    """An object of a class, with its attributes in the order in which they were set; None: `self` without a class."""

    kind: Kind | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Function:
    """A function or a method of the text."""

    node: Define
    bound: Instance | None


@dataclass(frozen=True)
class Builtin:
    """A function of Python, of PyTorch or of Keras, by its dotted name; a method of `owner`."""

    name: str
    owner: Any
    place: int


class Network(NamedTuple):
    """What a pasted text gives.

    layers   in the order in which they are worked, with labels where they branch
    shape    the input that the text states, None where it states none; a size that it leaves open is None
    layout   chw or hwc of that shape
    remarks  keys of sentences for the page, with what is filled in
    rows     the rows of a table, whose layers are settled when the input is known
    """

    layers: list[Layer]
    shape: tuple[int | None, ...] | None
    layout: str | None
    remarks: list[tuple[str, dict[str, Any]]]
    rows: list[Any] = []
