"""Classes: the different labels of samples in order, and what is no class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any

from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell
from nncalc.reading.characters import shown
from nncalc.reading.expressions import plain_number
from nncalc.words import in_a_row, say

MOST_CLASSES = 300
"""Classes that a matrix may have."""
LABELS_TOLD_APART = {
    "same": "{labels} are the same number, so the same class.",
    "alike": "{labels} differ in capital letters only, and are different classes.",
    "truths": "True and False of {name} are read as 1 and 0, the labels of {other}.",
}
"""What the working says."""

Pairs = Mapping[tuple[str, str], int]
"""How often each pair of a true and a predicted label occurs."""


def too_many(name: str) -> InputError:
    """The error for labels that are no classes."""
    return InputError(
        say("{name} has more than {most_classes} different labels", name=name, most_classes=MOST_CLASSES),
        name=name,
        expected=say("classes; numbers are compared with kind=regression"),
    )


def named_twice(name: str) -> InputError:
    """The error for a class that is listed again."""
    return InputError(
        say("class {name} is named twice", name=shown(name)), name="classes", expected=say("each class once")
    )


class Classes:
    """Labels in order: numbers by size, then words by the alphabet, or as they were listed.

    Numbers of the same value are one label however they are written (1 and 1.0).
    """

    def __init__(self, labels: Iterable[str], listed: Sequence[str] | None = None, most: float = MOST_CLASSES) -> None:
        """Raises InputError when more labels differ than `most`, or one is listed twice."""
        labels = list(dict.fromkeys(labels))
        spelt: dict[Any, str] = {}
        for text in labels if listed is None else listed:
            key = _key(text)
            if listed is not None and key in spelt:
                raise named_twice(text)
            if key not in spelt or (len(text), text) < (len(spelt[key]), spelt[key]):
                spelt[key] = text
            if len(spelt) > most:
                raise too_many("y" if listed is None else "classes")
        keys = sorted(spelt) if listed is None else list(spelt)
        self.names = [spelt[key] for key in keys]
        self._places = {key: place for place, key in enumerate(keys)}
        spellings: dict[Any, list[str]] = {}
        for text in labels:
            spellings.setdefault(_key(text), []).append(text)
        folded: dict[str, list[str]] = {}
        for text in self.names:
            folded.setdefault(text.casefold(), []).append(text)
        self.alike = [several for several in folded.values() if len(several) > 1]
        """Classes that differ in capital letters only."""
        self.merged = [sorted(several) for several in spellings.values() if len(several) > 1]
        """Spellings of one number that occur side by side."""

    def __len__(self) -> int:
        return len(self.names)

    @property
    def values(self) -> list[Any]:
        """The names, whole numbers as such."""
        return [_whole(name) for name in self.names]

    def find(self, text: str) -> int | None:
        """The place of a label, from 0."""
        return self._places.get(_key(text))

    def place(self, text: str, name: str) -> int:
        """The place of a label of the given `name`; raises InputError when it is none of the classes."""
        place = self.find(text)
        if place is None:
            listed = in_a_row(*[*map(shown, self.names[:20]), *["…"][: len(self.names) > 20]])
            raise InputError(
                say("'{text}' is none of the classes", text=shown(text)),
                name=name,
                text=text,
                expected=listed,
                nearest=nearest(text, self.names),
            )
        return place

    def matrix(self, pairs: Pairs) -> list[list[int]]:
        """The counts, one row for each true class, one column for each predicted one. Raises InputError."""
        counts = [[0] * len(self) for _ in self.names]
        for (true, predicted), times in pairs.items():
            counts[self.place(true, "y")][self.place(predicted, "yhat")] += times
        return counts


def classes_of(cells: Sequence[Cell], listed: Sequence[str] | None) -> Classes:
    """The classes of typed labels: as listed, else sorted. Raises InputError for a class that is listed twice."""
    return Classes([cell.text for cell in cells], listed, inf)


def class_numbers(cells: Sequence[Cell], classes: Classes) -> list[int]:
    """The place of each label of t among the classes, from 0. Raises InputError for a label that is none of them."""
    numbers = []
    for number, cell in enumerate(cells, 1):
        place = classes.find(cell.text)
        if place is None:
            known = list(map(str, classes.values))
            raise InputError(
                say("t.{number} is '{cell}', which is none of the classes", number=number, cell=cell.text),
                name="t",
                text=cell.source,
                column=cell.column,
                expected=" | ".join(known),
                nearest=nearest(cell.text, known),
            )
        numbers.append(place)
    return numbers


def _whole(name: str) -> Any:
    kind, value, _ = _key(name)
    return int(value.p) if kind == 0 and value.q == 1 and abs(value) < 1 << 63 else name


def _key(text: str) -> tuple[int, Any, str]:
    number = plain_number(text)
    return (1, 0, text) if number is None else (0, number[0], "")


_TRUTHS = {"false": "0", "true": "1"}


def truths_as_numbers(pairs: Pairs) -> tuple[Pairs, str | None]:
    """Truth values of one side as 1 and 0 where the other side's labels are these, and the side: a comparison such as
    `p > .5` beside labels 0 and 1. Raises InputError for truth values beside other labels, which would all be wrong."""
    sides = [dict.fromkeys(pair[place] for pair in pairs) for place in (0, 1)]
    truths = [sum(text.casefold() in _TRUTHS for text in side) for side in sides]
    for place, (name, other) in enumerate((("y", "yhat"), ("yhat", "y"))):
        if truths[place] < len(sides[place]) or truths[1 - place]:
            continue
        if not all(_key(text)[:2] in ((0, 0), (0, 1)) for text in sides[1 - place]):
            found = next(text for text in sides[1 - place] if _key(text)[:2] not in ((0, 0), (0, 1)))
            raise InputError(
                say("{name} has truth values, {other} has '{found}'", name=name, other=other, found=shown(found)),
                name=name,
                expected=say("the same labels in y and yhat, such as 1 and 0, or classes= with every class"),
            )
        read: dict[tuple[str, str], int] = {}
        for pair, times in pairs.items():
            true, predicted = (_TRUTHS[text.casefold()] if i == place else text for i, text in enumerate(pair))
            read[true, predicted] = read.get((true, predicted), 0) + times
        return read, name
    return pairs, None


def labels_in(pairs: Pairs) -> Iterator[str]:
    """Every label of some pairs."""
    for pair in pairs:
        yield from pair


def refuse_measured(pairs: Pairs) -> None:
    """Numbers that are not whole are scores or measurements, no classes. Raises InputError with what they could be."""
    for place, name in enumerate(("y", "yhat")):
        values = [key[1] for pair in pairs if (key := _key(pair[place]))[0] == 0]
        if all(value.q == 1 for value in values):
            continue
        broken = next(pair[place] for pair in pairs if (key := _key(pair[place]))[0] == 0 and key[1].q != 1)
        scores = name == "yhat" and all(0 <= value <= 1 for value in values)
        raise InputError(
            say("'{broken}' is a number that is not whole, and no class", broken=shown(broken)),
            name=name,
            text=broken,
            expected=say("words or whole numbers, or classes= with every class"),
            nearest=say("scores=, for scores of the positive class") if scores else say("kind=regression, for numbers"),
        )
