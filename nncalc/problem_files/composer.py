"""From the events of PyYAML's C parser to nodes. Nothing is constructed by YAML itself.

The hot path is the one scalar: events are read by their exact class, and a place is made only where an error may need it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from nncalc.errors import InputError
from nncalc.problem_files.commas import Part, faults_of
from nncalc.problem_files.key_words import key_named
from nncalc.problem_files.places import END, Mapping, Node, Piece, Place, Scalar, Sequence, plain
from nncalc.problem_files.yaml_faults import DEEPEST, NotYaml, Source, said_of_yaml, with_a_plain_colon
from nncalc.words import say

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError:  # a PyYAML built without libyaml: twenty times slower, the same events
    from yaml import SafeLoader as Parser  # type: ignore[assignment]


class Composer:
    """Reads the parser's events into nodes, from line `first_line` (0-based) of the file on."""

    def __init__(self, source: Source, first_line: int) -> None:
        self.source, self.first_line = source, first_line
        data = source.data[source.starts[first_line] :] if first_line else source.data
        self.next: Callable[[], Any] = Parser(data).get_event
        self.base = first_line + 1
        self.indent: int | None = None
        self.item_place = Place(first_line + 1, 1)
        self.faults: list[InputError] = []

    def pieces(self) -> Iterator[Piece]:
        """The pieces up to the end of the data."""
        try:
            yield from self._pieces()
        except yaml.reader.ReaderError as problem:
            message = say("the file is not UTF-8 text: {reason}", reason=problem.reason)
            raise InputError(message, place=self.source.name, expected=say("a YAML file in UTF-8")) from None
        except yaml.MarkedYAMLError as problem:
            raise self._not_yaml(problem) from None

    def _not_yaml(self, problem: Any) -> NotYaml:
        mark = problem.problem_mark or problem.context_mark
        number = mark.line + self.first_line
        line = self.source.line(number)
        above = (self.source.line(number - 1) if number else None) or ""
        words, expected = said_of_yaml(str(problem.problem or problem.context), line, mark.column, above)
        error = InputError(
            say("this is not YAML: {words}", words=words),
            place=f"{self.source.name}:{number + 1}:{mark.column + 1}",
            text=line,
            column=mark.column,
            expected=expected,
        )
        return NotYaml(error, number)

    def after(self, line: int) -> Composer | None:
        """A composer of the items after the line that could not be read; None when items had not begun, or none follow."""
        if self.indent is None:
            return None
        starts, data = self.source.starts, self.source.data
        item = b" " * self.indent + b"- "
        # A bracket that is not closed may be noticed in a later item: that one is read again, from its own beginning.
        for number in range(self.item_place.line, len(starts)):
            if data.startswith(item, starts[number]):
                return Composer(self.source, number)
        return None

    def _pieces(self) -> Iterator[Piece]:
        self.next()  # the stream starts
        if type(self.next()) is StreamEndEvent:
            return
        event = self.next()
        if type(event) is SequenceStartEvent:
            yield from self._items(event)
        elif type(event) is MappingStartEvent:
            yield from self._top(event)
        else:
            expected = with_a_plain_colon(getattr(event, "value", "")) or say("problems: a list of problems")
            raise self._refused(event, say("this is not a problem file"), expected)
        self.next()  # the document ends
        event = self.next()
        if type(event) is not StreamEndEvent:
            raise self._refused(event, say("a second document begins here"), say("one document in a file"))

    def _top(self, event: Any) -> Iterator[Piece]:
        """The keys of the top level; the items of `problems` one by one."""
        self._plain_only(event)
        seen: set[str] = set()
        while True:
            event = self.next()
            if type(event) is MappingEndEvent:
                return
            key = self.node(event, 1)
            if type(key) is not Scalar:
                raise self._refused(event, say("a key must be a word"), say("NAME: value"))
            called = key_named(key.text)
            if called in seen:
                raise self._refused(event, say("the key '{key}' stands twice", key=key.text), say("each key once"))
            seen.add(called)
            event = self.next()
            if called == "problems" and type(event) is SequenceStartEvent:
                yield from self._items(event)
                yield Piece(END, None, key.place)
            else:
                node = self.node(event, 1)
                yield Piece(called, node, key.place, tuple(self.faults))
                self.faults.clear()

    def _items(self, event: Any) -> Iterator[Piece]:
        self._plain_only(event)
        if not event.flow_style:
            self.indent = event.start_mark.column
        while True:
            event = self.next()
            if type(event) is SequenceEndEvent:
                return
            self.item_place = self._place(event)
            node = self.node(event, 2)
            yield Piece("problems", node, node.place, tuple(self.faults))
            if self.faults:
                self.faults.clear()

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(mark.line + self.base, mark.column + 1)

    def _plain_only(self, event: Any) -> None:
        if type(event) is AliasEvent:
            raise self._refused(
                event, say("an alias (*{anchor}) is not read", anchor=event.anchor), say("the value itself")
            )
        if event.anchor is not None:
            raise self._refused(
                event, say("an anchor (&{anchor}) is not read", anchor=event.anchor), say("plain values")
            )
        if event.tag is not None:
            raise self._refused(event, say("a tag ({tag}) is not read", tag=event.tag), say("plain values"))

    def _refused(self, event: Any, message: str, expected: str) -> InputError:
        place = self._place(event)
        return InputError(message, place=f"{self.source.name}:{place.line}:{place.column}", expected=expected)

    def node(self, event: Any, depth: int) -> Node:
        """The node that an event begins. What is refused in it is noted in `faults`: the next problem can be read."""
        kind = type(event)
        if kind is AliasEvent or event.tag is not None or event.anchor is not None:
            try:
                self._plain_only(event)
            except InputError as error:
                self.faults.append(error)
        mark = event.start_mark
        place = Place(mark.line + self.base, mark.column + 1)
        if kind is ScalarEvent:
            return Scalar(event.value, place)
        if kind is AliasEvent:
            return Scalar("", place)
        if depth >= DEEPEST:
            self.faults.append(
                self._refused(
                    event,
                    say("nested more than {deepest} deep", deepest=DEEPEST),
                    say("at most {deepest} levels", deepest=DEEPEST),
                )
            )
            self._skip()
            return Scalar("", place)
        if kind is SequenceStartEvent:
            return Sequence(self._sequence(depth), place)
        return self._mapping(place, depth, event.flow_style)

    def _skip(self) -> None:
        """Pass over the rest of what has just begun."""
        opened = 1
        while opened:
            kind = type(self.next())
            opened += kind in (SequenceStartEvent, MappingStartEvent)
            opened -= kind in (SequenceEndEvent, MappingEndEvent)

    def _sequence(self, depth: int) -> list[Any]:
        """The parts of a list, as plain data."""
        items: list[Any] = []
        next_event, append = self.next, items.append
        while True:
            event = next_event()
            kind = type(event)
            if kind is SequenceEndEvent:
                return items
            bare = kind is not AliasEvent and event.tag is None and event.anchor is None
            if bare and kind is ScalarEvent:
                append(event.value)
            elif bare and kind is SequenceStartEvent and depth + 1 < DEEPEST:
                append(self._sequence(depth + 1))
            else:
                append(plain(self.node(event, depth + 1)))

    def _mapping(self, place: Place, depth: int, flow: bool) -> Mapping:
        items: dict[str, Any] = {}
        keys: dict[str, Place] = {}
        split: list[Part] = []
        next_event, node = self.next, self.node
        while True:
            event = next_event()
            if type(event) is MappingEndEvent:
                break
            key = node(event, depth + 1)
            begun = next_event()
            value = node(begun, depth + 1)
            if flow and not value[0] and type(key) is Scalar and self._has_no_colon(event, begun):
                split.append(Part(key.text, key.place, next(reversed(keys), ""), self._follows_space(event)))
            elif type(key) is Scalar and key.text != "<<" and key.text not in items:
                keys[key.text], items[key.text] = key.place, value
            else:
                self.faults.append(self._bad_key(event, key, keys))
        if split:
            self.faults += faults_of(split, items, self.source.name)
        return Mapping(items, keys, place)

    def _has_no_colon(self, key: Any, value: Any) -> bool:
        """Whether nothing but a comma or the bracket ends a key: YAML gives it an empty value."""
        first, last = key.end_mark, value.start_mark
        lines = [self.source.line(number + self.first_line) or "" for number in range(first.line, last.line + 1)]
        lines[-1] = lines[-1][: last.column]
        return ":" not in "".join(lines)[first.column :]

    def _follows_space(self, event: Any) -> bool:
        mark = event.start_mark
        return not (self.source.line(mark.line + self.first_line) or "")[mark.column - 1 : mark.column].strip()

    def _bad_key(self, event: Any, key: Node, keys: dict[str, Place]) -> InputError:
        if not isinstance(key, Scalar):
            return self._refused(event, say("a key must be a word"), say("NAME: value"))
        if key.text == "<<":
            return self._refused(event, say("a merge key (<<) is not read"), say("the keys themselves"))
        twice = say("the key '{key}' stands twice (first in line {line})")
        return self._refused(event, say(twice, key=key.text, line=keys[key.text].line), say("each key once"))
