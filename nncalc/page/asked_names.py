"""Names of results that were asked for in the spelling of the page or of other books, in the results' own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from nncalc.declaring import letters
from nncalc.declaring.letters import Notation, printing
from nncalc.declaring.names import Names, split
from nncalc.declaring.result_spellings import is_there, printed_as, result_meant
from nncalc.declaring.spelling import Spelling
from nncalc.page.solving import Settings, run_problem
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run


def in_own_names(problem: ProblemType, settings: Settings) -> Settings:
    """The settings with every name that stands for a result replaced by that result's own; the page will say so."""
    names = [*settings.show, *[name for name, _ in settings.checks]]

    def read(run: Run) -> dict[str, str]:
        found = {
            name: result_meant(name, run.results, run.absent, problem)
            for name in names
            if not is_there(run.results, name)
        }
        return {name: meant for name, meant in found.items() if meant is not None}

    meant = run_problem(problem, read, settings.policy)
    problem.renamed |= meant
    return settings._replace(
        show=tuple([meant.get(name, name) for name in settings.show]),
        checks=tuple([(meant.get(name, name), figure) for name, figure in settings.checks]),
    )


def as_printed(problem: ProblemType, settings: Settings, notation: Notation) -> Settings:
    """The settings with names that a notation prints replaced by the results' own; figures of θ are those of −b.

    A name that is a result's own means that result, whatever else is printed so: the page says both.
    """
    names = [*settings.show, *[name for name, _ in settings.checks]]

    def read(run: Run) -> tuple[dict[str, str], dict[str, str]]:
        own = {name for name in names if is_there(run.results, name)}
        others = {name: printed_as(name, run.results, problem) for name in own}
        return (
            meanings([name for name in names if name not in own], run, problem),
            {name: other for name, other in others.items() if other is not None and other != name},
        )

    with printing(notation):
        meant, twofold = run_problem(problem, read, settings.policy)
        minus = {name for name, own in meant.items() if is_of_negative(name, own, problem)}
    problem.renamed |= {name: f"-{own}" if name in minus else own for name, own in meant.items()}
    remarks = said_twice(twofold)
    return settings._replace(
        show=tuple([meant.get(name, name) for name in settings.show]),
        checks=tuple(
            [(meant.get(name, name), negated(figure) if name in minus else figure) for name, figure in settings.checks]
        ),
        remarks=(*settings.remarks, *remarks),
    )


def meanings(names: Iterable[str], run: Run, problem: ProblemType) -> dict[str, str]:
    """The results that names stand for which are no results' own: as the notation prints them, else as we do (δ1₁)."""
    found = {name: result_meant(name, run.results, run.absent, problem) for name in names}
    if letters.active is not None:
        with printing(None):
            found |= {
                name: result_meant(name, run.results, run.absent, problem) for name, own in found.items() if own is None
            }
    return {name: meant for name, meant in found.items() if meant is not None}


def said_twice(names: Mapping[str, str]) -> list[str]:
    """What is said of names of results that the page prints for others."""
    return [
        say("{name} is the result of that name; the page prints {other} so", name=name, other=other)
        for name, other in names.items()
    ]


def is_of_negative(name: str, own: str, problem: ProblemType) -> bool:
    """Whether a name is what the notation prints for the negative of a result."""
    names, stem = Names(problem.symbols), split(own)[0]
    notation = names.notation
    if notation is None or names.parse(stem).letter not in notation.negated:
        return False
    return name.startswith(Spelling(names)(stem))


_SEPARATORS = frozenset(",;:，；：[] \t")
_NUMERAL = re.compile(r"([-+−－]?)((?:\d+\.?\d*|\.\d+)(?:[eE][-+−]?\d+)?(?:/\d+)?%?)")


def negated(figure: str) -> str:
    """A figure as typed, or a row or rows of them, with the other sign; an expression in brackets."""
    out, cell, depth = "", "", 0
    for sign in f"{figure.strip()},":
        depth += (sign in "(（") - (sign in ")）")
        if sign in _SEPARATORS and depth <= 0:
            out, cell = f"{out}{_negated(cell)}{sign}", ""
        else:
            cell += sign
    return out[:-1] if not cell else figure


def _negated(cell: str) -> str:
    number = _NUMERAL.fullmatch(cell)
    if number is None:
        return f"-({cell})" if cell else ""
    return number[2] if number[1] in ("-", "−", "－") else f"-{number[2]}"
