"""Schedules of the learning rate. t counts the steps before this one: 0 in the first step.

Forms as in PyTorch's lr_scheduler; cosine annealing by Loshchilov and Hutter 2017.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nncalc.engine.elementary import COS, PI, POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule


class Schedule(NamedTuple):
    """The givens of schedules; those that a form has no use for are None."""

    gamma: Quantity | None
    every: int | None
    total: int | None
    lr_min: Quantity
    warmup: int | None
    start_factor: Quantity


NEEDED = {
    "none": (),
    "step": ("gamma", "every"),
    "exponential": ("gamma",),
    "inverse": ("gamma",),
    "cosine": ("total",),
    "linear": ("total",),
    "linear-warmup": ("warmup",),
}
"""The forms, and the givens that each cannot do without."""


@rule("the learning rate of this step, by the schedule")
def rate_at(form: str, lr: Quantity, t: int, s: Schedule) -> Quantity:
    return _FORMS[form](lr, t, s)


@rate_at.slip("one-step-late", "counts this step as well: takes the rate of the next one")
def _(form: str, lr: Quantity, t: int, s: Schedule) -> Quantity:
    return _FORMS[form](lr, t + 1, s)


def _step(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.gamma is not None
    assert s.every is not None
    return lr * POWER(s.gamma, t // s.every)


def _exponential(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.gamma is not None
    return lr * POWER(s.gamma, t)


def _inverse(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.gamma is not None
    return lr / (1 + s.gamma * t)


def _cosine(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.total is not None
    swing = 1 + COS(PI() * t / s.total)
    if s.lr_min.value == 0:
        return lr / 2 * swing
    return s.lr_min + (lr - s.lr_min) / 2 * swing


def _linear(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.total is not None
    if t >= s.total:
        return lr * constant(1)
    return lr * (s.start_factor + (1 - s.start_factor) * constant(t) / s.total)


def _warmup(lr: Quantity, t: int, s: Schedule) -> Quantity:
    assert s.warmup is not None
    return lr * constant(t + 1) / s.warmup if t + 1 < s.warmup else lr * constant(1)


_FORMS: dict[str, Callable[[Quantity, int, Schedule], Quantity]] = {
    "step": _step,
    "exponential": _exponential,
    "inverse": _inverse,
    "cosine": _cosine,
    "linear": _linear,
    "linear-warmup": _warmup,
}
