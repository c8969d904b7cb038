"""Random layers and stacks against PyTorch on meta tensors: shapes, parameter counts, operations, receptive fields."""

from __future__ import annotations

import itertools
import random
import warnings
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from math import prod
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import read_results, run_problem
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.layer_rows.units import read_layers
from oracles.faults import is_seen, name_of, slips_in
from oracles.torch_layers import random_convolution, random_pooling, written

COMPARED = {
    "PyTorch, convolutions": 2000,
    "PyTorch, transposed convolutions": 2000,
    "PyTorch, poolings": 2000,
    "PyTorch, networks": 400,
    "PyTorch, receptive fields": 100,
}
BATCHES = 8


def solve(given: dict[str, Any], policy: Policy = PLAIN) -> dict[str, Any] | None:
    """Shapes and counts as whole numbers; None where the layers do not fit."""

    def plain(value: Any) -> Any:
        return [plain(item) for item in value] if isinstance(value, list) else value.value

    try:
        problem = read_problem(ConvShape, given)
        results = run_problem(problem, lambda run: read_results(run, Precision()), policy)
    except (InputError, InputErrors):
        return None
    return {name: plain(value) for name, value in results.items()}


def on_meta(module: nn.Module, shape: tuple[int, ...], count: bool) -> tuple[list[int], int | None] | None:
    """The output's shape, and the operations as PyTorch counts them (slowly); None where it refuses."""
    counter = FlopCounterMode(display=False) if count else nullcontext()
    try:
        with counter, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # padding='same' of an even kernel may be slow
            out = module(torch.empty(1, *shape, device="meta"))
    except RuntimeError:
        return None
    if 0 in out.shape:
        return None
    return list(out.shape[1:]), int(counter.get_total_flops()) if isinstance(counter, FlopCounterMode) else None


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    for seed in itertools.count():
        dims, shape, _, token = random_convolution(random.Random(seed), transposed=bool(seed % 2))
        yield {"input": list(shape), "dims": dims, "layout": "chw", "layers": [token, "relu"]}


def agree(
    given: dict[str, Any], module: nn.Module, shape: tuple[int, ...], count: bool = False, policy: Policy = PLAIN
) -> bool:
    """Asserts that both give the same, or both refuse; True where there was something to compare."""
    expected, found = on_meta(module, shape, count), solve(given, policy)
    if expected is None:
        assert found is None, (given, found and found["shape"])
        return False
    assert found is not None, (given, expected)
    output, operations = expected
    assert found["shape"] == output, given
    weights = sum(p.numel() for name, p in module.named_parameters() if name.endswith("weight"))
    biases = sum(p.numel() for name, p in module.named_parameters() if name.endswith("bias"))
    assert (found["weights"], found["biases"], found["params"]) == (weights, biases, weights + biases), given
    assert operations is None or found["flops"] == operations, given
    return True


def one_convolution(seed: int, policy: Policy = PLAIN) -> bool:
    dims, shape, module, token = random_convolution(random.Random(seed), transposed=False)
    layers = [str(module)] if seed % 3 == 0 else [token]
    given = {"input": written(shape), "dims": str(dims), "layers": layers, "layout": "chw"}
    return agree(given, module, shape, seed % 8 == 0, policy)


def one_transposed(seed: int, policy: Policy = PLAIN) -> bool:
    dims, shape, module, token = random_convolution(random.Random(seed), transposed=True)
    layers = [str(module)] if seed % 3 == 0 else [token]
    return agree(
        {"input": list(shape), "dims": dims, "layers": layers, "layout": "chw"}, module, shape, seed % 8 == 0, policy
    )


def one_pooling(seed: int, policy: Policy = PLAIN) -> bool:
    dims, shape, module, token, rounding = random_pooling(random.Random(seed))
    pasted = seed % 3 == 0 and "MaxPool" in str(module)  # PyTorch prints no ceil_mode for average pooling
    given = {"input": written(shape), "dims": str(dims), "layers": [str(module) if pasted else token]}
    typed = given if pasted else {**given, "rounding": rounding, "layout": "chw"}
    return agree(typed, module, shape, policy=policy)


KINDS = {
    "PyTorch, convolutions": one_convolution,
    "PyTorch, transposed convolutions": one_transposed,
    "PyTorch, poolings": one_pooling,
}


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", KINDS)
def test_layers(kind: str, batch: int) -> None:
    """Where both refuse, that is agreement too; more than half are accepted."""
    size = COMPARED[kind] // BATCHES
    accepted = [KINDS[kind](seed) for seed in range(batch * size, (batch + 1) * size)]
    assert sum(accepted) > size // 2


