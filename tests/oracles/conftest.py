"""Oracles need the extra `oracle`. Without it they are skipped, unless CI says that they are required."""

from __future__ import annotations

import os
from importlib.util import find_spec

MISSING = [name for name in ("torch", "sklearn", "onnx", "mpmath") if find_spec(name) is None]
collect_ignore_glob: list[str] = []
if MISSING:
    if os.environ.get("NNCALC_REQUIRE_ORACLES"):
        raise RuntimeError(f"the oracles are required here, and these are missing: {', '.join(MISSING)}")
    collect_ignore_glob = ["test_*.py"]
