"""Words that are no layers as the layers they mean: the letters of (W − K + 2P)/S + 1, and keys that stand apart from theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nncalc.reading.characters import clean
from nncalc.rules.convolution.tokens import ALONE, KEY_WORDS, layer_word

SIZES = ("w", "n", "i", "l", "w1", "w_in", "n_in", "in", "size", "width")
HEIGHTS = ("h", "h1", "h_in", "height")
CHANNELS = ("c", "c_in", "cin", "in_channels", "channels")
FILTERS = ("filters", "n_filters", "num_filters", "out_channels", "c_out", "cout")
KEYS = {"k": "k", "f": "k", "s": "s", "p": "p", "d": "d", **KEY_WORDS}
"""Letters of the formula, folded, and the key of a layer that each one is."""
_SPELT = (
    (re.compile(r"conv:([0-9]+)k=?([0-9]+)((?:,.*=.*)?)"), "conv:{1},k={2}{3}"),
    (re.compile(r"conv[:(]([0-9]+)(?:,|:|x|\*)([0-9]+(?:[x*][0-9]+)?)\)?((?:,.*=.*)?)"), "conv:{1},k={2}{3}"),
    (re.compile(r"(?:conv:?)?([0-9]+)@([0-9]+(?:[x*][0-9]+)?)((?:,.*=.*)?)"), "conv:{1},k={2}{3}"),
    (re.compile(r"conv([0-9]+)-([0-9]+)()"), "conv:{2},k={1}{3}"),
    (re.compile(r"(?:max-?)?pool[:(]([0-9]+),([0-9]+)\)?()"), "pool:max,k={1},s={2}{3}"),
    (re.compile(r"(?:max-?)?pool[:(]([0-9]+(?:x[0-9]+)?)\)?((?:,.*=.*))()"), "pool:max,k={1}{2}{3}"),
    (re.compile(r"avg-?pool[:(]([0-9]+),([0-9]+)\)?()"), "pool:avg,k={1},s={2}{3}"),
    (re.compile(r"((?:max|avg)?-?pool|fc|linear|dense|dropout)\(([0-9.]+)\)()"), "{1}:{2}{3}"),
)
"""How people and books write a layer besides, and the token it is: `6@5x5`, `conv(6,5)`, `conv3-64` of the VGG networks."""
_WHOLE = re.compile(r"[0-9]{1,6}")
_SHAPE = re.compile(r"[0-9]{1,6}(?:[x*×][0-9]{1,6}){0,3}")


def layers_meant(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The words of a refused line under the names of layers and their keys; nothing where a word is neither."""
    if (of_letters := _of_letters(tokens)) is not None:
        yield of_letters
    if (in_front := _in_front(tokens)) is not None:
        yield in_front
    if (rejoined := _rejoined(tokens)) is not None:
        yield rejoined
    if (in_formula := _in_order(tokens)) is not None:
        yield in_formula
    respelt = [_respelt(token) for token in tokens]
    if respelt != list(tokens):
        yield respelt
    parted = [word for token in tokens for word in _parted(token)]
    if parted != list(tokens):
        yield parted
    yield from _behind_maps(tokens)
    kept = [re.sub(r"(conv:[^,]+,k=[0-9x]+)", r"\1,p=same", token) if ",p=" not in token else token for token in tokens]
    if kept != list(tokens):
        yield kept


