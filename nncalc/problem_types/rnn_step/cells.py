"""One step of a recurrent cell forward, line by line: what is computed, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.tensor import Tensor
from nncalc.problem_types.rnn_step.cell_rules import (
    PLAIN,
    Manner,
    Seen,
    candidate_value,
    cell_state,
    gate_value,
    mixed_state,
    output_state,
)
from nncalc.problem_types.rnn_step.weights import Weights
from nncalc.rules.activations import activate

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class CellStep:
    """One step of one direction: what goes in and, once it is worked, what comes out. Vectors (m,) and (n,).

    number     the step's, counted from 1 in the order of x
    mark       "" or `_back`
    gates      value of each gate by letter; for a plain RNN none
    net        of a plain RNN
    squashed   tanh(c) of an LSTM, or another activation of it
    """

    def __init__(self, number: int, mark: str, x: Tensor, h_before: Tensor, c_before: Tensor | None) -> None:
        self.number, self.mark = number, mark
        self.x, self.h_before, self.c_before = x, h_before, c_before
        self.gates: dict[str, Tensor] = {}
        self.net = self.h = x
        self.c: Tensor | None = None
        self.squashed: Tensor | None = None

    def name(self, letter: str) -> str:
        """The contract's name of a line of this step: `h1`, `h1_back`."""
        return f"{letter}{self.number}{self.mark}"


def advance(run: Run, weights: Weights, step: CellStep, manner: Manner) -> None:
    """Work one step: a line for every gate, then the states."""
    {"rnn": _rnn, "lstm": _lstm, "gru": _gru}[weights.cell](run, weights, step, manner)


def _rnn(run: Run, weights: Weights, step: CellStep, manner: Manner) -> None:
    seen = Seen(step.x, step.h_before)
    step.net = run.let(step.name("net"), gate_value(weights.gates["h"], weights.gates, seen, manner))
    step.h = run.let(step.name("h"), activate(manner.activation, step.net, PLAIN))


def _gate(run: Run, weights: Weights, step: CellStep, letter: str, manner: Manner, c: Tensor | None = None) -> None:
    seen = Seen(step.x, step.h_before, c)
    step.gates[letter] = run.let(step.name(letter), gate_value(weights.gates[letter], weights.gates, seen, manner))


def _lstm(run: Run, weights: Weights, step: CellStep, manner: Manner) -> None:
    assert step.c_before is not None
    peeping = weights.gates["o"].peephole is not None  # the output gate then sees the new cell state
    for letter in "ifg" if peeping else "ifgo":
        _gate(run, weights, step, letter, manner, step.c_before)
    state = cell_state(step.gates["f"], step.c_before, step.gates["i"], step.gates["g"])
    step.c = c = run.let(step.name("c"), state)
    if peeping:
        _gate(run, weights, step, "o", manner, c)
    squashed = activate(manner.activation, c, PLAIN)
    if manner.activation.name == "tanh":
        step.squashed = run.let(step.name("tanh_c"), squashed)
    else:
        step.squashed = run.let(step.name("act_c"), squashed)
        run.result(step.name("tanh_c"), step.squashed)
    step.h = run.let(step.name("h"), output_state(step.gates["o"], step.squashed, c, step.c_before, manner))


def _gru(run: Run, weights: Weights, step: CellStep, manner: Manner) -> None:
    gates, h = weights.gates, step.h_before
    for letter in "rz":
        _gate(run, weights, step, letter, manner)
    seen = Seen(step.x, h, r=step.gates["r"])
    step.gates["n"] = run.let(step.name("n"), candidate_value(gates["n"], gates, seen, manner))
    step.h = run.let(step.name("h"), mixed_state(step.gates["z"], step.gates["n"], h, manner))
