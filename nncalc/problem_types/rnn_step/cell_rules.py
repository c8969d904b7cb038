"""The rules of recurrent cells, forward: plain RNN, LSTM, GRU.

References: Elman, Finding Structure in Time (1990); Hochreiter and Schmidhuber, Long Short-Term Memory (1997), with the
forget gate of Gers et al. (2000) and peepholes of Gers and Schmidhuber (2000); Cho et al., Learning Phrase
Representations (2014), v1 with the reset gate after the recurrent product, v3 before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nncalc.engine.operations import TOTAL
from nncalc.engine.quantity import SUM, is_number
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, notation, total, whole, zeros
from nncalc.problem_types.rnn_step.weights import Gate
from nncalc.rules.activations import ACTIVATIONS, Activation, ActivationOptions, activate
from nncalc.rules.dense import plus_bias, weighted

CONCAT = notation("concat", "call", "concat", 9)
APART = notation("product apart", "infix", "·", SUM)
"""A matrix product that keeps its brackets as a factor: r ⊙ (Whn·h) is not (r ⊙ Whn)·h."""
PLAIN = ActivationOptions()
SIGMOID = ACTIVATIONS["sigmoid"]
CANDIDATES = "gn"
"""Letters of the gates that are no gates but what is let in."""


class Manner(NamedTuple):
    """The conventions a cell is worked under.

    form        column | row
    activation  of the state, the candidates and the cell state
    z_on        candidate | old: which of the two the update gate multiplies
    reset       before | after the recurrent product
    concat      xh | hx
    """

    form: str
    activation: Activation
    z_on: str
    reset: str
    concat: str


Gates = Mapping[str, Gate]


def joined_input(x: Tensor, h: Tensor, manner: Manner) -> Tensor:
    """[x, h] or [h, x], the input of a joined matrix."""
    parts = (x, h) if manner.concat == "xh" else (h, x)
    items = [q for part in parts for q in part.items]
    return Tensor(items, (len(items),), CONCAT, parts)


# -- gates -------------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """What a gate sees.

    c   the cell state, of a gate with a peephole
    r   the reset gate, of the candidate of a GRU
    """

    x: Tensor
    h: Tensor
    c: Tensor | None = None
    r: Tensor | None = None


@rule("a gate has its own weights for the input and the previous state, and its own bias")
def gate_value(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
    """The activation of Wx·x + Wh·h + b, shape (n,); of a plain RNN the net alone, whose state has a line of its own.

    `gates` holds all gates of the cell.
    """
    net = _candidate_net(gate, seen, manner) if seen.r is not None else _net(gate, seen, manner)
    return net if gate.letter == "h" else activate(activation_of(gate.letter, manner), net, PLAIN)


def activation_of(letter: str, manner: Manner) -> Activation:
    """That of a candidate is a convention."""
    return manner.activation if letter in CANDIDATES else SIGMOID


def _net(gate: Gate, seen: Seen, manner: Manner) -> Tensor:
    if gate.joined is not None:
        net, biases = weighted(gate.joined, joined_input(seen.x, seen.h, manner), manner.form), [gate.bx, gate.bh]
    elif gate.bh is None:
        net, biases = weighted(gate.Wx, seen.x, manner.form) + weighted(gate.Wh, seen.h, manner.form), [gate.bx]
    else:
        from_x = plus_bias(weighted(gate.Wx, seen.x, manner.form), gate.bx)
        net, biases = from_x + weighted(gate.Wh, seen.h, manner.form), [gate.bh]
    if gate.peephole is not None and seen.c is not None:
        net = net + gate.peephole * seen.c
    for b in biases:
        net = plus_bias(net, b)
    return net


def _candidate_net(gate: Gate, seen: Seen, manner: Manner) -> Tensor:
    """Wxn·x + Whn·(r ⊙ h) + bn, or Wxn·x + r ⊙ (Whn·h) + bn; with two biases the second stands inside the brackets."""
    assert seen.r is not None
    if manner.reset == "before":
        return _net(gate, Seen(seen.x, seen.r * seen.h), manner)
    from_x = weighted(gate.Wx, seen.x, manner.form)
    from_h = weighted(gate.Wh, seen.h, manner.form)
    if gate.bh is not None:
        return plus_bias(from_x, gate.bx) + seen.r * plus_bias(from_h, gate.bh)
    apart = Tensor(from_h.items, from_h.shape, APART, from_h.operands)
    return plus_bias(from_x + seen.r * apart, gate.bx)


@gate_value.slip("bias-not-added", "leaves the bias out of the net", 22)
def _(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
    _some_bias(gates)
    return gate_value.right(gate._replace(bx=None, bh=None), gates, seen, manner)


def _some_bias(gates: Gates) -> None:
    if all(gate.bx is None for gate in gates.values()):
        raise DoesNotApply


def _with_bias_of(further: int) -> Any:
    """The slip of taking the bias that stands so many gates further on in the list."""

    def slipped(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
        _some_bias(gates)
        if len(gates) <= further:
            raise DoesNotApply
        letters = list(gates)
        other = gates[letters[(letters.index(gate.letter) + further) % len(letters)]]
        return gate_value.right(gate._replace(bx=other.bx, bh=other.bh), gates, seen, manner)

    return slipped


gate_value.slip("next-gate-bias", "takes the bias of the next gate in the list", 62)(_with_bias_of(1))
gate_value.slip("second-next-gate-bias", "takes another gate's bias, two further on in the list", 62)(_with_bias_of(2))
gate_value.slip("previous-gate-bias", "takes the bias of the gate before it in the list", 62)(_with_bias_of(3))


SWAPPED = "swaps the forget gate and the input gate"


@gate_value.slip("forget-and-input-swapped", SWAPPED, 60)
def _(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
    other = {"i": "f", "f": "i"}.get(gate.letter)
    if other is None:
        raise DoesNotApply
    return gate_value.right(gates[other], gates, seen, manner)


@rule("the candidate of a GRU sees the previous state through the reset gate")
def candidate_value(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
    return gate_value(gate, gates, seen, manner)


@candidate_value.slip("reset-left-out", "leaves the reset gate out of the candidate", 58)
def _(gate: Gate, gates: Gates, seen: Seen, manner: Manner) -> Tensor:
    return gate_value(gate, gates, seen._replace(r=None), manner)


# -- states ------------------------------------------------------------------------------------------------------------


@rule("the cell state keeps what the forget gate lets through and takes in the candidate through the input gate")
def cell_state(f: Tensor, c: Tensor, i: Tensor, g: Tensor) -> Tensor:
    return f * c + i * g


@cell_state.slip("forget-and-input-swapped", SWAPPED, 60)
def _(f: Tensor, c: Tensor, i: Tensor, g: Tensor) -> Tensor:
    return i * c + f * g


@cell_state.slip("plus-for-times", "adds i and g instead of multiplying them", 61)
def _(f: Tensor, c: Tensor, i: Tensor, g: Tensor) -> Tensor:
    return f * c + (i + g)


@rule("the state is the output gate times tanh of the new cell state")
def output_state(o: Tensor, squashed: Tensor, c: Tensor, c_before: Tensor, manner: Manner) -> Tensor:
    """`squashed` is tanh(c), or another activation of it."""
    return o * squashed


@output_state.slip("tanh-left-out", "leaves tanh of the cell state out", 59)
def _(o: Tensor, squashed: Tensor, c: Tensor, c_before: Tensor, manner: Manner) -> Tensor:
    if manner.activation.name == "identity":
        raise DoesNotApply
    return o * c


@output_state.slip("old-cell-state", "takes the old cell state instead of the new one", 63)
def _(o: Tensor, squashed: Tensor, c: Tensor, c_before: Tensor, manner: Manner) -> Tensor:
    return o * activate(manner.activation, c_before, PLAIN)


@rule("the update gate mixes the candidate with the previous state")
def mixed_state(z: Tensor, n: Tensor, h: Tensor, manner: Manner) -> Tensor:
    """(1 − z) ⊙ h + z ⊙ n, or z ⊙ h + (1 − z) ⊙ n. Slip 56, the two swapped, is the other convention."""
    if manner.z_on == "candidate":
        return (1 - z) * h + z * n
    return z * h + (1 - z) * n


# -- the start ---------------------------------------------------------------------------------------------


@rule("the first step starts from the state that is given")
def start_state(state: Tensor) -> Tensor:
    return state


@start_state.slip("start-state-ignored", "starts from 0 though a state is given", 108)
def _(state: Tensor) -> Tensor:
    if all(is_number(q, 0) for q in state.items):
        raise DoesNotApply
    return zeros(state.shape, state.name)


# -- sums over the steps -----------------------------------------------------------------------------------


@rule("a weight is the same at every step, so its gradient is the sum over the steps")
def summed_over_steps(terms: Sequence[Any]) -> Any:
    """The sum of tensors of one shape, or of quantities, in the order of time."""
    if len(terms) == 1:
        return terms[0]
    if not isinstance(terms[0], Tensor):
        return total(terms)
    items = whole(TOTAL, *[term.items for term in terms])
    items = items or [total(parts) for parts in zip(*[term.items for term in terms], strict=True)]
    return Tensor(items, terms[0].shape, TOTAL, tuple(terms))


@summed_over_steps.slip("last-step-only", "takes the gradient of the last step alone", 66)
def _(terms: Sequence[Any]) -> Any:
    return terms[-1]
