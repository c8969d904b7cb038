"""Which kernels, weights and biases each layer has; all that are given belong to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve.layers import NAMED, ValueLayer, read_layer
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.problem_types.convolve.declaration import ConvolveDeclaration


class Step(NamedTuple):
    """One layer with its parameters; None where it has none.

    P  kernels or weights
    b  a bias for each kernel or unit, or one number for all
    """

    number: int
    layer: ValueLayer
    P: Tensor | None = None
    b: Any = None


def steps_of(problem: ConvolveDeclaration) -> list[Step]:
    """The layers in order. Raises InputError for names without parameters, and for parameters without a layer."""
    layers = list(problem.layers)
    used = {layer.argument for layer in layers if layer.word in NAMED}
    if 0 in problem.K and "K" not in used:
        layers.insert(0, read_layer("conv:K"))
    if not layers:
        raise InputError(say("no layer is given"), name="layers", expected=say("conv:K relu pool:max,k=2"))
    named = [layer for layer in layers if layer.word in NAMED]
    _check_unused(problem, {layer.argument for layer in named})
    biases = {id(layer): _bias_name(layer, named) for layer in named}
    wanted = {name for name in biases.values() if name}
    for number in problem.b:
        name = _numbered("b", number)
        if name not in wanted:
            raise InputError(
                say("{name} belongs to no layer", name=name), name=name,
                expected=say("b beside K, b2 beside K2 or W2; conv:K,bias={name} takes it as well", name=name),
            )  # fmt: skip
    return [_step(problem, number, layer, biases) for number, layer in enumerate(layers, 1)]


def _numbered(letter: str, number: int) -> str:
    return f"{letter}{number}" if number else letter  # no sentence: a name


def _number(name: str) -> int:
    return int(name[1:] or 0)


def _check_unused(problem: ConvolveDeclaration, used: set[Any]) -> None:
    for letter, token in (("K", "conv"), ("W", "fc")):
        for number in getattr(problem, letter):
            name = _numbered(letter, number)
            if name not in used:
                raise InputError(
                    say("{name} is in no layer", name=name), name=name,
                    expected=say("{token}:{name} among the layers", token=token, name=name),
                )  # fmt: skip


def _bias_name(layer: ValueLayer, named: list[ValueLayer]) -> str | None:
    """The name under which a layer's bias is looked for. Raises InputError where two layers would have the same."""
    if not layer.bias:
        return None
    if layer.source:
        return layer.source
    name = f"b{layer.argument[1:]}"
    same = {other.argument for other in named if other.bias and not other.source and other.argument[1:] == name[1:]}
    if len(same) > 1:
        first, second = sorted(same)
        raise InputError(
            say("{name} would be the bias of {first} and of {second}", name=name, first=first, second=second),
            name="layers",
            expected=say("other numbers, or bias=b5 and bias=no at the layers: {token}", token=f"{layer.text},bias=no"),
        )
    return name


def _step(problem: ConvolveDeclaration, number: int, layer: ValueLayer, biases: dict[int, str | None]) -> Step:
    if layer.word not in NAMED:
        return Step(number, layer)
    name = str(layer.argument)
    P = getattr(problem, name[0]).get(_number(name))
    if P is None:
        raise InputError(
            say("layer {number} ({layer}): {name} is missing", number=number, layer=layer.token, name=name),
            name=name,
            expected=f"{name}=1,0:0,-1",
        )
    bias = biases[id(layer)]
    b = problem.b.get(_number(bias)) if bias else None
    if layer.source and b is None:
        raise InputError(
            say("layer {number} ({layer}): {name} is missing", number=number, layer=layer.token, name=bias),
            name=bias,
            expected=f"{bias}=1,2",
        )
    return Step(number, layer, P, b)


def fitted_bias(step: Step, made: int, noun: str) -> Any:
    """The bias of a layer that makes so many channels or units. Raises InputError where there are more or fewer numbers."""
    b = step.b
    if not isinstance(b, Tensor) or len(b) == made:
        return b
    if len(b) == 1:
        return b.items[0].renamed(b.name)
    from nncalc.words import count  # start-up

    raise InputError(
        say("{name} has {numbers}, layer {number} ({layer}) has {made}", name=b.name, numbers=count(len(b), "number"),
            number=step.number, layer=step.layer.token, made=count(made, noun)),
        name=b.name,
        expected=say("one for each, or one number for all"),
    )  # fmt: skip
