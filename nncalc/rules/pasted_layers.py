"""Layer strings pasted from PyTorch and Keras: `Conv2d(3, 96, kernel_size=11, stride=4)`, `Conv2D(96, 11, strides=4)`.

A small bounded reader of calls with literal arguments; nothing is evaluated. Several calls may follow one another, as in
`nn.Sequential(…)`, in a Keras list, or in a printed module (`(0): Conv2d(…)`).
Signatures: the documentation of torch.nn 2.x and of Keras 3.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from nncalc.characters import clean
from nncalc.errors import nearest
from nncalc.rules.layer_tokens import LARGEST, Layer, Padding, Sizes, refuse

DEEPEST = 20
"""Calls inside calls."""
_TOKEN = re.compile(r"\s*(?:([A-Za-z_][\w.]*)|(\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|('[^']*'|\"[^\"]*\")|([-()\[\],=:{}]))")
_CONTAINERS = ("sequential", "modulelist", "model")


class Call(NamedTuple):
    """One call: its name without the module, arguments in order and by name."""

    name: str
    arguments: list[Any]
    named: dict[str, Any]
    column: int


class _Reader:
    """Recursive descent over the tokens of one pasted text."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = clean(text.replace("\n", " ").replace("\r", " ").replace("\t", " "))
        self.tokens: list[tuple[str, str, int]] = []
        place = 0
        while plain[place:].strip():
            found = _TOKEN.match(plain, place)
            if not found:
                refuse(text, f"'{plain[place:].strip()[0]}' is not understood in a pasted layer", place)
            kind = ("name", "number", "text", "sign")[found.lastindex - 1 if found.lastindex else 0]
            self.tokens.append((kind, found[found.lastindex or 0], found.start(found.lastindex or 0)))
            place = found.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> tuple[str, str, int]:
        if self.at >= len(self.tokens):
            refuse(self.text, "the pasted layer breaks off", len(self.text), expected=expected or ")")
        token = self.tokens[self.at]
        if expected is not None and token[1] != expected:
            refuse(self.text, f"'{token[1]}' stands where '{expected}' should", token[2], expected=expected)
        self.at += 1
        return token

    def calls(self) -> list[Call]:
        """All calls of the text, one after another."""
        found = []
        while self.at < len(self.tokens):
            self._skip_label()
            if self.peek() in (",", "[", "]"):
                self.at += 1
                continue
            value = self.value(0)
            if not isinstance(value, Call):
                refuse(self.text, f"{value!r} is not a layer", expected="Conv2d(3, 96, kernel_size=11)")
            found.append(value)
        return found

    def _skip_label(self) -> None:
        """`(0):` of a printed module, `self.conv1 =` of a definition."""
        if self.peek() == "(" and self.peek(2) == ")" and self.peek(3) == ":":
            self.at += 4
        elif self.peek(1) == "=" and self.at < len(self.tokens) and self.tokens[self.at][0] == "name":
            self.at += 2

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            refuse(self.text, f"calls more than {DEEPEST} deep")
        kind, word, column = self.take()
        if kind == "number":
            return float(word) if re.search("[.eE]", word) else int(word[:15].replace("_", ""))
        if kind == "text":
            return word[1:-1]
        if kind == "name":
            constants = {"True": True, "False": False, "None": None}
            return self._call(word, column, depth) if self.peek() == "(" else constants.get(word, word)
        if word == "-":
            number = self.value(depth + 1)
            return -number if isinstance(number, (int, float)) else refuse(self.text, "a minus before no number", column)
        if word in "([":
            return self._items(")" if word == "(" else "]", depth)
        refuse(self.text, f"'{word}' is not understood here", column)

    def _items(self, closing: str, depth: int) -> tuple[Any, ...]:
        items = []
        while self.peek() != closing:
            items.append(self.value(depth + 1))
            if self.peek() != closing:
                self.take(",")
        self.take(closing)
        return tuple(items)

    def _call(self, name: str, column: int, depth: int) -> Call:
        self.take("(")
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        while self.peek() != ")":
            if self.peek() == "(" and self.peek(3) == ":":
                self._skip_label()
            if self.peek(1) == "=":
                key = self.take()[1]
                self.take("=")
                if key in named:
                    refuse(self.text, f"{key} is given twice", column)
                named[key] = self.value(depth + 1)
            else:
                arguments.append(self.value(depth + 1))
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != ")" and not isinstance((arguments or [None])[-1], Call):
                self.take(",")
        self.take(")")
        return Call(name.rpartition(".")[2], arguments, named, column)


_TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_KERAS_CONV = ("filters", "kernel_size", "strides", "padding", "data_format")
_TORCH_POOL = ("kernel_size", "stride", "padding")
_KERAS_POOL = ("pool_size", "strides", "padding", "data_format")
_PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "Linear": ("fc", ("in_features", "out_features", "bias")),
    "Dense": ("fc", ("units", "activation", "use_bias")),
    "Flatten": ("flatten", ("start_dim", "end_dim")), "Dropout": ("dropout", ("p",)),
    "BatchNormalization": ("bn", ()), "LocalResponseNorm": ("lrn", ("size",)),
    "ReLU": ("relu", ("inplace",)), "ReLU6": ("relu", ()), "LeakyReLU": ("leaky-relu", ("negative_slope",)),
    "PReLU": ("prelu", ("num_parameters",)), "ELU": ("elu", ("alpha",)), "SELU": ("selu", ()), "GELU": ("gelu", ()),
    "SiLU": ("silu", ()), "Sigmoid": ("sigmoid", ()), "Hardsigmoid": ("hard-sigmoid", ()), "Tanh": ("tanh", ()),
    "Softplus": ("softplus", ()), "Softsign": ("softsign", ()), "Softmax": ("softmax", ("dim",)),
    "LogSoftmax": ("softmax", ("dim",)), "Identity": ("identity", ()), "Activation": ("activation", ("activation",)),
}  # fmt: skip
_IGNORED = frozenset(
    "inplace activation name data_format eps epsilon momentum alpha negative_slope dim axis rate p kernel_initializer "
    "bias_initializer kernel_regularizer input_shape padding_mode track_running_stats return_indices "
    "count_include_pad size beta k start_dim end_dim seed dtype trainable approximate".split()
)
"""Arguments that change neither shapes nor counts."""
_OURS = {
    "out_channels": "argument", "filters": "argument", "out_features": "argument", "units": "argument",
    "in_channels": "incoming", "in_features": "incoming", "num_features": "incoming", "kernel_size": "kernel",
    "pool_size": "kernel", "output_size": "kernel", "stride": "stride", "strides": "stride", "padding": "padding",
    "dilation": "dilation", "dilation_rate": "dilation", "output_padding": "output_padding", "groups": "groups",
    "bias": "bias", "use_bias": "bias", "affine": "bias", "ceil_mode": "ceil", "keepdims": "keeps",
    "num_parameters": "argument",
}  # fmt: skip


def _signature(name: str) -> tuple[str, tuple[str, ...], int | None] | None:
    """The layer word, the names of the arguments in order, and the dimensions; None for a layer not known here."""
    if name in _PLAIN:
        return (*_PLAIN[name], None)
    found = re.fullmatch(r"(Conv|MaxPool|AvgPool|AdaptiveAvgPool|BatchNorm|Dropout)([123])d", name)
    if found:
        family, dims = found[1], int(found[2])
        table = {
            "Conv": ("conv", (*_TORCH_CONV, "dilation", "groups", "bias", "padding_mode")),
            "MaxPool": ("max", (*_TORCH_POOL, "dilation", "return_indices", "ceil_mode")),
            "AvgPool": ("avg", (*_TORCH_POOL, "ceil_mode", "count_include_pad")),
            "AdaptiveAvgPool": ("gap", ("output_size",)),
            "BatchNorm": ("bn", ("num_features", "eps", "momentum", "affine")),
            "Dropout": ("dropout", ("p",)),
        }
        return (*table[family], None if family in ("BatchNorm", "Dropout") else dims)
    found = re.fullmatch(r"ConvTranspose([123])d", name)
    if found:
        return "convt", (*_TORCH_CONV, "output_padding", "groups", "bias", "dilation"), int(found[1])
    found = re.fullmatch(r"(Conv|MaxPool(?:ing)?|AveragePooling|GlobalAveragePooling)([123])D(Transpose)?", name)
    if not found:
        return None
    family, dims, transposed = found[1], int(found[2]), bool(found[3])
    if family == "Conv":
        after = ("output_padding",) if transposed else ("dilation_rate", "groups", "activation", "use_bias")
        return "convt" if transposed else "conv", (*_KERAS_CONV, *after), dims
    if family.startswith("Global"):
        return "gap", ("data_format", "keepdims"), dims
    return "max" if family.startswith("Max") else "avg", _KERAS_POOL, dims


def read_calls(text: str) -> list[Layer]:
    """The layers of a pasted text. Raises InputError where it cannot be read, with a column."""
    return [layer for call in _Reader(text).calls() for layer in _layers(text, call, 0)]


