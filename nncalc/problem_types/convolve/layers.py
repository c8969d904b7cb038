"""Layers as `convolve` reads them: convshape's tokens, with kernels and weights by their names (`conv:K2,s=2`, `fc:W1`)."""

from __future__ import annotations

import re
from typing import Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import KEYS, Layer
from nncalc.rules.convolution.token_values import refuse
from nncalc.rules.convolution.tokens import KEY_WORDS, layer_meant, layer_word, read_token
from nncalc.words import say

NAMED = {"conv": "K", "convt": "K", "dwconv": "K", "fc": "W"}
"""Layers that have parameters, and the letter of those."""
WORKED = (*NAMED, "pool", "zeropad", "upsample", "flatten", "gap", *ACTIVATIONS)
"""Layers that are worked by value."""
ELSEWHERE = {
    "bn": "nncalc normalize batch",
    "lrn": "nncalc normalize lrn",
    "dropout": "nncalc dropout",
    "sepconv": "dwconv:K1 conv:K2",
}
"""Layers that another problem type works."""
MOST_LAYERS = 100
_NAME = re.compile(r"[KW][1-9]?[0-9]{0,3}")
_BIAS = re.compile(r"b[1-9]?[0-9]{0,3}")


class ValueLayer(Layer):
    """A layer whose argument is the name of its kernels or weights; `source` is the name of its bias, if one was typed."""

    __slots__ = ()

    @property
    def token(self) -> str:
        """The layer as it was typed."""
        return self.text


class ValueLayers(list[ValueLayer]):
    """Layers in a row."""

    @property
    def as_read(self) -> str:
        """The tokens as a page shows them."""
        return " ".join(layer.token for layer in self)


class LayerWords(Kind):
    """Layer tokens, one text or a list of texts."""

    words = "layers such as conv:K,s=2,p=1 relu pool:max,k=2 fc:W1 softmax"
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

    def read(self, value: Any, name: str, reading: Reading) -> ValueLayers:
        items = value if isinstance(value, (list, tuple)) else [value]
        texts = [text for item in items for text in str(item).split()]
        if len(texts) > MOST_LAYERS:
            raise InputError(
                say("{count} layers are too many", count=len(texts)),
                name="layers",
                expected=say("at most {most}", most=MOST_LAYERS),
            )
        return ValueLayers([read_layer(text) for text in texts])


def is_layer(token: str) -> bool:
    """Whether a word of a command line is a layer: it begins with a layer's word, or with a word and a colon."""
    plain = token.strip()
    head = re.split("[:,=]", plain, maxsplit=1)[0].strip().lower().replace("_", "-")
    behind = plain[len(head) : len(head) + 1]
    if layer_word(head)[0]:
        return behind != "="
    return behind == ":" and re.fullmatch(r"[a-z][a-z0-9-]+", head) is not None and "=" not in plain.partition(":")[0]


def read_layer(text: str) -> ValueLayer:
    """A layer from its token. Raises InputError."""
    try:
        plain = clean(text).strip()
        head, *rest = plain.split(",")
        word, colon, argument = (part.strip() for part in head.partition(":"))
        meant = layer_word(word.lower().replace("_", "-"))[0]
        if meant in NAMED:
            return _named(plain, word, meant, argument if colon else "", rest)
        if meant == "sepconv":
            raise _not_worked(meant, text)
        layer = read_token(plain)
    except InputError as error:
        error.text, error.column = text[:100], None
        if error.expected == " ".join(KEYS):
            error.expected, error.nearest = " ".join(WORKED), meant_for(text)
        raise
    if layer.word not in WORKED:
        raise _not_worked(layer.word, text)
    _plain_keys(text, layer)
    return ValueLayer(*layer._replace(text=plain))


def _not_worked(word: str, text: str) -> InputError:
    return InputError(
        say("{word} is not worked by value here", word=word),
        name="layers",
        text=text[:100],
        expected=" ".join(WORKED),
        nearest=ELSEWHERE.get(word),
    )


def _named(plain: str, word: str, meant: str, argument: str, rest: list[str]) -> ValueLayer:
    """A layer with parameters: its name stands where convshape has a count, and the size is that of what is named."""
    letter = NAMED[meant]
    wanted = f"{meant}:{letter}"
    if not _NAME.fullmatch(argument):
        said = say("{word} needs the name of its kernels", word=meant)
        if meant == "fc":
            said = say("{word} needs the name of its weights", word=meant)
        near = wanted if not argument or argument[:1].isdigit() else None
        refuse(plain, said, expected=say("{wanted}, {wanted}1, {wanted}2 …", wanted=wanted), nearest=near)
    bias, kept = None, []
    for part in rest:
        key, _, value = (piece.strip() for piece in part.partition("="))
        key = KEY_WORDS.get(key.lower(), key.lower())
        if key == "k":
            refuse(plain, say("the size of the kernel is that of {name}", name=argument), expected=wanted)
        if key == "bias" and _BIAS.fullmatch(value):
            bias, part = value, "bias=yes"
        kept.append(part)
    layer = read_token(",".join([f"{word}:1", *(["k=1"] if meant != "fc" else []), *kept]))
    _plain_keys(plain, layer)
    return ValueLayer(*layer._replace(text=plain, argument=argument, kernel=None, source=bias))


def _plain_keys(text: str, layer: Layer) -> None:
    """Raises InputError for keys that belong to shapes alone."""
    if layer.unknown:
        refuse(text, say("{key}=? is asked of shapes alone", key=layer.unknown), expected=say("nncalc convshape"))
    for key, value in layer.options:
        if (key, value) not in (("mode", "nearest"), ("axis", "all")):
            refuse(
                text,
                say("{key}={value} is not worked by value", key=key, value=value),
                expected="upsample:2" if layer.word == "upsample" else "fc:W1",
            )
    if layer.label or layer.source:
        refuse(text, say("branches are not worked by value"), expected=say("layers one behind the other"))


def meant_for(token: str) -> str | None:
    """What a word that is no layer may have been."""
    close = layer_meant(token)
    word = (close or "").partition(":")[0]
    return f"{word}:{NAMED[word]}" if word in NAMED else close
