"""Problems from files: every entry, or everything that is wrong with it, with file, line and column."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from nncalc.declaring import registry
from nncalc.errors import InputError, InputErrors
from nncalc.problem_files.entry import RESULTS, Broken, Entry, Published
from nncalc.problem_files.file_keys import FILE_KEYS, check_defaults, columns_of, mapping_of
from nncalc.problem_files.key_words import nearest_key, said_by_type, with_own_keys
from nncalc.problem_files.node_text import text_of, value_text
from nncalc.problem_files.per_result import MARK_KEYS, points_in
from nncalc.problem_files.pieces import pieces
from nncalc.problem_files.places import END, MOST_BYTES, Mapping, Node, Piece, Place, Scalar, plain
from nncalc.problem_files.yaml_faults import with_a_plain_colon
from nncalc.words import say, why

PROBLEM_KEYS = (
    "id", "type", "title", "given", "expect", "expect_published", "points", "credit", "tolerance", "decimals",
    "student", "source", "notes",
)  # fmt: skip

TEXTS = {"id": "one", "title": "One step", "student": "Li", "source": "lecture 3", "notes": "by hand"}
"""The keys whose value is a text, with an example."""


class Key(NamedTuple):
    """A file of problems as a key: its entries, and the figure of each column that it names."""

    entries: list[Entry | Broken]
    columns: dict[str, str]


def read_key(path: str) -> Key:
    """All that a key says. Raises InputErrors when the file as a whole cannot be read."""
    columns: dict[str, str] = {}
    return Key(list(read_file(path, columns)), columns)


def read_file(path: str, columns: dict[str, str] | None = None) -> Iterator[Entry | Broken]:
    """The entries of a file, as they are read. Raises InputErrors when the file as a whole cannot be read.

    columns   takes the figure of each column that the file names, once all entries are read
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise InputErrors(
            [InputError(say("cannot read the file: {strerror}", strerror=why(problem)), place=path)]
        ) from None
    try:
        yield from _File(path, columns).entries(data)
    except InputError as error:
        raise InputErrors([error]) from None


