"""What all tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from nncalc import words

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
LONG = ("mutation", "test_contributing.py", "fuzz", "reliability", "batch")
"""What takes longest goes first, so that two workers end together."""

# These machines are shared: nothing is decided by a clock.
settings.register_profile("nncalc", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("nncalc")
os.environ.pop("NNCALC_TRACEBACK", None)
os.environ["NNCALC_LANG"] = "en"  # whatever the terminal speaks
os.environ["NNCALC_STRICT"] = "1"  # an error inside a slip fails the test, also in commands that it starts


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A test that speaks another language leaves English behind."""
    yield
    if words.spoken != "en":
        from nncalc.language import speak

        speak("en")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first, else in the order of the files."""

    def turn(item: pytest.Item) -> int:
        first = item.path.relative_to(HERE).parts[0]
        return LONG.index(first) if first in LONG else len(LONG)

    items.sort(key=turn)
