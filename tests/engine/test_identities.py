"""What is known of quantities whose history is dropped."""

from __future__ import annotations

from nncalc.engine.identities import Alike, alike
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, apply, constant

PRIMES = (53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103)


def root_of(q: Quantity) -> Quantity:
    return apply(SQRT, q)


def test_changes_with_many_roots_are_still_seen_alike() -> None:
    """Updates of Adam hold a root for each weight: few fields have all of them."""
    starts = [constant(n) for n in range(2 * len(PRIMES) + 1)]
    moves = [1 / (root_of(constant(prime) / 1009) + 3) for prime in PRIMES]
    pairs = zip(starts, [*moves, *[-move for move in moves]], strict=False)
    found = alike(starts, [*(start + move for start, move in pairs), starts[-1] + root_of(constant(2)) * 0 + 1])
    assert found == {n + len(PRIMES): Alike(n, -1) for n in range(len(PRIMES))}


def test_a_root_is_as_good_as_unknown() -> None:
    """Less is seen so, and nothing that is false."""
    starts = [constant(0), constant(0)]
    root = root_of(constant(7))
    assert alike(starts, [root * root * root, root * 7]) == {}
    assert alike(starts, [root_of(constant(7)), root_of(constant(7)) + 0]) == {1: Alike(0, 1)}
