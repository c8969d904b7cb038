"""The hypotheses that stand beside the rules: conventions and slips, read off a rerun of the working each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from nncalc.checking.judge.faults import report
from nncalc.checking.judge.hypotheses import CONVENTION, PLACE, SLIP, Hypotheses, Name
from nncalc.checking.judge.tape import LONG, Formulas
from nncalc.checking.judge.variants import conventions, slips, words_at
from nncalc.engine.budget import BUDGET
from nncalc.engine.run import DoesNotApply
from nncalc.errors import NncalcError, OutOfBounds
from nncalc.page.solving import run_problem

if TYPE_CHECKING:
    from nncalc.checking.judge.graph import Graph
    from nncalc.checking.judge.tape import Lines
    from nncalc.checking.judge.variants import Variant
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy, Run

MOST_PARTS = 12
"""Components of a line in which a slip is tried one by one."""
MOST_NODES = 120_000
MOST_WORK = 200_000
"""Nodes of the graph, and quantities that all reruns together make and that are looked at, after which no further variant is
tried. What a slip does everywhere comes before what it does at one place."""


def add_authored(
    found: Hypotheses, problem: ProblemType, policy: Policy, plain: Run, formulas: Formulas, lines: Lines
) -> None:
    """Every convention and every slip, everywhere and at one place. `formulas` are those of the plain run."""
    graph = formulas.graph
    before, looked = BUDGET.spent, 0
    for variant in _variants(problem, policy, plain, len(formulas.order) > LONG):
        if len(graph.nodes) > MOST_NODES or BUDGET.spent - before + looked > MOST_WORK:
            found.cut = True
            return
        try:
            made, place = variant.read(partial(_read, variant=variant, graph=graph, lines=lines))
        except OutOfBounds:
            raise
        except (DoesNotApply, NncalcError):
            continue
        except Exception as fault:
            report(variant.id, fault)
            continue
        looked += len(made.order)
        if not found.add(made.out, name_of(variant, place)):
            variant.changes_nothing()


def add_parts(found: Hypotheses, lines: Lines) -> None:
    """Each authored slip in one component of a line alone, where it changes several."""
    for hypothesis in list(found.every):
        first = hypothesis.names[0]
        if hypothesis.family not in (SLIP, PLACE):
            continue
        for line, components in lines.components.items():
            changed = [component for component in components if component in hypothesis.out]
            for component in changed if 1 < len(changed) <= MOST_PARTS else ():
                place = lines.part(line, component)
                found.add({component: hypothesis.out[component]}, first._replace(family=PLACE, place=place))


def _variants(problem: ProblemType, policy: Policy, plain: Run, is_long: bool) -> Iterator[Variant]:
    yield from conventions(problem, policy)
    used = dict(plain.used) if policy.until is None else run_problem(problem, lambda run: dict(run.used), policy)
    yield from slips(problem, policy, dict(reversed(used.items())) if is_long else used)


def _read(run: Run, variant: Variant, graph: Graph, lines: Lines) -> tuple[Formulas, str]:
    where = variant.spot.where(run) if variant.spot is not None else ""
    return Formulas(graph, lines.roots(run), run), where


def name_of(variant: Variant, place: str = "") -> Name:
    """A variant's name among the hypotheses."""
    family = CONVENTION if variant.verdict == "convention" else PLACE if variant.spot is not None else SLIP
    return Name(family, variant.id, partial(words_at, variant.verdict, variant.words), variant.rule, place)
