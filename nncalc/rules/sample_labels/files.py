"""Columns of labels in text files of any length: pairs counted chunk by chunk, in flat memory.

Lines repeat, so a chunk's lines are counted as they stand and only the different ones are taken apart. The text is
read by the rules of `nncalc.reading.files` and `nncalc.reading.text_tables`, but for their bounds of bytes and elements:
nothing is kept.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import BinaryIO, NamedTuple, TypeVar

from nncalc.errors import InputError
from nncalc.reading.characters import clean, shown
from nncalc.rules.sample_labels.bar import Bar
from nncalc.words import count, say

CHUNK = 1 << 18
"""Bytes that are read at once."""
LONGEST_LINE = 1 << 24
MOST_DIFFERENT = 100_000
"""Different pairs of labels, and labels, that are counted before the file is refused."""

Picked = TypeVar("Picked")


class LabelFile(NamedTuple):
    """A column of a text file: the file's name as typed, the path to open, the column's name or number, the given."""

    name: str
    path: str
    column: str | None
    given: str


class TooManyLabels(Exception):
    """A column has so many different values that they are no classes."""


def is_column(file: LabelFile) -> bool:
    """Whether the labels are a column of text that can be counted line by line; else the file is read whole."""
    if file.name.endswith(".npy"):
        return False
    with LabelLines(file) as lines:
        if lines.opening_text()[1].lstrip().startswith("["):
            return False
        return file.column is not None or len(lines.opening()) < 2


def count_columns(y: LabelFile, yhat: LabelFile) -> Counter[tuple[str, str]]:
    """How often each pair of labels stands in two columns of one file, or line by line in two files.

    Raises InputError with the line: a place left empty, no such column, text that is not UTF-8, files of different
    length; TooManyLabels.
    """
    return _counted(y, yhat, *[(status.st_mtime_ns, status.st_size) for status in map(os.stat, (y.path, yhat.path))])


@lru_cache(maxsize=2)
def _counted(y: LabelFile, yhat: LabelFile, *state: tuple[int, int]) -> Counter[tuple[str, str]]:
    """The counts of files in this state; a figure that is checked under other conventions asks for them again."""
    return _one_file(y, yhat) if y.path == yhat.path else _two_files(y, yhat)


def _one_file(y: LabelFile, yhat: LabelFile) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    with LabelLines(y) as lines:
        first, second = lines.place_of(y), lines.place_of(yhat)

        def pick(parts: list[str]) -> tuple[str, str]:
            return parts[first], parts[second]

        for chunk in lines.chunks():
            for line, times in Counter(chunk).items():
                pair = lines.picked(line, pick, max(first, second), chunk)
                if pair is not None:
                    pairs[pair] += times
            _bound(pairs)
    return pairs


def _two_files(y: LabelFile, yhat: LabelFile) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    with LabelLines(y) as left, LabelLines(yhat) as right:
        first, second = left.labels(left.place_of(y)), right.labels(right.place_of(yhat))
        while batch := list(islice(zip(first, second, strict=False), CHUNK)):
            pairs.update(batch)
            _bound(pairs)
        for _ in chain(first, second):
            pass  # to the end of both, so that all rows are counted
    if left.rows != right.rows:
        raise InputError(
            say("y has {labels}, yhat has {rows:,}", labels=count(left.rows, "label"), rows=right.rows),
            name="yhat",
            expected=say("one prediction for each sample"),
        )
    return pairs


def _bound(pairs: Counter[tuple[str, str]]) -> None:
    if len(pairs) > MOST_DIFFERENT:
        raise TooManyLabels


class LabelLines:
    """The lines of one file, read in chunks, with a progress bar on a terminal."""

    def __init__(self, file: LabelFile) -> None:
        self.source, self.rows = file, 0
        self.number, self.skip_first = 1, False

    def __enter__(self) -> LabelLines:
        from nncalc.reading.files import opened  # start-up

        self.file: BinaryIO = opened(self.source.path, self.source.name)
        self.bar = Bar(self.file.seek(0, 2))
        self.file.seek(0)
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()
        self.file.close()

    # -- header --------------------------------------------------------------------------------------------------

    def opening(self, after: int = 0) -> list[str]:
        """The values on the first line with something on it, or on one after that. Raises InputError with the line."""
        number, text = self.opening_text(after)
        try:
            return pieces(text) if text else []
        except InputError as error:
            error.place = self._place(number)
            raise

    def opening_text(self, after: int = 0) -> tuple[int, str]:
        """That line with its number, (0, nothing) when there is none. The file is rewound."""
        lines = enumerate(chain.from_iterable(self._raw()), 1)
        texts = ((number, self._decoded(line, number)) for number, line in lines)
        wanted = islice((found for found in texts if not _is_remark(found[1])), after, None)
        found = next(wanted, (0, ""))
        self.file.seek(0)
        return found

    def place_of(self, file: LabelFile) -> int:
        """Where in a line the column stands, from 0; whether the first line is a header is noted."""
        try:
            return self._place_of(file)
        except InputError as error:
            raise error.named(file.given) from None

    def _place_of(self, file: LabelFile) -> int:
        from nncalc.reading.text_tables import column_of, words_above_numbers  # start-up

        header, below = self.opening(), self.opening(1)
        name = shown(file.name)
        if not header:
            raise InputError(say("{name} holds no values", name=name), expected=say("labels, one line for each sample"))
        place, is_header = 0, False
        if file.column is not None:
            place, is_header = column_of(header, below, file.column, name)
        elif below and words_above_numbers(header, below):
            raise InputError(
                say("the first line looks like a header"), text=header[0], expected=f"@{name}:{shown(header[0])}"
            )
        if is_header and not below:
            raise InputError(
                say("{name} holds no values below its header", name=name),
                expected=say("labels, one line for each sample"),
            )
        self.skip_first = self.skip_first or is_header
        return place

    def _place(self, number: int) -> str:
        return f"{shown(self.source.name)}:{number}"

    # -- lines ---------------------------------------------------------------------------------------------------

    def chunks(self) -> Iterator[list[bytes]]:
        """The lines below the header, so many at a time; `number` is that of the first of them."""
        skip = self.skip_first
        for lines in self._raw():
            if skip:
                skip = not _without_header(lines)
            self.rows += len(lines)
            self.bar.at(self.file.tell(), self.rows)
            yield lines
            self.number += len(lines)

    def _raw(self) -> Iterator[list[bytes]]:
        rest = b""
        if self.file.read(3) != b"\xef\xbb\xbf":
            self.file.seek(0)
        while data := self.file.read(CHUNK):
            data = rest + data
            if b"\r" in data:
                tail = b"\r" if data.endswith(b"\r") else b""
                data = data.removesuffix(tail).replace(b"\r\n", b"\n").replace(b"\r", b"\n") + tail
            *lines, rest = data.split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise InputError(
                    say(
                        "a line of {source} has more than {longest_line:,} bytes",
                        source=shown(self.source.name),
                        longest_line=LONGEST_LINE,
                    )
                )
            if lines:
                yield lines
        if rest.rstrip(b"\r"):
            yield [rest.rstrip(b"\r")]

    def picked(self, line: bytes, pick: Callable[[list[str]], Picked], last: int, chunk: list[bytes]) -> Picked | None:
        """What is wanted of a line; None for a remark. `last`: the highest place that is needed."""
        try:
            text = self._decoded(line, 0)
            if _is_remark(text):
                self.rows -= chunk.count(line)
                return None
            parts = pieces(text)
            if last >= len(parts):
                raise InputError(
                    say("there is no column {last} on this line", last=last + 1),
                    text=text,
                    expected=say("{last} values on every line", last=last + 1),
                )
            return pick(parts)
        except InputError as error:
            error.place = self._place(self.number + chunk.index(line))
            raise

    def labels(self, place: int) -> Iterator[str]:
        """The labels of one column, one after the other."""
        return chain.from_iterable(map(self._of_chunk(place), self.chunks()))

    def _of_chunk(self, place: int) -> Callable[[list[bytes]], list[str]]:
        def read(chunk: list[bytes]) -> list[str]:
            different = Counter(chunk)
            labels = {line: self.picked(line, lambda parts: parts[place], place, chunk) for line in different}
            return [label for line in chunk if (label := labels[line]) is not None]

        return read

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return clean(line.decode("utf-8"))
        except UnicodeDecodeError as fault:
            raise InputError(
                say(
                    "{source} is not UTF-8 text (byte {line:#04x})",
                    source=shown(self.source.name),
                    line=line[fault.start],
                ),
                place=self._place(number),
                expected=say("the file saved as UTF-8"),
            ) from None


def _without_header(lines: list[bytes]) -> bool:
    """Blank the first line with something on it; whether there was one."""
    for at, line in enumerate(lines):
        if not _is_remark(line.decode("utf-8", "replace")):
            lines[at] = b""
            return True
    return False


def _is_remark(text: str) -> bool:
    stripped = text.strip()
    return not stripped or stripped.startswith("#")


def pieces(line: str) -> list[str]:
    """The values on a line, by the rules of `nncalc.reading.files`."""
    if '"' in line or "(" in line or ";" in line or "," not in line:
        from nncalc.reading.text_tables import pieces_of  # start-up

        return [text for text, _ in pieces_of(line)]
    parts = [part.strip() for part in line.split(",")]
    if "" in parts:
        raise InputError(say("a place left empty"), text=line, expected=say("a value in every place"))
    return parts
