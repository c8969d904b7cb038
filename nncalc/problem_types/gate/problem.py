"""The working of `gate`: weights verified row by row, or found, or proven impossible and made by two layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import letter
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, matrix, rows_of, vector
from nncalc.errors import InputError
from nncalc.problem_types.gate.checks import GateChecks
from nncalc.problem_types.gate.rules import fires, is_stopped, net_of
from nncalc.problem_types.gate.search import hidden_units, unit_for
from nncalc.problem_types.gate.tables import gate_named
from nncalc.rules.certificates import show_proof
from nncalc.rules.separation import TooLarge, proof
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_CONDITIONS = 16
"""Rows up to which the conditions on the weights are written out."""


class Gate(GateChecks):
    """One threshold unit of McCulloch and Pitts: its truth table row by row, weights found for a table, or a proof that no
    weights do, and two layers for it."""

    def work(self, run: Run) -> None:
        run.section("unit")
        border = "0" if self.w is not None and self.b is not None else letter("theta")
        run.words("fires at" if self.step0 == "1" else "fires above", theta=border, low=self.low)
        if self.W1 is not None:
            assert self.theta1 is not None
            assert self.W2 is not None
            self._layers(run, rows_of(self.W1), self.theta1.items, self.W2.items, self.theta2)
        elif self.w is not None:
            self._verify(run)
        else:
            self._find(run)

    # -- one unit ------------------------------------------------------------------------------------------------------

    def _verify(self, run: Run) -> None:
        assert self.w is not None
        run.result("w", self.w)
        if self.b is not None:
            run.words("bias", theta=letter("theta"))
            run.result("b", self.b)
            run.let("theta", -self.b, shown=False)
        else:
            assert self.theta is not None
            run.result("theta", self.theta)
            run.let("b", -self.theta, shown=False)
        if self.stoppers:
            which = together([f"x{i + 1}" for i in self.stoppers])  # no sentence: names of inputs
            run.words("inhibitory", which=which, low=self.low)
        self._table(run, self.w.items, self.b, constant(0) if self.b is not None else self.theta)

    def _table(self, run: Run, w: Sequence[Quantity], b: Quantity | None, theta: Any) -> None:
        """A row for each row of inputs: net, output, whether it is right."""
        run.section("table")
        w = w if len(w) == len(self.carriers) else [w[i] for i in self.carriers]
        nets = run.let("net", vector([net_of(w, [x[i] for i in self.carriers], b) for x in self.rows]), shown=False)
        known = [net.value is not None and theta.value is not None for net in nets.items]
        on = [
            self._output(x, net, theta) if sure else None
            for x, net, sure in zip(self.rows, nets.items, known, strict=True)
        ]
        self._show(run, nets, on)

    def _output(self, x: Sequence[Quantity], net: Quantity, theta: Quantity) -> bool:
        return not is_stopped([x[i] for i in self.stoppers]) and fires(net, theta, int(self.step0))

    def _show(
        self, run: Run, nets: Tensor, on: Sequence[bool | None], between: Sequence[tuple[Column, Sequence[Any]]] = ()
    ) -> None:
        """The truth table, and what is said of it. `between`: columns of the hidden units with their cells."""
        outputs = [None if fired is None else (1 if fired else self.low) for fired in on]
        verdicts = None if self.wanted is None or None in outputs else [
            y == t for y, t in zip(outputs, self.wanted, strict=True)
        ]  # fmt: skip
        columns = [
            Column(say("row")),
            Column("X", "vector", "x"),
            *(column for column, _ in between),
            Column("net", "put in", "net"),
            Column("y", key="y", shown=None not in outputs),
            Column(say("target"), key="target", shown=self.wanted is not None),
            Column(say("right?"), key="right", shown=verdicts is not None),
        ]
        run.unasked([nets])
        table = run.table("table", columns, stays=True)
        for i, (x, net) in enumerate(zip(self.rows, nets.items, strict=True)):
            target = None if self.wanted is None else self.wanted[i]
            cells = [each[i] for _, each in between]
            table.add(i + 1, vector(x), *cells, net, outputs[i], target, None if verdicts is None else verdicts[i])
        if None in outputs:
            run.words("letters")
            run.lacks(
                r"(y|right)(\..*)?", say("which side a row is on cannot be told of letters"), say("numbers for them")
            )
            run.answer("net")
            return
        run.result("y", outputs)
        if verdicts is not None:
            run.result("right", ["yes" if right else "no" for right in verdicts])
            self._say_right(run, verdicts)
        elif gate := self._gate(outputs):
            run.words("named", gate=gate.upper())
        found = ("w", "theta", "W1", "theta1", "W2", "theta2")
        run.answer(*(name for name in found if self.w is None and name not in self.typed), "y", "right")

    @staticmethod
    def _say_right(run: Run, verdicts: Sequence[bool]) -> None:
        wrong = [str(i + 1) for i, right in enumerate(verdicts) if not right]
        run.words("some wrong" if len(wrong) > 1 else "one wrong" if wrong else "all right",
                  **({"which": together(wrong)} if wrong else {}))  # fmt: skip

    def _gate(self, outputs: Sequence[Any]) -> str | None:
        """The name of the gate that all rows of 0 and 1 make."""
        if self.X is not None:
            return None
        return gate_named([[int(q.value.p) for q in x] for x in self.rows], outputs)

    # -- weights found -------------------------------------------------------------------------------------------------

    def _find(self, run: Run) -> None:
        assert self.wanted is not None
        rows, wanted = [[q.value for q in x] for x in self.rows], [t == 1 for t in self.wanted]
        self._conditions(run, wanted)
        try:
            found = unit_for(rows, wanted, int(self.step0))
        except TooLarge:
            raise InputError(
                say("so large a table is not searched"), name="truth", expected=say("at most 7 inputs")
            ) from None
        if found is None:
            self._impossible(run, rows, wanted)
            return
        run.section("weights")
        w = run.let("w", vector(found.w), shown=False)
        theta = run.let("theta", constant(found.theta), shown=False)
        run.value(w)
        run.value(theta)
        run.let("b", -theta, shown=False)
        run.words("any")
        self._table(run, w.items, None, theta)

    def _conditions(self, run: Run, wanted: Sequence[bool]) -> None:
        """What the weights must satisfy, a row each."""
        run.section("wanted")
        run.words("reach")
        if len(self.rows) > MOST_CONDITIONS:
            return
        reached, missed = ("≥", "<") if self.step0 == "1" else (">", "≤")
        cells = []
        for number, (x, on) in enumerate(zip(self.rows, wanted, strict=True), 1):
            relation = reached if on else missed
            cells.append((number, vector(x), 1 if on else self.low, self._sum(x), relation, letter("theta")))
        columns = (
            Column(say("row")),
            Column("X", "vector"),
            Column(say("target")),
            Column("net"),
            Column(""),
            Column(""),
        )
        run.table("", columns, cells)

    @staticmethod
    def _sum(x: Sequence[Quantity]) -> str:
        """The net of a row in letters, without what is 0: w1 + w3, 2·w1 − w2."""
        text = ""
        for i, q in enumerate(x, 1):
            if q.value == 0:
                continue
            size = abs(q.value)
            sign = "−" if q.value < 0 else "+"
            term = f"w{i}" if size == 1 else f"{size}·w{i}"
            text += f" {sign} {term}" if text else term if sign == "+" else f"−{term}"  # no sentence: a formula
        return text or "0"

    # -- two layers ----------------------------------------------------------------------------------------------------

    def _impossible(self, run: Run, rows: Sequence[Sequence[Any]], wanted: Sequence[bool]) -> None:
        run.section("proof")
        signs = [1 if on else -1 for on in wanted]
        strict = [on != (self.step0 == "1") for on in wanted]
        X = matrix(self.rows, "X")
        coefficients = proof(X, signs, strict, None, True)
        assert coefficients
        show_proof(run, X, signs, run.let("certificate", vector(coefficients), shown=False), "learned")
        run.answer("certificate")
        units = hidden_units(rows, wanted, int(self.step0))
        run.section("hidden")
        if units is None:
            run.words("no layers")
            return
        run.words("hidden")
        W1 = run.let("W1", matrix([unit.w for unit in units]), shown=False)
        theta1 = run.let("theta1", vector([unit.theta for unit in units]), shown=False)
        W2 = run.let("W2", vector([1] * len(units)), shown=False)
        theta2 = run.let("theta2", self._one_fires(len(units)), shown=False)
        for each in (W1, theta1, W2, theta2):
            run.value(each)
        run.words("any")
        self._layers(run, rows_of(W1), theta1.items, W2.items, theta2)

    def _one_fires(self, units: int) -> Quantity:
        """The threshold that is reached as soon as one of so many hidden units fires, with weights 1."""
        return constant(1 + self.low * (units - 1) if self.step0 == "1" else self.low * units)

    def _layers(
        self, run: Run, W1: Sequence[Any], theta1: Sequence[Quantity], W2: Sequence[Quantity], theta2: Any
    ) -> None:
        """The table of hidden units and an output unit."""
        for name in ("W1", "theta1", "W2", "theta2"):
            if getattr(self, name) is not None:
                run.result(name, getattr(self, name))
        run.section("table")
        at = int(self.step0)
        net1 = run.let("net1", matrix([[net_of(w, x, None) for w in W1] for x in self.rows]), shown=False)
        if any(q.value is None for q in (*net1.items, *theta1, *W2, theta2)):
            run.line(net1)
            run.words("letters")
            run.answer("net1")
            return
        run.unasked([net1])
        fired = [[fires(net, t, at) for net, t in zip(row, theta1, strict=True)] for row in rows_of(net1)]
        hidden = [[1 if on else self.low for on in row] for row in fired]
        run.result("hidden", hidden)
        h = [[constant(each) for each in row] for row in hidden]
        nets = run.let("net", vector([net_of(W2, row, None) for row in h]), shown=False)
        on = [fires(net, theta2, at) for net in nets.items]
        between: list[tuple[Column, Sequence[Any]]] = []
        for j in range(len(W1)):
            between.append((Column(f"net1.{j + 1}", "put in"), [row[j] for row in rows_of(net1)]))
            between.append((Column(f"h{j + 1}"), [row[j] for row in hidden]))  # no sentence: a name
        self._show(run, nets, on, between)


__all__ = ["Gate"]
