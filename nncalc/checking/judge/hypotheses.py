"""What may have been done instead of the working: each hypothesis is the formulas that it gives in place of the plain ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from nncalc.checking.judge.tape import Out
from nncalc.words import say

SLIP, PLACE, CONVENTION, MISTAKE, PART, MISREAD, WRITING, PLAIN, PAIR, ONE_DIGIT, NOT_UPDATED = (
    "slip", "place", "convention", "mistake", "part", "misread", "writing", "plain", "pair", "digit", "not updated",
)  # fmt: skip
MASS = {
    SLIP: 0.40,
    PLACE: 0.10,
    CONVENTION: 0.12,
    MISTAKE: 0.20,
    PART: 0.06,
    MISREAD: 0.04,
    WRITING: 0.06,
    PLAIN: 0.5,
    "cut": 0.25,
    PAIR: 0.08,
    ONE_DIGIT: 0.01,
    NOT_UPDATED: 0.12,
}
"""How likely each family is where a figure is wrong; its hypotheses at one line share it, so that chance matches count."""
UNKNOWN = 0.40
"""The mass of what nobody thought of: the knob between naming more and asserting falsely."""
VERDICTS = {
    SLIP: "slip",
    PLACE: "slip",
    CONVENTION: "convention",
    PLAIN: "rounded-early",
    "cut": "cut",
    PAIR: "two-slips",
}
"""The contract's word for a cause of each family; a `mistake` where there is none."""


class Name(NamedTuple):
    """One name of a hypothesis. `words` says what was done, given the places; `rule` what is right."""

    family: str
    id: str
    words: Callable[[tuple[str, ...]], str]
    rule: str
    place: str = ""
    doubtful: bool = False
    """Whether it is at most possible, however well it fits."""

    @property
    def verdict(self) -> str:
        return VERDICTS.get(self.family, "mistake")


class Hypothesis:
    """Formulas that depart from the plain ones, and every name of what gives them; the first is the likeliest."""

    __slots__ = ("names", "out")

    def __init__(self, out: Out, name: Name) -> None:
        self.out, self.names = out, [name]

    @property
    def family(self) -> str:
        return self.names[0].family


class Hypotheses:
    """All hypotheses about a problem, equal ones once; `cut` where a bound on their number left some out.

    tried   by family how many were added, those among them that change nothing
    """

    def __init__(self, plain: Out) -> None:
        self.plain = plain
        self.every: list[Hypothesis] = []
        self.cut = False
        self.tried: Counter[str] = Counter()
        self._known: dict[frozenset[tuple[int, int]], Hypothesis] = {}

    def add(self, out: Out, name: Name) -> bool:
        """A hypothesis, by what it gives. Returns whether it is one: not where that is what the plain working gives."""
        self.tried[name.family] += 1
        plain = self.plain
        out = {component: node for component, node in out.items() if plain.get(component, node) != node}
        if not out:
            return False
        key = frozenset(out.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Hypothesis(out, name)
            self.every.append(found)
        else:
            found.names.append(name)
        return True


def said(template: str, **values: str) -> Callable[[tuple[str, ...]], str]:
    """Words that are put together when they are wanted."""
    return lambda places: say(template, **values)
