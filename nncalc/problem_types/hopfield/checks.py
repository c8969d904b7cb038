"""What the givens of `hopfield` must satisfy together."""

from __future__ import annotations

from nncalc.declaring.numeric import LONGEST_ROW
from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.errors import InputError
from nncalc.problem_types.hopfield.declaration import HopfieldDeclaration
from nncalc.rules.network_layer import times
from nncalc.words import count, say

MOST_UNITS = 100
ALL_STATES = 8
"""Units up to which every state is looked at."""
MOST_SWEEPS = 1000
"""Sweeps where no limit is given; symmetric weights need far fewer."""


class HopfieldChecks(HopfieldDeclaration):
    """The checks of `hopfield`, and what follows from the givens."""

    units: int
    turns: list[int]
    most: int

    def prepare(self) -> None:
        if self.P is None and self.W is None:
            raise InputError(say("neither P nor W is given"), name="P", expected=say("P=1,-1:1,1 or W=0,1:1,0"))
        if self.P is not None and self.W is not None:
            raise InputError(say("P and W both give the weights"), name="W", expected=say("one of them"))
        self.units = (self.W if self.P is None else self.P).shape[1]  # type: ignore[union-attr]
        if self.units > MOST_UNITS:
            raise InputError(say("there are {units}", units=count(self.units, "unit")), name="P" if self.P else "W",
                             expected=say("at most {most}", most=MOST_UNITS))  # fmt: skip
        if self.W is not None:
            self._check_symmetric(self.W)
        for name in ("P", "x"):
            self._check_states(name)
        if isinstance(self.theta, Tensor) and len(self.theta) != self.units:
            raise self._misfit("theta", len(self.theta))
        self.turns = self._order()
        self.most = self.sweeps or MOST_SWEEPS
        self._check_run()

    def _misfit(self, name: str, numbers: int) -> InputError:
        units = count(self.units, "unit")
        return InputError(
            say("{name} has {numbers}, there are {units}", name=name, numbers=count(numbers, "number"), units=units),
            name=name,
            expected=say("one per unit"),
        )

    def _check_symmetric(self, W: Tensor) -> None:
        if W.shape[0] != W.shape[1]:
            raise InputError(
                say("W is {shape}: it has no row for each unit", shape=times(W.shape)), name="W",
                expected=say("as many rows as columns"),
            )  # fmt: skip
        rows = rows_of(W)
        for i, row in enumerate(rows):
            for j in range(i):
                one, other = row[j], rows[j][i]
                if one.value is None or other.value is None or sign(one - other) == 0:
                    continue
                raise InputError(
                    say("W is not symmetric: {one} and {other} differ", one=f"W.{i + 1}.{j + 1}={one.typed or one.value}",
                        other=f"W.{j + 1}.{i + 1}={other.typed or other.value}"),
                    name="W", expected=say("the same weight both ways: without it there is no energy"),
                )  # fmt: skip

    def _check_states(self, name: str) -> None:
        """Patterns and the state are of 1 and −1, as long as there are units."""
        states: Tensor | None = getattr(self, name)
        if states is None:
            return
        if states.shape[-1] != self.units:
            raise self._misfit(name, states.shape[-1])
        odd = [q for q in states.items if q.value is not None and q.value not in (1, -1)]
        if odd:
            zeros = all(q.value == 0 for q in odd)
            raise InputError(
                say("{name} holds {value}, and a unit is 1 or −1", name=name, value=odd[0].typed or odd[0].name),
                name=name,
                text=odd[0].typed,
                expected=say("−1 in place of 0") if zeros else say("1 and −1 alone"),
                nearest=_with_minus_ones(name, states) if zeros else None,
            )

    def _order(self) -> list[int]:
        if not self.order[0].isdecimal():
            return list(range(1, self.units + 1))
        turns = [int(number) for number in self.order.split(",")]
        strange = next((unit for unit in turns if not 1 <= unit <= self.units), None)
        if strange is not None:
            raise InputError(
                say("there is no unit {unit}", unit=strange), name="order",
                expected=say("unit numbers from 1 to {units}", units=self.units),
            )  # fmt: skip
        return turns

    def _check_run(self) -> None:
        if (
            self.x is None
            and (self.P is None or self.sweeps is not None or "order" in self.typed)
            and self.order != "all"
        ):
            raise InputError(
                say("x is missing: the state to begin with"), name="x", expected=say("x=1,-1,1, or order=all")
            )
        if self.order == "all" and self.sweeps is not None:
            raise InputError(say("every order has no sweeps"), name="sweeps", expected="order=index")
        if self.order == "all" and self.x is None and self.units > ALL_STATES:
            raise InputError(
                say("{units} have too many states to list", units=count(self.units, "unit")), name="x",
                expected=say("the state to begin with"),
            )  # fmt: skip

    def thresholds(self) -> list[Quantity]:
        """One for each unit; none where there are none."""
        if self.theta is None:
            return []
        return list(self.theta.items) if isinstance(self.theta, Tensor) else [self.theta] * self.units


def _with_minus_ones(name: str, states: Tensor) -> str | None:
    """States of 1 and 0 as they are to be typed; None of many."""
    rows = [",".join("1" if q.value == 1 else "-1" for q in row) for row in rows_of(states)]
    line = f"{name}={':'.join(rows)}"
    return line if len(line) <= LONGEST_ROW else None
