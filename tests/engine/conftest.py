"""Every test of the engine starts with a full budget, at the precision a run starts with."""

from __future__ import annotations

from collections.abc import Iterator

import flint
import pytest

from nncalc.engine.budget import BUDGET, START_BITS


@pytest.fixture(autouse=True)
def fresh_engine() -> Iterator[None]:
    BUDGET.reset()
    with flint.ctx.workprec(START_BITS):
        yield
    BUDGET.reset()
