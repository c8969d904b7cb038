"""The slips of a problem type: those of the rules that its working may call, and its conventions that are slips.

No list is kept. The rules are found from the type's class, by what the code of its functions names, in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dis import get_instructions
from functools import cache
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring import registry
from nncalc.declaring.letters import with_letters
from nncalc.engine.rule import Rule
from nncalc.words import either, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

WHERE = ("nncalc.problem_types.", "nncalc.rules.")
"""Packages that declare rules; code of others is not looked into."""
_AROUND = ("__wrapped__", "__func__", "func", "fget")
"""Where a method, a property or a cached function keeps its function."""


class Listed(NamedTuple):
    """A slip of a type: its name, its number before slips had names, the rule that it breaks and what is done, in words."""

    id: str
    number: int | None
    type: str
    rule: str
    words: str


@cache
def slips_of(name: str) -> tuple[Listed, ...]:
    """Every slip of a type, rule by rule in the order of the source, then the conventions that are slips."""
    kind = registry.load(name)
    every = [slip for rule in rules_of(kind) for slip in rule.slips]
    of_rules = [
        Listed(slip.id, slip.number, name, with_letters(slip.rule.says), with_letters(slip.words)) for slip in every
    ]
    return (*of_rules, *_convention_slips(kind))


def _convention_slips(kind: type[ProblemType]) -> Iterator[Listed]:
    for setting, (words, number) in kind.convention_slips.items():
        name, _, value = setting.partition("=")
        others = [choice for choice in kind.fields()[name].choices if choice != value]
        rule = say("{name}={others} holds", name=name, others=either(others, each=True))
        yield Listed(setting, number, kind.name, rule, with_letters(words))


def rules_of(kind: type[ProblemType]) -> tuple[Rule, ...]:
    """The rules that a type's working may call, in the order of the source."""
    met: dict[int, Any] = {}
    ahead: list[Any] = [kind]
    while ahead:
        each = ahead.pop()
        if id(each) not in met:
            met[id(each)] = each
            ahead += _leads_to(each)
    found = [each for each in met.values() if isinstance(each, Rule)]
    return tuple(sorted(found, key=lambda rule: (rule.right.__module__, rule.right.__code__.co_firstlineno)))


def _leads_to(each: Any) -> Iterable[Any]:
    """What is reached from a rule, a table, a class or a function at once."""
    if isinstance(each, Rule):
        return [each.right]
    if isinstance(each, dict):
        return each.values()
    if isinstance(each, (list, tuple)):
        return each
    each = next((inner for name in _AROUND if (inner := getattr(each, name, None)) is not None), each)
    if not str(getattr(each, "__module__", None)).startswith(WHERE):
        return []
    if isinstance(each, type):
        return [part for owner in each.__mro__ if owner.__module__.startswith(WHERE) for part in vars(owner).values()]
    return _named_in(each) if isinstance(each, FunctionType) else []


def _named_in(function: FunctionType) -> list[Any]:
    """What a function's code names: globals, imports of its own, attributes of modules, and what it encloses."""
    found: list[Any] = []
    attributes: set[str] = set()
    for code in _codes(function.__code__):
        for step in get_instructions(code):
            if step.opname == "LOAD_GLOBAL":
                found.append(function.__globals__.get(step.argval))
            elif step.opname == "IMPORT_NAME" and step.argval.startswith(WHERE):
                found.append(import_module(step.argval))
            elif step.opname in ("IMPORT_FROM", "LOAD_ATTR", "LOAD_METHOD"):
                attributes.add(step.argval)
    modules = [vars(each) for each in found if isinstance(each, ModuleType)]
    found += [module[name] for module in modules for name in attributes & module.keys()]
    return found + [cell.cell_contents for cell in function.__closure__ or ()]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function and of those that are written inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
