"""Cells that are numbers, which are aligned on the right."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"[-+]?(\d+|\d*\.\d+)(/\d+|e[-+]?\d+)?%?|-?(inf|∞)|undefined")
"""A cell that is one number."""


def is_numeric(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers and nothing else, so that it is aligned on the right."""
    return any(cells) and all(not cell or NUMBER.fullmatch(cell) for cell in cells)
