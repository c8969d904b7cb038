"""Notations from their files: those that come with nncalc, and a person's own; a bounded reader of plain YAML.

about: how my lecturer writes
like: qiu
names: {lr: α, loss: J}
names backprop forward: {t: y, y: ŷ}
conventions rnn-step cell=gru: {z_on: old}
decimal: comma
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from nncalc.declaring import registry
from nncalc.declaring.results import free_places, pattern_of
from nncalc.errors import InputError, InputErrors, nearest
from nncalc.notation import FOLDER, STANDARD, names
from nncalc.notation.printed_names import expected as expected_name
from nncalc.notation.printed_names import not_a_name, printed_name
from nncalc.notation.table import LAYERS, WAYS, Condition, Row, Table
from nncalc.problem_files.pieces import pieces
from nncalc.problem_files.places import Mapping, Piece, Scalar
from nncalc.problem_files.yaml_faults import with_a_plain_colon
from nncalc.reading.characters import shown
from nncalc.words import say, why

MOST_BYTES = 64 << 10
MOST_BYTES_OF_A_LINE = 400
LONGEST_ABOUT = 200
_KEYS = ("about", "like", "names", "conventions", "put-in", *WAYS)
_NAMES = "names: {loss: J}"  # no sentence: a line of a file
_ROW = "names rnn-step cell=gru"  # no sentence: a key of a file
_CONVENTIONS = "conventions: {form: row}"  # no sentence: a line of a file
_PUT_IN = "put-in: dW db"  # no sentence: a line of a file
_KNOWN, _CHOICES = "t y z a W b loss lr", "form delta z_on velocity"  # no sentence: names
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")


def notation_of(typed: str, named_in: str = "") -> Table | None:
    """The notation of a name or a file; None for our own. Raises InputError(s).

    named_in   the file of defaults that names it: a file is looked for beside that
    """
    word = typed.strip()
    if word.lower() == STANDARD:
        return None
    if word.lower() in names():
        return _of_nncalc(word.lower())
    typed = os.path.join(os.path.dirname(named_in), typed)
    if not os.path.isfile(typed):
        known = " ".join(names())
        raise InputError(
            say("there is no notation '{name}'", name=shown(word)), name="--notation", place=named_in or None,
            expected=say("{names}, or a file in YAML", names=known), nearest=nearest(word, names()),
        )  # fmt: skip
    try:
        with open(typed, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        said = say("cannot read the file: {strerror}", strerror=why(problem))
        raise InputError(said, place=shown(typed, 200), expected=say("a file in YAML")) from None
    return _Reader(typed, os.path.basename(typed)).table(data)


def as_a_file(name: str) -> Table:
    """A notation of nncalc, read as strictly as a person's own. Raises InputErrors."""
    path = os.path.join(FOLDER, f"{name}.yaml")
    with open(path, "rb") as file:
        return _Reader(path, name).table(file.read())


@cache
def _of_nncalc(name: str) -> Table:
    path = os.path.join(FOLDER, f"{name}.yaml")
    with open(path, "rb") as file:
        return _Reader(path, name, trusted=True).table(file.read())


