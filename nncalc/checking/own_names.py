"""A problem of a file with the results' own names in the place of those that the page prints or other books have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from nncalc.declaring.result_spellings import is_there
from nncalc.declaring.results import pattern_of
from nncalc.page.asked_names import is_of_negative, meanings, negated
from nncalc.page.solving import Settings, run_problem

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run
    from nncalc.problem_files.entry import Entry

Of = TypeVar("Of")
_PLACE = re.compile(r"(\.\d+)*\Z")


def with_own_names(entry: Entry, problem: ProblemType) -> Entry:
    """The same problem; the run that other names need is made only where there are some."""
    weighed = entry.points if isinstance(entry.points, dict) else {}
    names = {*entry.expect, *entry.expect_published, *weighed, *entry.decimals, *entry.tolerance} - {""}
    kind: Any = type(problem)
    if all(_is_own(kind, name) for name in names):
        return entry

    def read(run: Run) -> dict[str, str]:
        return meanings([name for name in names if not is_there(run.results, name)], run, problem)

    found = run_problem(problem, read, Settings(show=tuple(sorted(names))).policy)
    times = Counter(found.get(name, name) for name in names)
    meant = {name: own for name, own in found.items() if times[own] == 1}  # under two names, one of them is refused
    minus = {name for name, own in meant.items() if is_of_negative(name, own, problem)}
    published = entry.expect_published.items()
    return entry._replace(
        expect=_renamed({name: _signed(name, typed, minus) for name, typed in entry.expect.items()}, meant),
        expect_published=_renamed(
            {name: each._replace(value=_signed(name, each.value, minus)) for name, each in published}, meant
        ),
        points=_renamed(weighed, meant) if weighed else entry.points,
        decimals=_renamed(entry.decimals, meant),
        tolerance=_renamed(entry.tolerance, meant),
        keys={under: _renamed(places, meant) if under else places for under, places in entry.keys.items()},
    )


def _signed(name: str, typed: str, minus: Collection[str]) -> str:
    """A figure as it is of our quantity: of the negative where the name is what a notation prints for that."""
    return negated(typed) if name in minus else typed


@lru_cache(maxsize=4096)
def _is_own(kind: Any, name: str) -> bool:
    """Whether a name looks like a result's own in a type: that of a declared one, or of a part of a run (`epoch.2.loss`)."""
    stem = _PLACE.sub("", name)
    if kind.verbatim and name.startswith("d"):
        return name.startswith("d_")
    return "." in stem or pattern_of(kind, stem) is not None


def _renamed(of: Mapping[str, Of], meant: Mapping[str, str]) -> dict[str, Of]:
    return {meant.get(name, name): value for name, value in of.items()}
