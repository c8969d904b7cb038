"""Random forward passes against PyTorch in float64."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import pytest

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.forward import Forward
from nncalc.rules.activations import ACTIVATIONS as OURS
from nncalc.rules.activations import activate
from nncalc.rules.dense import affine
from oracles.faults import is_seen, name_of
from oracles.torch_networks import ACTIVATIONS, Drawn, by_nncalc, differing

COMPARED = {"PyTorch": 2000}


def problems() -> Iterator[Drawn]:
    """Random networks without end."""
    source = random.Random(11)
    while True:
        drawn = Drawn(source, with_target=source.random() < 0.6)
        drawn.forward(drawn.leaves)
        if not drawn.on_a_kink:
            yield drawn


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    return (drawn.given for drawn in problems())


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    right = drawn.forward(drawn.leaves)
    names = [name for name in right if name != "losses" or drawn.batch]
    assert differing(by_nncalc(Forward, drawn.given, names, policy), right) == [], drawn.given


def test_every_activation_has_a_counterpart() -> None:
    assert set(ACTIVATIONS) == set(OURS)


def test_forward_passes_are_those_of_pytorch() -> None:
    for drawn in islice(problems(), COMPARED["PyTorch"]):
        check(drawn)


@pytest.mark.parametrize("slip", [*affine.slips, *activate.slips], ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check, drawn) for drawn in islice(problems(), 100)))