class _Reader:
    """Reads one file; all that is wrong in it is said at once. `trusted`: its names are known to be there."""

    def __init__(self, path: str, name: str, trusted: bool = False) -> None:
        self.path, self.name, self.trusted = shown(path, 200), shown(name, 60), trusted
        self.about = ""
        self.like: tuple[Row, ...] = ()
        self.errors: list[InputError] = []

    def table(self, data: bytes) -> Table:
        """The table. Raises InputErrors."""
        if len(data) > MOST_BYTES:
            said = say("the file is larger than {kibibytes} KiB", kibibytes=MOST_BYTES >> 10)
            raise InputError(said, place=self.path, expected=say("a table of names"))
        rows: list[Row] = []
        try:
            for piece in pieces(data, self.path):
                self.errors += piece.errors
                rows += self._rows(piece)
        except InputError as error:
            if error.message == say("this is not a problem file"):  # the reader's own word for it
                plain = with_a_plain_colon(data[:MOST_BYTES_OF_A_LINE].decode("utf-8-sig", "replace"))
                error.message, error.expected = say("this is no table of names"), plain or _NAMES
            self.errors.append(error)
        if self.errors:
            raise InputErrors(self.errors)
        return Table(self.name, self.about, (*self.like, *rows))

    def _rows(self, piece: Piece) -> Iterator[Row]:
        """The row of one key of the file."""
        what, *conditions = piece.key.split() or [""]
        known = self._known(piece, what)
        if not known:
            return
        text = piece.node.text.strip() if isinstance(piece.node, Scalar) else ""
        if what == "about":
            self.about = shown(text, LONGEST_ABOUT)
        elif what == "like":
            self._likeness(piece, text)
        else:
            types, when = self._conditions(piece, conditions)
            value = self._value(piece, what, text, types)
            if value is not None:
                yield Row(what, types, when, value)

    def _known(self, piece: Piece, what: str) -> bool:
        if what in _KEYS:
            return True
        said = say("there is no key '{key}'", key=shown(piece.key))
        self._wrong(piece.place, said, " ".join(_KEYS), nearest(what, _KEYS))
        return False

    def _likeness(self, piece: Piece, text: str) -> None:
        """The rows of the notation that this one begins with."""
        if text not in names():
            said = say("there is no notation '{name}'", name=shown(text))
            self._wrong(piece.place, said, " ".join(names()), nearest(text, names()))
        elif text != STANDARD:
            self.like = _of_nncalc(text).rows

    def _conditions(self, piece: Piece, words: list[str]) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
        types, conditions = [], []
        for word in words:
            name, sign, values = word.partition("=")
            if not sign and name in registry.names():
                types.append(name)
            elif sign and values and (name == LAYERS or self._is_mentioned(name, types)):
                conditions.append(Condition(name, tuple(values.split(","))))
            else:
                said = say("'{word}' is neither a problem type nor a condition on one", word=shown(word))
                self._wrong(piece.place, said, say("such as: {line}", line=_ROW),
                            nearest(name, registry.names()))  # fmt: skip
        return tuple(types), tuple(conditions)

    def _value(self, piece: Piece, what: str, text: str, types: tuple[str, ...]) -> Any:
        if what in ("names", "conventions"):
            return self._pairs(piece, what, types)
        if what == "put-in":
            unknown = [word for word in text.split() if not self._is_mentioned(word.removeprefix("-"), types)]
            if text and not unknown:
                return text
            self._wrong(piece.place, say("{what} takes names of results", what=what), _PUT_IN, None)
        elif text in WAYS[what]:
            return text.replace("*", "∗")
        else:
            said = say("{key} cannot be '{value}'", key=what, value=shown(text))
            self._wrong(piece.place, said, " ".join(WAYS[what]), nearest(text, WAYS[what]))
        return None

    def _pairs(self, piece: Piece, what: str, types: tuple[str, ...]) -> dict[str, Any] | None:
        if not isinstance(piece.node, Mapping):
            example = _NAMES if what == "names" else _CONVENTIONS
            self._wrong(piece.place, say("{key} holds no pairs", key=what), example, None)
            return None
        read = self._printed if what == "names" else self._convention
        found = {}
        for (key, value), place in zip(piece.node.items.items(), piece.node.keys.values(), strict=True):
            text = value.text if isinstance(value, Scalar) else ""
            if (made := read(key, text, place, types)) is not None:
                found[key] = made
        return found

    def _printed(self, key: str, text: str, place: Any, types: tuple[str, ...]) -> Any:
        if not self._is_mentioned(key.rstrip("0123456789"), types):
            said = say("no problem has a name '{name}'", name=shown(key))
            self._wrong(place, said, say("a name of results or givens, such as {names}", names=_KNOWN), None)
            return None
        printed = printed_name(text)
        if printed is None:
            self._wrong(place, not_a_name(text), expected_name(), None)
        return printed

    def _convention(self, key: str, text: str, place: Any, types: tuple[str, ...]) -> str | None:
        if self.trusted:
            return text
        fields = [f for name in types or _with(key) if (f := registry.load(name).fields().get(key)) and f.choices]
        if any(text in field.choices for field in fields):
            return text
        if fields:
            said = say("{name} cannot be '{value}'", name=key, value=shown(text))
            self._wrong(place, said, " ".join(fields[0].choices), nearest(text, fields[0].choices))
        else:
            self._wrong(place, say("there is no convention '{name}'", name=shown(key)), _CHOICES, None)
        return None

    def _is_mentioned(self, name: str, types: tuple[str, ...] | list[str]) -> bool:
        """Whether a type, of those that are named, has the name."""
        if self.trusted or _WORD.fullmatch(name) is None:
            return self.trusted
        return any(_declares(registry.load(each), name) for each in types or registry.names())

    def _wrong(self, place: Any, said: str, expected: str, near: str | None) -> None:
        self.errors.append(
            InputError(said, place=f"{self.path}:{place.line}:{place.column}", expected=expected, nearest=near)
        )


def _with(name: str) -> Iterator[str]:
    """The types that declare a name."""
    return (each for each in registry.names() if _declares(registry.load(each), name))


def _declares(kind: Any, name: str) -> bool:
    """Whether a type has a given, a result or a letter of the name."""
    if name in kind.fields() or name in kind.symbols:
        return True
    patterns = [pattern_of(kind, f"{name}{end}") for end in ("", "1", "2")]
    return any(pattern is not None and "NAME" not in free_places(pattern) for pattern in patterns)
