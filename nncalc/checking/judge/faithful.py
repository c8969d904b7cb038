"""Whether formulas alone say what follows from a student's figures.

A working may take decisions off the tape (which centre is nearest). Then other figures lead another way, and what follows
from them is seen on a tape of their own. It is tried once: figures far from the right ones are carried in, and the formulas
must give what the rerun gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from nncalc.checking.judge.graph import Graph, Values, as_float
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import NncalcError, OutOfBounds
from nncalc.page.solving import run_problem

if TYPE_CHECKING:
    from nncalc.checking.judge.tape import Lines, Out
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy, Run

CHANGES = ((-1.3, 0.7), (1.7, 0.1))
"""What figures are carried in: the right ones by a factor, and something added."""
CLOSE = 1e-6


def follow_alone(
    problem: ProblemType, policy: Policy, graph: Graph, lines: Lines, right: Sequence[Quantity],
    floats: Sequence[float], plain: Out, decisions: Mapping[str, object],
) -> bool:  # fmt: skip
    """Whether formulas and a rerun give the same for every line, for figures that are far from right.

    decisions   by name what was decided on the way: yes or no, a class; there is nothing near to it, so it stays
    """
    tried = False
    for factor, more in CHANGES:
        others = [
            value if q.name in decisions else round(value * factor + more, 3)
            for q, value in zip(right, floats, strict=True)
        ]
        carried = {
            q.name: constant(flint.fmpq(round(value * 1000), 1000))
            for q, value in zip(right, others, strict=True)
            if q.name is not None and isfinite(value)
        }
        try:
            found = run_problem(problem, lambda run: list(_computed(run, lines)), policy._replace(carried=carried))
        except OutOfBounds:
            raise
        except NncalcError:
            continue
        tried = True
        values = Values(graph, others, policy.places)
        agree = [abs(values(plain[component]) - value) <= CLOSE * max(1.0, abs(value)) for component, value in found]
        if len(agree) < len(right) or not all(agree):
            return False
    return tried


def _computed(run: Run, lines: Lines) -> Iterator[tuple[int, float]]:
    """What each component was worked out to be, before the carried figure took its place."""
    for component, q in lines.roots(run):
        before = q.operands[0] if q.operands else q
        yield component, as_float(before.value)
