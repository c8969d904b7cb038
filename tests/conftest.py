"""What all tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
SHARING = ("checking", "page", "problem_files", "problem_types", "render")
"""Folders of tests whose modules take something from each other."""
sys.path[:0] = [str(HERE), *(str(HERE / folder) for folder in SHARING)]

# These machines are shared: nothing is decided by a clock.
settings.register_profile("nncalc", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("nncalc")
os.environ.pop("NNCALC_TRACEBACK", None)
os.environ["NNCALC_STRICT"] = "1"  # an error inside a slip fails the test, also in commands that it starts


@pytest.fixture(autouse=True, scope="session")
def _time_to_explain() -> Iterator[None]:
    """On a busy machine an explanation may take longer than a person would wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nncalc.checking.explain.SECONDS", 600.0)
        yield
