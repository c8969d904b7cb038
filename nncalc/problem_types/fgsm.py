"""Adversarial inputs: fast gradient sign, and projected steps

Topic: Networks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import NUMBER, SAMPLES, VECTOR
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import MAXIMUM, MINIMUM, SIGN, SQRT
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, elementwise, lift, rows_of, total
from nncalc.errors import InputError
from nncalc.rules.dense import back_through, delta_of, short_delta
from nncalc.rules.loss_functions import LOSSES
from nncalc.rules.loss_words import INFINITE
from nncalc.rules.losses import is_difference, loss_derivative, outputs_averaged
from nncalc.rules.network import GIVEN_WORDS, Network
from nncalc.rules.network_layer import Layer, shape_misfit
from nncalc.rules.ordering import argmax
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Fgsm(Network):
    """An input that is moved so that the loss of a network grows: one step of the gradient's sign, or several."""

    g: Tensor | None = given(
        SAMPLES, "direction in which x is moved, instead of a gradient from t and a loss", default=None
    )
    eps: Quantity = given(NUMBER, "how far each component may go; with norm=2 the length of the way")
    clip: Tensor | None = given(VECTOR, "least and largest value of an input: 0,1", default=None)
    steps: int = given(Count(1, 100), "steps; with more than one, each is projected back", default=1)
    step_size: Quantity | None = given(NUMBER, "size of one of several steps", default=None)
    targeted: str = convention("no", "yes", help="away from the target t, or towards a wanted t")
    norm: str = convention("inf", "2", help="of the way: the sign of the gradient, or the gradient over its length")

    sections = {
        "given": "How the givens are read",
        "forward": "Forward pass",
        "loss": "Loss",
        "backward": "Gradient of the input",
        "move": "The adversarial input",
        "after": "The network on it",
    }
    words = {
        **GIVEN_WORDS,
        **INFINITE,
        "away": "The loss is to grow, so x goes along the gradient.",
        "towards": "The loss of the wanted target is to shrink, so x goes against its gradient.",
        "same": "The class stays {old}.",
        "other": "The class was {old} and is {new} now.",
    }
    results = Network.results | {
        "delta{N}": "∂E/∂z of layer N",
        "dx": "∂E/∂x, as x; the direction g where it is given",
        "sign": "sign of dx; with norm=2 dx over its length",
        "x_adv": "the adversarial input, as x",
        "{z|a}{N}_adv": "the same of the adversarial input",
        "y_adv": "output of the adversarial input",
        "losses_adv": "loss of each sample, of the adversarial input",
        "loss_adv": "loss of the adversarial input",
        "changed": "whether the class is another: yes or no, for each sample",
        "step.{N}.{NAME}": "NAME in step N: step.2.x is where it leads",
    }
    symbols = {"dx": "∂E/∂x", "x_adv": "x′"}
    orders = ("x W1 g eps", "x W1 t eps")
    aliases = dict.fromkeys(("grad", "gradient"), "g")
    examples = (
        "fgsm x=1,3 W1=2,-1 b1=.5 g=2,-1 eps=1",
        "fgsm x=.2,.6 W1=1,-2:3,1 act1=softmax loss=cross-entropy t=1,0 eps=.1 clip=0,1",
        "fgsm x=.2,.6 W1=1,-2 act1=sigmoid loss=bce t=1 eps=.1 steps=3 step_size=.05",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        self.every_sample = len(self.x.shape) == 2
        if self.g is None or self.W:
            super().prepare()
        elif self.t is not None:
            raise InputError(say("t is given, and there is no network"), name="W1", expected="W1=.15,.20:.25,.30")
        if self.g is None and self.t is None:
            raise InputError(say("neither t nor g is given: no direction"), name="t", expected=say("t=1,0, or g=2,-1"))
        if self.g is not None and self.g.shape != self.x.shape:
            raise shape_misfit("g", self.g.shape, "x", self.x.shape)
        self._check_size()

    def _check_size(self) -> None:
        if self.clip is not None and len(self.clip) != 2:
            raise InputError(say("clip is not two numbers"), name="clip", expected="clip=0,1")
        if self.clip is not None:
            low, high = self.clip.items
            if low.value is not None and high.value is not None and sign(low - high) > 0:
                raise InputError(
                    say("clip begins above its end"), name="clip", expected=say("the least value first: 0,1")
                )
        if self.steps > 1 and self.step_size is None:
            raise InputError(say("several steps need a size"), name="step_size", expected="step_size=.05")
        if self.steps == 1 and self.step_size is not None:
            raise InputError(say("one step goes as far as eps"), name="step_size", expected=say("steps=3 as well"))
        if self.steps > 1 and self.g is not None:
            raise InputError(say("several steps need a gradient at each, and g is one"), name="g", expected="t=1,0")
        for name in ("eps", "step_size"):
            value = getattr(self, name)
            if value is not None and value.value is not None and sign(value) < 0:
                raise InputError(say("{name} is below 0", name=name), name=name, expected=say("0 or more"))

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        layers = self.layers() if self.W else []
        if layers:
            self.say_what_is_given(run, layers)
        y = None
        if self.steps == 1:
            y, dx = self._gradient(run, layers, self.x)
            x = self._moved(run, self.x, dx, self.eps, "x_adv")
        else:
            x, y = self._steps(run, layers)
        run.answer("x_adv")
        if layers:
            run.section("after")
            _, (*_, y_adv) = self.forward(run, layers, "_adv", x)
            run.answer("y_adv")
            if self.t is not None:
                self.losses(run, y_adv, "_adv")
                run.answer("loss_adv")
            self._compare(run, y, y_adv)

    def _gradient(self, run: Run, layers: list[Layer], x: Tensor) -> tuple[Any, Tensor]:
        """The output at x, and the direction."""
        y = None
        z: list[Tensor] = []
        a: list[Tensor] = [x]
        if layers:
            run.section("forward")
            z, a = self.forward(run, layers, "", x)
            y = a[-1]
        if self.g is not None:
            run.section("backward")
            return y, run.let("dx", self.g)
        assert self.t is not None
        run.section("loss")
        self.losses(run, a[-1])
        run.section("backward")
        return y, self._back(run, layers, z, a)

    def _back(self, run: Run, layers: list[Layer], z: list[Tensor], a: list[Tensor]) -> Tensor:
        """The deltas from the last layer to the first, and the gradient of the input."""
        assert self.t is not None
        last, loss, y = layers[-1], LOSSES[self.loss], a[-1]
        if is_difference(loss, last.activation.name, self.t):
            delta = short_delta(y, self.t, self.divisor * outputs_averaged(loss, y.shape[-1]))
        else:
            delta = delta_of(loss_derivative(loss, y, self.t, self.divisor), last.activation, z[-1], y, last.options)
        delta = run.let(f"delta{last.number}", delta)
        for layer, above in zip(reversed(layers[:-1]), reversed(layers[1:]), strict=True):
            at = layer.number
            upstream = back_through(above.W, delta, self.form)
            delta = run.let(f"delta{at}", delta_of(upstream, layer.activation, z[at - 1], a[at], layer.options))
        dx: Tensor = run.let("dx", back_through(layers[0].W, delta, self.form))
        return dx

    def _moved(self, run: Run, x: Tensor, dx: Tensor, size: Quantity, name: str) -> Tensor:
        """One step along the direction, within the range of inputs."""
        run.section("move")
        run.words("away" if self.targeted == "no" else "towards")
        along = run.let("sign", direction(dx, self.norm))
        to = moved(x, size, along, self.targeted)
        if name == "x" and self.norm == "inf":
            to = within(to, self.x - self.eps, self.x + self.eps)
        elif name == "x":
            to = self._drawn_back(run, to)
        if self.clip is not None:
            low, high = self.clip.items
            to = lift(MINIMUM, lift(MAXIMUM, to, low), high)
        there: Tensor = run.let(name, to)
        return there

    def _drawn_back(self, run: Run, to: Tensor) -> Tensor:
        """Back onto the ball of radius eps around x, row by row."""
        way = to - self.x
        rows = [(row, total([q * q for q in row])) for row in rows_of(way)]
        shares = [
            constant(1) if square.value is None or not exceeds(square, self.eps * self.eps) else self.eps / SQRT(square)
            for _, square in rows
        ]
        if all(q.value == 1 for q in shares):
            return to
        items = [q * share for (row, _), share in zip(rows, shares, strict=True) for q in row]
        back: Tensor = self.x + Tensor(items, self.x.shape)
        return back

    def _steps(self, run: Run, layers: list[Layer]) -> tuple[Tensor, Any]:
        """Projected gradient steps; the last one leads to the adversarial input. Madry and others 2018."""
        assert self.step_size is not None
        x, first = run.begin("step", "x", self.x), None
        for step in run.each(range(1, self.steps + 1)):
            with run.iteration("step", step):
                y, dx = self._gradient(run, layers, x)
                first = y if first is None else first
                x = self._moved(run, x, dx, self.step_size, "x")
        run.section("move")
        return run.let("x_adv", x), first

    def _compare(self, run: Run, y: Tensor, y_adv: Tensor) -> None:
        """Whether the class is another one; nothing of letters."""
        if any(q.value is None for q in (*y.items, *y_adv.items)):
            return
        act = self.activation_of(self.depth)
        pairs = [(class_of(a, act), class_of(b, act)) for a, b in zip(rows_of(y), rows_of(y_adv), strict=True)]
        for old, new in pairs:
            run.words("same" if old == new else "other", old=old, new=new)
        changed = ["no" if old == new else "yes" for old, new in pairs]
        run.result("changed", changed[0] if len(changed) == 1 else changed)
        run.answer("changed")


AGREE = 1024
"""Bits to which two lengths agree where neither is said to be longer."""


def exceeds(square: Quantity, limit: Quantity) -> bool:
    """Whether a way is too long. Ways that agree to a thousand bits are not: drawn back, they stay where they are."""
    try:
        return sign(square - limit) > 0
    except MorePrecision:
        if flint.ctx.prec < AGREE:
            raise
        return False


def class_of(row: list[Quantity], act: str) -> int:
    """The number of the largest output, from 1; of one output 1 above the middle (½ of a sigmoid, else 0), else 0."""
    if len(row) > 1:
        return argmax(row) + 1
    middle = flint.fmpq(1, 2) if act == "sigmoid" else 0
    return int(sign(row[0] - middle) >= 0)


@rule("each component goes by the sign of the gradient; with norm=2 along the gradient over its length")
def direction(dx: Tensor, norm: str) -> Tensor:
    """Goodfellow and others 2015. Raises nothing: a gradient of 0 has the sign 0."""
    if norm == "inf":
        signs: Tensor = lift(SIGN, dx)
        return signs
    rows: list[Quantity] = []
    for row in rows_of(dx):
        length = SQRT(total([q * q for q in row]))
        rows += row if length.value is not None and sign(length) == 0 else [q / length for q in row]
    return Tensor(rows, dx.shape)


@direction.slip("sign-left-out", "goes along the gradient itself, without taking its sign")
def _(dx: Tensor, norm: str) -> Tensor:
    return dx


@rule("the input is moved by the size of the step along the direction")
def moved(x: Tensor, size: Quantity, along: Tensor, targeted: str) -> Any:
    return x + size * along if targeted == "no" else x - size * along


@moved.slip("descends", "goes the other way: the loss shrinks")
def _(x: Tensor, size: Quantity, along: Tensor, targeted: str) -> Any:
    return x - size * along if targeted == "no" else x + size * along


def within(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Each component between its bounds."""
    return elementwise(MINIMUM, elementwise(MAXIMUM, x, low), high)
