"""Expressions of pasted code: what they stand for."""

from __future__ import annotations

from typing import Any, NoReturn

from nncalc.rules.layer_rows.pasted import arithmetic, nodes
from nncalc.rules.layer_rows.pasted.functional import Functions
from nncalc.rules.layer_rows.pasted.tokens import fail
from nncalc.rules.layer_rows.pasted.trace import Trace
from nncalc.rules.layer_rows.pasted.values import (
    LAST_ROW,
    Builtin,
    Chain,
    Function,
    Instance,
    Kind,
    Made,
    Module,
    Size,
    Spot,
    State,
    Unknown,
)
from nncalc.words import say

_SHOWN = 100


class Evaluating:
    """Expressions. `scopes`: the names of the functions that are being read; the outermost are the text's own."""

    def __init__(self, source: str, before: int) -> None:
        self.source = source
        self.names: dict[str, Any] = {}
        self.scopes: list[dict[str, Any]] = [self.names]
        self.steps = 0
        self.trace = Trace(self.raise_at, before)
        self.functions = Functions(self.trace)
        self.kinds: list[Kind] = []
        self.loose: dict[str, nodes.Define] = {}
        self.modules: list[Module] = []
        self.result: Any = None
        self.input = Spot(0)
        self.forwarding = 0
        self.input_name: str | None = None
        self.keras = "keras" in source or "layers." in source

    @property
    def scope(self) -> dict[str, Any]:
        return self.scopes[-1]

    def raise_at(self, place: int, message: str, **more: str | None) -> NoReturn:
        fail(self.source, place, message, **more)

    def snippet(self, node: nodes.Call) -> str:
        """The text of a call, on one line."""
        start: Any = node.function
        while isinstance(start, (nodes.Attribute, nodes.Call, nodes.Part)):
            start = start.function if isinstance(start, nodes.Call) else start.owner
        return " ".join(self.source[start.place : node.end].split())[:_SHOWN]

    # -- values ----------------------------------------------------------------------------------------------------

    def value(self, node: Any) -> Any:
        """What an expression stands for."""
        self.steps += 1
        return getattr(self, f"_of_{type(node).__name__.lower()}")(node)

    def _of_literal(self, node: nodes.Literal) -> Any:
        return node.value

    def _of_name(self, node: nodes.Name) -> Any:
        for scope in (self.scope, self.names):
            if node.name in scope:
                return scope[node.name]
        if node.name == "self":
            self.names["self"] = found = Instance("self", node.place)
            return found
        return Unknown(node.name, node.place, plain=True)

    def owner_of(self, node: nodes.Attribute) -> Any:
        return self.value(node.owner)

    def _of_attribute(self, node: nodes.Attribute) -> Any:
        owner = self.owner_of(node)
        if isinstance(owner, Unknown):
            return Unknown(f"{owner.name}.{node.name}"[:200], owner.place)
        if isinstance(owner, Instance):
            if node.name in owner.attributes:
                return owner.attributes[node.name]
            kind = owner.kind
            method = (kind.methods if kind else self.loose).get(node.name)
            if method is not None:
                return Function(method, owner)
            if kind and node.name in kind.attributes:
                return kind.attributes[node.name]
            if node.name in ("training", "device", "dtype", "name"):
                return Unknown(f"self.{node.name}", node.place)
        if isinstance(owner, Kind) and node.name in owner.attributes:
            return owner.attributes[node.name]
        if isinstance(owner, Made) and owner.layer is not None:
            found = {"out_features": owner.layer.argument, "out_channels": owner.layer.argument,
                     "in_features": owner.layer.incoming, "in_channels": owner.layer.incoming}.get(node.name)  # fmt: skip
            if found is not None:
                return found
        if isinstance(owner, Spot) and node.name == "shape":
            return self.functions.apply("shape", [owner], {}, "", node.place)
        return Builtin(node.name, owner, node.place)

    def _of_items(self, node: nodes.Items) -> Any:
        if node.kind == "dict":
            pairs = [(self.value(pair.items[0]), self.value(pair.items[1])) for pair in node.items]
            return {key: value for key, value in pairs if isinstance(key, (str, int))}
        found: list[Any] = []
        for item in node.items:
            found += self.spread(item)
            if len(found) > arithmetic.MOST_ITEMS:
                self.raise_at(node.place, say("a list of more than {most:,}", most=arithmetic.MOST_ITEMS))
        return found

    def spread(self, node: Any) -> list[Any]:
        """An element, or those of `*list` and of `f(x) for x in list`."""
        if isinstance(node, nodes.Star):
            return self.row(self.value(node.value), node.place)
        if isinstance(node, nodes.Each):
            out = []
            for value in self.row(self.value(node.values), node.place):
                self.steps += 1
                self.scopes.append({**self.scope})
                self._set(node.target, value)
                out.append(self.value(node.item))
                self.scopes.pop()
            return out
        return [self.value(node)]

    def _set(self, target: Any, value: Any) -> None:
        raise NotImplementedError

    def row(self, value: Any, place: int) -> list[Any]:
        """The elements of a list, the layers of a chain."""
        if isinstance(value, (Chain, Instance)):
            return list(value.children)
        if isinstance(value, dict):
            return list(value)
        if not isinstance(value, list):
            self.raise_at(place, say("what is in this list cannot be told from what is pasted"))
        return list(value)

    def _of_part(self, node: nodes.Part) -> Any:
        owner = self.value(node.owner)
        if isinstance(owner, (Spot, State)):
            return self._row_of(owner, node)
        index = None if node.index is None or isinstance(node.index, nodes.Slices) else self.value(node.index)
        if isinstance(owner, Chain):
            owner = owner.children
        if isinstance(owner, dict) and isinstance(index, (str, int)) and index in owner:
            return owner[index]
        if isinstance(owner, list) and type(index) is int:
            if not -len(owner) <= index < len(owner):
                self.raise_at(node.place, say("there is no element {index} in this list", index=index))
            return owner[index]
        if isinstance(owner, (Unknown, Size)):
            return owner if isinstance(owner, Size) else Unknown(f"{owner.name}[…]", node.place)
        if isinstance(owner, list) and owner and isinstance(owner[0], Size):
            return Size(False)
        return self.raise_at(node.place, say("this part is not read here"))

    def _row_of(self, owner: Spot | State, node: nodes.Part) -> Any:
        """The last row of a tensor: `out[:, -1, :]`, `h[-1]`; another part is refused."""
        parts = node.index.parts if isinstance(node.index, nodes.Slices) else [node.index]
        places = [part if part in (None, nodes.CUT) else self.value(part) for part in parts]
        while places and places[-1] is None:
            places.pop()
        if isinstance(owner, Spot) and places == [None, -1]:
            return self.trace.last(owner, node.place)
        if isinstance(owner, State) and owner.part is None and places in ([-1], [-2], [0], [1]):
            if not self.trace.both(owner.spot) and places == [-1]:
                return self.trace.last(owner.spot, node.place)
            return State(owner.spot, places[0])
        return self.raise_at(node.place, say("this part is not read here"),
                             expected=LAST_ROW)  # fmt: skip

    def _of_star(self, node: nodes.Star) -> Any:
        return self.row(self.value(node.value), node.place)

    def _of_each(self, node: nodes.Each) -> Any:
        return self.spread(node)

    # -- operations ------------------------------------------------------------------------------------------------

    def _of_operation(self, node: nodes.Operation) -> Any:
        sign, operands = node.sign, node.operands
        if sign == "if":
            condition = self.truth(operands[1])
            if condition is None:
                return Unknown(say("a value that depends on a condition"), node.place)
            return self.value(operands[0] if condition else operands[2])
        if sign in ("and", "or"):
            first = self.truth(operands[0])
            if first is not None and first == (sign == "or"):
                return first
            second = self.truth(operands[1])
            return second if first is not None and second is not None else Unknown(say("a condition"), node.place)
        if len(operands) == 1:
            return self._signed(sign, operands[0], node.place)
        if sign in ("==", "!=", "<", ">", "<=", ">=", "in", "is", "not in", "is not"):  # no sentence: Python
            return arithmetic.compared(sign, self.value(operands[0]), self.value(operands[1]), node.place)
        return self.operation(sign, operands[0], operands[1], node.place)

    def _signed(self, sign: str, operand: Any, place: int) -> Any:
        if sign == "not":
            truth = self.truth(operand)
            return Unknown(say("a condition"), place) if truth is None else not truth
        value = self.value(operand)
        if isinstance(value, Spot):
            self.raise_at(place, say("'{sign}' of a tensor is not read here", sign=sign[0]))
        return arithmetic.signed(sign, value, place, self.raise_at)

    def operation(self, sign: str, left: Any, right: Any, place: int) -> Any:
        """Two operands and the sign between them; tensors may be added."""
        a, b = self.value(left), self.value(right)
        if isinstance(a, Spot) and isinstance(b, Spot) and sign == "+":
            return self.trace.merged("add", [a, b], "+", place)
        if isinstance(a, Spot) or isinstance(b, Spot):
            self.raise_at(
                place, say("'{sign}' of a tensor is not read here", sign=sign), expected=say("a sum of two tensors")
            )
        return arithmetic.operated(sign, a, b, place, self.raise_at)

    def truth(self, node: Any) -> bool | None:
        """Whether a condition holds; None where it cannot be told."""
        value = self.value(node)
        if isinstance(value, (Unknown, Size, Spot, Builtin)):
            return None
        if isinstance(value, (Module, Kind, Function)):
            return True
        return bool(value)
