"""Layers over tokens as they are typed: `embedding:30522,768`, `lstm:64,both`, `encoder:8,ff=2048`."""

from __future__ import annotations

import re

from nncalc.errors import InputError, nearest
from nncalc.rules.convolution.layer import KEYS, PLACED, Layer
from nncalc.words import say

EXAMPLES = {
    "embedding": "embedding:30522,768", "rnn": "rnn:64", "lstm": "lstm:64,both", "gru": "gru:64,biases=2", "mha": "mha:8",
    "encoder": "encoder:8,ff=2048", "decoder": "decoder:8,ff=2048", "ln": "ln", "lora": "lora:8",
}  # fmt: skip
VALUES = {
    "both": ("yes", "no"), "biases": ("1", "2", "0"), "out": ("all", "last"), "norm": ("ln", "no"),
    "bias": ("all", "ffn", "no"),
}  # fmt: skip
"""What each key may be, the default first but for `both`, which stands alone."""
LARGEST = 1_000_000_000
_LABEL = re.compile(r"[A-Za-z_][\w-]*")


def _refuse(text: str, message: str, word: str, near: str | None = None, expected: str | None = None) -> InputError:
    return InputError(message, name="layers", text=text, expected=expected or EXAMPLES[word], nearest=near)


def _whole(text: str, value: str, word: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value) or not 1 <= int(value) <= LARGEST:
        raise _refuse(text, say("'{value}' is not a whole number from 1", value=value[:40]), word)
    return int(value)


def read_sequence(text: str, word: str, argument: str, rest: list[str], renamed: tuple[tuple[str, str], ...]) -> Layer:
    """The layer of a word in SEQUENCES. Raises InputError."""
    parts = [part.strip() for part in rest]
    number: int | tuple[int, int] | None = None
    if word == "ln":
        if argument:
            raise _refuse(text, say("ln takes nothing after a colon"), word)
    elif not argument:
        raise _refuse(text, say("{word} needs a number", word=word), word)
    elif word == "embedding":
        if not parts:
            raise _refuse(text, say("embedding needs how many words, and how many features of each"), word)
        number = (_whole(text, argument, word), _whole(text, parts.pop(0), word))
    else:
        number = _whole(text, argument, word)
    options: dict[str, str] = {}
    for part in parts:
        key, value = _option(text, word, part)
        if key in options:
            raise _refuse(text, say("{key} is given twice", key=key), word, expected=say("each key once"))
        options[key] = value
    label, source = options.pop("as", None), options.pop("from", None)
    kept = tuple(sorted(options.items()))
    return Layer(word, text, number, label=label, source=source, options=kept, renamed=renamed)


def _option(text: str, word: str, part: str) -> tuple[str, str]:
    key, equals, value = (piece.strip().lower() for piece in part.partition("="))
    allowed = (*KEYS[word], *PLACED)
    if key == "both" and not equals and key in allowed:
        return key, ""
    if key not in allowed or not equals:
        said = say("{word} has no key '{key}'", word=word, key=key[:40])
        raise _refuse(
            text,
            said,
            word,
            nearest(key, allowed),
            say("keys of {word}: {allowed}", word=word, allowed=" ".join(allowed)),
        )
    if key in PLACED:
        value = part.partition("=")[2].strip()
        if not _LABEL.fullmatch(value) or value.lower() in KEYS:
            raise _refuse(text, say("'{label}' is not a label", label=value[:40]), word)
        return key, value
    if key == "ff":
        return key, str(_whole(text, value, word))
    choices = ("yes", "no") if word == "mha" else VALUES[key]
    if value not in choices:
        said = say("{key} is not '{value}'", key=key, value=value[:40])
        raise _refuse(
            text, said, word, nearest(value, choices), " | ".join(f"{key}={each}" for each in choices)
        )  # no sentence: keys
    return (key, "") if (key, value) == ("both", "yes") else (key, value)
