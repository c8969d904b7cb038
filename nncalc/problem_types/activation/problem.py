"""The working of `activation`: what must fit, values, slopes, Jacobians, the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, dot, shape_of
from nncalc.errors import InputError
from nncalc.problem_types.activation.declaration import ActivationDeclaration
from nncalc.problem_types.activation.functions import BY_ROW, chosen, jacobian, selu_constants
from nncalc.problem_types.activation.inverse import inverse
from nncalc.problem_types.activation.ranges import bounds, largest_slope
from nncalc.rules.activations import ActivationOptions, activate, derivative, options_of
from nncalc.rules.network_layer import shape_misfit
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

WITH_PARAMETER = ("leaky-relu", "prelu", "elu")
SATURATING = {
    "sigmoid": "both",
    "tanh": "both",
    "softsign": "both",
    "relu": "below",
    "elu": "below",
    "selu": "below",
} | dict.fromkeys(("softplus", "gelu", "silu", "mish"), "below")


class ActivationType(ActivationDeclaration):
    """One activation at any number of places: value, slope, Jacobian, what goes back through it, its range."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        if self.alpha is not None and self.act not in WITH_PARAMETER:
            raise InputError(
                say("{act} has no parameter", act=self.act), name="alpha", expected=say("act=leaky-relu, prelu or elu")
            )
        if isinstance(self.x, Quantity) and self.act in BY_ROW:
            raise InputError(
                say("{act} is taken of a row of numbers, and x is one", act=self.act), name="x", expected="x=2,1,.1"
            )
        if self.act == "swiglu" and self.x is not None and self.x.shape[-1] % 2:
            raise InputError(
                say("swiglu needs two halves, and a row of x has {numbers}", numbers=count(self.x.shape[-1], "number")),
                name="x",
                expected=say("an even number of them"),
            )
        self._check_upstream()
        self.row = chosen(self.act, self.hard_sigmoid, self.selu)
        self.options = (
            options_of(self.act, self.alpha, self.relu0, self.gelu)
            if self.act in (*WITH_PARAMETER, "relu")
            else ActivationOptions(gelu=self.gelu)
        )

    def _check_upstream(self) -> None:
        """The gradient that arrives has the shape of y."""
        if self.upstream is None:
            return
        if self.x is None:
            raise InputError(say("upstream goes back to x, and x is missing"), name="x", expected="x=-1.2,.5,3")
        wanted, found = shape_of(self.x), shape_of(self.upstream)
        if self.act == "swiglu":
            wanted = (*wanted[:-1], wanted[-1] // 2)
        if found != wanted:
            raise shape_misfit("upstream", found, "y", wanted)

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("function")
        key = {("gelu", "tanh"): "gelu-tanh", ("hard-sigmoid", "x/5"): "hard-sigmoid-fifth"}.get(
            (self.act, self.gelu if self.act == "gelu" else self.hard_sigmoid), self.act
        )
        if key in self.words:
            run.words(key, **self._constants())
        if self.x is not None:
            self._values(run)
        elif self.want is None:
            run.lacks("y|dy|J|dx", say("they are taken at x"), "x=-1.2,.5,3")
        if self.want is not None:
            run.section("want")
            forms = {"fifth": self.hard_sigmoid == "x/5", "rounded": self.selu == "rounded"}
            run.let("x_want", inverse(self.act, self.want, self.options.alpha, **forms))
            run.answer("x_want")
        self._range(run)

    def _constants(self) -> dict[str, Quantity | None]:
        """What the sentence about the function is filled with."""
        if self.act == "selu":
            scale, share = selu_constants(self.selu == "rounded")
            return {"scale": scale, "share": share}
        return {"alpha": self.options.alpha} if self.act in WITH_PARAMETER else {}

    def _values(self, run: Run) -> None:
        run.section("values")
        alone = isinstance(self.x, Quantity)
        x = Tensor([self.x], (1,)) if alone else self.x
        value = activate(self.row, x, self.options)
        y = run.let("y", value.items[0] if alone else value)
        run.answer("y")
        if self.row.derivative is None:
            run.section("jacobian")
            self._jacobians(run, x, y)
            return
        run.section("slopes")
        slope = derivative(self.row, x, Tensor([y], (1,)) if alone else y, self.options)
        dy = run.let("dy", slope.items[0] if alone else slope)
        self._say_where_it_saturates(run, [dy] if alone else dy.items)
        run.answer("dy")
        if self.upstream is not None:
            run.section("back")
            run.let("dx", self.upstream * dy)
            run.answer("dx")

    def _say_where_it_saturates(self, run: Run, slopes: list[Quantity]) -> None:
        if self.act in SATURATING:
            run.words(SATURATING[self.act])
            if all(q.value is not None for q in slopes):
                small = sum(sign(ABS(q) - flint.fmpq(1, 100)) < 0 for q in slopes)
                if small:
                    run.words("saturated", places=small, all=len(slopes))

    def _jacobians(self, run: Run, x: Tensor, y: Tensor) -> None:
        """One for each row; the way back is Jᵀ·upstream of each."""
        run.words(f"jacobian of {self.act}")  # no sentence: a key
        rows = list(zip(rows_along(x), rows_along(y), strict=True))
        back: list[Quantity] = []
        arriving = rows_along(self.upstream) if self.upstream is not None else [None] * len(rows)
        for number, ((row, value), g) in enumerate(zip(rows, arriving, strict=True), 1):
            name = "J" if len(rows) == 1 else f"row.{number}.J"
            J = run.let(name, jacobian(self.act, row, value))
            run.answer(name)
            if g is not None:
                columns = [J.items[j :: J.shape[1]] for j in range(J.shape[1])]
                back += [dot(column, g.items) for column in columns]
        if self.upstream is not None:
            run.section("back")
            run.let("dx", Tensor(back, x.shape))
            run.answer("dx")

    def _range(self, run: Run) -> None:
        run.section("range")
        ends = bounds(self.act, self.options, self.row)
        if ends is not None:
            low, high, words = ends
            run.words(words, low=low, high=high)
            run.result("range", Tensor([low, high], (2,), None, (), "range"))
        steepest = largest_slope(self.act, self.options, self.row)
        if steepest is None:
            return
        at, slope, words = steepest
        if at is None:
            run.let("most_dy", slope, shown=False)
            run.words(words, most_dy=slope)
            return
        at = run.let("most_at", at)
        place = Tensor([at], (1,))
        y = activate.right(self.row, place, self.options)
        run.let("most_dy", derivative.right(self.row, place, y, self.options).items[0])


def rows_along(x: Tensor) -> list[Tensor]:
    """The rows of the last axis."""
    width = x.shape[-1]
    if len(x.shape) == 1:
        return [x]
    return [Tensor(x.items[i : i + width], (width,)) for i in range(0, len(x.items), width)]
