"""Rules: the named steps of the mathematics, with the mistakes people make instead standing beside them.

The working just calls a rule; a run whose policy replaces the rule gets the alternative. Conventions (another
lecturer's choice) are fields of the problem type and reach a rule as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, NamedTuple

from nncalc.engine import run as running
from nncalc.engine.run import DoesNotApply
from nncalc.words import Later

Function = Callable[..., Any]


class Slip(NamedTuple):
    """A mistake in a rule's place.

    id      its name: the same mistake has the same name at every rule
    words   what is done
    number  the one it was known by before it had a name
    """

    rule: Rule
    function: Function
    id: str
    words: str | Later
    number: int | None = None


class Rule:
    """A step of the mathematics: call it like the function it wraps. `says` states it in words."""

    def __init__(self, function: Function, says: str) -> None:
        self.right = function
        self.name = function.__name__
        self.says = says
        self.slips: list[Slip] = []

    def __repr__(self) -> str:
        return f"Rule({self.name})"

    def __call__(self, *arguments: Any) -> Any:
        run = running._run or running.current()
        used = run.used
        used[self] = used.get(self, 0) + 1
        instead = run.choice.get(self)
        if instead is None:
            return self.right(*arguments)
        try:
            made = instead(*arguments)
        except DoesNotApply:
            run.passed_over.add(self)  # 1 − tanh at a sigmoid layer: the slip is made at the other layers
            return self.right(*arguments)
        run.replaced.add(self)
        return made

    def in_force(self, choice: Mapping[Any, Function] | None = None) -> Function:
        """What stands for the rule everywhere in the run in progress, for a case that does not come about: not counted.

        choice  the rules replaced in a run, for whoever asks when it is over
        """
        instead = (running.current().choice if choice is None else choice).get(self)
        return instead if type(instead) is FunctionType else self.right

    def slip(self, id_: str, words: str | Later, number: int | None = None) -> Callable[[Function], Function]:
        """Declare a mistake that people make instead of the rule; its fields are those of `Slip`."""

        def declare(function: Function) -> Function:
            self.slips.append(Slip(self, function, id_, words, number))
            return function

        return declare


def rule(says: str) -> Callable[[Function], Rule]:
    """Make a function a rule."""
    return lambda function: Rule(function, says)
