"""Random forward passes against PyTorch in float64."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.forward import Forward
from nncalc.rules.activations import ACTIVATIONS as OURS
from nncalc.rules.layers import affine
from oracles.torch_networks import ACTIVATIONS, Drawn, by_nncalc, differing

COUNT = 2000


def problems(count: int) -> Iterator[Drawn]:
    source = random.Random(11)
    while count:
        drawn = Drawn(source, with_target=source.random() < 0.6)
        drawn.forward(drawn.leaves)
        if not drawn.on_a_kink:
            count -= 1
            yield drawn


def wrong(count: int, policy: Policy = PLAIN) -> list[tuple[object, ...]]:
    out = []
    for drawn in problems(count):
        right = drawn.forward(drawn.leaves)
        names = [name for name in right if name != "losses" or drawn.batch]
        bad = differing(by_nncalc(Forward, drawn.given, names, policy), right)
        if bad:
            out.append((bad, drawn.given))
    return out


def test_every_activation_has_a_counterpart() -> None:
    assert set(ACTIVATIONS) == set(OURS)


def test_forward_passes_are_those_of_pytorch() -> None:
    assert wrong(COUNT)[:2] == []


@pytest.mark.parametrize("slip", affine.slips, ids=lambda slip: slip.words)
def test_a_planted_slip_is_seen(slip) -> None:  # type: ignore[no-untyped-def]
    def with_bias(W, x, b, form):  # type: ignore[no-untyped-def]
        return slip.function(W, x, b, form) if b is not None else affine.right(W, x, b, form)

    assert len(wrong(60, Policy(choice={affine: with_bias}))) > 20
