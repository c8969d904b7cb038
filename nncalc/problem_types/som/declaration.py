"""What `som` declares: givens, conventions, sections, words, results; and what the givens must satisfy together."""

from __future__ import annotations

import re
from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count, Text, WordList
from nncalc.declaring.numeric import MATRIX, NUMBER, SAMPLES
from nncalc.declaring.problem import ProblemType
from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.words import Later, count, say

RULES = ("som", "competitive", "lvq", "lvq2.1")
BY_CLASS = ("lvq", "lvq2.1")


def _alone(problem: SomDeclaration) -> str | None:
    return None if problem.rule == "som" else say("rule={rule} has no neighbours", rule=problem.rule)


class SomDeclaration(ProblemType):
    """The declarations of `som`."""

    X: Tensor = given(SAMPLES, "samples, a row each", first=True)
    W: Tensor = given(MATRIX, "weights of the units, a row each")
    lr: Quantity = given(NUMBER, "learning rate {lr}", default="0.5")
    radius: Quantity = given(NUMBER, "radius of the neighbourhood", default="1")
    grid: str | None = given(
        Text(Later("rows and columns: 3x2")), "how units lie, row by row: 3x2; a line when absent", default=None
    )
    rule: str = given(Choice(RULES), "which units move, and which way", default="som")
    classes: list[str] | None = given(WordList(), "class of each unit, of lvq and lvq2.1", default=None)
    y: list[str] | None = given(WordList(), "class of each sample, of lvq and lvq2.1", default=None)
    window: Quantity = given(NUMBER, "width of the window of lvq2.1", default="0.3")
    epochs: int = given(Count(1, 1000), "passes through the samples", default=1)
    metric: str = convention("l2-squared", "l2", help="squared distance, or its root")
    neighbourhood: str = convention(
        "winner", "gaussian", "bubble",
        help="the winner alone; all units by exp(−d²/(2·radius²)), d the distance on the grid; those with d ≤ radius alike",
        idle=_alone,
    )  # fmt: skip

    aliases = {
        **dict.fromkeys(("x", "samples"), "X"),
        **dict.fromkeys(("w", "weights", "prototypes", "codebook"), "W"),
        **dict.fromkeys(("sigma", "σ"), "radius"),
        **dict.fromkeys(("labels", "unit_classes"), "classes"),
        **dict.fromkeys(("t", "targets"), "y"),
        **dict.fromkeys(("topology", "map"), "grid"),
        **dict.fromkeys(("distance",), "metric"),
        **dict.fromkeys(("neighborhood"), "neighbourhood"),
    }
    suggestions = {"alpha": "lr", "kind": "rule", "type": "rule", "R": "radius", "h": "neighbourhood"}
    sections = {"rule": "Rule", "table": "Samples one after the other", "step": "One sample", "end": "The weights"}
    words = {
        "winner": "The unit nearest to the sample wins, and it alone moves: by {lr}·(x − w).",
        "gaussian": "The unit nearest to the sample wins; every unit moves by {lr}·h·(x − w), h = exp(−d²/(2·radius²)), "
        "d its distance to the winner on the grid.",
        "bubble": "The unit nearest to the sample wins; it and the units with d ≤ radius move by {lr}·(x − w), d the "
        "distance to the winner on the grid.",
        "competitive": "The unit nearest to the sample wins, and it alone moves: by {lr}·(x − w).",
        "lvq": "The nearest unit moves by {lr}·(x − w) where its class is that of the sample, else by −{lr}·(x − w).",
        "lvq2.1": "Of the two nearest units one must have the class of the sample and the other not, and the smaller of "
        "d₁/d₂ and d₂/d₁ must be above (1 − window)/(1 + window). Then the right one moves by {lr}·(x − w), the other by "
        "−{lr}·(x − w).",
        "rate": "No learning rate is given: {lr} is {rate}.",
        "wins": "Unit {winner} is nearest.",
        "shared": "Unit {winner} is nearest, the first of {units} that are equally near.",
        "right": "Its class is that of the sample, {name}: it moves towards the sample.",
        "other": "Its class is {mine}, that of the sample is {name}: it moves away.",
        "pair": "Units {one} and {other} are nearest.",
        "both classes": "Both or neither have the class of the sample: nothing moves.",
        "inside": "The sample is in the window: unit {towards} moves towards it, unit {away} away.",
        "outside": "The sample is not in the window: nothing moves.",
        "letters": "Which unit is nearest depends on letters, so nothing moves.",
    }
    results = {
        "distances": "distance of the sample to each unit; of several samples of the last one",
        "winner": "number of the nearest unit, of the last sample",
        "W_new": "weights of all units after the last sample, a row each",
        "table": "a row a sample: table.2.distances, winner, dw (change of the unit that moves, or of all), w (its new weights)",
        "step.{N}.{NAME}": "NAME at sample N: step.2.W is new, step.2.distances belong to the old weights",
        "W": "the same as W_new",
        "h": "neighbourhood of each unit around the winner",
        "{dw|dw_away|dW}": "change of the unit that moves; of lvq2.1 of the one that moves away; of all units",
        "{ratio|border}": "of lvq2.1: the smaller ratio of the two least distances, and what it must be above",
        "winners": "number of the nearest unit at each sample",
    }
    symbols = {"distances": "D", "dw": "Δw", "dw_away": "Δw_away", "dW": "ΔW", "ratio": "q", "border": "s"}
    examples = (
        "som 1,0,0,1 W=.2,.3,.15,.3:.3,.25,.2,.2 lr=.5 metric=l2",
        "som .5,.7:.9,.2 W=.2,.4:.6,.8:.9,.3 lr=.4 neighbourhood=gaussian",
        "som 1,0:0,1 W=.2,.4:.6,.8 rule=lvq classes=a,b y=a,b lr=.1",
        "som .5,.5 W=.2,.4:.6,.8 rule=lvq2.1 classes=a,b y=a",
        "som x1,x2 W=w1,w2",
    )

    def prepare(self) -> None:
        self.units = self.W.shape[0]
        self.rows: list[Tensor] = list(self.X) if len(self.X.shape) == 2 else [self.X]
        width, wanted = len(self.rows[0]), self.W.shape[1]
        if width != wanted:
            raise InputError(
                say("a sample has {numbers}, a unit has {weights}", numbers=count(width, "number"),
                    weights=count(wanted, "weight")),
                name="W", expected=say("a row for each unit, with a weight for each number of a sample"),
            )  # fmt: skip
        self._check_sizes()
        self._check_classes()
        self.places = self._places()

    def _check_sizes(self) -> None:
        for name, low, expected in (("radius", 0, "radius=1"), ("window", 0, "window=.3")):
            value = getattr(self, name)
            if value.value is not None and sign(value - low) <= 0:
                raise InputError(say("{name} is not above 0", name=name), name=name, expected=expected)
        if self.window.value is not None and sign(self.window - 1) >= 0:
            raise InputError(say("window is not below 1"), name="window", expected="window=.3")
        for name, decides in (("radius", self.neighbourhood == "bubble"), ("window", self.rule == "lvq2.1")):
            if getattr(self, name).value is None and decides and self._uses(name):
                raise InputError(
                    say("what moves depends on {name}, and it is a letter", name=name), name=name,
                    expected=say("one number"),
                )  # fmt: skip
        for name, rule in (
            ("window", "rule=lvq2.1"),
            ("radius", "neighbourhood=gaussian"),
            ("grid", "neighbourhood=gaussian"),
        ):
            if name in self.typed and not self._uses(name):
                raise InputError(say("{name} is used by nothing here", name=name), name=name, expected=rule)

    def _uses(self, name: str) -> bool:
        if name == "window":
            return self.rule == "lvq2.1"
        return self.rule == "som" and self.neighbourhood != "winner"

    def _check_classes(self) -> None:
        for name, wanted, things in (("classes", self.units, "unit"), ("y", len(self.rows), "sample")):
            value = getattr(self, name)
            if value is None and self.rule in BY_CLASS:
                raise InputError(
                    say("{name} is missing: a class for each {thing}", name=name, thing=say(things)), name=name,
                    expected=f"{name}={','.join('ab'[i % 2] for i in range(min(wanted, 6)))}",
                )  # fmt: skip
            if value is not None and self.rule not in BY_CLASS:
                raise InputError(say("rule={rule} uses no classes", rule=self.rule), name=name, expected="rule=lvq")
            if value is not None and len(value) != wanted:
                raise InputError(
                    say("{name} has {classes} for {things}", name=name, classes=count(len(value), "class"),
                        things=count(wanted, things)),
                    name=name, expected=say("one each"),
                )  # fmt: skip
        if self.rule in BY_CLASS:
            missing = next((each for each in self.y or () if each not in (self.classes or ())), None)
            if missing is not None:
                raise InputError(
                    say("no unit has the class '{missing}'", missing=missing), name="y",
                    expected=" | ".join(dict.fromkeys(self.classes or ())),
                )  # fmt: skip
        if self.rule == "lvq2.1" and self.units < 2:
            raise InputError(say("lvq2.1 needs two units"), name="W", expected="W=.2,.4:.6,.8")

    def _places(self) -> list[tuple[int, int]]:
        """Row and column of each unit on the grid."""
        if self.grid is None:
            return [(0, unit) for unit in range(self.units)]
        sizes = re.fullmatch(r"\s*([1-9][0-9]{0,3})\s*[x×*,]\s*([1-9][0-9]{0,3})\s*", self.grid)
        if sizes is None:
            raise InputError(say("a grid is rows x columns"), name="grid", text=self.grid, expected="grid=3x2")
        rows, columns = int(sizes[1]), int(sizes[2])
        if rows * columns != self.units:
            raise InputError(
                say("a grid of {rows}×{columns} has {places}, W has {units}", rows=rows, columns=columns,
                    places=count(rows * columns, "place"), units=count(self.units, "unit")),
                name="grid", expected=say("as many places as units"),
            )  # fmt: skip
        return [divmod(unit, columns) for unit in range(self.units)]

    def on_grid(self, one: int, other: int) -> Any:
        """The squared distance of two units on the grid, counted from 0."""
        (i, j), (k, m) = self.places[one], self.places[other]
        return (i - k) ** 2 + (j - m) ** 2
