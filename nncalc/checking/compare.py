"""Is a typed answer right? Its parts are put beside those of the result, and each figure has its verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import repeat
from typing import Any

from nncalc.checking.coarse import Judged, least_places, none_cut, too_coarse
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.tolerance import tolerated, widened
from nncalc.checking.typed_answers import (
    OtherLength,
    answer_cells,
    figure_cell,
    goes_on,
    number_cell,
    plain_answer,
    readings_beside,
    refuse_parts,
    refuse_samples,
    refuse_unreadable,
    truth_of,
    typed_flat,
)
from nncalc.checking.verdicts import MOST_PLACES, decimals, is_rounded, verdict_on
from nncalc.declaring.letters import noted
from nncalc.engine.figures import Precision, figure
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, components, nested
from nncalc.errors import InputError
from nncalc.page.document import Check
from nncalc.page.solving import Settings, find_quantity, in_input_syntax, read_result
from nncalc.reading.cells import Cell, depth
from nncalc.words import labelled, say

MOST_PARTS = 10
"""Components of one answer of which something is said."""


def assess(run: Run, name: str, typed: str, settings: Settings) -> tuple[Check, list[Judged]]:
    """The verdict on one typed answer, and those on its components: to the settings' precision, decimals, tolerance."""
    precision, places = settings.precision, settings.decimals
    result = find_quantity(run, name)
    plainly = _plainly_right(name, result, typed)
    if plainly:
        check = _all_right(name, typed, plainly, precision, places)
        return widened(check, plainly, plainly, settings) if settings.tolerance else check, plainly
    try:
        parts = compare(name, result, typed, FormulaNames(run))
    except OtherLength as error:
        value = in_input_syntax(read_result(result, precision)) or "none"
        return Check(
            name, typed, "wrong", (say("wrong; {message}; the value is {value}", message=error.message, value=value),)
        ), []
    except InputError as error:
        words = [say("this cannot be read: {message}", message=error.message)]
        words += [say("did you mean {nearest}?", nearest=error.nearest)] if error.nearest else []
        words += [say("expected: {expected}", expected=error.expected)] if error.expected else []
        return Check(name, typed, "unreadable", tuple(words)), []
    parts = none_cut(parts)
    wide = tolerated(parts, settings.tolerance)
    check = widened(_summary(name, typed, wide, precision, places), parts, wide, settings)
    if typed_flat(typed, result):
        check = check._replace(words=(*check.words, say("typed in one row: read row by row")))
    return check, wide


def with_sisters(
    checks: list[Check], parts: list[list[Judged]], precision: Precision, places: Mapping[str, int]
) -> list[Check]:
    """The checks of one sheet, parts of one vector counted together: beside p.1=.13 also p.3=.00 is fine enough."""
    if all(check.verdict != "coarse" for check in checks):
        return checks
    families: dict[str, list[Judged]] = {}
    for check, judged in zip(checks, parts, strict=True):
        if check.verdict in ("right", "coarse"):
            families.setdefault(check.name.rpartition(".")[0], []).extend(judged)
    return [
        Check(check.name, check.typed, "right", _right(judged, precision))
        if check.verdict == "coarse"
        and (whole := check.name.rpartition(".")[0])
        and not too_coarse(families[whole], least_places(check.name, places))
        else check
        for check, judged in zip(checks, parts, strict=True)
    ]


def _plainly_right(name: str, result: Any, typed: str) -> list[Judged] | None:
    """The short way for what is typed most: plain decimals in the shape of the result, all of them right."""
    if isinstance(result, Quantity):
        return [Judged(name, "right", result, typed)] if is_rounded(result.value, typed) else None
    if type(result) is not Tensor:
        return None
    rows = [row.split(",") for row in typed.split(":")]
    texts = rows[0] if len(rows) == 1 else [text for row in rows for text in row]
    shape = (len(texts),) if len(rows) == 1 else (len(rows), len(rows[0]))
    if shape != result.shape or len(texts) != len(result.items) or {*map(len, rows)} != {shape[-1]}:
        return None
    for quantity, text in zip(result.items, texts, strict=True):
        if not is_rounded(quantity.value, text):
            return None
    return list(map(Judged, components(name, shape), repeat("right"), result.items, texts))


