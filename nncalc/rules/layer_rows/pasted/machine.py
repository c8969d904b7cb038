"""Reads pasted code from top to bottom: what its names stand for, and which layers are applied to which tensors.

It is no Python: it knows assignments, calls, classes, loops over lists and conditions on numbers, and it counts its steps.
"""

from __future__ import annotations

from typing import Any, NoReturn

from nncalc.rules.layer_rows.pasted import nodes
from nncalc.rules.layer_rows.pasted.calls import Calls
from nncalc.rules.layer_rows.pasted.signatures import is_coming, signature
from nncalc.rules.layer_rows.pasted.values import Chain, Function, Instance, Kind, Module, Unknown
from nncalc.words import say

MOST_STEPS = 100_000
_TRAINING = frozenset(("backward", "zero_grad", "step"))
_INERT = frozenset(
    ("print", "cuda", "to", "eval", "train", "summary", "is_available", "device", "manual_seed", "super")
)


class Returned(Exception):
    """A function has ended, with a value."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Machine(Calls):
    """Statements. `scopes`: the names of the functions that are being read; the outermost are the text's own."""

    def run(self, statements: list[Any]) -> None:
        """Read statements in order."""
        for statement in statements:
            self.count(statement.place)
            getattr(self, f"_{type(statement).__name__.lower()}")(statement)

    def count(self, place: int) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self.fail(place, say("more than {most:,} steps", most=MOST_STEPS))

    def _assign(self, node: nodes.Assign) -> None:
        if node.sign != "=":
            if isinstance(node.targets[0], nodes.Part):
                self.fail(node.place, say("this assignment is not read here"))
            value = self.operation(node.sign[:-1], node.targets[0], node.value, node.place)
        else:
            value = self.value(node.value)
        for target in node.targets:
            self._set(target, value)

    def _set(self, target: Any, value: Any) -> None:
        if isinstance(target, nodes.Name):
            old = self.scope.get(target.name)
            if self.scope is self.names and isinstance(old, (Chain, Instance)) and old is not value:
                old.inside = True  # another took its name
            self.scope[target.name] = value
        elif isinstance(target, nodes.Attribute):
            self._set_attribute(target, value)
        elif isinstance(target, nodes.Items):
            row = value if isinstance(value, list) else None
            if row is not None and len(row) != len(target.items):
                self.fail(target.place, say("so many names and so many values do not fit"))
            for place, each in enumerate(target.items):
                self._set(each, row[place] if row is not None else value)
        elif not isinstance(value, Unknown):
            self.fail(target.place, say("this assignment is not read here"))

    def _set_attribute(self, target: nodes.Attribute, value: Any) -> None:
        owner = self.owner_of(target)
        if not isinstance(owner, Instance):
            if isinstance(value, Module):
                self.fail(target.place, say("a layer is put where it cannot be followed"))
            return
        if isinstance(value, Module):
            old = owner.attributes.get(target.name)
            if old in owner.children:
                owner.children.remove(old)
            value.inside = owner.kind is not None or value.inside
            owner.children.append(value)
            if value.name == "" or not value.name.startswith("self."):
                value.name = f"self.{target.name}"
        owner.attributes[target.name] = value

    def _evaluate(self, node: nodes.Evaluate) -> None:
        self.value(node.value)

    def _return(self, node: nodes.Return) -> None:
        if self.scope is self.names:
            self.result = self.value(node.value)
            return
        raise Returned(None if node.value is None else self.value(node.value))

    def _if(self, node: nodes.If) -> None:
        condition = self.truth(node.condition)
        if condition is not None:
            self.run(node.body if condition else node.other)
        elif not self._skipped([*node.body, *node.other]):
            self.fail(node.place, say("whether this condition holds cannot be told from what is pasted"),
                      expected=say("the branch that holds, alone"))  # fmt: skip

    def _skipped(self, statements: list[Any]) -> bool:
        """Whether statements can be left out: they fill numbers in, print or train. What they set is unknown then."""
        if not (_inert(statements) or (not self.forwarding and not _makes(statements))):
            return False
        for each in _walk(statements):
            for target in each.targets if isinstance(each, nodes.Assign) else []:
                self._forget(target)
        return True

    def _forget(self, target: Any) -> None:
        """A name whose value is not known any more."""
        if isinstance(target, nodes.Items):
            for each in target.items:
                self._forget(each)
        elif isinstance(target, nodes.Name):
            self.scope[target.name] = Unknown(target.name, target.place)
        elif isinstance(target, nodes.Attribute) and isinstance(owner := self.owner_of(target), Instance):
            owner.attributes[target.name] = Unknown(f"self.{target.name}", target.place)

    def _for(self, node: nodes.For) -> None:
        values = self.value(node.values)
        if isinstance(values, dict):
            values = list(values)
        if isinstance(values, (Chain, Instance)):
            values = list(values.children)
        if not self.forwarding and _trains(node.body) and self._skipped(node.body):
            return
        if not isinstance(values, list):
            if self._skipped(node.body):
                return
            self.fail(node.place, say("how often this is done cannot be told from what is pasted"),
                      expected=say("the model alone: its class, or its layers"))  # fmt: skip
        for value in values:
            self.count(node.place)
            self._set(node.target, value)
            self.run(node.body)

    def _define(self, node: nodes.Define) -> None:
        if self.scope is self.names and node.parameters[:1] and node.parameters[0][0] == "self":
            self.loose[node.name] = node  # a method, pasted without its class
        else:
            self.scope[node.name] = Function(node, None)

    def _class(self, node: nodes.Class) -> None:
        methods = {each.name: each for each in node.body if isinstance(each, nodes.Define)}
        bases = [self.value(base) for base in node.bases]
        names = [base.name.rpartition(".")[2] for base in bases if isinstance(base, Unknown)]
        inherited = [base for base in bases if isinstance(base, Kind)]
        for base in inherited:
            base.made += 1
            methods = {**base.methods, **methods}
        chain = "Sequential" in names or any(base.chain for base in inherited)
        attributes = {key: value for base in inherited for key, value in base.attributes.items()}
        for each in node.body:
            if isinstance(each, nodes.Assign) and each.sign == "=" and isinstance(each.targets[0], nodes.Name):
                attributes[each.targets[0].name] = self.value(each.value)
        self.names[node.name] = kind = Kind(node, methods, chain, bases, attributes)
        self.kinds.append(kind)

    def called(self, function: Function, arguments: list[Any], named: dict[str, Any], place: int) -> Any:
        """What a function of the text gives for these arguments."""
        if len(self.scopes) > 25:
            self.fail(place, say("functions call one another more than 25 deep"))
        parameters = function.node.parameters
        scope: dict[str, Any] = {}
        if function.bound is not None and parameters:
            scope[parameters[0][0]] = function.bound
            parameters = parameters[1:]
        if len(arguments) > len(parameters) and not any(name in ("args", "kwargs") for name, _ in parameters):
            self.fail(place, say("{name} is called with too many arguments", name=function.node.name))
        given = dict(zip([name for name, _ in parameters], arguments, strict=False))
        for name, default in parameters:
            if name in named or name in given:
                scope[name] = named.get(name, given.get(name))
            else:
                scope[name] = self.value(default) if default is not None else Unknown(name, function.node.place)
        for name in named:
            if name not in scope:
                self.fail(place, say("{call} has no argument '{key}'", call=function.node.name, key=name))
        self.scopes.append(scope)
        forward = function.bound is not None and function.node.name in ("forward", "call")
        self.forwarding += forward
        try:
            self.run(function.node.body)
        except Returned as returned:
            return returned.value
        finally:
            self.scopes.pop()
            self.forwarding -= forward
        return None

    def fail(self, place: int, message: str, **more: str | None) -> NoReturn:
        self.raise_at(place, message, **more)


