"""One layer over feature maps: what a token says of it."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from nncalc.rules.activations import ACTIVATIONS

Sizes: TypeAlias = "tuple[int, ...]"
Padding: TypeAlias = "str | tuple[tuple[int, int], ...]"
PLACED = ("as", "from")
"""Keys that every layer takes: a label for its output, and the label it reads instead of the layer before."""
KEYS: dict[str, tuple[str, ...]] = {
    "conv": ("k", "s", "p", "d", "groups", "bias"),
    "convt": ("k", "s", "p", "d", "groups", "bias", "op"),
    "dwconv": ("k", "s", "p", "d", "bias"),
    "sepconv": ("k", "s", "p", "d", "m", "bias"),
    "pool": ("k", "s", "p", "d"),
    "fc": ("axis", "bias"),
    "zeropad": (),
    "upsample": ("size", "mode"),
    "embedding": (),
    **dict.fromkeys(("rnn", "lstm", "gru"), ("both", "biases", "out")),
    "mha": ("bias",),
    **dict.fromkeys(("encoder", "decoder"), ("ff", "bias", "norm")),
    **dict.fromkeys(("ln", "lora"), ()),
    **dict.fromkeys(("patch", "dropout", "bn", "lrn", "flatten", "gap", "add", "concat", *ACTIVATIONS), ()),
}
"""The keys of each layer word."""
SEQUENCES = frozenset(("embedding", "rnn", "lstm", "gru", "mha", "encoder", "decoder", "ln", "lora"))
"""Layers over tokens: T rows of d features."""


class Layer(NamedTuple):
    """One layer as it was given; sizes with one entry hold for every side.

    word      conv convt dwconv sepconv zeropad upsample pool fc patch dropout bn lrn flatten gap add concat, or an activation
    argument  channels or units, max|avg, the labels of add and concat, a probability
    padding   pairs (before, after), or same|valid|full
    output_padding  None where it is not given, which is not 0 under padding same
    incoming  channels it says it takes, where a pasted string says so
    dims      spatial dimensions a pasted string is for
    kernel    of bn: given where it normalises one side or features alone
    keeps     whether a gap keeps sides of one (`C×1×1`)
    unknown   the key whose value is asked for (`p=?`)
    scale     whether a normalisation learns a scale; its shift is its bias
    renamed   words and keys that were typed, each with the one that it was taken for
    layout    chw or hwc, where a pasted string says or implies it
    counts_padding  whether an average divides by cells of the padding too, where pasted code tells
    options   other keys with what was typed for them: those of a layer over tokens, m, size, mode, axis
    pointwise  whether an fc reads the last axis of a map alone, at each place of the others
    """

    word: str
    text: str
    argument: Any = None
    kernel: Sizes | None = None
    stride: Sizes | None = None
    padding: Padding = ((0, 0),)
    dilation: Sizes = (1,)
    output_padding: Sizes | None = None
    groups: int = 1
    bias: bool = True
    label: str | None = None
    source: str | None = None
    incoming: int | None = None
    dims: int | None = None
    ceil: bool = False
    keeps: bool = True
    unknown: str | None = None
    scale: bool = True
    pointwise: bool = False
    renamed: tuple[tuple[str, str], ...] = ()
    layout: str | None = None
    counts_padding: bool | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def steps(self) -> Sizes:
        """The strides; those of a pooling are its kernel unless given."""
        if self.stride is not None:
            return self.stride
        return (self.kernel or (1,)) if self.word == "pool" else (1,)

    @property
    def averages_padding(self) -> bool:
        """Whether the windows of an average pooling may reach into padding."""
        padded = self.padding == "same" or (not isinstance(self.padding, str) and any(map(any, self.padding)))
        return self.word == "pool" and self.argument == "avg" and padded

    def alike(self, other: Layer) -> bool:
        """Whether the two do the same to the same input."""
        return self._unplaced() == other._unplaced()

    def _unplaced(self) -> Layer:
        return self._replace(text="", label=None, source=None, layout=None, renamed=())

    @property
    def token(self) -> str:
        """The layer in the shortest form that reads back."""
        out = self.word if self.argument is None else f"{self.word}:{_written(self.argument)}"
        if self.word == "zeropad":
            out = f"zeropad:{self._padded}"
        if self.word == "embedding":
            out = f"{self.word}:{self.argument[0]},{self.argument[1]}"
        out += "".join(f",{key}={value}" if value else f",{key}" for key, value in self.options)
        strides = bool(self.stride) and (self.stride != (1,) or self.word == "pool")
        shown = {
            "k": _written(self.kernel) if self.kernel and "k" in KEYS[self.word] else "",
            "s": _written(self.stride) if strides and "s" in KEYS[self.word] else "",
            "p": self._padded if "p" in KEYS[self.word] else "",
            "d": "" if self.dilation == (1,) else _written(self.dilation),
            "groups": "" if self.groups == 1 else str(self.groups),
            "op": "" if self.output_padding is None else _written(self.output_padding),
            "bias": "" if self.bias or self.word == "bn" else "no",
            "from": self.source or "",
            "as": self.label or "",
        }
        if self.unknown:
            shown[self.unknown] = "?"
        return out + "".join(f",{key}={value}" for key, value in shown.items() if value)

    @property
    def _padded(self) -> str:
        return self.padding if isinstance(self.padding, str) else _pairs(self.padding)


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ("x" if isinstance(value[0], int) else "+").join(map(str, value))
    return str(value)


def _pairs(padding: tuple[tuple[int, int], ...]) -> str:
    if padding == ((0, 0),):
        return ""
    return "x".join(str(before) if before == after else f"{before}+{after}" for before, after in padding)
