"""What people do instead: the same working with one thing changed, as the checker tries them.

Each variant is a rerun: another convention, a rule replaced by one of its slips everywhere, at one of its calls alone (one
row, one layer), or in one component alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nncalc.declaring.letters import noted, with_letters
from nncalc.engine import run as running
from nncalc.engine.run import DoesNotApply, Policy
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import NncalcError
from nncalc.page.solving import run_problem
from nncalc.words import either, in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule, Slip
    from nncalc.engine.run import Run

MOST_CALLS = 40
MOST_COMPONENTS = 12
MOST_PLACES = 3


class Spot(Protocol):
    """Where a variant departs from the working."""

    def where(self, run: Run) -> str:
        """The place, after a run."""
        ...


class Variant(NamedTuple):
    """One thing done differently. `verdict` is the contract's word for it; `rule` states what is right."""

    verdict: str
    id: str
    words: str
    rule: str
    problem: ProblemType
    policy: Policy
    spot: Spot | None = None
    """Where something is done differently that is not so everywhere."""
    changes_nothing: Callable[[], None] = lambda: None
    """To be called where a slip made everywhere changes nothing: it is not tried at one place after the other then."""

    def read(self, read: Callable[[Any], Any]) -> Any:
        """A reading of the working under this variant."""
        try:
            return run_problem(self.problem, read, self.policy)
        except DoesNotApply:
            self.changes_nothing()
            raise


class Nth(str):
    """A place that is no line: the how manieth call, or component, in words."""

    __slots__ = ()


def words_at(verdict: str, words: str, places: Sequence[str]) -> str:
    """What was done, and where: several places are those that the figure cannot tell apart."""
    if verdict != "slip":
        return say(words, names="".join(map(noted, places))) if places else words
    lines = [noted(place) for place in places if not isinstance(place, Nth)]
    calls = [place for place in places if isinstance(place, Nth)]
    said = [say("in {lines} only", lines=_either(lines))] if lines else []
    said += [say("at one place only ({calls})", calls=_either(calls))] if calls else []
    return say("{slip}, {where}", slip=words, where=either(said)) if said else words


ROUND_ONCE = "carry full precision to the end, round once"


def conventions(problem: ProblemType, policy: Policy) -> Iterator[Variant]:
    """Every other value of every convention."""
    kind = type(problem)
    for name, field in kind.fields().items():
        if not field.convention or field.display:
            continue
        for value in field.choices:
            if value != getattr(problem, field.attribute) or (field.telling and name not in problem.typed):
                retyped = problem.retyped(name, value)
                for typed in [{}, retyped] if retyped else [{}]:
                    yield from _convention(problem, {**typed, name: value}, name, policy)


def _convention(problem: ProblemType, changed: Mapping[str, Any], name: str, policy: Policy) -> Iterator[Variant]:
    """Another value of one convention; as a slip too, where it is one."""
    kind = type(problem)
    try:
        other = problem.changed(changed)
    except NncalcError:
        return
    setting, here = f"{name}={changed[name]}", f"{name}={getattr(problem, kind.fields()[name].attribute)}"
    unsaid = kind.fields()[name].telling and name not in problem.typed
    words = say("is right under {setting}", setting=setting)
    rule = say("{name} was not typed", name=name) if unsaid else say("{setting} holds here", setting=here)
    yield Variant("convention", setting, words, rule, other, policy)
    if setting in kind.convention_slips:
        said, _ = kind.convention_slips[setting]
        yield Variant("slip", setting, with_letters(said), rule, other, policy)


def slips(problem: ProblemType, policy: Policy, used: Mapping[Rule, int]) -> Iterator[Variant]:
    """Every slip of every rule that was used: everywhere, in all rules that have it, at one call or in one component alone."""
    alike: dict[str, dict[Rule, Slip]] = {}
    idle: set[Slip] = set()
    for rule in used:
        for slip in rule.slips:
            yield _slip(problem, policy, slip, slip.function)._replace(changes_nothing=partial(idle.add, slip))
            alike.setdefault(slip.id, {}).setdefault(rule, slip)
    for same in alike.values():
        if len(same) > 1:
            first = next(iter(same.values()))
            functions = {rule: slip.function for rule, slip in same.items()}
            yield _slip(problem, policy._replace(choice={**policy.choice, **functions}), first, first.function)
    for rule, calls in used.items():
        for slip in rule.slips:
            if slip not in idle:
                yield from _in_one_place(problem, policy, slip, calls)


def _slip(problem: ProblemType, policy: Policy, slip: Slip, function: Callable[..., Any], spot: Any = None) -> Variant:
    choice = {**policy.choice, slip.rule: function}
    words, rule = with_letters(slip.words), with_letters(slip.rule.says)
    return Variant("slip", slip.id, words, rule, problem, policy._replace(choice=choice), spot)


def _in_one_place(problem: ProblemType, policy: Policy, slip: Slip, calls: int) -> Iterator[Variant]:
    if 2 <= calls <= MOST_CALLS:
        for call in range(calls):
            at = AtCall(slip, call)
            yield _slip(problem, policy, slip, at, at)
    for component in range(MOST_COMPONENTS if calls == 1 else 0):
        inside = InComponent(slip, component)
        yield _slip(problem, policy, slip, inside, inside)
        if inside.is_beyond:
            return


class NoSuchPlace(NncalcError):
    """A slip at one call, or in one component, has no meaning there; the run need not go on."""


class AtCall:
    """A slip that happens at one call of its rule alone; the calls are counted from 0."""

    def __init__(self, slip: Slip, call: int) -> None:
        self.slip, self.call = slip, call
        self.returned: Any = None

    def __call__(self, *arguments: Any) -> Any:
        if running.current().used[self.slip.rule] != self.call + 1:
            return self.slip.rule.right(*arguments)
        try:
            self.returned = self.slip.function(*arguments)
        except DoesNotApply:
            raise NoSuchPlace from None
        return self.returned

    def where(self, run: Run) -> str:
        """After a run: the line that the step stands in, or the how manieth time it was."""
        name = _line_of(run, self.returned)
        return name or Nth(say("no. {call}", call=self.call + 1))


class InComponent:
    """A slip that happens in one component of the rule's result alone."""

    def __init__(self, slip: Slip, component: int) -> None:
        self.slip, self.component = slip, component
        self.returned: Any = None
        self.is_beyond = False

    def __call__(self, *arguments: Any) -> Any:
        right, wrong = self.slip.rule.right(*arguments), self.slip.function(*arguments)
        if not (isinstance(right, Tensor) and isinstance(wrong, Tensor)):
            self.is_beyond = True
        else:
            self.is_beyond = self.component >= min(len(right.items), len(wrong.items))
        if self.is_beyond:
            raise NoSuchPlace
        items = list(right.items)
        items[self.component] = wrong.items[self.component]
        self.returned = Tensor(items, right.shape)
        return self.returned

    def where(self, run: Run) -> str:
        """After a run: the component's name, or which it is."""
        name = _line_of(run, self.returned)
        if name:
            return components(name, self.returned.shape)[self.component]
        return Nth(say("no. {component}", component=self.component + 1))


def _either(places: Sequence[str]) -> str:
    """One, two or three places, or some of many."""
    if len(places) > MOST_PLACES:
        return in_a_row(*places[:MOST_PLACES]) + " …"
    return either(list(places))


def _line_of(run: Run, returned: Any) -> str | None:
    """The name of the line that shows what a rule returned."""
    for name, named in run.results.items():
        operands = getattr(named, "operands", ())
        if operands and operands[0] is returned:
            return name
    return None