def random_stack(source: random.Random) -> tuple[tuple[int, ...], nn.Sequential]:
    """A small network for images: convolutions, normalisation, poolings, then fully connected layers."""
    channels, side = source.randint(1, 4), source.randint(20, 40)
    shape = (channels, side, side + source.randint(0, 9))
    modules: list[nn.Module] = []
    for _ in range(source.randint(1, 4)):
        outgoing = source.randint(1, 6)
        if source.random() < 0.3:
            modes = source.choice((("nearest", None), ("bilinear", False)))
            scale = nn.Upsample(scale_factor=source.choice((2, (1, 2))), mode=modes[0], align_corners=modes[1])
            around = nn.ZeroPad2d(tuple(source.randint(0, 3) for _ in range(4)))
            modules.append(source.choice((scale, around)))
        modules.append(nn.Conv2d(channels, outgoing, source.randint(1, 4), source.randint(1, 2), source.randint(0, 2)))
        channels = outgoing
        modules += source.sample([nn.BatchNorm2d(channels), nn.ReLU(), nn.Dropout(0.5), nn.MaxPool2d(2), nn.PReLU()], 2)
    modules.append(source.choice([nn.Flatten(), nn.AdaptiveAvgPool2d(1), nn.AdaptiveAvgPool2d((3, 2))]))
    body = nn.Sequential(*modules).to("meta")
    out = on_meta(body.eval(), shape, False)
    if out is not None:
        features = 1
        for size in out[0]:
            features *= size
        modules += [] if isinstance(modules[-1], nn.Flatten) else [nn.Flatten()]
        modules += [nn.Linear(features, 7), nn.Sigmoid(), nn.Linear(7, 3, bias=False)]
    return shape, nn.Sequential(*modules).to("meta").eval()


def one_network(seed: int, policy: Policy = PLAIN) -> bool:
    shape, network = random_stack(random.Random(seed))
    return agree({"input": written(shape), "layers": str(network)}, network, shape, seed % 2 == 0, policy)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_printed_networks(batch: int) -> None:
    size = COMPARED["PyTorch, networks"] // BATCHES
    accepted = [one_network(seed) for seed in range(batch * size, (batch + 1) * size)]
    assert sum(accepted) > size // 2


def seen_by_gradient(network: nn.Sequential, length: int) -> int:
    """The widest stretch of the input that one output depends on, of those that end inside the input.

    Behind transposed convolutions it differs from place to place, again and again after the product of their strides.
    """
    places = prod(module.stride[0] for module in network if isinstance(module, nn.ConvTranspose1d))
    places *= prod(int(module.scale_factor) for module in network if isinstance(module, nn.Upsample))
    x = torch.zeros(1, 1, length, dtype=torch.float64, requires_grad=True)
    y = network(x)
    widest = 0
    middle = y.shape[-1] // 2
    for place in range(max(0, middle - places - 11), min(y.shape[-1], middle + 12)):
        (gradient,) = torch.autograd.grad(y[0, 0, place], x, retain_graph=True)
        touched = gradient[0, 0].nonzero().flatten()
        if len(touched) and touched[0] > 0 and touched[-1] < length - 1:
            widest = max(widest, int(touched[-1] - touched[0]) + 1)
    return widest


def random_chain(source: random.Random) -> nn.Sequential:
    """Up to four layers along one side, all weights 1, so that every cell under a kernel counts."""
    modules: list[nn.Module] = []
    for _ in range(source.randint(1, 4)):
        k, s, d = source.randint(1, 4), source.randint(1, 3), source.randint(1, 2)
        kind = source.random()
        if kind < 0.6:
            modules.append(nn.Conv1d(1, 1, k, s, source.randint(0, 2), dilation=d))
        elif kind < 0.7:
            modules.append(nn.AvgPool1d(k, s))
        elif kind < 0.75:
            modules.append(nn.ZeroPad1d((source.randint(0, 2), source.randint(0, 2))))
        elif kind < 0.85:
            modules.append(nn.Upsample(scale_factor=s, mode=source.choice(("nearest", "linear"))))
        else:
            modules.append(nn.ConvTranspose1d(1, 1, k + s, s, 1))
    network = nn.Sequential(*modules).double()
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    return network


def one_field(seed: int, policy: Policy = PLAIN) -> bool:
    """False where the layers do not fit, or the edge is too near to see the field."""
    length = 90
    network = random_chain(random.Random(seed))
    try:
        seen = seen_by_gradient(network, length)
    except RuntimeError:
        return False
    given = {"input": length, "dims": 1, "layers": str(network)}
    last = f"receptive_field{len(network)}"
    plain = solve(given)
    if not seen or plain is None or plain[last] > length // 2:
        return False
    found = solve(given, policy)
    assert found is not None, network
    assert found[last] == seen, network
    return True


def test_receptive_fields() -> None:
    compared = 0
    for seed in itertools.count():
        compared += one_field(seed)
        if compared == COMPARED["PyTorch, receptive fields"]:
            return


@pytest.mark.parametrize("name", [word for word in ACTIVATIONS if word not in ("step", "sign")])
def test_printed_activations(name: str) -> None:
    """Every activation of PyTorch under the name that convshape has for it, as PyTorch prints it."""
    found = [each for each in dir(nn) if each.lower() == name.replace("-", "")]
    module = getattr(nn, found[0])()
    assert [layer.word for layer in read_layers([str(module)])] == [name]
    network = nn.Sequential(nn.Conv2d(3, 4, 3), module).to("meta")
    assert agree({"input": "3x8x8", "layers": str(network)}, network, (3, 8, 8))


UNSEEN = ("same_size", "patch_count")  # PyTorch has padding 'same' without strides alone, and no patches


@pytest.mark.parametrize("slip", [slip for slip in slips_in(rules) if slip.rule.name not in UNSEEN], ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    draws = itertools.product((one_convolution, one_transposed, one_pooling, one_field), range(0, 400, 8))
    assert is_seen(slip, (partial(one, seed) for one, seed in draws))
