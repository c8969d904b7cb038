"""The right classes of samples: class numbers, class names, or rows of target probabilities, told apart by shape.

N rows of K scores take N classes or N rows of K targets; one row of K scores takes one class or K targets. So one row
of two scores with `y=0,1` can only mean the targets (0, 1), and two rows with `y=0,1` can only mean two classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.declaring.kinds import Kind, Reading
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Shape, Tensor, components, rows_of
from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell, depth
from nncalc.reading.characters import shown
from nncalc.reading.expressions import read_quantity
from nncalc.rules.sample_labels.classes import named_twice
from nncalc.words import count, say


class RightClasses(Kind):
    """Right classes as they were typed; `read_targets` reads them once the shape of the scores is known."""

    words = "one class for each row (0,2 or names), or a row of target probabilities for each"
    schema = {"anyOf": [{"type": ["number", "string"]}, {"type": "array"}]}
    of_cells = True

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """The typed cells: one, a list, or a list of rows."""
        nested = self.cells(value, reading)
        if depth(nested) > 2:
            raise InputError(
                say("{name} has brackets {depth} deep", name=name, depth=depth(nested)), name=name, expected=self.said
            )
        return nested


class Scores(NamedTuple):
    """What the classes belong to: the name of the scores, their shape, the class names and the first class number;
    whether targets may be probabilities (`soft`), or each row has one class."""

    name: str
    shape: Shape
    classes: Sequence[str] | None = None
    first: int = 0
    soft: bool = True

    @property
    def rows(self) -> int:
        return 1 if len(self.shape) == 1 else self.shape[0]

    @property
    def width(self) -> int:
        return self.shape[-1]

    def rows_of(self) -> str:
        """`2 rows of 3 scores`."""
        return say("{rows} of {scores}", rows=count(self.rows, "row"), scores=count(self.width, "score"))

    def target_rows(self) -> str:
        """What may be given instead of class numbers."""
        rows = count(self.rows, "row")
        return (
            say("{rows} of {width} target probabilities", rows=rows, width=self.width)
            if self.soft
            else say("{rows} of zeros with a single 1", rows=rows)
        )


class Targets(NamedTuple):
    """One target row for each sample, in the shape of the scores.

    rows      the targets, named y
    classes   the 0-based class of each row that is one-hot, None where the row is soft
    typed_as  how they were typed: numbers | names | rows
    """

    rows: Tensor
    classes: tuple[int | None, ...]
    typed_as: str


def read_targets(cells: Any, scores: Scores) -> Targets:
    """The targets of typed classes. Raises InputError where they do not fit the scores, or could be meant otherwise."""
    check_classes(scores)
    if isinstance(cells, Cell):
        cells = [cells]
    if depth(cells) == 2:
        if scores.width > 1 and all(isinstance(row, list) and len(row) == 1 for row in cells):
            cells = [row[0] for row in cells]  # one class for each row, as a column
        else:
            return _target_rows([row if isinstance(row, list) else [row] for row in cells], scores)
    if scores.rows == 1 and len(cells) == scores.width > 1:
        return _target_rows([cells], scores)
    return _classes(cells, scores)


def check_classes(scores: Scores) -> None:
    """One name for each score of a row, no name twice."""
    names = scores.classes
    if names is None:
        return
    if len(names) != scores.width:
        raise InputError(
            say(
                "classes has {names}, a row of {scores} has {scores2}",
                names=count(len(names), "name"),
                scores=scores.name,
                scores2=count(scores.width, "score"),
            ),
            name="classes",
            expected=count(scores.width, "name"),
        )
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise named_twice(twice)


# -- classes ---------------------------------------------------------------------------------------------------------


def _classes(cells: list[Cell], scores: Scores) -> Targets:
    if len(cells) != scores.rows:
        many = say("{classes} classes, one for each row, or {rows}")
        expected = say(
            "one class or {rows}" if scores.rows == 1 else many, classes=scores.rows, rows=scores.target_rows()
        )
        raise InputError(
            say(
                "y has {numbers}, {scores} has {rows_of}",
                numbers=count(len(cells), "number"),
                scores=scores.name,
                rows_of=scores.rows_of(),
            ),
            name="y",
            text=cells[0].source,
            expected=expected,
        )
    named = _are_names(cells, scores)
    numbers = tuple(_by_name(cell, scores) for cell in cells) if named else _by_number(cells, scores)
    return Targets(one_hot(numbers, scores.shape), numbers, "names" if named else "numbers")


def _are_names(cells: list[Cell], scores: Scores) -> bool:
    """Whether the classes are typed by their names. Raises InputError where names and numbers stand side by side."""
    if scores.classes is None:
        return False
    names = [cell.text in scores.classes for cell in cells]
    if any(names) and not all(names):
        other = cells[names.index(False)]
        known = [cell.text for cell, name in zip(cells, names, strict=True) if name]
        raise _unfit(
            other,
            say("'{other}' is not one of the classes, and {known} is", other=other.text, known=known[0]),
            ",".join(scores.classes),
            nearest(other.text, scores.classes),
        )
    return all(names)


def _by_name(cell: Cell, scores: Scores) -> int:
    assert scores.classes is not None
    return list(scores.classes).index(cell.text)


def _by_number(cells: list[Cell], scores: Scores) -> tuple[int, ...]:
    values = [_whole(cell, scores) for cell in cells]
    last = scores.first + scores.width - 1
    for cell, value in zip(cells, values, strict=True):
        if not scores.first <= value <= last:
            other = 1 - scores.first
            fits = all(other <= each < other + scores.width for each in values)
            span = say(
                "the classes {first} to {last} of {scores}",
                first=scores.first,
                last=last,
                scores=count(scores.width, "score"),
            )
            raise _unfit(
                cell,
                say("class {cell} is not among {span}", cell=shown(cell.text), span=span),
                say("{first} to {last} (first={first})", first=scores.first, last=last),
                f"first={other}" if fits else None,
            )
    return tuple(value - scores.first for value in values)


def _whole(cell: Cell, scores: Scores) -> int:
    """A cell as a whole number; words are class names, and those must have been given."""
    try:
        value = read_quantity(cell, symbols=False, known={}).value
    except InputError:
        if scores.classes is None:
            raise _unfit(
                cell, say("'{cell}' is no class number", cell=cell.text), say("a number, or classes=cat,car,frog")
            ) from None
        close = nearest(cell.text, scores.classes)
        raise _unfit(
            cell, say("'{cell}' is not one of the classes", cell=cell.text), ",".join(scores.classes), close
        ) from None
    if type(value) is not flint.fmpq or value.q != 1:
        expected = say("a class number for each row, or {target_rows}", target_rows=scores.target_rows())
        raise _unfit(cell, say("{cell} is no class number", cell=cell.text), expected)
    return int(value.p)


def _unfit(cell: Cell, message: str, expected: str, close: str | None = None) -> InputError:
    return InputError(message, name="y", text=cell.source, column=cell.column, expected=expected, nearest=close)


def no_class_numbers(problem: Any) -> str | None:
    """Why the number of the first class changes nothing, or None; `typed_as` says how the classes of a problem came."""
    return None if problem.typed_as == "numbers" else say("no class is given by its number")


def one_hot(numbers: Sequence[int], shape: Shape) -> Tensor:
    """Rows with 1 at the 0-based class and 0 elsewhere, named y."""
    names = components("y", shape)
    values = [flint.fmpq(int(j == number)) for number in numbers for j in range(shape[-1])]
    items = [Quantity(None, (), value, name) for value, name in zip(values, names, strict=True)]
    return Tensor(items, shape, None, (), "y")


# -- rows of target probabilities ------------------------------------------------------------------------------------


def _target_rows(rows: list[list[Cell]], scores: Scores) -> Targets:
    if len(rows) != scores.rows:
        raise InputError(
            say(
                "y has {rows} of target probabilities, {scores} has {rows_of}",
                rows=count(len(rows), "row"),
                scores=scores.name,
                rows_of=scores.rows_of(),
            ),
            name="y",
            text=rows[0][0].source,
            expected=say("{rows} of {width} target probabilities", rows=count(scores.rows, "row"), width=scores.width),
        )
    for number, row in enumerate(rows, 1):
        if len(row) != scores.width:
            each = say("a row of {scores} has {scores2}", scores=scores.name, scores2=count(scores.width, "score"))
            raise _unfit(
                row[0],
                say(
                    "row {number} of y has {targets}, {each}",
                    number=number,
                    targets=count(len(row), "target"),
                    each=each,
                ),
                say("{width} target probabilities in a row", width=scores.width),
            )
    items = []
    for cell, name in zip([cell for row in rows for cell in row], components("y", scores.shape), strict=True):
        try:
            items.append(read_quantity(cell, symbols=False, known={}, name=name))
        except InputError as error:
            if scores.classes is not None and cell.text in scores.classes:
                raise _unfit(
                    cell,
                    say("'{cell}' is a class, but one row of scores has one class", cell=cell.text),
                    say("one name"),
                ) from None
            raise error.named("y") from None
    tensor = Tensor(items, scores.shape, None, (), "y")
    return Targets(tensor, tuple(_class_of(row) for row in rows_of(tensor)), "rows")


def _class_of(row: list[Quantity]) -> int | None:
    """The class of a one-hot row, None for a soft one."""
    values = [q.value for q in row]
    ones = [i for i, value in enumerate(values) if type(value) is flint.fmpq and value == 1]
    zeros = [value for value in values if type(value) is flint.fmpq and value == 0]
    return ones[0] if len(ones) == 1 and len(zeros) == len(values) - 1 else None
