"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# These machines are shared: nothing is decided by a clock.
settings.register_profile("nncalc", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("nncalc")
os.environ.pop("NNCALC_TRACEBACK", None)