def _summary(
    name: str, typed: str, parts: list[Judged], precision: Precision, places: Mapping[str, int] | None
) -> Check:
    """One check from the verdicts on the components."""
    faulty = [part for part in parts if part.verdict != "right"]
    if not faulty:
        return _all_right(name, typed, parts, precision, places)
    verdicts = {part.verdict for part in faulty}
    verdict = verdicts.pop() if len(verdicts) == 1 else "wrong"
    words = []
    if len(parts) == 1:
        verdict_in_words, read = _one(faulty[0], precision), faulty[0].typed
        if _read_otherwise(typed, read):
            verdict_in_words = say(
                "{wrong}; {typed} is read as {read}", wrong=verdict_in_words, typed=typed.strip(), read=read
            )
        words.append(verdict_in_words)
    else:
        words.append(say("{wrong} of {figures} figures not right", wrong=len(faulty), figures=len(parts)))
        words += [labelled(f"{noted(part.name)}={part.typed}", _one(part, precision)) for part in faulty[:MOST_PARTS]]
    return Check(name, typed, verdict, tuple(words))


def _all_right(
    name: str, typed: str, parts: list[Judged], precision: Precision, places: Mapping[str, int] | None
) -> Check:
    """The check of an answer of which every component is right; it may be coarse all the same."""
    coarse = too_coarse(parts, least_places(name, places or {}))
    if not coarse:
        return Check(name, typed, "right", _right(parts, precision))
    value = _value(parts[0], precision if precision.digits else Precision()) if len(parts) == 1 else None
    words = say("{coarse}; the value is {value}", coarse=coarse, value=value) if value else coarse
    return Check(name, typed, "coarse", (words,))


_NOT_PLAIN = re.compile(r"[,，、'’_~≈]|[^\W\d_eExX]|\d\s+\d|\.\.\.|…")


def _read_otherwise(typed: str, read: str) -> bool:
    """Whether a decimal was not typed as it was read, and that is not plain: by a comma, a unit, a name."""
    return decimals(read) is not None and _NOT_PLAIN.search(typed) is not None


def _right(parts: list[Judged], precision: Precision) -> tuple[str, ...]:
    """That all is right, and what is said of figures without decimals."""
    said = [(part, words) for part in parts if "." not in part.typed and (words := _of_coarse(part, precision))]
    if len(parts) == 1 and said:
        return (said[0][1],)
    return (say("right"), *(labelled(f"{noted(part.name)}={part.typed}", words) for part, words in said[:MOST_PARTS]))


def _of_coarse(part: Judged, precision: Precision) -> str | None:
    """The value beside a right figure without decimals, where that is another number: easily right by accident."""
    places = decimals(part.typed)
    if places is None or places > 0 or not isinstance(part.right, Quantity) or part.right.value is None:
        return None

    if Fraction(_value(part, Precision())) == Fraction(part.typed):
        return None
    value = _value(part, precision if precision.digits else Precision())
    if not places:
        return say("right, rounded to a whole number; the value is {value}", value=value)
    return say("right, rounded to multiples of {unit}; the value is {value}", unit=f"1e{-places}", value=value)


def _value(part: Judged, precision: Precision) -> str:
    """The right value as it is typed; of a number its decimals alone, which are quicker than its exact form."""
    found = figure(part.right, precision) if isinstance(part.right, Quantity) and part.right.value is not None else None
    return found.text if found else in_input_syntax(read_result(part.right, precision))


def _one(part: Judged, precision: Precision) -> str:
    shown = precision
    places = decimals(part.typed)
    if places is not None and places >= precision.digits:
        shown = Precision(min(places, MOST_PLACES))
    value = _value(part, shown)
    if part.verdict == "cut":
        return say("cut instead of rounded; the value is {value}", value=value)
    return say("wrong; the value is {value}", value=value)


