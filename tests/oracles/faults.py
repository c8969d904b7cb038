"""Planted faults: an oracle must see it when a rule is replaced by one of its slips."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from nncalc.engine.rule import Rule, Slip
from nncalc.engine.run import DoesNotApply, Policy


def rules_in(*modules: ModuleType) -> list[Rule]:
    """Every rule that the modules define."""
    every = [x for module in modules for x in vars(module).values() if isinstance(x, Rule)]
    return [rule for rule in every if rule.right.__module__ in [module.__name__ for module in modules]]


def slips_in(*modules: ModuleType) -> list[Slip]:
    """Every slip of those rules."""
    return [slip for rule in rules_in(*modules) for slip in rule.slips]


def name_of(slip: Slip) -> str:
    return f"{slip.rule.name}-{slip.number}"


def is_seen(slip: Slip, checks: Iterable[Callable[[Policy], object]]) -> bool:
    """Whether one of the checks fails under the slip; those in which it has no meaning do not count."""
    policy = Policy(choice={slip.rule: slip.function})
    for check in checks:
        try:
            check(policy)
        except DoesNotApply:
            continue
        except AssertionError:
            return True
    return False
