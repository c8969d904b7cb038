"""What the tests of batches share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Problems of every kind of outcome."""
    path = tmp_path / "all.yaml"
    path.write_text(
        "problems:\n"
        "  - {id: right, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"
        "  - {id: solved, type: forward, given: {x: [1, 2], W1: [3, 4]}}\n"
        "  - {id: wrong, type: forward, given: {x: [1, 2], W1: [3, 4], b1: 5}, expect: {y: 11}}\n"
        "  - {id: shapes, type: forward, given: {x: [1, 2], W1: [3, 4, 5], act1: relv}}\n"
        "  - {id: mistyped, type: foward, given: {x: [1, 2]}}\n"
        "  - {id: names, type: forward, given: {x: 1, W1: 1}, expect: {yy: 1, zz: 2}}\n"
        "  - {id: broken, type: forward, given: {x: [1, 2}}\n"
        "  - {id: last, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 0.886}}\n"
    )
    return path
