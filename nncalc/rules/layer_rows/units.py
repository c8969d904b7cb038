"""Layers as they are typed in a row: tokens, units repeated n times, strings pasted from PyTorch and Keras.

`3x(conv:64,k=3,p=1 relu)` and `(conv:64,k=3,p=1 relu)x3` repeat what stands in the brackets; in a shell, where brackets
and spaces want quotes, `3xconv:64,k=3,p=1+relu` says the same.
"""

from __future__ import annotations

import re
from typing import Any

from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.rules.convolution.layer import KEYS, Layer
from nncalc.rules.convolution.token_values import refuse
from nncalc.rules.convolution.tokens import ALONE, LONGEST, WANTS, WORDS, layer_word, read_token
from nncalc.words import say

MOST_LAYERS = 1000
"""Layers after repetition."""
DEEPEST = 5
"""Repetitions inside repetitions."""
_CODE = re.compile(r"^\s*(?:class|def|import|from)\s+\w|^\s*(?:Model: |Layer \(type\)|[┃│_]+ *Layer)", re.MULTILINE)
"""A line of Python, or of a table of Keras's summary."""
PASTED = re.compile(r"(?<!\w)(?:(?:[A-Za-z_]\w*\.)*[A-Z]\w*|(?:[A-Za-z_]\w*\.)+[a-z]\w*)\s*[(（]")
"""A call, as PyTorch and Keras write layers: a capital (`Conv2d(`) or a dotted name (`model.add(`)."""
_COUNTED = re.compile(r"(\d{1,9})\s*[xX*]\s*([A-Za-z(].*)", re.DOTALL)
_WORDS = "|".join(
    sorted((*KEYS, *[word for word, meant in WORDS.items() if meant not in WANTS]), key=len, reverse=True)
)
_REPEATED = re.compile(rf"({_WORDS})\s*[xX*]\s*(\d{{1,9}})", re.IGNORECASE)
"""A bare word and how often: `relux3`, `relu×3`."""
_BRACKETED = re.compile(r"\((.*)\)\s*(?:[xX*]\s*(\d{1,9}))?", re.DOTALL)
_JOINED = re.compile(rf"\+(?=(?:\d+[xX*])?(?:(?:{_WORDS})(?:[123]d)?\b|(?:{'|'.join(WORDS)}):))")


class LayerRow(list[Layer]):
    """Layers in a row, with what pasted code says beside them.

    shape    the input's shape, None where nothing is said; a size that is left open is None
    layout   chw or hwc of that shape
    remarks  keys of sentences for the page, with what is filled in
    rows     those of a table in front, whose layers are settled when the input is known
    typed    the words of the row, units not written out
    """

    shape: tuple[int | None, ...] | None = None
    layout: str | None = None
    remarks: tuple[tuple[str, dict[str, Any]], ...] = ()
    rows: tuple[Any, ...] = ()
    pasted: bool = False
    typed: tuple[str, ...] = ()

    @property
    def as_read(self) -> list[str] | str:
        """The words as they were typed; the tokens of layers that came from code or from a file, in their place."""
        return [layer.token for layer in self] if self.pasted else " ".join(self.typed)


def is_code(text: str) -> bool:
    """Whether a text is code, a printed module or a table of a summary; a unit that is repeated is none."""
    return bool(_CODE.search(text) or (PASTED.search(text) and not _COUNTED.match(text.strip())))


def is_layer(token: str) -> bool:
    """Whether a word of a command line is a layer: `:` before its first `=`, a layer word, a pasted call, a unit."""
    if token[:1] in ("@", "＠") or token.strip() in ("-", "－", "−") or _CODE.search(token):
        return True
    try:
        plain = clean(token).strip()
    except InputError:
        if PASTED.search(token) and not token.lower().startswith("input="):
            return True
        return ":" in token.partition("=")[0]
    head = re.split("[=,]", plain, maxsplit=1)[0].strip().lower().replace("_", "-")
    if layer_word(head)[0] and plain[len(head) : len(head) + 1] != "=":
        return True
    before = plain.partition("=")[0]
    if "\n" in plain.strip() and PASTED.search(plain):
        return True
    if re.match(r"(self\.)?\w+\s*=\s*", plain) and PASTED.search(plain):
        return True
    if PASTED.match(before) or ":" in before:
        return True
    repeated = _COUNTED.fullmatch(plain) or _REPEATED.fullmatch(plain)
    return bool(repeated or (plain.startswith("(") and re.search("[A-Za-z]{2}", plain)))


