"""The table of Keras's `model.summary()`: names, output shapes and numbers of parameters, from which the layers follow.

A table does not say kernels, strides and padding. Those that are taken give every shape and every count of the table, and
the page says that they are the smallest that do. Where none do, or layers branch, the table is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.sequences import GATES
from nncalc.rules.layer_rows.pasted.signatures import is_coming, signature
from nncalc.words import say

LONGEST = 200_000
LARGEST_KERNEL = 64
SUMMARY = re.compile(r"^[\s│┃|]*Layer \(type\)", re.MULTILINE)
_ROW = re.compile(
    r"^[\s│┃|]*(?P<name>[\w/.-]+)\s+\((?P<type>\w+)[…)]*\s*[│|]?\s*\[?\("
    r"(?P<shape>(?:None|\?|[0-9]{1,6})(?:, *(?:None|[0-9]{1,6})){0,5}),?\)\]?\s*[│|]?\s*"
    r"(?P<params>[0-9]{1,3}(?:,[0-9]{3}){0,4}|[0-9]{1,15})\s*(?:[│|]\s*(?P<to>[^│|]*)|\s\s+(?P<before>\S.*))?[│|]?\s*$"
)
_SAME = frozenset(("Dropout", "SpatialDropout1D", "SpatialDropout2D", "Activation", "Rescaling", "ReLU", "LeakyReLU", "ELU",
                   "Softmax", "InputLayer", "GaussianNoise"))  # fmt: skip
"""Types that leave the shape and have no parameters."""
TYPES = ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D",
         "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "Flatten", "Dense", "BatchNormalization",
         "DepthwiseConv2D", "SeparableConv2D", "SeparableConv1D", "ZeroPadding1D", "ZeroPadding2D", "UpSampling1D",
         "UpSampling2D", "Embedding", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "LayerNormalization",
         *sorted(_SAME))  # fmt: skip


class Row(NamedTuple):
    """One line of a table; shape without the number of samples, None where it is left open."""

    type: str
    shape: tuple[int | None, ...]
    params: int
    line: str


def _fail(line: str, message: str, expected: str | None = None) -> NoReturn:
    raise InputError(
        message, name="layers", text=line.strip(), expected=expected or say("the code of the model"), column=None
    )


def rows_of(text: str) -> list[Row]:
    """The rows of a table. Raises InputError where a line is not understood, or layers branch."""
    if len(text) > LONGEST:
        _fail(text[:80], say("a pasted text of more than {longest:,} characters", longest=LONGEST))
    found: list[Row] = []
    names: list[str] = []
    for line in text.split("\n"):
        row = _ROW.match(line)
        if not row:
            if re.search(r"\(\w+\)", line) and re.search(r"\bNone\b", line):
                _fail(line, say("this line of the table is not understood"))
            continue
        before = re.findall(r"[\w/.-]+(?=\[)", row["to"] or row["before"] or "")
        if before and before != names[-1:]:
            _fail(line, say("layers of this table branch"))
        names.append(row["name"])
        sizes = [None if size.strip() == "None" else int(size) for size in row["shape"].split(",")]
        found.append(
            Row(_type(row["type"], row["name"], line), tuple(sizes[1:]), int(row["params"].replace(",", "")), line)
        )
    if not found:
        _fail(text[:80], say("a table without layers"))
    return found


def _type(written: str, name: str, line: str) -> str:
    """The type; where a narrow table cuts it short, the layer's name tells the rest."""
    if written in TYPES:
        return written
    if is_coming(written):
        _fail(line, say("the layer {name} is known by name, and not worked out here yet", name=written))
    called = re.sub(r"_[0-9]+$", "", name).replace("_", "")
    for each in TYPES:
        if each.startswith(written) and (each.lower() == called or (len(written) > 7 and each == written + each[-2:])):
            return each
    return _fail(line, say("the layer {call} is not read here", call=written))


def placeholders(rows: list[Row]) -> list[Layer]:
    """A layer for each row but the input's; what it does is settled when the input is known."""
    out = []
    for row in rows:
        known = signature(row.type)
        if row.type != "InputLayer":
            layout = "hwc" if known and known.dims else None
            out.append(Layer("identity", row.line.strip()[:60], dims=known.dims if known else None, layout=layout))
    return out


def stated_input(rows: list[Row]) -> tuple[int | None, ...] | None:
    """The input's shape, where the table has a row for it."""
    return rows[0].shape if rows[0].type == "InputLayer" else None


def settled(rows: list[Row], shape: tuple[int, ...]) -> list[Layer]:
    """The layers of a table for an input of this shape, channels last. Raises InputError where none give the table."""
    out = []
    for row in rows:
        if row.type == "InputLayer":
            continue
        if None in row.shape or 0 in row.shape or not row.shape:
            _fail(row.line, say("a size of this table is left open"))
        sizes = tuple(size for size in row.shape if size is not None)
        layer = next(_candidates(row, shape, sizes), None)
        if layer is None:
            _fail(row.line, say("no {type} makes {after} with {params:,} parameters from {before}", type=row.type,
                                after=_written(sizes), params=row.params, before=_written(shape)))  # fmt: skip
        out.append(layer)
        shape = sizes
    return out


