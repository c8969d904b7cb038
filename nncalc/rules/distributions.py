"""Probabilities as people type them, and outputs that must be some.

A number lies between 0 and 1; a row of a distribution sums to 1 as nearly as rounding lets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.domains import DomainError
from nncalc.engine.figures import Precision, figure
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, rows_of, total
from nncalc.errors import InputError
from nncalc.rules.loss_functions import Loss
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

TOLERANCE = (1, 100)
"""How far a row of probabilities that was typed rounded may sum from 1."""
MOST_PLACES = 12
"""Places of classes that a sentence lists."""
WITHIN = ("sigmoid", "softmax", "hard-sigmoid", "step")
"""Activations whose values lie between 0 and 1."""


class ClassTargets(Tensor):
    """One-hot rows that were typed as class numbers, counted from 0."""

    __slots__ = ("classes",)

    def __init__(self, items: Sequence[Quantity], shape: tuple[int, ...], name: str, classes: Sequence[int]) -> None:
        super().__init__(items, shape, None, (), name)
        self.classes = tuple(classes)


def check_targets(loss: Loss, t: Tensor, name: str = "t") -> list[tuple[int, Quantity]]:
    """Targets of an entropy are probabilities. Returns and raises what `check_distribution` does."""
    if loss.of == "probabilities":
        check_unit(t, name)
    if loss.of != "distribution":
        return []
    alone = t.shape[-1] == 1  # one output for two classes
    return check_distribution(t, name, close="loss=bce" if alone else None)


def check_unit(x: Tensor, name: str, close: str | None = None) -> None:
    """Every number is a probability; symbols pass. `close`: what is meant where one is not. Raises InputError."""
    for q in x.items:
        if _outside(q):
            raise InputError(
                say("{q} is no probability", q=said(q)), name=name, expected=say("numbers from 0 to 1"), nearest=close
            )


def check_outputs(loss: Loss, y: Tensor, activation: str, given: str) -> None:
    """Outputs of a network whose loss is an entropy are probabilities. Raises DomainError; `given` sets the activation."""
    for q in outputs_outside(loss, y, activation)[:1]:
        raise DomainError(
            say("{words} is of outputs between 0 and 1, {q} is not", words=entropy_in_words(loss), q=q.name),
            name="loss", expected=say("{given}={activation}, or another loss", given=given, activation=loss.activation),
        )  # fmt: skip


def outputs_outside(loss: Loss, y: Tensor, activation: str) -> list[Quantity]:
    """The outputs of a network of which its loss is undefined: those that are no probabilities where it is an entropy."""
    return [] if not loss.entropy or activation in WITHIN else [q for q in y.items if _outside(q)]


def entropy_in_words(loss: Loss) -> str:
    """What a loss that is an entropy is called in a sentence."""
    return say("binary cross-entropy") if loss.name == "bce" else loss.name


def _outside(q: Quantity) -> bool:
    return q.value is not None and (sign(q) < 0 or sign(1 - q) < 0)


def check_distribution(
    x: Tensor, name: str, *, or_class: bool = False, close: str | None = None
) -> list[tuple[int, Quantity]]:
    """Rows of probabilities: none negative, each summing to 1. Call it inside a run, where signs are decided.

    `or_class`: a class number could be given instead of one row; `close`: what is meant where the sum is another. Returns the
    rows (counted from 1) whose sum is within .01 of 1 but not 1, with the sum; raises InputError beyond.
    """
    rounded = []
    for number, row in enumerate(rows_of(x), 1):
        if any(q.value is None for q in row):
            continue
        negative = next((q for q in row if sign(q) < 0), None)
        if negative is not None:
            raise InputError(
                say("{name} holds {negative}, which is no probability", name=name, negative=said(negative)),
                name=name,
                expected=say("numbers from 0 to 1"),
            )
        whole = total(row)
        if sign(whole - 1) == 0:
            continue
        if sign(ABS(whole - 1) - constant(flint.fmpq(*TOLERANCE))) > 0:
            alone = len(x.shape) == 1
            wrong = (
                say("{name} sums to {sum}, not to 1") if alone else say("{name} sums to {sum} in row {row}, not to 1")
            )
            either = say("probabilities that sum to 1 within .01 (or one class number)")
            raise InputError(
                say(wrong, name=name, sum=said(whole), row=number),
                name=name,
                expected=say(either if alone and or_class else "probabilities that sum to 1 within .01"),
                nearest=close,
            )
        rounded.append((number, whole))
    return rounded


def said(q: Quantity) -> str:
    """A number in a message: as it was typed, else its figure."""
    found = figure(q, Precision())
    return q.typed or (found.text if found else say("a symbol"))


def say_rounded(run: Run, x: Tensor, name: str, rounded: Sequence[tuple[int, Quantity]]) -> None:
    """Say which rows of probabilities do not quite sum to 1 (`check_distribution`)."""
    say_classes(run, x)
    for row, whole in rounded:
        run.words("rounded row" if len(x.shape) > 1 else "rounded", name=name, sum=whole, row=row)


def say_classes(run: Run, x: Tensor | None) -> None:
    """Say how class numbers were read, where targets were typed so."""
    if not isinstance(x, ClassTargets):
        return
    places = [str(number + 1) for number in x.classes[:MOST_PLACES]] + ["…"] * (len(x.classes) > MOST_PLACES)
    run.words("classed rows" if len(places) > 1 else "classed", name=x.name, places=in_a_row(*places))
