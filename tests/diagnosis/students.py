"""The students of a simulated class: which slip they make, how they round, and what they then hand in."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

from diagnosis.pages import Exercise, Figures, Page

EARLY = "rounds early"
RANDOM = "random figure"
RIGHT = "no slip"
WRITING = {
    "digits swapped": "digits-swapped",
    "sign lost": "sign",
    "point one place off": "tenfold",
    "in per cent": "per-cent",
}
MISREAD = "given misread"
ONE_DIGIT = "one digit differs"


class Sheet(NamedTuple):
    """What one student handed in.

    kinds   what was done wrong, as one name; and the slips of the calculation among it
    typed   the figures as written, line by line
    meant   those that the student went on with, before they were rounded
    spoilt  the line that was written wrongly or made up; "" for none
    misread the givens as the student read them
    is_guess whether nothing was worked out at all
    """

    kind: str
    slips: frozenset[str]
    typed: dict[str, list[str]]
    meant: dict[str, Figures]
    spoilt: str = ""
    misread: Mapping[str, Figures] | None = None
    is_guess: bool = False


class Writer:
    """Writes the lines with so many places, and says what the student goes on with."""

    def __init__(self, places: int, carries_typed: bool) -> None:
        self.places, self.carries_typed = places, carries_typed
        self.typed: dict[str, list[str]] = {}
        self.meant: dict[str, Figures] = {}

    def __call__(self, name: str, figures: Figures) -> Figures:
        self.typed[name] = written(figures, self.places)
        self.meant[name] = [float(text) for text in self.typed[name]] if self.carries_typed else figures
        return self.meant[name]


def written(figures: Figures, places: int) -> list[str]:
    """Figures as a student writes them: more places where nothing would be left, whole numbers as such."""
    biggest = max(abs(each) for each in figures)
    places += 2 if biggest < 10.0 ** (2 - places) else 1 if biggest < 10.0 ** (3 - places) else 0
    return ["0" if each == 0 else f"{each:.{places}f}" for each in figures]


def solved(
    exercise: Exercise, slips: frozenset[str], draw: random.Random, numbers: Mapping[str, Figures] | None = None
) -> Writer:
    """The sheet of somebody who makes these slips; three of ten go on with what they have written, rounded."""
    return _work(exercise, slips, Writer(draw.choice([3, 4, 4, 5]), draw.random() < 0.3), numbers)


def _work(
    exercise: Exercise, slips: frozenset[str], writer: Writer, numbers: Mapping[str, Figures] | None = None
) -> Writer:
    exercise.work(Page({}, writer), numbers or exercise.numbers, slips)
    return writer


def with_slips(exercise: Exercise, kinds: tuple[str, ...], draw: random.Random) -> Sheet:
    done = solved(exercise, frozenset(kinds), draw)
    return Sheet(" + ".join(kinds), frozenset(kinds), done.typed, done.meant)


def without_slip(exercise: Exercise, draw: random.Random) -> Sheet:
    done = solved(exercise, frozenset(), draw)
    return Sheet(RIGHT, frozenset(), done.typed, done.meant)


def rounding_early(exercise: Exercise, draw: random.Random) -> Sheet:
    """Every line rounded to two or three decimals, and gone on with."""
    done = _work(exercise, frozenset(), Writer(draw.choice([2, 3]), carries_typed=True))
    return Sheet(EARLY, frozenset(), done.typed, done.meant)


def misreading(exercise: Exercise, draw: random.Random) -> Sheet:
    """One given is read wrongly: its sign, its point, or two of its digits."""
    name = draw.choice([name for name in exercise.numbers if name not in ("y", "t", "beta")])
    number = draw.randrange(len(exercise.numbers[name]))
    value = exercise.numbers[name][number]
    counted = exercise.type == "metrics"
    ways = [lambda v: v * 10] if counted else [lambda v: -v, lambda v: v * 10, lambda v: v / 10]
    text = f"{value:g}"
    if len(text) > 1 and text[-1].isdigit() and text[-2].isdigit() and text[-1] != text[-2]:
        ways.append(lambda _: float(text[:-2] + text[-1] + text[-2]))
    wrong = [draw.choice(ways)(v) if i == number else v for i, v in enumerate(exercise.numbers[name])]
    numbers = {**exercise.numbers, name: wrong}
    done = solved(exercise, frozenset(), draw, numbers)
    return Sheet(MISREAD, frozenset(), done.typed, done.meant, misread=numbers)


def miswritten(exercise: Exercise, kind: str, draw: random.Random) -> Sheet:
    """All is worked out rightly; one figure is written down wrongly. None where the figure allows no such slip."""
    done = solved(exercise, frozenset(), draw)
    places = [
        (name, i) for name, texts in done.typed.items() for i, text in enumerate(texts) if _spoil(kind, text, draw)
    ]
    name, i = draw.choice(places)
    texts = list(done.typed[name])
    texts[i] = _spoil(kind, texts[i], draw)
    return Sheet(kind, frozenset(), {**done.typed, name: texts}, done.meant, name)


def _spoil(kind: str, text: str, draw: random.Random) -> str:
    """A figure written down wrongly; "" where it cannot be in this way."""
    if text == "0":
        return ""
    value, places = float(text), len(text.partition(".")[2])
    if kind == "sign lost":
        return text[1:] if text.startswith("-") else f"-{text}"
    if kind == "point one place off":
        return f"{value * 10:.{max(places - 1, 0)}f}"
    if kind == "in per cent":
        return f"{value * 100:.{max(places - 2, 0)}f}"
    spots = [i for i, sign in enumerate(text) if sign.isdigit() and text[:i].strip("-0.") != ""]
    if kind == ONE_DIGIT:
        spot = draw.choice(spots) if spots else 0
        return f"{text[:spot]}{(int(text[spot]) + draw.randint(1, 9)) % 10}{text[spot + 1 :]}" if spots else ""
    spots = [i for i in spots if text[i + 1 : i + 2].isdigit() and text[i] != text[i + 1]]
    spot = draw.choice(spots) if spots else 0
    return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :] if spots else ""


def with_random_figure(exercise: Exercise, draw: random.Random) -> Sheet:
    """A right sheet with one figure that means nothing, of a likely size."""
    done = solved(exercise, frozenset(), draw)
    name = draw.choice(list(done.typed))
    texts = list(done.typed[name])
    i = draw.randrange(len(texts))
    places = len(texts[i].partition(".")[2])
    size = abs(float(texts[i])) or 1.0
    texts[i] = (
        f"{draw.uniform(-1, 2) * size:.{places}f}" if draw.random() < 0.5 else f"{draw.uniform(0, 2 * size):.{places}f}"
    )
    return Sheet(RANDOM, frozenset(), {**done.typed, name: texts}, done.meant, name)


def of_zeros(exercise: Exercise, zero: str) -> Sheet:
    """Nothing is known, and everything answered."""
    figures = exercise.figures()
    return Sheet(
        f"all {zero}", frozenset(), {name: [zero] * len(each) for name, each in figures.items()}, figures, is_guess=True
    )


def of_givens(exercise: Exercise, draw: random.Random) -> Sheet:
    """Numbers of the problem typed back: the old weights for the new ones, for the rest any."""
    figures = exercise.figures()
    texts = [part for name, text in exercise.given.items() if name in exercise.numbers
             for row in text.split(":") for part in row.split(",")]  # fmt: skip
    typed = {}
    for name, each in figures.items():
        old = exercise.given.get(name.removesuffix("_new"), "").replace(":", ",").split(",")
        typed[name] = old if len(old) == len(each) and name.endswith("_new") else [draw.choice(texts) for _ in each]
    return Sheet("givens typed back", frozenset(), typed, figures, is_guess=True)
