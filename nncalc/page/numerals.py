"""Cells that are numbers, which are aligned on the right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nncalc.declaring import letters

NUMBER = re.compile(r"[-+]?(\d+|\d*\.\d+)(/\d+|e[-+]?\d+)?%?|-?(inf|∞)|undefined")
"""A cell that is one number."""
WITH_COMMA = re.compile(NUMBER.pattern.replace(r"\.", "[.,]"))
"""The same where figures have decimal commas."""


def is_numeric(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers and nothing else, so that it is aligned on the right."""
    number = NUMBER if letters.active is None or not letters.active.comma else WITH_COMMA
    return any(cells) and all(not cell or number.fullmatch(cell) for cell in cells)


def point() -> str:
    """What stands before the decimals."""
    return "," if letters.active is not None and letters.active.comma else "."
