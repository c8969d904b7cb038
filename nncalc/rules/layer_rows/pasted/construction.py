"""Layers, chains and objects of pasted code as its calls make them."""

from __future__ import annotations

from functools import partial
from typing import Any

from nncalc.errors import nearest
from nncalc.rules.convolution.layer import SEQUENCES, Layer
from nncalc.rules.layer_rows.pasted import arithmetic, nodes
from nncalc.rules.layer_rows.pasted.called import Called
from nncalc.rules.layer_rows.pasted.evaluating import Evaluating
from nncalc.rules.layer_rows.pasted.making import layer_of
from nncalc.rules.layer_rows.pasted.sequencing import CELLS, at_every_step, both_ways, over_tokens
from nncalc.rules.layer_rows.pasted.signatures import ALL_NAMES, CONTAINERS, Signature, is_coming, signature
from nncalc.rules.layer_rows.pasted.values import (
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

_WRAPPERS = ("bidirectional", "distributed")
_MAKES_A_TENSOR = frozenset(("randn", "rand", "zeros", "ones", "empty"))


class Construction(Evaluating):
    """Calls that make something."""

    def called(self, function: Function, arguments: list[Any], named: dict[str, Any], place: int) -> Any:
        raise NotImplementedError

    def _of_tensors(
        self, callee: Unknown, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call
    ) -> Any:
        raise NotImplementedError

    def _named(self, callee: Unknown, arguments: list[Any], named: dict[str, Any], node: nodes.Call) -> Any:
        """A function that the text does not define, by the last part of its name."""
        prefix, _, name = callee.name.rpartition(".")
        if holds_spot(arguments) or isinstance(named.get("input"), Spot):
            return self._of_tensors(callee, name, arguments, named, node)
        if name in CONTAINERS:
            return self._chain(name, arguments, node)
        if name in ("Input", "InputLayer") and (self.keras or name == "InputLayer" or not prefix):
            return self._input(arguments, named)
        if name == "OrderedDict":
            pairs = arguments[0] if len(arguments) == 1 else []
            return (
                pairs
                if isinstance(pairs, dict)
                else {str(pair[0]): pair[1] for pair in pairs if isinstance(pair, list) and len(pair) == 2}
            )
        if name in arithmetic.BUILTINS and not prefix:
            return arithmetic.called(name, arguments, callee.place, self.raise_at)
        if name in _MAKES_A_TENSOR and prefix == "torch" and len(self.scopes) == 1:
            return self._tensor(arguments or [named.get("size")])
        if name == "Parameter" and len(self.scopes) > 1:
            self.raise_at(callee.place, say("parameters of a class's own, beside its layers, are not counted here"))
        if name[:1].isupper():
            return self._layer(callee, name, prefix, arguments, named, node)
        return Unknown(f"{callee.name}(…)", callee.place)

    def named_of(self, node: nodes.Call) -> dict[str, Any]:
        """The arguments with names, those of `**dictionary` among them."""
        named = {key: self.value(value) for key, value in node.named.items()}
        more = named.pop("**", {})
        if not isinstance(more, dict):
            self.raise_at(node.place, say("which arguments stand after '**' cannot be told from what is pasted"))
        return {**named, **{str(key): value for key, value in more.items()}}

    def _layer(
        self, callee: Unknown, name: str, prefix: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call
    ) -> Any:
        known = signature(name)
        keras = known is not None and (known.torch is False or (known.torch is None and self.keras))
        if known is not None and known.torch is not None and _foreign(prefix) is known.torch:
            self.no_layer(Unknown(callee.name, callee.place))
        if known is None and not is_coming(name):
            return Unknown(callee.name, callee.place)
        if known is not None and known.word in _WRAPPERS:
            return self._wrapped(callee, name, arguments, named, node, known.word)
        made = Made(name, callee.place)
        self.modules.append(made)
        if _holds_module([*arguments, *named.values()]) and known is not None:
            self.raise_at(
                callee.place, say("{name} takes numbers, and a layer stands in it", name=name), nearest="Sequential"
            )
        if known is None or (name == "PReLU" and (self.keras or "shared_axes" in named)):
            made.refused = say("the layer {name} is known by name, and not worked out here yet", name=name)
            return made
        if name.startswith("Lazy"):  # as it is printed: LazyConv2d(0, 8, …)
            arguments = arguments[1:] if arguments[:1] == [0] and len(arguments) > 1 else arguments
            named = {
                key: value for key, value in named.items() if not (key.startswith(("in_", "num_f")) and value == 0)
            }

        fail = partial(self.raise_at, callee.place)
        self._fill(made, known, Called(name, arguments, named, self.snippet(node), keras, fail))
        return made

    def _fill(self, made: Made, known: Signature, called: Called) -> None:
        """What the layer of a call does, and the input's shape where it states one."""
        made.shape = self._stated_shape(called.named)
        if known.word in SEQUENCES:
            if known.word in CELLS and "hidden_size" not in called.named and len(called.arguments) < 2:
                called = called._replace(keras=True)  # in PyTorch it has two sizes
            made.layer, *more = over_tokens(called, known)
            made.more = tuple(more)
        elif known.word in ("add", "concat"):
            made.merges, made.layer = known.word, Layer(known.word, called.text)
            return
        else:
            if made.shape is None and type(called.named.get("input_dim")) is int:
                made.shape = (called.named["input_dim"],)
            if called.named.get("align_corners") is True:
                self.trace.remark("corners")
            made.layer = layer_of(called, known)
        made.torch = not called.keras

    def _stated_shape(self, named: dict[str, Any]) -> tuple[Any, ...] | None:
        """The shape of one sample that a layer of Keras states."""
        shape = named.get("input_shape", named.get("batch_input_shape"))
        if isinstance(shape, list):
            return tuple(shape[1:] if "input_shape" not in named else shape)
        return (named["input_length"],) if type(named.get("input_length")) is int else None

    def _wrapped(
        self, callee: Unknown, name: str, arguments: list[Any], named: dict[str, Any], node: nodes.Call, word: str
    ) -> Made:
        """`Bidirectional(LSTM(64))`, `TimeDistributed(Dense(8))`: the layer inside, changed."""
        inner: Any = arguments[0] if arguments else named.get("layer")
        called = Called(name, arguments, named, self.snippet(node), True, partial(self.raise_at, callee.place))
        if not isinstance(inner, Made):
            called.fail(say("no layer stands in {call}", call=name), expected="Bidirectional(LSTM(64))")
        inner.layer = (both_ways if word == "bidirectional" else at_every_step)(called, inner)
        inner.shape = self._stated_shape(named) or inner.shape
        return inner

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
            self.raise_at(
                place, say("what is in this list is no layer"), expected="nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU())"
            )
        part.inside = True
        chain.children.append(part)

    def no_layer(self, unknown: Unknown) -> None:
        """Refuse a name that should be a layer's."""
        prefix, _, name = unknown.name.removesuffix("(…)").rpartition(".")
        foreign = _foreign(prefix)
        known = [
            each
            for each in ALL_NAMES
            if (found := signature(each)) is None or found.torch is not foreign or foreign is None
        ]
        self.raise_at(
            unknown.place,
            say("the layer {call} is not read here", call=unknown.name.removesuffix("(…)")[:60]),
            nearest={"Dense": "Linear", "Linear": "Dense"}.get(name) or nearest(name, known),
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
                named = {key: self.value(value) for key, value in node.named.items() if key != "**"}
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
        if len(sizes) > 1 and not self.trace.layers and all(type(size) is int for size in sizes):
            self.trace.shape, self.trace.layout = tuple(sizes[1:]), "chw"
        return Spot(0)


def holds_spot(values: list[Any]) -> bool:
    """Whether a tensor is among the arguments, or in a list among them."""
    return any(isinstance(each, (Spot, State)) or (isinstance(each, list) and holds_spot(each)) for each in values)


def _holds_module(values: list[Any]) -> bool:
    """Whether a layer is among the arguments, or in a list among them."""
    return any(
        isinstance(each, Module)
        or (isinstance(each, list) and _holds_module(each))
        or (isinstance(each, dict) and _holds_module(list(each.values())))
        for each in values
    )


def _foreign(prefix: str) -> bool | None:
    """Whose layers cannot stand behind a module: True PyTorch's (`layers.`), False Keras's (`nn.`), None: either may."""
    last = prefix.rpartition(".")[2]
    return True if last in ("layers", "keras") else False if last == "nn" and not prefix.startswith("tf") else None
