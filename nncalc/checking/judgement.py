"""What is found of one figure."""

from __future__ import annotations

from typing import NamedTuple

from nncalc.checking.coarse import Judged
from nncalc.page.document import Check


class Judgement(NamedTuple):
    """The verdict on one figure, with explanations, and those on its components (none where it cannot be read)."""

    check: Check
    parts: list[Judged]
