"""What the tests of faults share."""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability.faults import PROBLEMS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(PROBLEMS)
    return path
