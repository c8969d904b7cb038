"""Calls of pasted code: layers are made, put together and applied to tensors."""

from __future__ import annotations

from typing import Any

from nncalc.rules.layer_rows.pasted import nodes
from nncalc.rules.layer_rows.pasted.construction import Construction, holds_spot
from nncalc.rules.layer_rows.pasted.functional import JOINS, LOOKED_AT
from nncalc.rules.layer_rows.pasted.values import (
    Builtin,
    Chain,
    Function,
    Instance,
    Kind,
    Made,
    Module,
    Spot,
    State,
    Unknown,
)
from nncalc.words import say

_ITSELF = frozenset(("to", "cuda", "cpu", "eval", "train", "double", "float", "half", "apply", "requires_grad_"))


class Calls(Construction):
    """Calls."""

    def _of_call(self, node: nodes.Call) -> Any:
        function = node.function
        if isinstance(function, nodes.Attribute) and _is_super(function.owner):
            return self._super(function.name, node)
        if isinstance(function, nodes.Name) and function.name == "super":
            return Unknown("super", node.place)
        callee = self.value(function)
        arguments = [value for each in node.arguments for value in self.spread(each)]
        named = self.named_of(node)
        if isinstance(callee, Kind):
            return self.instance(callee, arguments, named, node.place)
        if isinstance(callee, Function):
            return self.called(callee, arguments, named, node.place)
        if isinstance(callee, Module):
            return self.applied(callee, arguments, node)
        if isinstance(callee, Builtin):
            return self._method(callee, arguments, named, node)
        if isinstance(callee, Unknown):
            return self._named(callee, arguments, named, node)
        return self.raise_at(node.place, say("this call is not read here"))

    # -- applying ----------------------------------------------------------------------------------------------------

    def spot(self, value: Any, place: int) -> Spot:
        """A tensor; a name that nothing defines is the input, as long as no other is."""
        if isinstance(value, Spot):
            return value
        if isinstance(value, State) and value.part is None and not self.trace.both(value.spot):
            return self.trace.last(value.spot, place)
        if isinstance(value, State):
            self.raise_at(place, say("one row of this state is not read here"),
                          expected="torch.cat((h[-2], h[-1]), dim=1)")  # fmt: skip
        if isinstance(value, Unknown) and value.plain and self.input_name in (None, value.name):
            self.input_name = value.name
            return Spot(0)
        if isinstance(value, Unknown):
            return self.raise_at(place, say("what {name} is cannot be told from what is pasted", name=value.name[:60]))
        return self.raise_at(place, say("a layer is applied to what is no tensor"))

    def applied(self, module: Module, arguments: list[Any], node: nodes.Call) -> Any:
        """What a module gives for tensors."""
        if not arguments:
            self.raise_at(node.place, say("{name} is applied to nothing", name=module.name))
        if isinstance(arguments[0], Unknown) and not self.forwarding and isinstance(module, (Chain, Instance)):
            if self.trace.layers:
                return Unknown(f"{module.name}(…)", node.place)  # the network was applied before, to other data
            arguments = [Spot(0), *arguments[1:]]
        if isinstance(module, Made) and module.merges:
            spots = arguments[0] if isinstance(arguments[0], list) else arguments
            module.applied += 1
            return self.trace.merged(
                module.merges, [self.spot(each, node.place) for each in spots], self.snippet(node), node.place
            )
        if isinstance(module, Instance) and module.kind is not None:
            forward = next(
                (module.kind.methods[name] for name in ("forward", "call") if name in module.kind.methods), None
            )
            if forward is not None:
                values = [self.spot(arguments[0], node.place), *arguments[1:]]
                return self.called(Function(forward, module), values, {}, node.place)
        out = self.through(module, self.spot(arguments[0], node.place), node.place)
        if not isinstance(module, Made) or not module.torch or module.layer is None:
            return out
        word = module.layer.word
        if word == "mha":
            if any(each != arguments[0] for each in arguments[1:3]):
                self.raise_at(
                    node.place, say("attention to other tokens is not read here"), expected="self.attn(x, x, x)"
                )
            return [out, Unknown(f"{module.name}(…)", node.place)]
        return {"lstm": [out, [State(out), State(out)]], "gru": [out, State(out)], "rnn": [out, State(out)]}.get(
            word, out
        )

    def through(self, module: Any, spot: Spot, place: int, exact: bool = True) -> Spot:
        """A tensor through a module, or through the parts of one in their order."""
        if isinstance(module, Made):
            return self.trace.apply(module, spot, place, exact)
        if isinstance(module, Instance) and module.kind is not None and {"forward", "call"} & set(module.kind.methods):
            name = "forward" if "forward" in module.kind.methods else "call"
            found = self.called(Function(module.kind.methods[name], module), [spot], {}, place)
            if isinstance(found, Unknown):
                self.raise_at(found.place, say("what {name} gives back cannot be told from what is pasted", name=name))
            if not isinstance(found, Spot):
                self.raise_at(
                    module.kind.methods[name].place, say("{name} gives back more than one tensor, or none", name=name)
                )
            return found
        if isinstance(module, Chain) and not module.calls:
            self.raise_at(place, say("{name} is no layer: its parts are applied one by one", name=module.name))
        chained = isinstance(module, Chain) or (
            isinstance(module, Instance) and module.kind is not None and module.kind.chain
        )
        if not chained and len(module.children) > 1:
            self.trace.remark("made order", name=module.name)
        for child in module.children:
            spot = self.through(child, spot, place, exact and chained)
        return spot

    def _of_tensors(
        self, callee: Unknown, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call
    ) -> Any:
        """A function of tensors."""
        if name == "Model":
            return Unknown("Model", callee.place)
        spots = arguments[0] if arguments and isinstance(arguments[0], list) else arguments
        if name in ("cat", "concat") and spots and all(isinstance(each, State) for each in spots):
            return self._both_states(spots, callee.place)
        if name in JOINS and spots and all(isinstance(each, Spot) for each in (spots if name != "add" else spots[:2])):
            axis = (arguments[1:2] if isinstance(arguments[0], list) else []) or [
                named.get("dim", named.get("axis", 0 if name == "cat" else -1))
            ]
            if name != "add" and axis[0] not in ((1, -3) if name == "cat" else (-1, 3)):
                self.raise_at(
                    callee.place,
                    say("tensors are only put behind one another along their channels here"),
                    expected="dim=1",
                )
            return self.trace.merged(
                JOINS[name], spots[:2] if name == "add" else spots, self.snippet(node), callee.place
            )
        if not self.forwarding and name in LOOKED_AT:
            return Unknown(f"{callee.name}(…)", callee.place)
        if len(self.scopes) == 1 and not callee.name.startswith(("F.", "nn.functional.", "torch.", "tf.")):
            return Unknown(f"{callee.name}(…)", callee.place)
        if not arguments or not isinstance(arguments[0], Spot):
            arguments = [named.get("input"), *arguments]
        if not isinstance(arguments[0], Spot):
            self.raise_at(callee.place, say("{name} of a tensor is not read here", name=name))
        return self.functions.apply(name, arguments, named, self.snippet(node), callee.place)

    def _both_states(self, states: list[Any], place: int) -> Spot:
        """`torch.cat((h[-2], h[-1]), 1)`: the last states of both directions."""
        if len({each.spot for each in states}) != 1 or [each.part for each in states] not in ([-2, -1], [0, 1]):
            self.raise_at(
                place, say("these rows of a state are not read here"), expected="torch.cat((h[-2], h[-1]), dim=1)"
            )
        return self.trace.last(states[0].spot, place)

    def _method(self, method: Builtin, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
        """A method of a list, a tensor, a chain or a model."""
        owner, name = method.owner, method.name
        if isinstance(owner, Spot):
            if name == "add" and len(arguments) == 1 and isinstance(arguments[0], Spot):
                return self.trace.merged("add", [owner, arguments[0]], "+", node.place)
            if not self.forwarding and name in LOOKED_AT:
                return Unknown(f"{name}(…)", method.place)
            return self.functions.apply(name, [owner, *arguments], named, self.snippet(node), method.place)
        if isinstance(owner, State) and name in ("squeeze", "contiguous", "detach"):
            return self.spot(owner, node.place) if name == "squeeze" else owner
        if isinstance(owner, list) and name in ("append", "extend") and len(arguments) == 1:
            owner += arguments if name == "append" else self.row(arguments[0], node.place)
            return None
        if isinstance(owner, dict) and name in ("items", "keys", "values") and not arguments:
            return [[key, value] for key, value in owner.items()] if name == "items" else list(getattr(owner, name)())
        if isinstance(owner, Module):
            return self._of_module(owner, name, arguments, named, node)
        return Unknown(f"{name}(…)", method.place)

    def _of_module(
        self, owner: Module, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call
    ) -> Any:
        if name in _ITSELF:
            return owner
        if name in ("add", "append", "add_module", "extend") and isinstance(owner, (Chain, Instance)) and arguments:
            parts = self.row(arguments[-1], node.place) if name == "extend" else [arguments[-1]]
            for part in parts:
                self.put(owner, part, node.place)
                if isinstance(owner, Instance) and isinstance(arguments[0], str):
                    owner.attributes[arguments[0]] = part
            return owner
        if name == "build" and arguments and isinstance(arguments[0], list) and self.trace.shape is None:
            self.trace.shape, self.trace.layout = tuple(arguments[0][1:]), "hwc"
        if holds_spot(arguments) and len(self.scopes) > 1:
            if name == "num_flat_features":
                return arguments[0]
            self.raise_at(node.place, say("{name} of a tensor is not read here", name=f"{owner.name}.{name}"))
        return Unknown(f"{owner.name}.{name}(…)", node.place)


def _is_super(node: Any) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.function.name == "super"
