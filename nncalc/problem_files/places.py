"""YAML as nested values that know their line and column; every scalar stays the text that was typed.

Only plain data is read: tags, anchors and aliases, several documents, duplicate keys and nesting over 50 are refused.
The events come from PyYAML's C parser; nothing is constructed by YAML itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from nncalc.errors import InputError

DEEPEST = 50
MOST_BYTES = 64 << 20


class Place(NamedTuple):
    """Where something stands: line and column from 1."""

    line: int
    column: int


class Scalar(NamedTuple):
    """The text of one scalar."""

    text: str
    place: Place


class Sequence(NamedTuple):
    items: tuple[Any, ...]
    place: Place


class Mapping(NamedTuple):
    """Pairs in the order of the file; `keys` says where each key stands."""

    items: dict[str, Any]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


class Piece(NamedTuple):
    """One thing a file holds: a key of its top level, one of its problems, or a problem that is not YAML."""

    key: str
    node: Node | None
    place: Place
    errors: tuple[InputError, ...] = ()


def pieces(data: bytes, name: str) -> Iterator[Piece]:
    """What a problem file holds, as it is read: `defaults` and other keys, and each item of `problems`.

    A file may also be a list of problems. After an item that is not YAML, reading goes on with the next one. Raises
    InputError with file:line:column when nothing more can be read.
    """
    if len(data) > MOST_BYTES:
        raise InputError("the file is larger than 64 MiB", place=name, expected="a file of at most 64 MiB")
    data = data.removeprefix(b"\xef\xbb\xbf")
    _check_encoding(data, name)
    composer = _Composer(data, name)
    while True:
        try:
            yield from composer.pieces()
            return
        except _NotYaml as failure:
            error, line = failure.error, failure.line
        resumed = composer.after(line)
        if resumed is None:
            raise error
        yield Piece("problems", None, composer.item_place, (error,))
        composer = resumed


def _check_encoding(data: bytes, name: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(
            f"the file is not UTF-8 text (byte {data[fault.start]:#04x})",
            place=f"{name}:{line}",
            expected="the file saved as UTF-8",
        ) from None


class _NotYaml(Exception):
    """The parser stopped: the error to show, and the 0-based line in the whole file."""

    def __init__(self, error: InputError, line: int) -> None:
        super().__init__(error.message)
        self.error, self.line = error, line


def _line(data: bytes, number: int) -> str | None:
    lines = data.decode("utf-8", "replace").splitlines()
    return lines[number] if number < len(lines) else None


def _advice(problem: str, line: str | None) -> str:
    """What to write instead, by the words of the YAML parser."""
    if line and "\t" in line[: len(line) - len(line.lstrip())]:
        return "spaces for indentation, not tabs"
    if "that cannot start any token" in problem:
        return 'quotes round a value that starts with such a character: "@data.csv"'
    if "mapping values are not allowed" in problem:
        return "quotes round a text that holds a colon and a space"
    if "flow" in problem or "or ']'" in problem or "or '}'" in problem:
        return "brackets in pairs, commas between their parts"
    return "a mapping such as `id: one`, with its parts indented by spaces"


class _Composer:
    """Reads the parser's events into nodes. `first_line` is where its data begin in the whole file."""

    def __init__(self, data: bytes, name: str, first_line: int = 0, items_only: bool = False) -> None:
        import yaml

        parser: Any = getattr(yaml, "CParser", None) or yaml.SafeLoader
        self.data, self.name, self.first_line, self.items_only = data, name, first_line, items_only
        self.yaml = yaml
        self.parser = parser(data)
        self.indent: int | None = None
        self.item_place = Place(first_line + 1, 1)
        self.faults: list[InputError] = []

    def pieces(self) -> Iterator[Piece]:
        """The pieces up to the end of the data."""
        try:
            yield from self._pieces()
        except self.yaml.reader.ReaderError as problem:
            raise InputError(
                f"the file is not UTF-8 text: {problem.reason}", place=self.name, expected="a YAML file in UTF-8"
            ) from None
        except self.yaml.MarkedYAMLError as problem:
            raise self._not_yaml(problem) from None

    def _not_yaml(self, problem: Any) -> _NotYaml:
        mark = problem.problem_mark or problem.context_mark
        line = _line(self.data, mark.line)
        error = InputError(
            f"this is not YAML: {problem.problem or problem.context}",
            place=f"{self.name}:{mark.line + self.first_line + 1}:{mark.column + 1}",
            text=line,
            column=mark.column,
            expected=_advice(str(problem.problem or problem.context), line),
        )
        return _NotYaml(error, mark.line)

    def after(self, line: int) -> _Composer | None:
        """A composer of the items after the line that could not be read; None when items had not begun, or none follow."""
        if self.indent is None:
            return None
        lines = self.data.split(b"\n")
        start = b" " * self.indent + b"- "
        for number in range(max(line, self.item_place.line - self.first_line), len(lines)):
            if lines[number].startswith(start):
                rest = b"\n".join(lines[number:])
                return _Composer(rest, self.name, self.first_line + number, items_only=True)
        return None

    def _pieces(self) -> Iterator[Piece]:
        yaml, next_event = self.yaml, self.parser.get_event
        next_event()  # the stream starts
        if isinstance(next_event(), yaml.StreamEndEvent):
            return
        event = next_event()
        if isinstance(event, yaml.SequenceStartEvent):
            yield from self._items(event)
        elif isinstance(event, yaml.MappingStartEvent):
            yield from self._top(event)
        else:
            raise self._refused(event, "this is not a problem file", "problems: a list of problems")
        next_event()  # the document ends
        event = next_event()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._refused(event, "a second document begins here", "one document in a file")

    def _top(self, event: Any) -> Iterator[Piece]:
        """The keys of the top level; the items of `problems` one by one."""
        self._plain_only(event)
        seen: set[str] = set()
        while True:
            event = self.parser.get_event()
            if type(event) is self.yaml.MappingEndEvent:
                return
            key = self.node(event, 1)
            if not isinstance(key, Scalar):
                raise self._refused(event, "a key must be a word", "NAME: value")
            if key.text in seen:
                raise self._refused(event, f"the key '{key.text}' stands twice", "each key once")
            seen.add(key.text)
            event = self.parser.get_event()
            if key.text == "problems" and isinstance(event, self.yaml.SequenceStartEvent):
                yield from self._items(event)
                yield Piece("end of problems", None, key.place)
            else:
                node = self.node(event, 1)
                if self.faults:
                    raise self.faults[0]
                yield Piece(key.text, node, key.place)

    def _items(self, event: Any) -> Iterator[Piece]:
        self._plain_only(event)
        if not event.flow_style:
            self.indent = event.start_mark.column
        while True:
            event = self.parser.get_event()
            if type(event) is self.yaml.SequenceEndEvent:
                return
            self.item_place = self._place(event)
            node = self.node(event, 2)
            yield Piece("problems", node, node.place, tuple(self.faults))
            self.faults.clear()

    def _place(self, event: Any) -> Place:
        return Place(event.start_mark.line + self.first_line + 1, event.start_mark.column + 1)

    def _plain_only(self, event: Any) -> None:
        if type(event) is self.yaml.AliasEvent:
            raise self._refused(event, f"an alias (*{event.anchor}) is not read", "the value itself")
        if event.anchor is not None:
            raise self._refused(event, f"an anchor (&{event.anchor}) is not read", "plain values")
        if event.tag is not None:
            raise self._refused(event, f"a tag ({event.tag}) is not read", "plain values")

    def _refused(self, event: Any, message: str, expected: str) -> InputError:
        place = self._place(event)
        return InputError(message, place=f"{self.name}:{place.line}:{place.column}", expected=expected)

    def node(self, event: Any, depth: int) -> Node:
        """The node that an event begins. What is refused in it is noted in `faults`: the next problem can be read."""
        place = self._place(event)
        try:
            self._plain_only(event)
        except InputError as error:
            self.faults.append(error)
        if type(event) in (self.yaml.ScalarEvent, self.yaml.AliasEvent):
            return Scalar(getattr(event, "value", ""), place)
        if depth >= DEEPEST:
            self.faults.append(self._refused(event, f"nested more than {DEEPEST} deep", f"at most {DEEPEST} levels"))
            self._skip()
            return Scalar("", place)
        is_sequence = type(event) is self.yaml.SequenceStartEvent
        return self._sequence(place, depth) if is_sequence else self._mapping(place, depth)

    def _skip(self) -> None:
        """Pass over the rest of what has just begun."""
        yaml, opened = self.yaml, 1
        while opened:
            kind = type(self.parser.get_event())
            opened += kind in (yaml.SequenceStartEvent, yaml.MappingStartEvent)
            opened -= kind in (yaml.SequenceEndEvent, yaml.MappingEndEvent)

    def _sequence(self, place: Place, depth: int) -> Sequence:
        yaml = self.yaml
        items: list[Node] = []
        while True:
            event = self.parser.get_event()
            if type(event) is yaml.SequenceEndEvent:
                return Sequence(tuple(items), place)
            items.append(self.node(event, depth + 1))

    def _mapping(self, place: Place, depth: int) -> Mapping:
        yaml = self.yaml
        items: dict[str, Any] = {}
        keys: dict[str, Place] = {}
        while True:
            event = self.parser.get_event()
            if type(event) is yaml.MappingEndEvent:
                return Mapping(items, keys, place)
            key = self.node(event, depth + 1)
            value = self.node(self.parser.get_event(), depth + 1)
            if not isinstance(key, Scalar):
                self.faults.append(self._refused(event, "a key must be a word", "NAME: value"))
            elif key.text == "<<":
                self.faults.append(self._refused(event, "a merge key (<<) is not read", "the keys themselves"))
            elif key.text in items:
                first = f"(first in line {keys[key.text].line})"
                self.faults.append(self._refused(event, f"the key '{key.text}' stands twice {first}", "each key once"))
            else:
                keys[key.text], items[key.text] = key.place, value


def plain(node: Node) -> Any:
    """A node as nested dicts, lists and text."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.items.items()}