def read_layers(value: Any, folder: str | None = None) -> LayerRow:
    """The layers of what was typed: one text or a list of texts; `@file` and `-` are read for what they hold.

    Raises InputError at the first that is wrong. `folder`: that of the problem file, below which files must lie.
    """
    items = value if isinstance(value, (list, tuple)) else [value]
    layers = LayerRow()
    for item in items:  # a list whose layers were torn apart at their commas
        if ALONE.fullmatch(str(item)):
            read_token(str(item))
    for item in items:
        if isinstance(item, dict):
            raise InputError(
                say("a layer is a text, not a mapping: {item}", item=item),
                name="layers",
                expected=say("'conv:96,k=11,s=4' between quotes"),
            )
        text = _text_of(str(item), folder)
        layers.typed = (*layers.typed, text)
        layers.pasted |= "\n" in text.strip() or text != str(item)
        _item(text, layers)
    if not layers:
        raise InputError(
            say("no layer is given"), name="layers", expected=say("conv:96,k=11,s=4 relu pool:max,k=3,s=2")
        )
    return layers


def _text_of(item: str, folder: str | None) -> str:
    """What was typed, or what stands in the file or on standard input that was named."""
    if item[:1] not in ("@", "＠") and item.strip() not in ("-", "－", "−"):
        return item
    from nncalc.reading.files import text_of  # start-up

    return text_of(item, folder)


def _item(text: str, layers: LayerRow) -> None:
    """Put the layers of one text behind those before."""
    if is_code(text):
        from nncalc.rules.layer_rows.pasted.reader import read_pasted  # start-up

        network = read_pasted(text, len(layers))
        found = network.layers
        if not layers:  # a keras.Input in a word of its own has none
            stated = network if network.shape is not None else layers
            layers.shape, layers.rows = stated.shape, tuple(network.rows)
            layers.layout = network.layout or layers.layout
        elif network.rows:
            refuse(text[:60], say("a table stands in front of all other layers"))
        layers.remarks = (*layers.remarks, *network.remarks)
    elif len(text) > LONGEST:
        refuse(text[:100], say("a layer of more than {longest:,} characters", longest=LONGEST))
    else:
        found = _unit(text, re.sub(r",\s+(?=[a-z]+\s*=)", ",", clean(text.replace("\n", " "))), 0)
    if len(layers) + len(found) > MOST_LAYERS:
        refuse(
            text[:100],
            say("more than {most_layers:,} layers", most_layers=MOST_LAYERS),
            expected=say("at most {most_layers:,}", most_layers=MOST_LAYERS),
        )
    layers += found


def _unit(text: str, plain: str, depth: int) -> list[Layer]:
    """The layers of a piece of text that holds tokens, brackets and repetitions."""
    if depth > DEEPEST:
        refuse(text, say("units more than {deepest} deep", deepest=DEEPEST), expected=say("3x(conv:64,k=3,p=1 relu)"))
    layers: list[Layer] = []
    for piece in _pieces(text, plain):
        layers += _piece(text, piece, depth)
        if len(layers) > MOST_LAYERS:
            refuse(
                text,
                say("more than {most_layers:,} layers", most_layers=MOST_LAYERS),
                expected=say("at most {most_layers:,}", most_layers=MOST_LAYERS),
            )
    return layers


def _piece(text: str, piece: str, depth: int) -> list[Layer]:
    counted = _COUNTED.fullmatch(piece)
    behind = _BRACKETED.fullmatch(piece) or _REPEATED.fullmatch(piece)
    if counted:
        inner, times = _unit(text, counted[2], depth + 1), int(counted[1])
    elif behind:
        inner, times = _unit(text, behind[1], depth + 1), int(behind[2] or 1)
    else:
        joined = _JOINED.split(piece)
        if len(joined) == 1:
            return [read_token(piece)]
        inner, times = [layer for part in joined for layer in _piece(text, part, depth + 1)], 1
    if times < 1 or len(inner) * times > MOST_LAYERS:
        refuse(
            text,
            say("a unit repeated {times} times", times=times),
            expected=say("from 1 to {most_layers:,} layers in all", most_layers=MOST_LAYERS),
        )
    return inner * times


def _pieces(text: str, plain: str) -> list[str]:
    """Split at spaces outside brackets; a count and its bracket stay together."""
    plain = re.sub(r"(\d[xX*])\s+(?=[A-Za-z(])", r"\1", plain.strip())
    plain = re.sub(r"\)\s*([xX*])\s*(?=\d)", r")\1", plain)
    pieces, depth, start = [], 0, 0
    for place, character in enumerate(plain):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
        if depth == 0 and character == " ":
            pieces.append(plain[start:place])
            start = place + 1
    if depth:
        refuse(text, say("brackets that do not match"), expected=say("3x(conv:64,k=3,p=1 relu)"))
    pieces.append(plain[start:])
    return [piece.strip(",") if piece.endswith(",") else piece for piece in pieces if piece.strip(", ")]
