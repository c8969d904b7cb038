"""What the tests of marking share."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import KEY


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The key of the class, in a folder of its own."""
    path = tmp_path / "key.yaml"
    path.write_text(KEY)
    return path
