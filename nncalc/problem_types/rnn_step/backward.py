"""Back-propagation through time, written out step by step from the last step to the first.

∂E/∂h of a step is what its own output sends back plus what the next step sends back through the recurrent weights.
References: Werbos, Backpropagation through time (1990); Goodfellow, Bengio, Courville, Deep Learning (2016), §10.2.2;
for the LSTM Greff et al., LSTM: A Search Space Odyssey (2015), appendix A.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.rule import rule
from nncalc.engine.tensor import MATMUL, Tensor, notation
from nncalc.problem_types.rnn_step.cell_rules import PLAIN, Manner, activation_of, joined_input, summed_over_steps
from nncalc.problem_types.rnn_step.cells import CellStep
from nncalc.problem_types.rnn_step.weights import Gate, Weights
from nncalc.rules.activations import derivative
from nncalc.rules.dense import back_through, bias_gradient, delta_of, plus_bias, weight_gradient, weighted

if TYPE_CHECKING:
    from nncalc.engine.run import Run

DIAGONAL = notation("diagonal matrix", "call", "diag", 9)
PEEPING_BACK = "if"
"""Gates whose peepholes look at the previous cell state."""


def _sum(terms: Sequence[Tensor]) -> Tensor:
    out = terms[0]
    for term in terms[1:]:
        out = out + term
    return out


def _only_own(own: Tensor | None, later: Sequence[Tensor]) -> Tensor:
    """What is left when the next step's terms are forgotten; at the last step there are none."""
    return own if own is not None else later[0] - later[0]


@rule("the error of a state is its own output's plus what the next step sends back")
def state_error(own: Tensor | None, later: Sequence[Tensor]) -> Tensor:
    """∂E/∂h of a step; `later` holds a term for every gate of the next step, none at the last step."""
    return _sum([*([own] if own is not None else []), *later])


@state_error.slip("next-step-left-out", "leaves out what the next step sends back", 66)
def _(own: Tensor | None, later: Sequence[Tensor]) -> Tensor:
    return _only_own(own, later)


@rule("the error of a cell state comes from the state and from the next cell state through its forget gate")
def cell_error(own: Tensor, later: Sequence[Tensor]) -> Tensor:
    return _sum([own, *later])


@cell_error.slip("next-step-left-out", "leaves out what the next cell state sends back", 66)
def _(own: Tensor, later: Sequence[Tensor]) -> Tensor:
    return _only_own(own, later)


