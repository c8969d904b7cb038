"""How many parameters a recurrent cell has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total
from nncalc.problem_types.rnn_step.weights import Weights

if TYPE_CHECKING:
    from nncalc.engine.run import Run


@rule("every gate has a weight from each input, a weight from each unit and its biases, for each of its units")
def parameter_count(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    """gates·(n·m + n·n + biases·n)."""
    return _counted(gates, inputs, units, biases)


def _counted(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    n = constant(units)
    terms = [n * constant(inputs), n * constant(units)]
    terms += [n if biases == 1 else biases * n] if biases else []
    weights = total(terms)
    return weights if gates == 1 else gates * weights


@parameter_count.slip("64", "counts one bias where there are two, or two where there is one")
def _(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    if biases == 0:
        raise DoesNotApply
    return _counted(gates, inputs, units, 3 - biases)


@parameter_count.slip("47", "leaves the biases of the gates out of the count")
def _(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    if biases == 0:
        raise DoesNotApply
    return _counted(gates, inputs, units, 0)


@parameter_count.slip("65", "counts one gate only, leaving out the ×4 or ×3")
def _(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    if gates == 1:
        raise DoesNotApply
    return _counted(1, inputs, units, biases)


class _Biases(NamedTuple):
    """The biases of one direction: vectors of every gate, or, where the gates differ, how many numbers in all."""

    vectors: int | None
    numbers: int


def count_parameters(run: Run, directions: Sequence[Weights]) -> None:
    """The parameters of the cell as it is given, and what they would be with one bias vector and with two."""
    sets = list({weights.mark: weights for weights in directions}.values())
    given = [_biases(weights) for weights in sets]
    run.let("params", _of_all([_counted_with(w, b.vectors or 0, b.numbers) for w, b in zip(sets, given, strict=True)]))
    for name, vectors in (("params_one_bias", 1), ("params_two_biases", 2)):
        other = any(b.vectors != vectors for b in given)
        run.let(name, _of_all([_counted_with(weights, vectors, 0) for weights in sets]), shown=other)


def _counted_with(weights: Weights, vectors: int, numbers: int) -> Quantity:
    """The parameters of one direction with so many bias vectors, or bias numbers, beside its peepholes."""
    gates = list(weights.gates.values())
    more = numbers + sum(len(gate.peephole) for gate in gates if gate.peephole is not None)
    number: Quantity = parameter_count(len(gates), weights.inputs, weights.units, vectors)
    return number + more if more else number


def _of_all(numbers: Sequence[Quantity]) -> Quantity:
    """Both directions together."""
    if len(numbers) == 2 and numbers[0].value == numbers[1].value:
        return 2 * numbers[0]
    return total(numbers)


def _biases(weights: Weights) -> _Biases:
    gates = list(weights.gates.values())
    kinds = {(gate.bx is not None) + (gate.bh is not None) for gate in gates}
    given = [b for gate in gates for b in (gate.bx, gate.bh) if b is not None]
    if len(kinds) == 1 and all(isinstance(b, Tensor) for b in given):
        return _Biases(kinds.pop(), 0)
    return _Biases(None, sum(len(b) if isinstance(b, Tensor) else 1 for b in given))