class _File:
    """One file as it is read: its defaults, and the ids met so far."""

    def __init__(self, path: str, columns: dict[str, str] | None) -> None:
        self.path, self.folder = path, os.path.dirname(os.path.abspath(path))
        self.ids: dict[str, int] = {}
        self.defaults: dict[str, Node] = {}
        self.marks: dict[str, dict[str, Any]] = {}
        self.default_keys: dict[str, Place] = {}
        self.taken: set[str] = set()
        self.columns = {} if columns is None else columns
        self.number = 0

    def at(self, place: Place) -> str:
        return f"{self.path}:{place.line}:{place.column}"

    def entries(self, data: bytes) -> Iterator[Entry | Broken]:
        begun = False
        for piece in pieces(data, self.path):
            if piece.key == "problems" and (piece.node is not None or piece.errors):
                begun = True
                if not piece.errors and piece.node is not None and not self._is_list(piece):
                    raise InputError(
                        say("problems is not a list"), place=self.at(piece.place), expected=say("- id: one")
                    )
                yield self._item(piece)
            elif piece.key == END:
                begun = True
            else:
                self._top_level(piece, begun)
        if not begun:
            raise InputError(say("there are no problems"), place=self.path, expected=say("problems: a list"))
        check_defaults(self.defaults, self.default_keys, self.taken, self.path)

    def _is_list(self, piece: Piece) -> bool:
        """`problems: something` arrives as one piece whose place is the key's, not the item's."""
        return piece.node is None or piece.place == piece.node.place

    def _top_level(self, piece: Piece, begun: bool) -> None:
        if piece.errors:
            raise InputErrors(piece.errors)
        if piece.key not in FILE_KEYS:
            if piece.key in PROBLEM_KEYS:
                said, expected = (
                    say("'{key}' stands outside the list of problems", key=piece.key),
                    say("problems: and below it - id: one"),
                )
            else:
                said = say("a problem file has no key '{key}'", key=piece.key)
                expected = with_a_plain_colon(_line_of(piece.key, piece.node)) or " ".join(FILE_KEYS)
            close = nearest_key(piece.key, FILE_KEYS)
            raise InputError(said, place=self.at(piece.place), expected=expected, nearest=close)
        node = mapping_of(piece.key, piece.node, self.at(piece.place))
        if piece.key == "columns":
            self.columns.update(columns_of(node, self.path))
            return
        if begun:
            said = say("defaults stands after the problems")
            raise InputError(said, place=self.at(piece.place), expected=say("defaults in front"))
        self.defaults, self.default_keys = node.items, node.keys
        self.marks = {key: read(node.items.get(key), self.path) for key, read in MARK_KEYS.items()}

    def _item(self, piece: Piece) -> Entry | Broken:
        self.number += 1
        if piece.node is None:
            return Broken(self.path, str(self.number), "", piece.place.line, piece.errors)
        return self._entry(self.number, piece.node, piece.errors)

    def _check_keys(self, node: Mapping, kind: str) -> None:
        """Refuse the keys that a problem does not have; a given that stands beside `given` is told where it belongs."""
        unknown = [key for key in node.keys if key not in PROBLEM_KEYS]
        declared = registry.load(kind) if unknown and kind in registry.names() else None
        errors = []
        for key in unknown:
            place = self.at(node.keys[key])
            close = nearest_key(key, PROBLEM_KEYS)
            if close is None and declared is not None and declared.given_named(key):
                said, expected = (
                    say("'{key}' is a given of {kind}", key=key, kind=kind),
                    say("it below given:, indented further"),
                )
            else:
                said = say("a problem has no key '{key}'", key=key)
                expected = with_a_plain_colon(_line_of(key, node.items[key])) or " ".join(PROBLEM_KEYS)
            errors.append(InputError(said, place=place, expected=expected, nearest=close))
        if errors:
            raise InputErrors(errors)

    def _entry(self, number: int, node: Node, faults: tuple[InputError, ...]) -> Entry | Broken:
        kind, name, errors = "", str(number), list(faults)
        says: list[str] = []
        try:
            if isinstance(node, Mapping):
                node = with_own_keys(node, self.path)
                kind, says = registry.called(text_of(node.items.get("type")))
                name = text_of(node.items.get("id")) or name
            if not isinstance(node, Mapping):
                text = text_of(node)
                torn = re.match(r"(\w+)(?::(?=\S)|：)", text)
                said = (
                    say("no space follows the colon after '{torn}'", torn=torn[1])
                    if torn
                    else say("a problem is several keys, not one value")
                )
                wanted = say("{torn}: one, with a plain colon", torn=torn[1]) if torn else say("id, type, given")
                raise InputError(said, place=self.at(node.place), expected=wanted)
            self._check_keys(node, kind)
            self._check_texts(node)
            entry = self._good(name, kind, node, says)
            if not errors:
                return entry
        except InputErrors as several:
            errors += several.errors
        except InputError as error:
            errors.append(error)
        return Broken(self.path, name, kind, node.place.line, tuple(errors))

    def _good(self, name: str, kind: str, node: Mapping, says: list[str]) -> Entry:
        if name in self.ids:
            raise InputError(
                say("the id '{name}' is taken by line {ids}", name=name, ids=self.ids[name]),
                place=self.at(node.place),
                expected=say("an id of its own"),
            )
        self.ids[name] = node.place.line
        if not kind:
            typed = node.items.get("type")
            message = say("type is missing") if typed is None else say("type is not the name of a problem type")
            raise InputError(message, place=self.at((typed or node).place), expected=say("type: backprop"))
        given = node.items.get("given")
        if given is not None and not isinstance(given, Mapping):
            raise InputError(
                say("given is not a mapping"), place=self.at(given.place), expected=say("given: {x: [1, 2]}")
            )
        values, places = self._given(given, kind)
        values = said_by_type(kind, says, values) if says else values
        return Entry(
            self.path, name, kind, values, self._expected(node), self._published(node, kind),
            text_of(node.items.get("title")), text_of(node.items.get("source")), text_of(node.items.get("notes")),
            points_in(node.items.get("points"), self.path), text_of(node.items.get("student")),
            node.place.line, places, self.folder, _keys(node), **self._of_marks(node),
        )  # fmt: skip

    def _of_marks(self, node: Mapping) -> dict[str, Any]:
        """The decimals, the tolerance and the credit of a problem, beside those of the file."""
        return {key: self.marks.get(key, {}) | read(node.items.get(key), self.path) for key, read in MARK_KEYS.items()}

    def _check_texts(self, node: Mapping) -> None:
        """Refuse a list or a mapping where one text is asked for: it would be lost without a word."""
        errors = [
            InputError(
                say("{key} is not one text", key=key),
                place=self.at(node.items[key].place),
                expected=f"{key}: {example}",
            )
            for key, example in TEXTS.items()
            if key in node.items and not isinstance(node.items[key], Scalar)
        ]
        if errors:
            raise InputErrors(errors)

    def _given(self, given: Mapping | None, kind: str) -> tuple[dict[str, Any], dict[str, Place]]:
        """The givens with the file's defaults, as far as the type has such a given."""
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        if self.defaults and kind in registry.names():
            declared = registry.load(kind)
            own = {declared.given_named(name) for name in (given.items if given else ())}
            for name, node in self.defaults.items():
                if name not in MARK_KEYS and (meant := declared.given_named(name)) is not None:
                    self.taken.add(name)
                    if meant not in own:
                        values[name], places[name] = plain(node), node.place
        for name, node in (given.items if given else {}).items():
            if isinstance(node, Mapping):
                said = say("{name} is not a value but a mapping", name=name)
                raise InputError(said, place=self.at(node.place), expected=f"{name}: [1, 2]")
            values[name], places[name] = plain(node), node.place
        return values, places

    def _expected(self, node: Mapping) -> dict[str, str]:
        expect = node.items.get("expect")
        if expect is None:
            return {}
        if not isinstance(expect, Mapping):
            raise InputError(
                say("expect is not a mapping"), place=self.at(expect.place), expected=say("expect: {loss: 0.25}")
            )
        return {name: value_text(name, value, self.path) for name, value in expect.items.items()}

    def _published(self, node: Mapping, kind: str) -> dict[str, Published]:
        published = node.items.get("expect_published")
        if published is None:
            return {}
        if not isinstance(published, Mapping):
            raise InputError(
                say("expect_published is not a mapping"),
                place=self.at(published.place), expected=say("expect_published: {loss: {value: 0.87, cause: one-minus-p}}"),
            )  # fmt: skip
        out = {}
        for name, value in published.items.items():
            if not isinstance(value, Mapping) or set(value.items) != {"value", "cause"}:
                raise InputError(
                    say("expect_published of {name} is not a value with its cause", name=name),
                    place=self.at(value.place), expected=say("{value: 0.87, cause: one-minus-p}"),
                )  # fmt: skip
            cause = self._cause(name, value.items["cause"], kind)
            out[name] = Published(value_text(name, value.items["value"], self.path), cause)
        return out

    def _cause(self, name: str, node: Node, kind: str) -> str:
        """The cause of a published figure, by a name that figures of the problem type can have."""
        from nncalc.declaring.causes import unknown_cause  # start-up

        cause = text_of(node)
        error = unknown_cause(kind, cause) if kind in registry.names() else None
        if error is not None:
            error.message, error.place = (
                say("expect_published of {name}: {message}", name=name, message=error.message),
                self.at(node.place),
            )
            raise error
        return cause


def _keys(node: Mapping) -> dict[str, dict[str, Place]]:
    """Where the type and the points of a problem stand, and the names of its results."""
    own: dict[str, Place] = {key: node.items[key].place for key in ("type", "points") if key in node.items}
    results = {under: node.items[under] for under in RESULTS if under in node.items}
    return {"": own} | {under: names.keys for under, names in results.items() if isinstance(names, Mapping)}


def _line_of(key: str, node: Node | None) -> str:
    """A key with its value as they stand there: `答案：{y: 2}` is read as the key `答案：{y` of `2}`."""
    return f"{key}: {node.text}" if isinstance(node, Scalar) else key
