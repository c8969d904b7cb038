"""What counts must be: whole numbers from 0, and as many columns as rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.words import say


def check_counts(counts: Sequence[Quantity], name: str | None = None) -> None:
    """Counts are whole numbers from 0, and not all 0; raises InputError. `name`: the given they all belong to."""
    for q in counts:
        whole = type(q.value) is flint.fmpq and q.value.q == 1
        if not whole or sign(q) < 0:
            said = say("negative") if sign(q) < 0 else say("not whole")
            message = say("{q} is {value}, a count that is {said}", q=q.name, value=q.typed or q.value, said=said)
            raise InputError(message, name=name or q.name, expected=say("a whole number from 0"))
    if all(sign(q) == 0 for q in counts):
        raise InputError(say("all counts are 0"), name=name or counts[0].name, expected=say("at least one sample"))


def check_square(cm: Tensor) -> int:
    """The number of classes of a confusion matrix; raises InputError unless it has as many columns as rows."""
    rows, columns = cm.shape
    if rows == columns:
        return rows
    raise InputError(
        say("cm has shape {rows}×{columns}", rows=rows, columns=columns),
        name="cm",
        expected=say("as many columns as rows, one for each class"),
        nearest=_in_rows(cm),
    )


def _in_rows(cm: Tensor) -> str | None:
    """A single row of counts as the square matrix that it could be."""
    size = isqrt(len(cm.items))
    if cm.shape[0] > 1 or size * size != len(cm.items):
        return None
    counts = [q.typed or str(q.value) for q in cm.items]
    return ":".join(",".join(counts[i : i + size]) for i in range(0, len(counts), size))
