"""What stands behind the keys of a layer's token: sizes, paddings, counts, labels, and what is refused."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from nncalc.errors import InputError, nearest
from nncalc.rules.convolution.layer import KEYS, Padding, Sizes
from nncalc.words import plural, say

LARGEST = 1_000_000
"""The largest size, stride or number of channels."""
_LABEL = re.compile(r"[A-Za-z_][\w-]*")
OPTIONS = {"m": (), "size": (), "mode": ("nearest", "bilinear"), "axis": ("all", "last")}
"""Keys that are kept as they were typed, with what some of them may be, the default first."""


def refuse(text: str, message: str, column: int | None = None, **more: str | None) -> NoReturn:
    """Raise the error of a layer token."""
    raise InputError(message, name="layers", text=text, column=column, **more)


def sizes(text: str) -> Sizes | None:
    """`3`, `3x5`, `3*5` as whole numbers; None when that is not what it is."""
    if not re.fullmatch(r"\d{1,9}([xX*]\d{1,9}){0,3}", text):
        return None
    found = tuple(int(part) for part in re.split("[xX*]", text))
    return found if max(found) <= LARGEST else None


def option(text: str, key: str, value: str, column: int) -> str:
    """What was typed for a key of OPTIONS. Raises InputError."""
    if key == "m":
        return str(count_of(text, value, say("kernels for each channel"), column))
    if key == "size":
        found = sizes(value)
        if found is None or min(found) < 1:
            refuse(text, say("'{argument}' is not a size", argument=value), column, expected="size=56, size=56x64")
        return "x".join(map(str, found))
    choices = OPTIONS[key]
    if value.lower() not in choices:
        said = say("{key} is not '{value}'", key=key, value=value[:40])
        refuse(
            text,
            said,
            column,
            nearest=nearest(value.lower(), choices),
            expected=" | ".join(f"{key}={each}" for each in choices),
        )
    return value.lower()


FIELDS = {"k": "kernel", "s": "stride", "p": "padding", "d": "dilation", "op": "output_padding", "as": "label",
           "from": "source"}  # fmt: skip


def value_of(text: str, word: str, key: str, value: str, column: int) -> dict[str, Any]:
    name = FIELDS.get(key, key)
    if value == "?":
        if key not in ("k", "s", "p"):
            refuse(text, say("{key} cannot be asked for", key=key), column, expected=say("k=? s=? or p=?"))
        return {"unknown": key}
    if key == "p":
        return {name: padding_of(text, word, value, column)}
    if key in ("as", "from"):
        return {name: label_of(text, value, column)}
    if key == "bias":
        answers = {"yes": True, "no": False, "true": True, "false": False}
        if value.lower() not in answers:
            refuse(text, say("bias is yes or no, not '{value}'", value=value), column, expected="bias=yes | bias=no")
        return {name: answers[value.lower()]}
    if key == "groups":
        return {name: count_of(text, value, plural("group"), column)}
    found = sizes(value)
    least = 0 if key == "op" else 1
    if found is None or min(found) < least:
        what = {"k": say("kernel"), "s": say("stride"), "d": say("dilation"), "op": say("output padding")}[key]
        refuse(
            text,
            say("{key}={value}: a {what} is a whole number from {least}", key=key, value=value, what=what, least=least),
            column,
            expected=say("{key}=3 or {key}=3x5", key=key),
        )
    return {name: found}


def padding_of(text: str, word: str, value: str, column: int) -> Padding:
    if value.lower() in ("same", "valid", "full"):
        if value.lower() == "full" and word != "conv":
            refuse(
                text,
                say("padding full belongs to conv, not to {word}", word=word),
                column,
                expected=say("a number, same or valid"),
            )
        return value.lower()
    pairs = []
    for side in re.split("[xX*]", value):
        found = re.fullmatch(r"(\d{1,6})(?:\+(\d{1,6}))?", side)
        if not found:
            refuse(
                text,
                say("p={value} is not a padding", value=value),
                column,
                expected="p=1, p=1x2, p=1+0x1+0, p=same|valid|full",
            )
        pairs.append((int(found[1]), int(found[2] or found[1])))
    return tuple(pairs)


def count_of(text: str, value: str, what: str, column: int) -> int:
    found = sizes(value)
    if found is None or len(found) > 1 or found[0] < 1:
        said = say("'{value}' is not a number of {what}", value=value, what=what)
        refuse(text, said, column, expected=say("a whole number from 1"))
    return found[0]


def label_of(text: str, label: str, column: int) -> str:
    if not _LABEL.fullmatch(label) or label.lower() in KEYS:
        said = say("'{label}' is not a label", label=label)
        refuse(text, said, column, expected=say("a word that is no layer's, such as as=block1"))
    return label
