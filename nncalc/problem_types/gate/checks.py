"""What the givens of `gate` must satisfy together, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.engine.tensor import matrix, rows_of
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.gate.declaration import GateDeclaration
from nncalc.problem_types.gate.rules import net_of
from nncalc.problem_types.gate.search import threshold_of
from nncalc.problem_types.gate.tables import GATES, USUAL_INPUTS, counting
from nncalc.words import count, say

LAYERS = ("W1", "theta1", "W2", "theta2")
MOST_INPUTS = 10


class GateChecks(GateDeclaration):
    """The checks of `gate`.

    width     how many inputs
    wanted    the outputs wanted, or None
    low       the output of a unit that does not fire: 0 or −1
    stoppers  places of inhibitory inputs; carriers: those of the others
    """

    def prepare(self) -> None:
        self._check_units()
        inputs = self._width()
        self.stoppers = self._inhibitory(inputs)
        self.carriers = [i for i in range(inputs) if i not in self.stoppers]
        self.width = inputs
        self.wanted, self.low = self._outputs(inputs)
        self._check_shapes(inputs)

    @property
    def rows(self) -> list[list[Quantity]]:
        """The inputs, a row each: all of 0 and 1 where none are given."""
        return rows_of(self.X if self.X is not None else matrix(counting(self.width), "X"))

    def _check_units(self) -> None:
        """Which way it goes: a unit, two layers, or neither."""
        if self.w is not None and (self.theta is None) == (self.b is None):
            raise InputError(
                say("w needs a threshold") if self.b is None else say("theta and b both say the threshold"),
                name="theta", expected=say("one of theta=2 and b=-2"),
            )  # fmt: skip
        for name in ("theta", "b", "inhibitory"):
            if self.w is None and getattr(self, name) is not None:
                raise InputError(say("{name} belongs to given weights", name=name), name=name, expected="w=1,1")
        given = [name for name in LAYERS if getattr(self, name) is not None]
        if given and len(given) < len(LAYERS):
            missing = next(name for name in LAYERS if name not in given)
            raise InputError(
                say("{name} is missing: two layers have all four", name=missing),
                name=missing, expected="W1=1,1:1,1 theta1=1,2 W2=1,-1 theta2=1",
            )  # fmt: skip
        if given and self.w is not None:
            raise InputError(say("w is one unit, W1 two layers"), name="w", expected=say("one of them"))
        if self.truth is None and self.w is None and not given:
            raise InputError(
                say("neither a table nor weights are given"), name="truth", expected=say("xor, or w=1,1 theta=2")
            )

    def _width(self) -> int:
        """How many inputs there are."""
        found = self._width_said()
        if found > MOST_INPUTS and self.X is None:
            raise InputError(
                say("{inputs} make more rows than are written", inputs=count(found, "input")),
                name="X", expected=say("at most {most} inputs, or X with the rows that matter", most=MOST_INPUTS),
            )  # fmt: skip
        return found

    def _width_said(self) -> int:
        if self.X is not None:
            return self.X.shape[1]
        if self.inputs is not None:
            return self.inputs
        if self.w is not None:
            shut = [q.value for q in self.inhibitory.items] if self.inhibitory is not None else []
            return len(self.w) + (len(shut) if any(number > len(self.w) for number in shut) else 0)
        if self.W1 is not None:
            return self.W1.shape[1]
        if isinstance(self.truth, str):
            return USUAL_INPUTS.get(self.truth, 2)
        assert self.truth is not None
        rows = len(self.truth)
        if rows < 2 or rows & (rows - 1):
            raise InputError(
                say("a table of all rows has 2, 4, 8 … outputs, and truth has {rows}", rows=rows),
                name="truth", expected=say("an output for each row, or X with the rows"),
            )  # fmt: skip
        return rows.bit_length() - 1

    def _inhibitory(self, inputs: int) -> list[int]:
        if self.inhibitory is None:
            return []
        numbers = [q.value for q in self.inhibitory.items]
        if any(type(n) is not flint.fmpq or n.q != 1 or not 1 <= n <= inputs for n in numbers):
            raise InputError(
                say("inhibitory is not the number of an input"), name="inhibitory",
                expected=say("a number from 1 to {inputs}", inputs=inputs),
            )  # fmt: skip
        return sorted({int(n.p) - 1 for n in numbers})

    def _outputs(self, inputs: int) -> tuple[list[int] | None, int]:
        """The outputs wanted, and the output of a unit that does not fire."""
        bipolar = any(q.value == -1 for row in self.rows for q in row)
        if self.truth is None:
            return None, -1 if bipolar else 0
        if isinstance(self.truth, list):
            if len(self.truth) != len(self.rows):
                raise InputError(
                    say("truth has {outputs}, and there are {rows}",
                        outputs=count(len(self.truth), "output"), rows=count(len(self.rows), "row")),
                    name="truth", expected=say("an output for each row"),
                )  # fmt: skip
            return self.truth, -1 if -1 in self.truth else 0
        if self.truth == "not" and inputs != 1:
            raise InputError(say("not has one input"), name="truth", expected=say("one input, or nand, nor"))
        if self.truth == "majority" and inputs % 2 == 0:
            raise InputError(say("a majority is of an odd number of inputs"), name="inputs", expected="inputs=3")
        if any(q.value not in (-1, 0, 1) for row in self.rows for q in row):
            raise InputError(
                say("a gate by name has inputs 0 and 1, or -1 and 1"),
                name="X",
                expected=say("truth=0,1,1,0 with an output a row"),
            )
        low = -1 if bipolar else 0
        gate = GATES[self.truth]
        return [1 if gate([q.value == 1 for q in row]) else low for row in self.rows], low

    def _check_shapes(self, inputs: int) -> None:
        if self.w is not None and len(self.w) not in (inputs, len(self.carriers)):
            raise self._misfit("w", len(self.w), inputs)
        if self.W1 is not None and self.theta1 is not None and self.W2 is not None:
            if self.W1.shape[1] != inputs:
                raise self._misfit("W1", self.W1.shape[1], inputs)
            for name in ("theta1", "W2"):
                if len(getattr(self, name)) != len(self.W1):
                    raise InputError(
                        say("{name} has {numbers}, W1 has {units}", name=name,
                            numbers=count(len(getattr(self, name)), "number"), units=count(len(self.W1), "row")),
                        name=name, expected=say("one for each hidden unit"),
                    )  # fmt: skip
        found = self.w is None and self.W1 is None
        if found and any(type(q.value) is not flint.fmpq for row in self.rows for q in row):
            raise InputError(
                say("weights are found for fractions alone"), name="X", expected=say("numbers such as 0, 1, 1/2")
            )

    @staticmethod
    def _misfit(name: str, weights: int, inputs: int) -> InputError:
        return InputError(
            say("{name} has {weights} for {inputs}", name=name, weights=count(weights, "weight"),
                inputs=count(inputs, "input")),
            name=name, expected=say("a weight for each input"),
        )  # fmt: skip

    # -- answers that are free -----------------------------------------------------------------------------------------

    def meant(self, figures: Sequence[tuple[str, str]]) -> Any:
        """The same table with the weights that somebody chose, where they do it: any that fit are right."""
        typed = dict(figures)
        if self.wanted is None or self.w is not None or self.W1 is not None:
            return self
        if all(name in typed for name in LAYERS):
            return self._if_fitting({name: typed[name] for name in LAYERS})
        if "w" not in typed:
            return self
        if "theta" in typed or "b" in typed:
            name = "theta" if "theta" in typed else "b"
            return self._if_fitting({"w": typed["w"], name: typed[name]})
        return self._if_fitting({"w": typed["w"], "theta": "0"}, free=True)

    def _if_fitting(self, units: dict[str, Any], free: bool = False) -> Any:
        try:
            other: Any = self.changed(units)
            if other.width != self.width:
                return self
            if free:
                nets = [_net(other.w.items, x).value for x in self.rows]
                theta = threshold_of(nets, [t == 1 for t in self.wanted or ()], int(self.step0))
                return self if theta is None else self.changed(units | {"theta": str(theta)})
            return other if other.fits() else self
        except (InputError, InputErrors, MorePrecision, TypeError):
            return self

    def fits(self) -> bool:
        """Whether the units that are given make the wanted outputs."""
        at = int(self.step0)
        for x, target in zip(self.rows, self.wanted or (), strict=True):
            if self.w is not None:
                level = _net(self.w.items, x)
                level = level + self.b if self.b is not None else level - self.theta
            else:
                assert self.W1 is not None
                assert self.theta1 is not None
                assert self.W2 is not None
                levels = [_net(w, x) - t for w, t in zip(rows_of(self.W1), self.theta1.items, strict=True)]
                hidden = [constant(1 if _on(level, at) else self.low) for level in levels]
                level = _net(self.W2.items, hidden) - self.theta2
            if _on(level, at) != (target == 1):
                return False
        return True


def _net(w: Sequence[Quantity], x: Sequence[Quantity]) -> Quantity:
    found: Quantity = net_of.right(w, x, None)
    return found


def _on(level: Quantity, at: int) -> bool:
    side = sign(level)
    return side > 0 or (side == 0 and at == 1)
