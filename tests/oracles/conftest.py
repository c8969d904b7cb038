"""Oracles need the extra `oracle`. Without it they are skipped, unless CI says that they are required: then none may be."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

REQUIRED = bool(os.environ.get("NNCALC_REQUIRE_ORACLES"))
MISSING = [name for name in ("torch", "sklearn", "onnx", "mpmath") if find_spec(name) is None]
ALONE = "test_every_type.py"  # needs no oracle: it asks whether there are any
collect_ignore: list[str] = []
if MISSING:
    if REQUIRED:
        raise RuntimeError(f"the oracles are required here, and these are missing: {', '.join(MISSING)}")
    collect_ignore = [path.name for path in Path(__file__).parent.glob("test_*.py") if path.name != ALONE]


@pytest.fixture(autouse=True)
def double_precision() -> None:
    """PyTorch's tensors are of double precision in every oracle, whichever tests ran before."""
    if torch := sys.modules.get("torch"):
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(1)


def refuse_skipping(report: Any) -> Any:
    """Where the oracles are required, what was skipped (or expected to fail) has failed."""
    if REQUIRED and report.skipped:
        report.longrepr = f"{report.nodeid} was skipped, and the oracles are required here: {report.longrepr}"
        report.outcome = "failed"
        vars(report).pop("wasxfail", None)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Iterator[None]:
    return refuse_skipping((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Iterator[None]:
    return refuse_skipping((yield))
