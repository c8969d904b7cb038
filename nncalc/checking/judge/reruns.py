"""What the graph cannot follow, judged by reruns of the working: words, lists of any length, and formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.judge.authored import name_of
from nncalc.checking.judge.faults import report
from nncalc.checking.judge.hypotheses import MASS, UNKNOWN, Name
from nncalc.checking.judge.tape import numbers_of
from nncalc.checking.judge.variants import Variant, conventions, slips
from nncalc.engine.budget import BUDGET
from nncalc.engine.lazy import flint
from nncalc.engine.run import DoesNotApply
from nncalc.errors import NncalcError, OutOfBounds
from nncalc.page.solving import run_problem

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Policy, Run

IsRight = Callable[..., bool]
"""Whether a figure, by name and as typed, is what a run gives."""
MOST_WORK = 400_000
MOST_RERUNS = 400
"""Quantities of all reruns for one figure, and their number; what this cuts is said."""


class Found(NamedTuple):
    """A name that explains a figure, and its posterior."""

    name: Name
    posterior: float


class Reruns:
    """Explains figures of one problem by reruns, on a student's own earlier figures where these matter."""

    def __init__(self, problem: ProblemType, policy: Policy, used: Mapping[Rule, int], is_right: IsRight) -> None:
        self.problem, self.policy, self.used, self.is_right = problem, policy, used, is_right
        self.cut = False

    def follows(self, name: str, typed: str, own: Mapping[str, Quantity]) -> bool:
        """Whether a figure is right with a student's own earlier figures carried on."""
        return bool(own) and self._led(own, partial(self.is_right, name=name, typed=typed))

    def gives_nothing(self, name: str, own: Mapping[str, Quantity]) -> bool:
        """Whether a figure is 0 exactly with a student's own earlier figures carried on."""
        return bool(own) and self._led(own, partial(_is_nothing, name=name))

    def _led(self, own: Mapping[str, Quantity], read: Callable[[Run], bool]) -> bool:
        try:
            return bool(run_problem(self.problem, read, self.policy._replace(carried=own)))
        except OutOfBounds:
            raise
        except NncalcError:
            return False

    def explain(self, name: str, typed: str, chance: float, own: Mapping[str, Quantity]) -> list[Found]:
        """The conventions and slips that give a figure, best first; what nobody thought of is not among them.

        chance   how likely the figure is for no reason
        """
        names, sizes = [], dict.fromkeys(MASS, 0)
        before = BUDGET.spent
        for number, variant in enumerate(self._variants(own)):
            if number >= MOST_RERUNS or BUDGET.spent - before > MOST_WORK:
                self.cut = True
                break
            found = self._tried(
                variant, partial(_placed, name=name, typed=typed, variant=variant, is_right=self.is_right)
            )
            if found is not None:
                named = name_of(variant, found[1])
                sizes[named.family] += 1
                if found[0]:
                    names.append(named)
        shares = [MASS[each.family] / sizes[each.family] for each in names]
        total = sum(shares) + UNKNOWN * chance
        found_all = [Found(each, share / total) for each, share in zip(names, shares, strict=True)]
        return sorted(found_all, key=lambda each: -each.posterior)

    def _variants(self, own: Mapping[str, Quantity]) -> Iterator[Variant]:
        policies = [self.policy._replace(carried=own)] if own else []
        for policy in [*policies, self.policy]:
            yield from conventions(self.problem, policy)
            yield from slips(self.problem, policy, self.used)

    def _tried(self, variant: Variant, read: Callable[[Run], tuple[bool, str]]) -> tuple[bool, str] | None:
        try:
            found: tuple[bool, str] = variant.read(read)
            return found
        except OutOfBounds:
            raise
        except (DoesNotApply, NncalcError):
            return None
        except Exception as fault:
            report(variant.id, fault)
            return None


def _is_nothing(run: Run, name: str) -> bool:
    try:
        return all(type(q.value) is flint.fmpq and q.value == 0 for q in numbers_of(run, name))
    except (KeyError, IndexError):
        return False


def _placed(run: Run, name: str, typed: str, variant: Variant, is_right: IsRight) -> tuple[bool, str]:
    right = is_right(run, name, typed)
    return right, variant.spot.where(run) if right and variant.spot is not None else ""