def compare(name: str, result: Any, typed: str, names: FormulaNames) -> list[Judged]:
    """The verdict on each component of an answer. Raises InputError when it cannot be read or has another shape.

    Where the number of parts is part of the answer (a list, a shape) another number is wrong: OtherLength.
    """
    if isinstance(result, (bool, str)) or (isinstance(result, list) and result and isinstance(result[0], str)):
        return [_compare_words(name, result, plain_answer(name, typed, names.run, alone=False))]
    if isinstance(result, dict) or (isinstance(result, list) and result and isinstance(result[0], dict)):
        raise InputError(
            say("{name} has parts with names of their own", name=name), name=name, expected=_parts_of(name, result)
        )
    leaves = _leaves(result)
    cells = answer_cells(name, result, leaves, typed, names.run)
    if cells is None:
        return []
    try:
        judged: list[Judged] = []
        _walk(name, leaves, cells, names, judged)
        return judged
    except _OtherShape as shape:
        error = refuse_parts(*shape.args)
        if isinstance(result, Tensor) and not hasattr(result, "read_answer"):
            raise error from None
        try:
            refuse_unreadable(cells)  # what is no number has no number of parts
            if hasattr(result, "channels_last"):
                refuse_samples(name, typed, cells, len(result.items))
        except InputError as unread:
            unread.expected = getattr(result, "answer_expected", unread.expected)
            raise
        raise OtherLength(error.message, name=error.name, expected=error.expected) from None


class _OtherShape(Exception):
    """With the name, how many parts are wanted, and the cells that were typed."""


def _parts_of(name: str, result: Any) -> str:
    if isinstance(result, list):
        name, result = f"{name}.1", next(iter(result))
    return " ".join(f"{name}.{key}" for key in list(result)[:5])


def _compare_words(name: str, result: Any, typed: str) -> Judged:
    if isinstance(result, bool):
        typed = truth_of(name, typed)
    right = in_input_syntax(read_result(result, Precision()))
    words = [word.strip().lower() for word in typed.strip().strip("[]").split(",")]
    same = words == [word.lower() for word in right.split(",")]
    return Judged(name, "right" if same else "wrong", result, typed)


def _leaves(result: Any) -> Any:
    """A result as nested lists of quantities."""
    if isinstance(result, Tensor):
        return nested(result)
    if isinstance(result, (list, tuple)):
        return [_leaves(item) for item in result]
    return constant(result)


def _walk(name: str, right: Any, typed: Any, names: FormulaNames, judged: list[Judged]) -> None:
    if not isinstance(right, list):
        while isinstance(typed, list) and len(typed) == 1:
            typed = typed[0]
        if isinstance(typed, list):
            raise InputError(say("{name} is one number", name=name), name=name, expected=f"{name}=0.5")
        judged.append(_figure(name, right, typed, names))
        return
    if len(right) == 1 and isinstance(typed, list) and depth(typed) < depth(right):
        typed = [typed]  # one row, typed as a vector; one matrix of a stack
    cells = typed if isinstance(typed, list) else [typed]
    if len(cells) != len(right):
        raise _OtherShape(name, len(right), cells)
    for number, (part, cell) in enumerate(zip(right, cells, strict=True), 1):
        _walk(f"{name}.{number}", part, cell, names, judged)


def _figure(name: str, right: Quantity, typed: Cell, names: FormulaNames) -> Judged:
    """The verdict on one figure; one that is right in another reading (`85%` for a value of 85) is neither right nor
    wrong."""
    plain = figure_cell(name, typed, right, names.run)
    cell = number_cell(plain)
    verdict = verdict_on(right, cell, names)
    if verdict == "cut" and goes_on(plain):
        verdict = "right"
    if verdict == "wrong" and right.value is not None:
        for other in readings_beside(plain):
            if verdict_on(right, other, names) == "right":
                said = (
                    say(
                        "'{typed}' is read as {cell}, and the value itself is {bare}",
                        typed=typed.text,
                        cell=cell.text.replace("e-2", "/100"),
                        bare=other.text,
                    )
                    if typed.text.endswith("%")
                    else say(
                        "'{typed}' is wrong as it stands, and right as {other}", typed=typed.text, other=other.text
                    )
                )
                raise InputError(said, name=name, expected=other.text)
    return Judged(name, verdict, right, cell.text)
