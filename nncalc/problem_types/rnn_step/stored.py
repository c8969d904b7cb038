"""Weights of a recurrent cell as they are stored, joined or stacked: what they are made of, and their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.tensor import Tensor
from nncalc.problem_types.rnn_step.weights import Weights
from nncalc.words import count

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def show_stored(run: Run, directions: Sequence[Weights], form: str, parts_used: bool) -> None:
    """What stacked and joined weights are made of; the part's name is the heading, as for the steps.

    parts_used  whether the working needs the two parts of a joined matrix
    """
    if len(directions) > 1 and directions[0].mark == directions[1].mark:
        run.words("same")
        directions = directions[:1]
    for weights in directions:
        if weights.scheme == "stacked" and weights.cell != "rnn":
            side = "row" if form == "column" else "column"
            run.words("stacked", order=" ".join(weights.order), units=count(weights.units, side))
        elif weights.scheme == "joined" and parts_used:
            run.words("joined")
        else:
            continue
        for letter in weights.order:
            gate = weights.gates[letter]
            parts: Sequence[Any] = (gate.Wx, gate.Wh, *([gate.bx, gate.bh] if weights.scheme == "stacked" else []))
            for value in parts:
                if value is not None:
                    run.value(value)


def stored_gradients(run: Run, weights: Weights, form: str) -> None:
    """The gradients of stacked weights, and a joined RNN's under the other name of its bias."""
    mark, results = weights.mark, run.results
    if weights.scheme == "joined" and f"db{mark}" in results:
        run.result(f"dbh{mark}", results[f"db{mark}"])
    if weights.scheme != "stacked":
        return
    for stem in ("Wx", "Wh", "b", "bx", "bh"):
        names = [f"d{stem}{letter}{mark}" for letter in weights.order]
        parts = [results[name] for name in names if name in results]
        if parts:
            run.result(f"d{stem}{mark}", parts[0] if len(parts) == 1 else _stack(parts, form))


def _stack(parts: Sequence[Tensor], form: str) -> Tensor:
    """Gates under each other, in row form beside each other."""
    if form == "row":
        return _under([part.T for part in parts]).T
    return _under(parts)


def _under(parts: Sequence[Tensor]) -> Tensor:
    rows, *columns = next(iter(parts)).shape
    return Tensor([q for part in parts for q in part.items], (len(parts) * rows, *columns))