def _written(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def _candidates(row: Row, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Layer]:
    """Layers of the row's type that make the one shape from the other, with as many parameters."""
    text, params = row.line.strip()[:60], row.params
    known = signature(row.type)
    if row.type in _SAME:
        words = {"Dropout": "dropout", "SpatialDropout1D": "dropout", "SpatialDropout2D": "dropout"}
        word = words.get(row.type, known.word if known and known.word in ACTIVATIONS else "identity")
        yield from [Layer(word, text)] if before == after and params == 0 else []
    elif row.type == "Flatten":
        yield from [Layer("flatten", text)] if after == (prod(before),) and params == 0 else []
    elif row.type == "Dense":
        for bias in (True, False):
            if after[:-1] == before[:-1] and params == (before[-1] + bias) * after[-1]:
                yield Layer("fc", text, after[-1], bias=bias, pointwise=True, layout="hwc")
    elif row.type == "BatchNormalization":
        learned, rest = divmod(params, before[-1])
        learned -= 2  # running means and variances
        if before == after and rest == 0 and learned in (0, 1, 2):
            yield Layer("bn", text, bias=learned > 0, scale=learned > 1)
    elif row.type in ("Embedding", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "LayerNormalization"):
        yield from _over_tokens(row, text, before, after)
    elif row.type.startswith(("ZeroPadding", "UpSampling")):
        yield from _resized(row, text, before, after)
    elif known is not None and known.dims is not None and len(before) == known.dims + 1:
        yield from _windows(row, known.word, known.dims, before, after)


def _over_tokens(row: Row, text: str, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Layer]:
    """Embeddings, recurrent layers, normalisation."""
    params = row.params
    if row.type == "Embedding":
        if after[:-1] == before and params % after[-1] == 0 and params:
            yield Layer("embedding", text, (params // after[-1], after[-1]))
    elif row.type == "LayerNormalization":
        if before == after and params == 2 * before[-1]:
            yield Layer("ln", text)
    elif len(before) == 2 and after[:-1] in (before[:-1], ()):
        cells = {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "rnn"}
        ways = 2 if row.type == "Bidirectional" else 1
        kept = ((("both", ""),) if ways == 2 else ()) + ((("out", "last"),) if len(after) == 1 else ())
        units, rest = divmod(after[-1], ways)
        words = cells.values() if ways == 2 else [cells[row.type]]
        for word, biases in product(words, (1, 2, 0)):
            if not rest and ways * GATES[word] * units * (before[-1] + units + biases) == params:
                options = ((("biases", str(biases)),) if biases != 1 else ()) + kept
                yield Layer(word, text, units, options=options)


def _resized(row: Row, text: str, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Layer]:
    """Zeros around a map, and cells repeated."""
    more: dict[str, Any] = {"dims": int(row.type[-2]), "layout": "hwc"}
    sides = list(zip(before[:-1], after[:-1], strict=False))
    if row.params or before[-1] != after[-1] or len(before) != len(after) or not sides:
        return
    if row.type.startswith("ZeroPadding"):
        added = [b - a for a, b in sides]
        if min(added) >= 0:
            pairs = tuple((each // 2, each - each // 2) for each in added)
            yield Layer("zeropad", text, padding=pairs[:1] if len(set(pairs)) == 1 else pairs, **more)
    elif all(b % a == 0 for a, b in sides):
        yield Layer("upsample", text, tuple(b // a for a, b in sides), **more)


def _cells(row: Row, word: str, bias: bool, before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """Cells of a kernel, by the number of parameters; 0 where none fits."""
    left = row.params - bias * after[-1]
    channels, made = before[-1], after[-1]
    if word == "dwconv":
        return left // made if left % made == 0 and made % channels == 0 else 0
    if word == "sepconv":
        left -= channels * made
        return left // channels if left % channels == 0 else 0
    return left // (channels * made) if left % (channels * made) == 0 else 0


def _windows(row: Row, word: str, dims: int, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Layer]:
    """Convolutions and poolings."""
    text = row.line.strip()[:60]
    more: dict[str, Any] = {"dims": dims, "layout": "hwc"}
    if word == "gap":
        if row.params == 0 and after in ((before[-1],), (*(1,) * dims, before[-1])):
            yield Layer("gap", text, kernel=(1,), keeps=len(after) > 1, **more)
        return
    if len(after) != dims + 1:
        return
    if word in ("max", "avg"):
        tried = [(k, k) for k in range(2, LARGEST_KERNEL)] + [(3, 2), (3, 1), (2, 1), (1, 1)]
        for (k, s), padding in product(tried if row.params == 0 and before[-1] == after[-1] else [], ("valid", "same")):
            if all(_out(n, k, s, padding) == m for n, m in zip(before[:-1], after[:-1], strict=True)):
                yield Layer("pool", text, word, kernel=(k,), stride=(s,), padding=padding, **more)
        return
    for bias in (True, False):
        cells = _cells(row, word, bias, before, after)
        k = next((side for side in range(1, LARGEST_KERNEL) if side**dims == cells), 0)
        if not k:
            continue
        made = after[-1] if word != "dwconv" else after[-1] // before[-1]
        for s, padding in product(range(1, LARGEST_KERNEL), ("valid", "same")):
            size = _transposed if word == "convt" else _out
            if all(size(n, k, s, padding) == m for n, m in zip(before[:-1], after[:-1], strict=True)):
                op = (s - k,) if word == "convt" and padding == "valid" and s > k else None
                kept: Any = ((0, 0),) if word == "convt" and padding == "valid" else padding
                yield Layer(
                    word, text, made, kernel=(k,), stride=(s,), padding=kept, bias=bias, output_padding=op, **more
                )


def _out(side: int, kernel: int, stride: int, padding: str) -> int:
    return -(-side // stride) if padding == "same" else (side - kernel) // stride + 1 if side >= kernel else 0


def _transposed(side: int, kernel: int, stride: int, padding: str) -> int:
    return side * stride + (max(kernel - stride, 0) if padding == "valid" else 0)