class ThroughTime:
    """The backward pass of one direction.

    own    ∂E/∂h of a step from that step's own output, by step number
    terms  what each weight's gradient is summed from: (delta, what the weight carries) by (weight kind, gate)
    """

    def __init__(
        self, run: Run, weights: Weights, steps: Sequence[CellStep], manner: Manner, own: Mapping[int, Tensor]
    ) -> None:
        self.run, self.weights, self.steps, self.manner, self.own = run, weights, steps, manner, own
        self.terms: dict[tuple[str, str], list[tuple[Tensor, Tensor | None]]] = {}
        self.later: list[Tensor] = []
        self.later_cell: list[Tensor] = []
        self.errors: dict[int, Tensor] = {}

    def go(self, before: Mapping[str, str]) -> None:
        """All steps, the last worked first; `before` gives the names, as typed, of the initial states h0 and c0 whose
        derivatives are wanted as well: weights that both directions share do not say which direction's they are."""
        for step in self.run.each(self.steps[::-1]):
            own = self.own.get(step.number)
            if own is None and not self.later:
                continue  # no output that counts depends on this step
            with self.run.among("step", step.number):
                dh = self.run.let(step.name("dh"), state_error(own, self.later))
                self.errors[step.number] = dh
                {"rnn": self._rnn, "lstm": self._lstm, "gru": self._gru}[self.weights.cell](step, dh)
        for kept in self.terms.values():
            kept.reverse()
        if "h0" in before:
            self.run.let(f"d{before['h0']}", state_error(None, self.later))
        if "c0" in before and self.later_cell:
            self.run.let(f"d{before['c0']}", _sum(self.later_cell))

    # -- shared by the cells --------------------------------------------------------------------------------------

    def _keep(self, kind: str, letter: str, delta: Tensor, carried: Tensor | None = None) -> None:
        self.terms.setdefault((kind, letter), []).append((delta, carried))

    def _keep_gate(self, gate: Gate, delta: Tensor, step: CellStep, h: Tensor | None = None) -> None:
        """The terms of a gate whose net is W·[x, h] + b; `h` is what it sees in the place of the previous state."""
        h = step.h_before if h is None else h
        if gate.joined is not None:
            self._keep("joined", gate.letter, delta, joined_input(step.x, h, self.manner))
        self._keep("Wx", gate.letter, delta, step.x)
        self._keep("Wh", gate.letter, delta, h)
        self._keep("bx", gate.letter, delta)
        self._keep("bh", gate.letter, delta)

    def _send(self, letter: str, delta: Tensor) -> Tensor:
        """What goes back to the previous state through the recurrent weights of a gate."""
        return back_through(self.weights.gates[letter].Wh, delta, self.manner.form)

    def _delta(self, step: CellStep, letter: str, upstream: Tensor) -> Tensor:
        """∂E/∂net of a gate. The slope of every activation a cell may have follows from the gate's own value."""
        value = step.gates[letter]
        delta = delta_of(upstream, activation_of(letter, self.manner), value, value, PLAIN)
        return self.run.let(step.name(f"delta_{letter}"), delta)

    # -- the cells ------------------------------------------------------------------------------------------------

    def _rnn(self, step: CellStep, dh: Tensor) -> None:
        gate = self.weights.gates["h"]
        delta = delta_of(dh, self.manner.activation, step.net, step.h, PLAIN)
        delta = self.run.let(step.name("delta"), delta)
        self._keep_gate(gate, delta, step)
        self.later = [self._send("h", delta)]

    def _lstm(self, step: CellStep, dh: Tensor) -> None:
        gates, manner = self.weights.gates, self.manner
        assert step.squashed is not None
        assert step.c is not None
        assert step.c_before is not None
        delta_o = self._delta(step, "o", dh * step.squashed)
        through = delta_of(dh * step.gates["o"], manner.activation, step.c, step.squashed, PLAIN)
        peephole = gates["o"].peephole
        own = through if peephole is None else through + peephole * delta_o
        dc = self.run.let(step.name("dc"), cell_error(own, self.later_cell))
        deltas = {
            "i": self._delta(step, "i", dc * step.gates["g"]),
            "f": self._delta(step, "f", dc * step.c_before),
            "g": self._delta(step, "g", dc * step.gates["i"]),
            "o": delta_o,
        }
        self.later_cell = [dc * step.gates["f"]]
        for letter, delta in deltas.items():
            gate = gates[letter]
            self._keep_gate(gate, delta, step)
            if gate.peephole is not None:
                self._keep("peephole", letter, delta, step.c_before if letter in PEEPING_BACK else step.c)
                self.later_cell += [gate.peephole * delta] if letter in PEEPING_BACK else []
        self.later = [self._send(letter, delta) for letter, delta in deltas.items()]

    def _gru(self, step: CellStep, dh: Tensor) -> None:
        r, z, n = (step.gates[letter] for letter in "rzn")
        h, on_candidate = step.h_before, self.manner.z_on == "candidate"
        delta_n = self._delta(step, "n", dh * (z if on_candidate else 1 - z))
        delta_z = self._delta(step, "z", dh * (n - h if on_candidate else h - n))
        gate = self.weights.gates["n"]
        if self.manner.reset == "before":
            m = self.run.let(step.name("m"), r * h)
            dm = self.run.let(step.name("dm"), self._send("n", delta_n))
            delta_r = self._delta(step, "r", dm * h)
            self._keep_gate(gate, delta_n, step, m)
            through = dm * r
        else:
            m = self.run.let(step.name("m"), plus_bias(weighted(gate.Wh, h, self.manner.form), gate.bh))
            dm = self.run.let(step.name("dm"), delta_n * r)
            delta_r = self._delta(step, "r", delta_n * m)
            self._keep_after(gate, delta_n, dm, step)
            through = self._send("n", dm)
        self._keep_gate(self.weights.gates["r"], delta_r, step)
        self._keep_gate(self.weights.gates["z"], delta_z, step)
        direct = dh * (1 - z if on_candidate else z)
        self.later = [direct, through, self._send("r", delta_r), self._send("z", delta_z)]

    def _keep_after(self, gate: Gate, delta: Tensor, dm: Tensor, step: CellStep) -> None:
        """The terms of a candidate whose recurrent product the reset gate multiplies."""
        self._keep("Wx", "n", delta, step.x)
        self._keep("Wh", "n", dm, step.h_before)
        self._keep("bx", "n", delta)
        self._keep("bh", "n", dm)

    # -- the product of the Jacobians -----------------------------------------------------------------------------

    @property
    def reaches_back(self) -> bool:
        """Whether the error of the step worked last goes back over other steps."""
        return len(self.steps) > 1 and self.steps[-1].number in self.errors

    def products(self) -> None:
        """J of each step, their product from the last step back, and the last output's error taken through it.

        For a plain RNN ∂h/∂h′ = diag(f′(net))·Whh; for an LSTM and a GRU the factors of the direct path from state to
        state, which is what keeps their gradients from vanishing.
        """
        run, last = self.run, self.steps[-1]
        product: Tensor | None = None
        for step, before in zip(reversed(self.steps[1:]), reversed(self.steps[:-1]), strict=True):
            with run.among("step", step.number):
                if self.weights.cell == "rnn":
                    J = run.let(step.name("J"), self._jacobian(step))
                    product = run.let(before.name("P"), J if product is None else product @ J)
                    error, column = self.errors[last.number], self.manner.form == "column"
                    run.let(before.name("chain"), product.T @ error if column else error @ product)
                    continue
                factor = self._direct(step)
                product = run.let(before.name("P"), factor if product is None else product * factor)

    def _jacobian(self, step: CellStep) -> Tensor:
        """∂h/∂h′ of one step, (n, n)."""
        Wh = self.weights.gates["h"].Wh
        turned = Wh if self.manner.form == "column" else Wh.T
        if self.manner.activation.name == "identity":
            return turned
        derivatives = derivative(self.manner.activation, step.net, step.h, PLAIN)
        width = turned.shape[1]
        items = [derivatives.items[i // width] * q for i, q in enumerate(turned.items)]
        diagonal = Tensor(derivatives.items, derivatives.shape, DIAGONAL, (derivatives,))
        return Tensor(items, turned.shape, MATMUL, (diagonal, turned))

    def _direct(self, step: CellStep) -> Any:
        """∂c/∂c′ of an LSTM, ∂h/∂h′ of a GRU along the direct path, as vectors."""
        if self.weights.cell == "lstm":
            return step.gates["f"]
        return 1 - step.gates["z"] if self.manner.z_on == "candidate" else step.gates["z"]


def weight_gradients(run: Run, weights: Weights, passes: Sequence[ThroughTime]) -> list[str]:
    """The gradient of every weight and bias, summed over the steps of the passes that used it; the names
    of the lines."""
    terms: dict[tuple[str, str], list[tuple[Tensor, Tensor | None]]] = {}
    for each in passes:
        for key, kept in each.terms.items():
            terms.setdefault(key, []).extend(kept)
    writer = _Gradients(run, weights, passes[0].manner, terms)
    for gate in weights.gates.values():
        writer.gate(gate)
    return writer.names


class _Gradients:
    """Writes the gradients of one set of weights."""

    def __init__(self, run: Run, weights: Weights, manner: Manner, terms: Mapping[tuple[str, str], Any]) -> None:
        self.run, self.weights, self.form, self.concat, self.terms = run, weights, manner.form, manner.concat, terms
        self.names: list[str] = []

    def gate(self, gate: Gate) -> None:
        """dW and db of one gate."""
        letter = gate.letter
        whole = ("joined", letter) in self.terms
        if whole and gate.joined is not None:
            self._weight("joined", letter, gate.joined)
        self._weight("Wx", letter, gate.Wx, shown=not whole)
        self._weight("Wh", letter, gate.Wh, shown=not whole)
        if gate.joined is not None and not whole:
            self._beside(gate)
        if gate.peephole is not None:
            products = [delta * c for delta, c in self.terms["peephole", letter]]
            self._let(gate.peephole.name, summed_over_steps(products))
        for kind, b in (("bx", gate.bx), ("bh", gate.bh)):
            if b is not None:
                shared = not isinstance(b, Tensor)
                self._let(b.name, summed_over_steps([bias_gradient(d, shared) for d, _ in self.terms[kind, letter]]))

    def _weight(self, kind: str, letter: str, W: Tensor, shown: bool = True) -> None:
        products = [weight_gradient(delta, carried, self.form) for delta, carried in self.terms[kind, letter]]
        self._let(W.name, summed_over_steps(products), shown)

    def _beside(self, gate: Gate) -> None:
        """The gradient of a joined matrix whose two parts were differentiated apart (a GRU's, reset=after)."""
        parts = [self.run.results[f"d{W.name}"] for W in (gate.Wx, gate.Wh)]
        if self.concat == "hx":
            parts.reverse()
        if self.form == "column":
            items = [q for rows in zip(*parts, strict=True) for row in rows for q in row.items]
        else:
            items = [q for part in parts for q in part.items]
        assert gate.joined is not None
        self.run.let(f"d{gate.joined.name}", Tensor(items, gate.joined.shape), shown=False)
        self.names.append(f"d{gate.joined.name}")

    def _let(self, name: str | None, value: Any, shown: bool = True) -> None:
        self.run.let(f"d{name}", value, shown=shown)
        self.names += [f"d{name}"] if shown else []
