"""The working of `init`: fans, gain, the weights' variance, and variances through the depth of a network."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import vector
from nncalc.errors import InputError
from nncalc.problem_types.init.declaration import InitDeclaration
from nncalc.problem_types.init.rules import Layer, bound_of, deviation, kept_share, passed_back, passed_on, variance
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

COLUMNS = (
    Column("layer"),
    Column("fan_in", "quantity", "fan_in"),
    Column("fan_out", "quantity", "fan_out"),
    Column("var", "put in", "var"),
    Column("std", "quantity", "std"),
)


class Init(InitDeclaration):
    """The spread of initial weights, of one layer, a network or a convolution; variances forward and back."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._check_conv()
        for q in self.sizes.items if self.sizes is not None else ():
            if q.value is not None and (type(q.value) is not flint.fmpq or q.value.q != 1 or q.value < 1):
                raise InputError(say("a layer has no whole number of units"), name="sizes", expected="sizes=784,256,10")
        if self.sizes is not None and len(self.sizes) < 2:
            raise InputError(say("one size makes no layer"), name="sizes", expected="sizes=784,256,10")
        self._check_fans()
        for name in ("gain", "var_x", "var_w", "var_g"):
            value = getattr(self, name)
            if value is not None and value.value is not None and sign(value) <= 0:
                raise InputError(say("{name} is not above 0", name=name), name=name, expected=say("a number above 0"))
        if self.alpha is not None and self.act != "leaky-relu":
            raise InputError(say("alpha belongs to leaky-relu"), name="alpha", expected="act=leaky-relu")
        self._check_depth()

    def _check_conv(self) -> None:
        names = ("kernel", "channels_in", "channels_out")
        present = [name for name in names if getattr(self, name) is not None]
        missing = [name for name in names if name not in present]
        if present and missing:
            raise InputError(
                say("{present} is given, {missing} is missing", present=present[0], missing=missing[0]),
                name=missing[0],
                expected="kernel=3x3 channels_in=64 channels_out=128",
            )
        group, taken = self.groups.value, self.channels_in.value if self.channels_in is not None else None
        if present and group is not None and taken is not None and (taken / group).q != 1:
            raise InputError(
                say("groups do not divide channels_in"), name="groups", expected=say("a divisor of channels_in")
            )

    def _check_fans(self) -> None:
        """One of fans, sizes, a convolution; and the fan that the scheme asks for."""
        ways = [name for name in ("sizes", "kernel") if getattr(self, name) is not None] + [
            name for name in ("fan_in", "fan_out") if getattr(self, name) is not None
        ][:1]
        if len(ways) > 1:
            raise InputError(
                say("{one} and {other} both say how large a layer is", one=ways[0], other=ways[1]),
                name=ways[1],
                expected=say("one of fan_in with fan_out, sizes, kernel"),
            )
        if not ways:
            raise InputError(say("fan_in is missing"), name="fan_in", expected=say("fan_in=256 fan_out=128"))
        self.scheme_or_none = self.scheme or (None if self.var_w is not None else "xavier")
        self.usual = "average" if self.scheme_or_none == "xavier" else "fan_in"
        self.divided_by = self.mode or self.usual
        needed = {"fan_in": ("fan_in",), "fan_out": ("fan_out",), "average": ("fan_in", "fan_out")}[self.divided_by]
        if ways[0] in ("sizes", "kernel") or self.scheme_or_none is None:
            return
        for name in needed if self.scheme_or_none != "orthogonal-gain" else ("fan_in", "fan_out"):
            if getattr(self, name) is None:
                raise InputError(
                    say("{scheme} needs {name}", scheme=self.scheme_or_none, name=name),
                    name=name,
                    expected=say("{name}=128 as well", name=name),
                )

    def _check_depth(self) -> None:
        if self.var_x is None:
            for name in ("var_w", "depth"):
                if getattr(self, name) is not None:
                    raise InputError(
                        say("{name} carries a variance through layers, and var_x is missing", name=name),
                        name="var_x",
                        expected="var_x=1",
                    )
            return
        if self.kernel is not None:
            raise InputError(
                say("a variance is carried through layers of sizes, not through a convolution"),
                name="var_x",
                expected=say("fan_in and depth, or sizes"),
            )
        if self.sizes is not None and self.depth not in (None, len(self.sizes) - 1):
            raise InputError(
                say("sizes has {layers} layers, depth is {depth}", layers=len(self.sizes) - 1, depth=self.depth),
                name="depth",
                expected=say("sizes alone, or fan_in with depth"),
            )
        if self.sizes is None and self.fan_in is None:
            raise InputError(say("fan_in is missing"), name="fan_in", expected=say("fan_in=100 depth=3, or sizes"))

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        layers = self._fans(run)
        if self.scheme_or_none is not None:
            gain = self._gain(run)
            run.section("weights")
            run.words(self.scheme_or_none)
            if self.divided_by != self.usual and self.scheme_or_none in ("xavier", "lecun"):
                run.words(self.divided_by)
            if len(layers) == 1:
                self._one(run, layers[0], gain)
            else:
                self._table(run, layers, gain)
        if self.var_x is not None:
            self._through(run, layers)

    def _fans(self, run: Run) -> list[Layer]:
        """The fans of each layer."""
        if self.sizes is not None:
            units = self.sizes.items
            return [Layer(a, b) for a, b in pairwise(units)]
        if self.kernel is None:
            fans = [fan for fan in (self.fan_in, self.fan_out) if fan is not None]
            return [Layer(fans[0], fans[-1])]
        assert self.channels_in is not None
        assert self.channels_out is not None
        run.section("fans")
        cells = self.kernel.items[0]
        for side in self.kernel.items[1:]:
            cells = cells * side
        run.words("conv", cells=cells)
        taken = self.channels_in if self.groups.value == 1 else self.channels_in / self.groups
        return [Layer(run.let("fan_in", taken * cells), run.let("fan_out", self.channels_out * cells))]

    def _gain(self, run: Run) -> Quantity:
        run.section("gain")
        if self.gain is not None:
            run.result("gain", self.gain)
            return self.gain
        if self.act is None and self.scheme_or_none != "he":
            return run.let("gain", constant(1), shown=False)
        if self.act is not None:
            run.words(
                "gain of tanh" if self.act == "tanh" else "gain", **({} if self.act == "tanh" else {"act": self.act})
            )
        else:
            run.words("scheme gain")
        alpha = self.alpha if self.alpha is not None else constant(flint.fmpq(1, 100))
        value = {
            "relu": lambda: SQRT(constant(2)),
            "tanh": lambda: constant(flint.fmpq(5, 3)),
            "leaky-relu": lambda: SQRT(2 / (1 + alpha * alpha)),
            "selu": lambda: constant(flint.fmpq(3, 4)),
        }.get(self.act or "relu", lambda: constant(1))()
        gain: Quantity = run.let("gain", value)
        return gain

    def _one(self, run: Run, layer: Layer, gain: Quantity) -> None:
        assert self.scheme_or_none is not None
        var = run.let("var", variance(self.scheme_or_none, layer, gain, self.divided_by))
        run.answer("var")
        std = run.let("std", deviation(var))
        run.answer("std")
        if self.distribution == "uniform":
            run.words("uniform")
            run.let("bound", bound_of(std))
            run.answer("bound")
        elif self.distribution == "truncated":
            run.words("truncated")
            run.let("std_before", std / SQRT(kept_share()))
            run.answer("std_before")
        self.each = [var]

    def _table(self, run: Run, layers: list[Layer], gain: Quantity) -> None:
        assert self.scheme_or_none is not None
        run.section("table")
        more = {
            "uniform": (Column("bound", "quantity", "bound"),),
            "truncated": (Column("std_before", "quantity", "std_before"),),
        }.get(self.distribution, ())
        table = run.table("table", (*COLUMNS, *more))
        self.each = []
        for number, layer in enumerate(layers, 1):
            with run.row("table", number):
                var = run.let("var", variance(self.scheme_or_none, layer, gain, self.divided_by), shown=False)
                std = run.let("std", deviation(var), shown=False)
                last: tuple[Any, ...] = ()
                if self.distribution == "uniform":
                    last = (run.let("bound", bound_of(std), shown=False),)
                elif self.distribution == "truncated":
                    last = (run.let("std_before", std / SQRT(kept_share()), shown=False),)
            table.add(str(number), layer.fan_in, layer.fan_out, var, std, *last)
            self.each.append(var)
        run.answer(*(f"table.{number}.std" for number in range(1, len(layers) + 1)))

    def _through(self, run: Run, layers: list[Layer]) -> None:
        """The variance of z forward and of ∂L/∂z back, layer by layer."""
        assert self.var_x is not None
        half = self.act == "relu"
        several = len(layers) > 1
        if not several:
            layers = layers * (self.depth or 1)
        weights = [self.var_w] * len(layers) if self.var_w is not None else (self.each * len(layers))[: len(layers)]
        run.section("keep")
        run.words("derivation")
        share = constant(2) if half else constant(1)
        forward_keeps, backward_keeps = ([share / layer.over(fan) for layer in layers] for fan in ("fan_in", "fan_out"))
        run.let("keep_forward", vector(forward_keeps) if several else forward_keeps[0])
        run.let("keep_backward", vector(backward_keeps) if several else backward_keeps[0])
        run.answer("keep_forward", "keep_backward")
        run.section("forward")
        run.words("half" if half else "linear")
        carried = [self.var_x]
        for number, (layer, var) in enumerate(zip(layers, weights, strict=True), 1):
            name = f"var_z.{number}"
            carried.append(run.let(name, passed_on(layer.fan_in, var, carried[-1], half and number > 1)))
        run.result("var_z", vector(carried[1:]))
        run.section("backward")
        run.words("back")
        if half:
            run.words("back half")
        back = {len(layers): run.let(f"var_dz.{len(layers)}", self.var_g)}
        for number in range(len(layers) - 1, 0, -1):
            above = layers[number]
            value = passed_back(above.fan_out, weights[number], back[number + 1], half)
            back[number] = run.let(f"var_dz.{number}", value)
        run.result("var_dz", vector([back[number] for number in sorted(back)]))
        run.answer("var_z", "var_dz")
