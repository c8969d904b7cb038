"""How much of the long tests is run: a sample, the same in every run, or with NNCALC_WHOLE=1 everything, as in CI."""

from __future__ import annotations

import os
from typing import TypeVar

Value = TypeVar("Value")
WHOLE = os.environ.get("NNCALC_WHOLE") == "1"


def bound(sample: Value, whole: Value) -> Value:
    """The one of two sizes of a test that is asked for."""
    return whole if WHOLE else sample
