"""What the options of `backprop` that go beyond one plain update need, and where they contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.errors import InputError
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration


def check_penalty(problem: BackpropDeclaration) -> None:
    """A penalty needs its strength, which is not negative. Raises InputError."""
    strength = problem.strength
    if strength is None:
        raise InputError(
            say("regularize={regularize} needs a strength", regularize=problem.regularize),
            name="strength",
            expected="strength=.01",
        )
    if problem.regularize == "none" and "regularize" not in problem.typed:
        raise InputError(
            say("strength is of a penalty, and regularize is none"), name="strength", expected="regularize=l2"
        )
    if strength.value is not None and sign(strength) < 0:
        raise InputError(
            say("strength is negative: the weights would be driven away from 0"),
            name="strength",
            expected=say("a number from 0 on, such as .01"),
        )
