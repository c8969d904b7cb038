"""Positional encoding: sines and cosines of positions, and RoPE

Topic: Sequences
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.letters import Letter
from nncalc.declaring.numeric import MATRIX, NUMBER, VECTOR
from nncalc.declaring.problem import ProblemType
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import COS, POWER, SIN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.network_layer import shape_misfit
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_CELLS = 20_000
"""Numbers of an encoding."""


def _turned(problem: Positional) -> str | None:
    return say("q and k are turned") if problem.rope == "yes" else None


def _not_turned(problem: Positional) -> str | None:
    return None if problem.rope == "yes" else say("nothing is turned without rope=yes")


def _positions_typed(problem: Positional) -> str | None:
    return say("the positions are given") if problem.pos is not None else None


class Positional(ProblemType):
    """The sinusoidal encoding of positions in three forms, added to tokens; and queries and keys turned by RoPE."""

    n: int | None = given(Count(1, 10_000), "positions, from the first on", default=None)
    d: int | None = given(Count(1, 10_000), "numbers of a token", default=None)
    pos: Tensor | None = given(VECTOR, "the positions themselves, in place of n: 0,5,9", default=None)
    base: Quantity = given(NUMBER, "base of the wavelengths", default="10000", as_number=True)
    X: Tensor | None = given(MATRIX, "tokens as rows, to which the encoding is added", default=None)
    rope: str = given(Choice(("no", "yes")), "turn q and k by their positions", default="no")
    q: Tensor | None = given(MATRIX, "queries as rows, with rope=yes", default=None)
    k: Tensor | None = given(MATRIX, "keys as rows, with rope=yes", default=None)
    form: str = convention(
        "interleaved", "concatenated", "unpaired", idle=_turned,
        help="sine and cosine in turn; all sines before the cosines; in turn, each column with an exponent of its own",
    )  # fmt: skip
    first: str = convention("0", "1", help="the first position", idle=_positions_typed)
    pairs: str = convention(
        "adjacent", "halves", help="numbers that RoPE turns together: 1 and 2, or 1 and d/2 + 1", idle=_not_turned
    )

    aliases = {
        **dict.fromkeys(("length", "seq_len", "max_len", "sequence_length"), "n"),
        **dict.fromkeys(("d_model", "dim", "model_dim", "hidden_size"), "d"),
        **dict.fromkeys(("position", "positions"), "pos"),
        **dict.fromkeys(("theta_base", "rope_theta"), "base"),
        **dict.fromkeys(("E", "embeddings", "tokens"), "X"),
    }
    sections = {
        "frequencies": "Frequencies",
        "encoding": "Encoding",
        "sum": "Sum",
        "angles": "Angles",
        "turned": "Turned",
    }
    words = {
        "interleaved": "Columns 1 and 2 share a frequency, 3 and 4 the next: the first of a pair is a sine, the second a cosine.",
        "concatenated": "The first half of the columns are sines, the second half cosines of the same angles.",
        "unpaired": "Each column has a frequency of its own, with exponent i/d for i = 0, 1, 2, …; sine and cosine take turns.",
        "adjacent": "Each pair of neighbouring numbers is turned by the angle of its position.",
        "halves": "A number of the first half is turned together with its like of the second half.",
        "distance": "A turn changes no length, and the product of a turned query and a turned key depends on "
        "their distance alone.",
    }
    drawings = {"heatmap": "PE"}
    undrawn = "at most 64 positions of at most 64 numbers"
    results = {
        "freq": "frequency of each pair of columns; unpaired of each column",
        "PE": "encoding, a row a position",
        "out": "X + PE",
        "theta": "angle of each position (row) and pair",
        "q_rot": "queries, turned",
        "k_rot": "keys, turned",
    }
    symbols = {"freq": Letter("ω", r"\omega"), "PE": "PE", "q_rot": "q′", "k_rot": "k′", "out": "out"}
    convention_slips = {
        "form=unpaired": ("gives the sine and the cosine of a pair exponents of their own", None),
        "first=1": ("counts positions from 1", None),
    }
    orders = ("n d",)
    examples = (
        "positional n=3 d=4",
        "positional n=2 d=4 X=1,0,.5,.2:.2,1,.8,.1",
        "positional rope=yes q=1,0,1,0:1,0,1,0 k=0,1,0,1:0,1,0,1",
        "positional pos=p d=2",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        rows = [x for x in (self.X, self.q, self.k) if x is not None]
        self._check_rope()
        if self.n is None and self.pos is None and not rows:
            raise InputError(say("n is missing: how many positions"), name="n", expected=say("n=4, or pos=0,5,9"))
        if self.d is None and not rows:
            raise InputError(say("d is missing: the numbers of a token"), name="d", expected="d=8")
        positions = self.pos.shape[0] if self.pos is not None else self.n or len(rows[0])
        if self.pos is not None and self.n not in (None, positions):
            raise InputError(
                say("n is {n}, and pos has {numbers}", n=self.n, numbers=count(positions, "number")),
                name="n", expected=say("n or pos alone"),
            )  # fmt: skip
        self.shape = (positions, self.d or rows[0].shape[1])
        for name in ("X", "q", "k"):
            x = getattr(self, name)
            if x is not None and x.shape != self.shape:
                raise shape_misfit(name, x.shape, say("positions × d"), self.shape, say("a row for each position"))
        self._check_size()

    def _check_rope(self) -> None:
        turned = self.q is not None or self.k is not None
        if self.rope == "yes" and not turned:
            raise InputError(
                say("rope turns q and k, and neither is given"),
                name="q",
                expected=say("q=1,0:1,0, a row for each position"),
            )
        if self.rope == "yes" and self.X is not None:
            raise InputError(say("rope adds nothing to X"), name="X", expected=say("q and k in place of X"))
        if self.rope == "no" and turned:
            name = "q" if self.q is not None else "k"
            raise InputError(say("{name} is given, and nothing turns it", name=name), name=name, expected="rope=yes")

    def _check_size(self) -> None:
        positions, d = self.shape
        if positions * d > MOST_CELLS:
            raise InputError(
                say("{n} positions of {d} numbers are too many to be worked out", n=positions, d=d),
                name="n" if self.n is not None else "pos",
                expected=say("at most {most:,} numbers in all", most=MOST_CELLS),
            )
        if d % 2 and (self.rope == "yes" or self.form == "concatenated"):
            raise InputError(
                say("d is {d}, and pairs need an even number", d=d),
                name="d" if self.d else next(name for name in ("X", "q", "k") if getattr(self, name) is not None),
                expected=say("an even number"),
            )
        if self.base.value is not None and sign(self.base) <= 0:
            raise InputError(say("base is not above 0"), name="base", expected="base=10000")

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("frequencies")
        run.words(self.pairs if self.rope == "yes" else self.form)
        freq = run.let("freq", self._frequencies())
        if self.rope == "yes":
            self._turn(run, freq)
            return
        run.section("encoding")
        PE = run.let("PE", self._encoding(freq))
        run.answer("PE")
        if self.X is None:
            run.lacks("out", say("there are no tokens to add it to"), "X=1,0:0,1")
            return
        run.section("sum")
        run.let("out", self.X + PE)
        run.answer("out")

    def _frequencies(self) -> Tensor:
        d = self.shape[1]
        own = self.rope == "no" and self.form == "unpaired"
        places = range(d) if own else range((d + 1) // 2)
        items = [frequency(self.base, i, d, own) for i in places]
        return Tensor(items, (len(items),))

    def _positions(self) -> list[Quantity]:
        if self.pos is not None:
            return self.pos.items
        return [constant(i + int(self.first)) for i in range(self.shape[0])]

    def _encoding(self, freq: Tensor) -> Tensor:
        """A row a position; which columns are sines, and of which frequency."""
        d = self.shape[1]
        half = (d + 1) // 2
        if self.form == "concatenated":
            columns = [(j % half, j < half) for j in range(d)]
        else:
            columns = [(j if self.form == "unpaired" else j // 2, j % 2 == 0) for j in range(d)]
        items = [wave(p * freq.items[i], even) for p in self._positions() for i, even in columns]
        return Tensor(items, self.shape)

    def _turn(self, run: Run, freq: Tensor) -> None:
        run.section("angles")
        positions = self._positions()
        theta = run.let("theta", Tensor([p * w for p in positions for w in freq.items], (len(positions), len(freq))))
        run.section("turned")
        for name in ("q", "k"):
            x = getattr(self, name)
            if x is None:
                run.lacks(f"{name}_rot", say("{name} is not given", name=name), f"{name}=1,0:0,1")
                continue
            run.let(f"{name}_rot", turned(x, theta, self.pairs))
            run.answer(f"{name}_rot")
        run.words("distance")


@rule("the wavelengths grow by powers of the base: a pair of columns i has frequency 1/base^(2i/d), i from 0")
def frequency(base: Quantity, i: int, d: int, own: bool) -> Quantity:
    """1/base^(2i/d), or base^(i/d) below for a column of its own. Vaswani and others 2017, §3.5."""
    return lowered(base, flint.fmpq(i if own else 2 * i, d))


@frequency.slip("two-left-out", "leaves out the 2 in the exponent")
def _(base: Quantity, i: int, d: int, own: bool) -> Quantity:
    return lowered(base, flint.fmpq(i, 2 * d if own else d))


@frequency.slip("minus-lost", "multiplies by the power instead of dividing by it")
def _(base: Quantity, i: int, d: int, own: bool) -> Quantity:
    return POWER(base, constant(flint.fmpq(i if own else 2 * i, d)))


def lowered(base: Quantity, exponent: Any) -> Quantity:
    power: Quantity = 1 / POWER(base, constant(exponent))
    return power


@rule("sines and cosines take turns: the first of a pair is a sine")
def wave(angle: Quantity, even: bool) -> Quantity:
    return SIN(angle) if even else COS(angle)


@wave.slip("sine-for-cosine", "writes sines where cosines stand, and cosines where sines stand")
def _(angle: Quantity, even: bool) -> Quantity:
    return COS(angle) if even else SIN(angle)


@wave.slip("sines-alone", "takes the sine everywhere")
def _(angle: Quantity, even: bool) -> Quantity:
    return SIN(angle)


@rule("a pair is turned by its angle: (a·cos − b·sin, a·sin + b·cos)")
def turned(x: Tensor, theta: Tensor, pairs: str) -> Tensor:
    """Su and others 2021; x: a row a position."""
    return rotated(x, theta, pairs, 1)


@turned.slip("turned-back", "turns the other way: (a·cos + b·sin, −a·sin + b·cos)")
def _(x: Tensor, theta: Tensor, pairs: str) -> Tensor:
    return rotated(x, theta, pairs, -1)


def rotated(x: Tensor, theta: Tensor, pairs: str, way: int) -> Tensor:
    items: list[Quantity] = []
    for row, angles in zip(x, theta, strict=True):
        half = len(angles)
        ends = [(2 * i, 2 * i + 1) if pairs == "adjacent" else (i, i + half) for i in range(half)]
        new = dict.fromkeys(range(2 * half), constant(0))
        for (a, b), angle in zip(ends, angles.items, strict=True):
            first, second, cos, sin = row.items[a], row.items[b], COS(angle), SIN(angle)
            new[a] = first * cos - second * sin if way > 0 else first * cos + second * sin
            new[b] = first * sin + second * cos if way > 0 else second * cos - first * sin
        items += new.values()
    return Tensor(items, x.shape)
