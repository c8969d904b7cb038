"""Every right figure of problems/ in the notations of `typed_notations`: right, or refused as unreadable; never wrong.

And a wrong figure beside it is never right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from typed_notations import (
    FIGURES,
    LISTS,
    REFUSABLE,
    REFUSED,
    SHAPES,
    SHAPES_REFUSABLE,
    TRUTHS,
    WHOLES,
    WHOLES_REFUSABLE,
)
from whole import WHOLE, bound
from worked import ENTRIES

from nncalc.checking.compare import assess
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, nested
from nncalc.page.solving import Settings, find_quantity, run_problem
from nncalc.problem_files.entry import Entry

PLAIN = re.compile(r"-?\d+(\.\d+)?")
EVERY = bound(sample=16, whole=1)
"""One of so many problems is taken."""
MOST = bound(sample=6, whole=100_000)
"""Parts of a result that are written in all notations."""
TAKEN = [entry for number, entry in enumerate(ENTRIES) if number % EVERY == 0]


@pytest.mark.parametrize("entry", TAKEN)
def test_never_wrong(entry: Entry) -> None:
    problem = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
    figures = [(name, typed) for name, typed in entry.expect.items() if typed]
    settings = Settings(checks=tuple(figures))
    wrong = run_problem(problem, lambda run: list(faults(run, figures)), settings.policy)
    assert not wrong, wrong[:10]


def faults(run: Run, figures: list[tuple[str, str]]) -> Iterator[str]:
    for name, typed in figures:
        check, parts = assess(run, name, typed, Settings())
        texts = {part.name: part.typed for part in parts if PLAIN.fullmatch(part.typed)}
        result = find_quantity(run, name)
        yield from faults_of_other_kinds(run, name, result, [part.typed for part in parts], check.verdict)
        if check.verdict not in ("right", "coarse") or not texts:
            continue
        for part, text in list(texts.items())[:MOST]:
            plainly = assess(run, part, text, Settings())[0].verdict
            for notation, made in FIGURES.items():
                yield from fault(run, part, made(text), notation, REFUSABLE, plainly)
                if notation not in ("K", "M"):  # which round
                    yield from right_by_its_notation(run, part, made(beside(text)), notation)
        if type(result) is Tensor and len(texts) == len(result.items) and len(texts) > 1:
            cells = _in_shape([part.typed for part in parts], nested(result))
            for notation, made_whole in WHOLES.items():
                yield from fault(run, name, made_whole(cells), notation, WHOLES_REFUSABLE, check.verdict)


def faults_of_other_kinds(run: Run, name: str, result: Any, texts: list[str], verdict: str) -> Iterator[str]:
    """Of shapes, lists and truth values."""
    plain = all(map(PLAIN.fullmatch, texts))
    if hasattr(result, "channels_last"):
        for notation, made in SHAPES.items():
            yield from fault(run, name, made(texts), notation, SHAPES_REFUSABLE, verdict)
    elif isinstance(result, list) and isinstance(result[0], (list, tuple)) and plain:
        cells = _in_shape(texts, result)
        for notation, made_whole in WHOLES.items():
            yield from fault(run, name, made_whole(cells), notation, WHOLES_REFUSABLE, verdict)
    elif isinstance(result, list) and len(texts) > 1 and plain:
        for notation, made_list in LISTS.items():
            yield from fault(run, name, made_list(texts), notation, WHOLES_REFUSABLE, verdict)
    elif isinstance(result, bool):
        for typed in TRUTHS[result]:
            yield from fault(run, name, typed, typed, set(TRUTHS[result][-4:]), verdict)


def fault(run: Run, name: str, typed: str | None, notation: str, refusable: set[str], plainly: str) -> Iterator[str]:
    """What is wrong with the verdict on a right figure; `plainly` is that on the figure as a plain decimal."""
    if typed is None:
        return
    typed = typed.replace("NAME", name)
    verdict = assess(run, name, typed, Settings())[0].verdict
    COUNTS[notation, verdict] += 1
    allowed = {"unreadable"} if notation in REFUSED else {plainly}
    if verdict not in allowed | ({"unreadable"} if notation in refusable else set()):
        yield f"{notation}: {name}={typed!r} is {verdict}"


def beside(text: str) -> str:
    """A figure three units of its last place away."""
    return format(Decimal(text) + 3 * Decimal(1).scaleb(-len(text.partition(".")[2])), "f")


def right_by_its_notation(run: Run, name: str, typed: str | None, notation: str) -> Iterator[str]:
    """What is wrong with the verdict on a wrong figure."""
    if typed is not None:
        verdict = assess(run, name, typed.replace("NAME", name), Settings())[0].verdict
        if verdict not in ("wrong", "cut", "unreadable"):
            yield f"{notation}: {name}={typed!r} is {verdict}"


COUNTS: Counter[tuple[str, str]] = Counter()


def _in_shape(texts: list[str], shape: Any) -> Any:
    left = iter(texts)

    def of(part: Any) -> Any:
        return [of(each) for each in part] if isinstance(part, list) else next(left)

    return of(shape)


def test_there_are_forty_and_more() -> None:
    assert len(FIGURES) - len(REFUSED) >= 40
    assert FIGURES.keys() >= REFUSABLE
    assert WHOLES.keys() >= WHOLES_REFUSABLE


@pytest.mark.skipif(not WHOLE, reason="of all figures")
def test_the_plain_ones_are_most() -> None:
    """Refusing everything would be no art."""
    read = sum(number for (_, verdict), number in COUNTS.items() if verdict != "unreadable")
    assert not COUNTS or read / sum(COUNTS.values()) > 0.9
