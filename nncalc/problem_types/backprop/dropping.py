"""Dropout inside the network of `backprop`: masks of hidden layers, forward and on the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import InputError
from nncalc.rules.dropout import check_mask, check_probability, dropped
from nncalc.rules.network_layer import times
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.rules.network_layer import Layer

HALF = flint.fmpq(1, 2)


def check_masks(problem: BackpropDeclaration) -> None:
    """Masks in the shape of their layers' activations, each with its p. Raises InputError where one does not fit."""
    for number, mask in problem.mask.items():
        _check_layer(problem, f"mask{number}" if number else "mask", number)
        check_mask(f"mask{number}", mask)
        problem.mask[number] = _of_every_sample(problem, number, mask)
    for number, share in problem.p.items():
        name = f"p{number}" if number else "p"
        if number:
            _check_layer(problem, name, number)
        if not problem.mask or (number and number not in problem.mask):
            missing = f"mask{number or 1}"  # no sentence: a name
            raise InputError(
                say("{name} is given, and no mask says which units are dropped", name=name),
                name=missing,
                expected=say("1 for kept, 0 for dropped: {name}=1,0,1", name=missing),
            )
        check_probability(name, share, nothing=1)


def _check_layer(problem: BackpropDeclaration, name: str, number: int) -> None:
    """Dropout is of hidden layers."""
    hidden = problem.depth - 1
    if 1 <= number <= hidden:
        return
    if not number:
        what = say("{name} has no layer number", name=name)
    elif number == problem.depth:
        what = say("{name} is of the output layer, and no layer comes after it", name=name)
    else:
        what = say("{name} has no layer: the last weights are W{depth}", name=name, depth=problem.depth)
    raise InputError(
        what,
        name=name,
        expected=say("a mask of a hidden layer: mask1") if hidden else say("a hidden layer: W2 as well, for mask1"),
    )


def _of_every_sample(problem: BackpropDeclaration, number: int, mask: Tensor) -> Tensor:
    """A mask with a row a sample; one row is that of every sample."""
    wanted = (*problem.x.shape[:-1], problem.units(number))
    if mask.shape == wanted:
        return mask
    if mask.shape in ((wanted[-1],), (1, wanted[-1])):
        names = components(f"mask{number}", wanted)
        rows = list(mask.items) * (len(names) // wanted[-1])
        return Tensor([q.renamed(name) for q, name in zip(rows, names, strict=True)], wanted, None, (), f"mask{number}")
    raise InputError(
        say("mask{number} has shape {found}, a{number} has shape {wanted}", number=number, found=times(mask.shape),
            wanted=times(wanted)),
        name=f"mask{number}",
        expected=say("one number for each unit of layer {number}, or a row of them a sample", number=number),
    )  # fmt: skip


def begin(problem: BackpropDeclaration, run: Run) -> None:
    """The kept shares, before the first pass."""
    run.section("given")
    for number in sorted(problem.mask):
        run.words("dropped", layer=number)
        given = problem.p.get(number) or problem.p.get(0) or constant(HALF).renamed(f"p{number}")
        run.let(f"q{number}", 1 - given)


def kept(problem: BackpropDeclaration, run: Run, layer: Layer, a: Tensor) -> Tensor:
    """What a layer passes on in training."""
    number = layer.number
    passed: Tensor = run.let(f"a_kept{number}", dropped(a, problem.mask[number], run.results[f"q{number}"], "inverted"))
    return passed


def back(problem: BackpropDeclaration, run: Run, number: int, upstream: Any) -> Any:
    """∂E/∂a of a layer from that of what it passed on."""
    if problem.delta == "gradient":
        upstream = run.let(f"da_kept{number}", upstream)
    return dropped_back(upstream, problem.mask[number], run.results[f"q{number}"])


@rule("the gradient goes back through the units that were kept, and is multiplied as they were")
def dropped_back(upstream: Any, mask: Tensor, share: Quantity) -> Any:
    """∂E/∂a = mask ⊙ ∂E/∂ã over the kept share."""
    return mask * upstream / share


@dropped_back.slip("mask-not-carried-back", "lets the gradient through the units that were dropped as well")
def _(upstream: Any, mask: Tensor, share: Quantity) -> Any:
    return upstream / share


@dropped_back.slip("scaling-not-carried-back", "does not divide the gradient by the kept share")
def _(upstream: Any, mask: Tensor, share: Quantity) -> Any:
    return mask * upstream


@dropped_back.slip("dropout-not-carried-back", "lets the gradient through as if nothing had been dropped")
def _(upstream: Any, mask: Tensor, share: Quantity) -> Any:
    return upstream
