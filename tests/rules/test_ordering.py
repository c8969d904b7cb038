"""Orders of quantities, beside NumPy; ties by convention; irrational values that are equal."""

from __future__ import annotations

import numpy
import pytest

from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import constant
from nncalc.engine.tensor import vector
from nncalc.rules.ordering import argmax, compare, descending, largest


@pytest.mark.parametrize("seed", range(8))
def test_as_numpy(seed: int) -> None:
    array = numpy.random.default_rng(seed).integers(-3, 4, 9)
    items = vector(array.tolist()).items
    assert argmax(items) == array.argmax()
    assert argmax(items, ties="last") == 8 - array[::-1].argmax()
    assert largest(items) == numpy.flatnonzero(array == array.max()).tolist()
    assert descending(items) == numpy.argsort(-array, kind="stable").tolist()
    assert argmax(items, [4, 2, 7]) == max([4, 2, 7], key=lambda place: array[place])


def test_equal_roots_tie() -> None:
    items = [constant(1), SQRT(8), 2 * SQRT(2), SQRT(7)]
    assert largest(items) == [1, 2]
    assert (argmax(items), argmax(items, ties="last"), compare(items[1], items[2])) == (1, 2, 0)
