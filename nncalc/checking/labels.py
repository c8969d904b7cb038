"""Names and units that people write beside a figure: `loss = 2.04`, `y1=0.75, y2=0.77`, `34944 parameters`, `2.04 nats`.

A name or a unit is read where it is that of the result, and refused where it is another's: it may be another figure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nncalc.checking.notations import plain_figure
from nncalc.declaring.result_names import find, quantities_in
from nncalc.declaring.result_spellings import is_there, result_meant
from nncalc.declaring.units import Unit
from nncalc.engine.operations import FUNCTIONS
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, Nested
from nncalc.reading.characters import digits_meant, shown
from nncalc.reading.expressions import letters_for_digits
from nncalc.words import either, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

ANSWER = frozenset({"answer", "ans", "result", "答案", "结果", "答"})
"""What fits every result."""
_NAME = r"(?:[^\W\d]|∂)[^=~:,;()\[\]+*<>\s]{0,39}(?:[\[(][0-9, ]{1,12}[\])])?"
_CALLED = re.compile(
    rf"\s*({_NAME}|[^\W\d]\w*(?: [^\W\d]\w*){{1,3}})\s*(=\s*~|=|~|:(?=\s)|：|\s(?=[~.0-9]))\s*", re.UNICODE
)
_RELATION = re.compile(r"\s*(?:=\s*~|(?<=[\w\])])\s*~|=)\s*")
_NUMBER = re.compile(r"(?<=[^\W\d_])[0-9]+(?=_|\Z)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def without_name(name: str, text: str, run: Run) -> str:
    """An answer without the name in front, `loss = 2.04`. Raises InputError where that is the name of something else.

    Names of parts, `y1=0.75, y2=0.77`, stay where they are.
    """
    if "=" not in text and "~" not in text and not text[:1].isalpha() and text[:1] != "∂":
        return text
    parts = _RELATION.sub("=", text)
    found = _CALLED.match(text)
    if found is None or parts.count("=") > 1:
        return parts.translate(_SUBSCRIPTS) if parts.count("=") else text
    if _fits(found[1], name, run):
        return text[found.end() :]
    if found[2] not in (":", "：") and found[2].strip():
        raise InputError(
            say("'{typed}' is no name of {name}", typed=shown(found[1]), name=name),
            expected=say("the figure alone, or {name} in front", name=name),
        )
    return text


def _fits(typed: str, name: str, run: Run) -> bool:
    typed = typed.strip()
    return typed.lower() in ANSWER or _squeezed(typed) in _written(name, run) or _is_same(_meant(typed, run), name, run)


def _meant(typed: str, run: Run) -> str | None:
    """The result that a name stands for: its own, as the page prints it, or another book's."""
    typed = typed.replace("^2", "²")
    return typed if is_there(run.results, typed) else result_meant(typed, run.results, run.absent, run.problem)


def _is_same(meant: str | None, name: str, run: Run) -> bool:
    """Whether two names are those of the same quantities: `y` and the `a2` that it is."""
    if meant is None or meant == name:
        return meant == name
    one, other = (quantities_in(find(run.results, each)) for each in (meant, name))
    return one != [] and [id(each) for each in one] == [id(each) for each in other]


def _written(name: str, run: Run) -> set[str]:
    """How a result is written, without signs and spaces: its name, and that without number where it has no other owner."""
    unnumbered = _NUMBER.sub("", name, count=1)
    return {_squeezed(each) for each in (name, unnumbered) if each == name or unnumbered not in run.results}


def _squeezed(text: str) -> str:
    plain = re.sub(r"[\s._\[\](){},]", "", text.translate(_SUBSCRIPTS))
    return plain.lower() if len(plain) > 2 and plain.isalpha() and plain.isascii() else plain


