"""Calls of pasted code: layers are made, put together and applied to tensors."""

from __future__ import annotations

from typing import Any

from nncalc.errors import nearest
from nncalc.problem_types.convshape.pasted import arithmetic, nodes
from nncalc.problem_types.convshape.pasted.evaluating import Evaluating
from nncalc.problem_types.convshape.pasted.functional import JOINS
from nncalc.problem_types.convshape.pasted.making import Called, layer_of
from nncalc.problem_types.convshape.pasted.signatures import ALL_NAMES, CONTAINERS, is_coming, signature
from nncalc.problem_types.convshape.pasted.values import (
    Builtin,
    Chain,
    Function,
    Instance,
    Kind,
    Made,
    Module,
    Spot,
    Unknown,
)
from nncalc.rules.convolution.layer import Layer
from nncalc.words import say

_ITSELF = frozenset(("to", "cuda", "cpu", "eval", "train", "double", "float", "half", "apply", "requires_grad_"))
_MAKES_A_TENSOR = frozenset(("randn", "rand", "zeros", "ones", "empty"))


class Calls(Evaluating):
    """Calls."""

    def called(self, function: Function, arguments: list[Any], named: dict[str, Any], place: int) -> Any:
        raise NotImplementedError

    def _of_call(self, node: nodes.Call) -> Any:
        function = node.function
        if isinstance(function, nodes.Attribute) and _is_super(function.owner):
            return self._super(function.name, node)
        if isinstance(function, nodes.Name) and function.name == "super":
            return Unknown("super", node.place)
        callee = self.value(function)
        arguments = [value for each in node.arguments for value in self.spread(each)]
        named = {key: self.value(value) for key, value in node.named.items()}
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

    # -- making ----------------------------------------------------------------------------------------------------

    def _named(self, callee: Unknown, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
        """A function that the text does not define, by the last part of its name."""
        prefix, _, name = callee.name.rpartition(".")
        if _holds_spot(arguments) or isinstance(named.get("input"), Spot):
            return self._of_tensors(callee, name, arguments, named, node)
        if name in CONTAINERS:
            return self._chain(name, arguments, node)
        if name in ("Input", "InputLayer") and (self.keras or name == "InputLayer" or not prefix):
            return self._input(arguments, named)
        if name == "OrderedDict":
            pairs = arguments[0] if len(arguments) == 1 else []
            return pairs if isinstance(pairs, dict) else {str(pair[0]): pair[1] for pair in pairs if isinstance(pair, list) and len(pair) == 2}
        if name in arithmetic.BUILTINS and not prefix:
            return arithmetic.called(name, arguments, callee.place, self.raise_at)
        if name in _MAKES_A_TENSOR and prefix == "torch" and len(self.scopes) == 1:
            return self._tensor(arguments)
        if name == "Parameter" and len(self.scopes) > 1:
            self.raise_at(callee.place, say("parameters of a class's own, beside its layers, are not counted here"))
        if name[:1].isupper():
            return self._layer(callee, name, prefix, arguments, named, node)
        return Unknown(f"{callee.name}(…)", callee.place)

    def _layer(
        self, callee: Unknown, name: str, prefix: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call
    ) -> Any:
        known = signature(name)
        keras = known is not None and (known.torch is False or (known.torch is None and self.keras))
        if known is None and not is_coming(name):
            return Unknown(callee.name, callee.place)
        made = Made(name, callee.place)
        self.modules.append(made)
        if known is None or (name == "PReLU" and (self.keras or "shared_axes" in named)):
            made.refused = say("the layer {name} is known by name, and not worked out here yet", name=name)
            return made

        def fail(message: str, **more: Any) -> Any:
            self.raise_at(callee.place, message, **more)

        text = self.snippet(node)
        if known.word in ("add", "concat"):
            made.merges, made.layer = known.word, Layer(known.word, text)
            return made
        shape = named.get("input_shape", named.get("batch_input_shape"))
        if isinstance(shape, list):
            made.shape = tuple(shape[1:] if "input_shape" not in named else shape)
        elif type(named.get("input_dim")) is int:
            made.shape = (named["input_dim"],)
        made.layer, made.torch = layer_of(Called(name, arguments, named, text, keras, fail), known), not keras
        return made

    def _chain(self, name: str, arguments: list[Any], node: nodes.Call) -> Chain:
        chain = Chain(name, node.place, calls=name == "Sequential")
        self.modules.append(chain)
        parts = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], (list, dict)) else arguments
        for part in parts.values() if isinstance(parts, dict) else parts:
            self.put(chain, part, node.place)
        return chain

    def put(self, chain: Chain | Instance, part: Any, place: int) -> None:
        """A module put at the end of a chain; an input of Keras states the shape and is no layer."""
        if isinstance(part, Spot) and part.number == 0:
            return
        if isinstance(part, Unknown):
            self.no_layer(part)
        if not isinstance(part, Module):
            self.raise_at(place, say("what is in this list is no layer"), expected="nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU())")
        part.inside = True
        chain.children.append(part)

    def no_layer(self, unknown: Unknown) -> None:
        """Refuse a name that should be a layer's."""
        name = unknown.name.removesuffix("(…)").rpartition(".")[2]
        self.raise_at(
            unknown.place,
            say("the layer {call} is not read here", call=name[:60]),
            nearest=nearest(name, ALL_NAMES),
            expected=say("a layer of PyTorch or Keras that convshape has, or a token such as conv:96,k=11"),
        )

    def instance(self, kind: Kind, arguments: list[Any], named: dict[str, Any], place: int) -> Instance:
        """An object of a class of the text."""
        found = Instance(kind.node.name, place, kind=kind)
        kind.made += 1
        self.modules.append(found)
        if "__init__" in kind.methods:
            self.called(Function(kind.methods["__init__"], found), arguments, named, place)
        elif kind.chain:
            for part in arguments:
                self.put(found, part, place)
        return found

    def _super(self, name: str, node: nodes.Call) -> Any:
        """`super().__init__(…)`: of a class of the text it is read; a Sequential takes layers."""
        owner = self.scope.get(next(iter(self.scope), ""))
        kind = owner.kind if isinstance(owner, Instance) else None
        arguments = [value for each in node.arguments for value in self.spread(each)]
        for base in kind.bases if kind else []:
            if isinstance(base, Kind) and name in base.methods:
                named = {key: self.value(value) for key, value in node.named.items()}
                return self.called(Function(base.methods[name], owner), arguments, named, node.place)
        if kind and kind.chain and isinstance(owner, Instance) and name == "__init__":
            for part in arguments:
                self.put(owner, part, node.place)
            return None
        if name != "__init__":
            self.raise_at(node.place, say("a method of another library is not read here"))
        return None

    # -- inputs ----------------------------------------------------------------------------------------------------

    def _input(self, arguments: list[Any], named: dict[str, Any]) -> Spot:
        """`keras.Input(shape=(28, 28, 1))`: the input, and its shape."""
        shape = (arguments or [named.get("shape", named.get("input_shape"))])[0]
        whole = named.get("batch_shape", named.get("batch_input_shape"))
        if isinstance(whole, list):
            shape = whole[1:]
        if isinstance(shape, list) and self.trace.shape is None:
            self.trace.shape, self.trace.layout = tuple(shape), "hwc"
        return Spot(0)

    def _tensor(self, arguments: list[Any]) -> Spot:
        """`torch.randn(1, 3, 32, 32)`: an input, and its shape."""
        sizes = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list) else arguments
        if len(sizes) > 1 and not self.trace.layers:
            self.trace.shape, self.trace.layout = tuple(sizes[1:]), "chw"
        return Spot(0)

    def spot(self, value: Any, place: int) -> Spot:
        """A tensor; a name that nothing defines is the input, as long as no other is."""
        if isinstance(value, Spot):
            return value
        if isinstance(value, Unknown) and value.plain and self.input_name in (None, value.name):
            self.input_name = value.name
            return Spot(0)
        if isinstance(value, Unknown):
            return self.raise_at(place, say("what {name} is cannot be told from what is pasted", name=value.name[:60]))
        return self.raise_at(place, say("a layer is applied to what is no tensor"))

    # -- applying --------------------------------------------------------------------------------------------------

    def applied(self, module: Module, arguments: list[Any], node: nodes.Call) -> Any:
        """What a module gives for tensors."""
        if not arguments:
            self.raise_at(node.place, say("{name} is applied to nothing", name=module.name))
        if isinstance(module, Made) and module.merges:
            spots = arguments[0] if isinstance(arguments[0], list) else arguments
            module.applied += 1
            return self.trace.merged(module.merges, [self.spot(each, node.place) for each in spots], self.snippet(node), node.place)
        if isinstance(module, Instance) and module.kind is not None:
            forward = next((module.kind.methods[name] for name in ("forward", "call") if name in module.kind.methods), None)
            if forward is not None:
                values = [self.spot(arguments[0], node.place), *arguments[1:]]
                return self.called(Function(forward, module), values, {}, node.place)
        return self.through(module, self.spot(arguments[0], node.place), node.place)

    def through(self, module: Any, spot: Spot, place: int, exact: bool = True) -> Spot:
        """A tensor through a module, or through the parts of one in their order."""
        if isinstance(module, Made):
            return self.trace.apply(module, spot, place, exact)
        if isinstance(module, Instance) and module.kind is not None and {"forward", "call"} & set(module.kind.methods):
            name = "forward" if "forward" in module.kind.methods else "call"
            found = self.called(Function(module.kind.methods[name], module), [spot], {}, place)
            if not isinstance(found, Spot):
                self.raise_at(module.kind.methods[name].place, say("{name} gives back more than one tensor, or none", name=name))
            return found
        if isinstance(module, Chain) and not module.calls:
            self.raise_at(place, say("{name} is no layer: its parts are applied one by one", name=module.name))
        chained = isinstance(module, Chain) or (isinstance(module, Instance) and module.kind is not None and module.kind.chain)
        if not chained and len(module.children) > 1:
            self.trace.remark("made order", name=module.name)
        for child in module.children:
            spot = self.through(child, spot, place, exact and chained)
        return spot

    def _of_tensors(self, callee: Unknown, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
        """A function of tensors."""
        if name == "Model":
            return Unknown("Model", callee.place)
        spots = arguments[0] if arguments and isinstance(arguments[0], list) else arguments
        if name in JOINS and spots and all(isinstance(each, Spot) for each in (spots if name != "add" else spots[:2])):
            axis = (arguments[1:2] if isinstance(arguments[0], list) else []) or [named.get("dim", named.get("axis", 0 if name == "cat" else -1))]
            if name != "add" and axis[0] not in ((1, -3) if name == "cat" else (-1, 3)):
                self.raise_at(callee.place, say("tensors are only put behind one another along their channels here"), expected="dim=1")
            return self.trace.merged(JOINS[name], spots[:2] if name == "add" else spots, self.snippet(node), callee.place)
        if len(self.scopes) == 1 and not callee.name.startswith(("F.", "nn.functional.", "torch.", "tf.")):
            return Unknown(f"{callee.name}(…)", callee.place)
        if not arguments or not isinstance(arguments[0], Spot):
            arguments = [named.get("input"), *arguments]
        if not isinstance(arguments[0], Spot):
            self.raise_at(callee.place, say("{name} of a tensor is not read here", name=name))
        return self.functions.apply(name, arguments, named, self.snippet(node), callee.place)

    def _method(self, method: Builtin, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
        """A method of a list, a tensor, a chain or a model."""
        owner, name = method.owner, method.name
        if isinstance(owner, Spot):
            if name == "add" and len(arguments) == 1 and isinstance(arguments[0], Spot):
                return self.trace.merged("add", [owner, arguments[0]], "+", node.place)
            return self.functions.apply(name, [owner, *arguments], named, self.snippet(node), method.place)
        if isinstance(owner, list) and name in ("append", "extend") and len(arguments) == 1:
            owner += arguments if name == "append" else self.row(arguments[0], node.place)
            return None
        if isinstance(owner, dict) and name in ("items", "keys", "values") and not arguments:
            return [[key, value] for key, value in owner.items()] if name == "items" else list(getattr(owner, name)())
        if isinstance(owner, Module):
            return self._of_module(owner, name, arguments, named, node)
        return Unknown(f"{name}(…)", method.place)

    def _of_module(self, owner: Module, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
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
        if _holds_spot(arguments) and len(self.scopes) > 1:
            if name == "num_flat_features":
                return arguments[0]
            self.raise_at(node.place, say("{name} of a tensor is not read here", name=f"{owner.name}.{name}"))
        return Unknown(f"{owner.name}.{name}(…)", node.place)


def _is_super(node: Any) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.function.name == "super"


def _holds_spot(values: list[Any]) -> bool:
    """Whether a tensor is among the arguments, or in a list among them."""
    return any(isinstance(each, Spot) or (isinstance(each, list) and _holds_spot(each)) for each in values)
