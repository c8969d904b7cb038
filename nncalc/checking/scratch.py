"""Lines that are kept beside the program: in memory while they are few, then in a temporary file that has no name."""

from __future__ import annotations

import json
import tempfile
from typing import Any

IN_MEMORY = 8 << 20
"""Bytes that are kept in memory."""


class Scratch:
    """Plain data by the places where it was put."""

    def __init__(self) -> None:
        self.earlier: dict[str, int] = {}
        self.file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115

    def put(self, text: bytes) -> int:
        """Keep a line; where it stands."""
        place = self.file.seek(0, 2)
        self.file.write(text + b"\n")
        return place

    def write(self, key: str, outcome: Any) -> int:
        """Keep plain data; where it stands. Of a key nothing is kept."""
        return self.put(json.dumps(outcome).encode())

    def read(self, place: int) -> Any:
        """What was kept at a place."""
        self.file.seek(place)
        return json.loads(self.file.readline())

    def close(self) -> None:
        self.file.close()