def _walk(node: Any) -> Any:
    """All nodes below statements, one after another."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, (list, dict)):
            waiting += here.values() if isinstance(here, dict) else here
        elif isinstance(here, tuple):
            if hasattr(here, "_fields"):
                yield here
            waiting += [each for each in here if isinstance(each, (tuple, list, dict))]


def _inert(statements: list[Any]) -> bool:
    """Whether statements leave the layers alone, as far as their calls tell."""
    calls = [each.function for each in _walk(statements) if isinstance(each, nodes.Call)]
    named = [call.name if isinstance(call, (nodes.Name, nodes.Attribute)) else "" for call in calls]
    return all(name in _INERT or (name.endswith("_") and not name.endswith("__")) for name in named)


def _makes(statements: list[Any]) -> bool:
    """Whether statements make layers, or put them somewhere."""
    calls = [each.function for each in _walk(statements) if isinstance(each, nodes.Call)]
    named = [call.name for call in calls if isinstance(call, (nodes.Name, nodes.Attribute))]
    return any(
        name in ("add", "append", "add_module", "extend") or signature(name) or is_coming(name) for name in named
    )


def _trains(statements: list[Any]) -> bool:
    """Whether a loop trains: what it does to tensors is not the network's."""
    return any(isinstance(each, nodes.Attribute) and each.name in _TRAINING for each in _walk(statements))
