"""The givens of an update rule and of a schedule, for every problem type that has them."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import NUMBER
from nncalc.errors import InputError
from nncalc.rules.optimizers.schedules import NEEDED, Schedule
from nncalc.rules.optimizers.settings import Constants
from nncalc.rules.optimizers.updates import UPDATES
from nncalc.words import say

DEFAULTS: dict[str, dict[str, str]] = {
    "lr": {"adadelta": "1"},
    "mu": {"rmsprop": "0", "": "0.9"},
    "rho": {"adadelta": "0.95", "": "0.9"},
    "eps": {"adadelta": "1e-6", "": "1e-8"},
}
"""Defaults that depend on the rule; "" for every other."""
LIKE = {"gamma": "gamma=.9", "every": "every=10", "total": "total=100", "warmup": "warmup=10"}

ADAMS = ("adam", "adamax", "nadam", "amsgrad", "adamw")
RULES_WITH = {
    "mu": ("momentum", "nesterov", "rmsprop"),
    "beta1": ADAMS,
    "beta2": ADAMS,
    "rho": ("rmsprop", "adadelta"),
    "eps": ("adagrad", "rmsprop", "adadelta", *ADAMS),
    "dampening": ("momentum", "nesterov"),
    "psi": ("nadam",),
    "velocity": ("momentum", "nesterov"),
    "nesterov": ("nesterov",),
    "eps_place": ("adagrad", "rmsprop", *ADAMS),
    "bias_correction": ADAMS,
    "nadam": ("nadam",),
    "start": ("adagrad",),
    "centered": ("rmsprop",),
    "l2": tuple(name for name in UPDATES if name != "adamw"),
}
"""The rules that have a use for a given."""


def fill_defaults(problem: Any, rule: str, others: dict[str, str]) -> None:
    """Set what was not typed; `others` are defaults for every rule. Raises InputError without a learning rate."""
    for name, by_rule in {**DEFAULTS, **{name: {"": text} for name, text in others.items()}}.items():
        text = by_rule.get(rule, by_rule.get(""))
        if getattr(problem, name) is None and text is not None:
            setattr(problem, name, NUMBER.read(text, name, Reading()))
    if problem.lr is None:
        raise InputError(say("lr is missing: the learning rate"), name="lr", expected="lr=.1")


def check_schedule(problem: Any) -> None:
    """Raises InputError where the schedule cannot do without something that is missing."""
    for name in NEEDED[problem.schedule]:
        if getattr(problem, name) is None:
            raise InputError(
                say("schedule={schedule} needs {name}", schedule=problem.schedule, name=name),
                name=name,
                expected=LIKE[name],
            )


def constants_of(problem: Any) -> Constants:
    """What the rule depends on: givens have the names that it knows."""
    return Constants(*(getattr(problem, name) for name in Constants._fields))


def schedule_of(problem: Any) -> Schedule:
    """What the schedule depends on, likewise."""
    return Schedule(*(getattr(problem, name) for name in Schedule._fields))