def without_names(name: str, cells: Nested, result: Any, run: Run) -> Nested:
    """Cells whose parts have names, `y1=0.75, y2=0.77`, in the order of the result. Raises InputError for other names."""
    leaves = flat(cells)
    if not any("=" in cell.text for cell in leaves):
        return cells
    if len(leaves) == 1 and isinstance(cells, Cell):
        before = cells.text.partition("=")[0]
        raise InputError(
            say("'{typed}' is no name of {name}", typed=shown(before), name=name),
            name=name,
            expected=say("the figure alone, or {name} in front", name=name),
        )
    shape = shape_of(result)
    parts = list(components(name, shape)) if shape else [name]
    places: dict[str, int] = {}
    for place, part in enumerate(parts):
        for written in _written(part, run):
            places[written] = -1 if written in places else place
    ordered: dict[int, Cell] = {}
    for cell in leaves:
        typed, sign, rest = cell.text.partition("=")
        place = places.get(_squeezed(typed), -1)
        if place < 0 and (meant := _meant(typed.strip(), run)) in parts:
            place = parts.index(meant)
        if not sign or not rest.strip() or place < 0 or place in ordered or len(leaves) != len(parts):
            raise InputError(
                say("'{typed}' is no part of {name}", typed=shown(cell.text), name=name),
                name=name,
                expected=say("the parts in their order, or each with its name"),
            )
        ordered[place] = cell._replace(text=rest.strip())
    return [ordered[place] for place in range(len(parts))]


def shape_of(result: Any) -> tuple[int, ...]:
    """The shape of a tensor, of a list, or of a list of lists as long as each other; () of all else."""
    if isinstance(result, Tensor):
        shape: tuple[int, ...] = result.shape
        return shape
    if not isinstance(result, list):
        return ()
    lengths = {len(row) if isinstance(row, (list, tuple)) else 0 for row in result}
    return (len(result), *lengths) if len(lengths) == 1 and lengths != {0} else (len(result),)


def flat(cells: Nested) -> list[Cell]:
    """All cells in the order in which they were typed."""
    return [cells] if isinstance(cells, Cell) else [cell for part in cells for cell in flat(part)]


# -- units ---------------------------------------------------------------------------------------------------------

_SCALED = re.compile(r"([KkMG]|thousand|million|billion)\s+(.+)|(千|万|百万|亿)(.+)")
"""`131 K parameters`, `3万个参数`."""
_IN_BRACKETS = re.compile(r"(.*[0-9.%])\s*[(\[]\s*([^\W\d_][^()\[\]0-9]*)[)\]]")
"""`2.04 (nats)`."""
_CURRENCIES = frozenset("$€£¥°µΩ")
_NO_UNITS = frozenset({"e", "pi", "π", "x", "percent", "per cent", "cent"})


def unit_for(name: str, run: Run) -> Unit | None:
    """The unit of a result or of a part of one: `params1`, `shape1.2`, `epoch.3.loss`."""
    words = [part for part in name.split(".") if not part.isdecimal()]
    found: Unit | None = run.problem.unit_of(words[-1].rstrip("0123456789")) if words and run.problem else None
    return found


def without_unit(name: str, text: str, unit: Unit | None, alone: bool) -> str:
    """A figure without the unit behind it. Raises InputError for one that is not the unit of the result."""
    bracketed = _IN_BRACKETS.fullmatch(text)
    figure, word = (bracketed[1], bracketed[2].strip()) if bracketed else _parted(text)
    if not word or word.lower() in _NO_UNITS or word in FUNCTIONS:
        return text
    whole = unit is not None and unit.whole
    if scaled := _SCALED.fullmatch(word):
        figure, word = figure + (scaled[1] or scaled[3]), scaled[2] or scaled[4]
    if unit is not None and word.lower() in [each.lower() for each in unit.words]:
        return figure
    if plain_figure(text, alone=alone, whole=whole) is not None:
        return text
    if meant := digits_meant(text):
        raise letters_for_digits(meant)
    if plain_figure(figure, alone=True, whole=True) is None:
        return text
    read = shown(figure)
    with_unit = unit is not None and unit.words[0].isascii()
    raise InputError(
        say("'{word}' is no unit of {name}", word=shown(word), name=name),
        expected=either([read, f"{read} {unit.words[0]}"]) if unit is not None and with_unit else read,
    )


def _parted(text: str) -> tuple[str, str]:
    """A figure and the word behind it, "" where there is none."""
    end = text.rstrip(" .")
    at = len(end)
    while at and end[at - 1] not in "0123456789.)%":
        at -= 1
    word = end[at:].strip()
    return (text[:at].rstrip(), word) if at and (word[:1].isalpha() or word[:1] in _CURRENCIES) else (text, "")
