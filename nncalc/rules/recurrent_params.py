"""How many parameters a recurrent cell has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import DoesNotApply, rule
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.recurrent_weights import Gate, Weights

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


@parameter_count.slip("65", "counts one gate only, leaving out the ×4 or ×3")
def _(gates: int, inputs: int, units: int, biases: int) -> Quantity:
    if gates == 1:
        raise DoesNotApply
    return _counted(1, inputs, units, biases)


def count_parameters(run: Run, directions: Sequence[Weights]) -> None:
    """The parameters of the cell as it is given, and what they would be with one bias vector and with two."""
    sets = {weights.mark: weights for weights in directions}
    weights = directions[0]
    gates = list(weights.gates.values())
    peepholes = sum(len(gate.peephole) for gate in gates if gate.peephole is not None)
    biases = _even_biases(gates)
    odd = sum(_size(b) for gate in gates for b in (gate.bx, gate.bh)) if biases is None else 0

    def counted(each: int, more: int) -> Quantity:
        number = parameter_count(len(gates), weights.inputs, weights.units, each)
        number = number + more if more else number
        return len(sets) * number if len(sets) > 1 else number

    run.let("params", counted(biases or 0, peepholes + odd))
    for name, each in (("params_one_bias", 1), ("params_two_biases", 2)):
        run.let(name, counted(each, peepholes), shown=each != biases)


def _even_biases(gates: Sequence[Gate]) -> int | None:
    """How many bias vectors every gate has; None where the gates differ or share one number among the units."""
    kinds = {(gate.bx is not None) + (gate.bh is not None) for gate in gates}
    shared = any(isinstance(b, Quantity) for gate in gates for b in (gate.bx, gate.bh))
    return None if shared or len(kinds) > 1 else kinds.pop()


def _size(b: Tensor | Quantity | None) -> int:
    return 0 if b is None else len(b) if isinstance(b, Tensor) else 1