def _layers(text: str, call: Call, depth: int) -> list[Layer]:
    """One layer, or those inside a container."""
    inner = [value for value in call.arguments if isinstance(value, Call)]
    for value in (*call.arguments, *call.named.values()):
        inner += [item for item in value if isinstance(item, Call)] if isinstance(value, tuple) else []
    known = _signature(call.name)
    if known is None and (inner or call.name.lower() in _CONTAINERS):
        if depth and call.name.lower() not in _CONTAINERS:
            refuse(text, f"the order of the layers inside {call.name} cannot be read from this", call.column,
                   expected="its layers one after another, branches with as=NAME and add:NAME")  # fmt: skip
        return [layer for each in inner for layer in _layers(text, each, depth + 1)]
    if known is None:
        close = nearest(call.name, [*_PLAIN, "Conv2d", "Conv2D", "MaxPool2d", "MaxPooling2D", "ConvTranspose2d"])
        refuse(text, f"the layer {call.name} is not read here", call.column, nearest=close,
               expected="a layer of PyTorch or Keras that convshape has, or a token such as conv:96,k=11")  # fmt: skip
    word, names, dims = known
    return [_layer(text, call, word, names, dims)]


def _layer(text: str, call: Call, word: str, names: tuple[str, ...], dims: int | None) -> Layer:
    settings = _settings(text, call, names)
    if word in ("max", "avg"):
        settings["argument"], word = word, "pool"
        settings.setdefault("kernel", (2,))
    if word == "activation":
        named = str((call.arguments or [call.named.get("activation", "")])[0]).rpartition(".")[2]
        word = named.replace("_", "-").lower()
        settings = {}
        from nncalc.rules.layer_tokens import ACTIVATIONS

        if word not in ACTIVATIONS:
            refuse(text, f"there is no activation '{named}'", call.column, nearest=nearest(word, ACTIVATIONS))
    if word == "gap":
        settings.setdefault("keeps", call.name.startswith("Adaptive"))
        settings.setdefault("kernel", (1,))
        settings["argument"] = None if settings["kernel"] == (1,) else settings["kernel"]
    needed = {"conv": ("argument", "kernel"), "convt": ("argument", "kernel"), "fc": ("argument",)}.get(word, ())
    for name in needed:
        if name not in settings:
            refuse(text, f"{call.name} lacks its {'number of channels or units' if name == 'argument' else 'kernel size'}",
                   call.column, expected=", ".join(names[:3]))  # fmt: skip
    if word == "convt" and settings.get("padding") == "valid":
        short = max(settings.get("stride", (1,))[0] - settings["kernel"][0], 0)
        settings.update(padding=((0, 0),), output_padding=(short,))  # Keras: n·s + max(k − s, 0)
    return Layer(word, text, dims=dims, **settings)


def _settings(text: str, call: Call, names: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a call under our names, read and bounded."""
    if len(call.arguments) > len(names):
        refuse(text, f"{call.name} has {len(call.arguments)} arguments without a name", call.column, expected=", ".join(names))
    given = dict(zip(names, call.arguments, strict=False))
    for key, value in call.named.items():
        if key in given:
            refuse(text, f"{key} is given twice", call.column, expected="each argument once")
        if key not in names and key not in _IGNORED and key not in _OURS:
            refuse(text, f"{call.name} has no argument '{key}'", call.column, expected=", ".join(names),
                   nearest=nearest(key, names))  # fmt: skip
        given[key] = value
    settings: dict[str, Any] = {}
    for key, value in given.items():
        name = _OURS.get(key)
        if name is None or value is None or (key == "bias" and call.name.startswith("BatchNorm")):
            continue
        settings[name] = _setting(text, call, key, name, value)
    return settings


def _setting(text: str, call: Call, key: str, name: str, value: Any) -> Any:
    if name in ("bias", "ceil", "keeps"):
        if isinstance(value, bool):
            return value
    elif name == "padding":
        return _padding(text, call, value)
    elif name in ("argument", "incoming", "groups"):
        if type(value) is int and 1 <= value <= LARGEST:
            return value
    else:
        found = _sizes(value, 0 if name == "output_padding" else 1)
        if found is not None:
            return found
    refuse(text, f"{key}={value!r} of {call.name} cannot be read", call.column, expected=f"{key}=3 or {key}=(3, 5)")


def _sizes(value: Any, least: int) -> Sizes | None:
    items = value if isinstance(value, tuple) else (value,)
    if not 1 <= len(items) <= 3 or not all(type(item) is int and least <= item <= LARGEST for item in items):
        return None
    return (items[0],) if len(set(items)) == 1 else items


def _padding(text: str, call: Call, value: Any) -> Padding:
    if isinstance(value, str) and value.lower() in ("same", "valid"):
        return value.lower()
    found = _sizes(value, 0)
    if found is None:
        refuse(text, f"padding={value!r} of {call.name} cannot be read", call.column, expected="padding=1, (1, 2), 'same', 'valid'")
    return tuple((side, side) for side in found)