def lacking(tokens: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The words with what they lack put in, an input, a layer or a kernel, and the names of these."""
    with_kernel = [re.sub(r"((?:dw)?convt?(?::[0-9]+)?)(?=,|$)(?!.*k=)", r"\1,k=3", token) for token in tokens]
    whole = [re.sub(r"^(convt?),", r"\1:8,", token) for token in with_kernel]
    if whole != list(tokens):
        yield whole, ["layers"]
    yield ["3x32x32", *tokens], ["input"]
    yield ["32", *tokens], ["input"]
    yield [*tokens, "conv:8,k=3"], ["layers"]


def _in_order(tokens: Sequence[str]) -> list[str] | None:
    """`32 5 1 2` as the W, K, S and P of the formula."""
    plain = [clean(token) for token in tokens]
    if not 2 <= len(plain) <= 4 or not all(_WHOLE.fullmatch(token) for token in plain):
        return None
    side, *values = plain
    keys = [f"{key}={value}" for key, value in zip("ksp", values, strict=False)]
    return [f"{side}x{side}", ",".join(["conv:1", *keys])]


def _parted(token: str) -> list[str]:
    """`conv:8,k=3,relu` as two layers."""
    head, *rest = token.split(",")
    words = [part for part in rest if "=" not in part and layer_word(part.strip().lower())[0] is not None]
    kept = [part for part in rest if part not in words]
    return [",".join([head, *kept]), *[word.strip() for word in words]] if ":" in head else [token]


def _behind_maps(tokens: Sequence[str]) -> Iterator[list[str]]:
    """A convolution or pooling behind an `fc` or `flatten`, in front of the first of them."""
    flat = [place for place, token in enumerate(tokens) if re.match("(?:fc:|flatten|linear:|dense:)", token)]
    late = [token for token in tokens[flat[0] :] if re.match("(?:dw)?conv|pool", token)] if flat else []
    if late:
        yield [*tokens[: flat[0]], *late, *[token for token in tokens[flat[0] :] if token not in late]]


def _in_front(tokens: Sequence[str]) -> list[str] | None:
    """The shape in front where it stands behind, in pieces (`28 28 1`), as `torch.Size([1, 28, 28])` or with a batch of 1."""
    plain = [re.sub(r"^torch\.Size\(\[?|\]?\)$", "", clean(token)).replace(", ", "x").strip("()") for token in tokens]
    sides = [token for token in plain if _SHAPE.fullmatch(token.replace(",", "x"))]
    others = [token for token, word in zip(tokens, plain, strict=True) if word not in sides]
    shape = "x".join(sides).replace(",", "x")
    apart = len(sides) > 1 and ("x" in "".join(sides) or plain[: len(sides)] != sides)
    if not sides or apart or shape.count("x") > 3:
        return None
    return [shape.removeprefix("1x") if shape.count("x") == 3 else shape, *others]


def _of_letters(tokens: Sequence[str]) -> list[str] | None:
    """`W=32 K=5 S=1 P=2` as `32x32 conv:1,k=5,s=1,p=2`: one kernel, where no number of them is given."""
    shape, values = "", {}
    for token in map(clean, tokens):
        name, equals, value = token.partition("=")
        shape_typed = token if not equals else value if name in ("input", "shape", "input_shape") else ""
        if _SHAPE.fullmatch(shape_typed) and not shape:
            token = shape_typed
            shape = re.sub("[*×]", "x", token)
        elif _WHOLE.fullmatch(value.strip()) and name.strip().lower() not in values:
            values[name.strip().lower()] = value.strip()
        else:
            return None
    if {"f", "k"} <= values.keys():  # F the side of a kernel, K how many there are
        values["filters"] = values.pop("k")
    keys = {KEYS[name]: values.pop(name) for name in list(values) if name in KEYS}
    filters = next((values.pop(name) for name in FILTERS if name in values), "1")
    if shape and shape == next((values[name] for name in SIZES if name in values), ""):
        shape = ""
    shape = shape if "x" in shape else _shape(shape, values)
    if values or not shape or "k" not in keys:
        return None
    return [shape, ",".join([f"conv:{filters}", *[f"{key}={keys[key]}" for key in "kspd" if key in keys]])]


def _shape(side: str, values: dict[str, str]) -> str:
    """The shape of the input, of a side that stands bare and of those under letters, which are taken out."""
    width = side or next((values.pop(name) for name in SIZES if name in values), "")
    height = next((values.pop(name) for name in HEIGHTS if name in values), "") or width
    channels = next((values.pop(name) for name in CHANNELS if name in values), "")
    return "x".join(filter(None, (channels, height, width or height))) if height else ""


def _rejoined(tokens: Sequence[str]) -> list[str] | None:
    """`conv:6 k=5 s=1` as `conv:6,k=5,s=1`."""
    found: list[str] = []
    for token in tokens:
        if (
            ALONE.fullmatch(token)
            and found
            and re.match("[A-Za-z]", found[-1])
            and "=" not in found[-1].partition(",")[0]
        ):
            found[-1] = f"{found[-1].rstrip(',')},{token.strip().lstrip(',')}"
        else:
            found.append(token)
    return found if found != list(tokens) else None


def _respelt(token: str) -> str:
    plain = clean(token).strip().lower()
    for pattern, meant in _SPELT:
        if found := pattern.fullmatch(plain):
            parts = [re.sub(r"^([0-9]+)[x*]\1$", r"\1", part) for part in found.groups()]
            return meant.format("", *parts)
    return token
