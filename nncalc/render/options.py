"""Where output goes: its width, its encoding, what it may contain."""

from __future__ import annotations

import os
import re
from typing import NamedTuple, TextIO

_COLUMNS = r"\d{1,9}"


class Options(NamedTuple):
    """What a renderer may need to know about where its output goes."""

    width: int | None = None
    """Columns of the page; None does not break lines."""
    encoding: str = "utf-8"
    ascii: bool = False
    """ASCII signs only, whatever the encoding."""
    standalone: bool = False
    """LaTeX: a whole document instead of a piece to be pasted into one."""

    @property
    def charset(self) -> str:
        """The encoding that the output has to fit in."""
        return "ascii" if self.ascii else self.encoding


def options_for(stream: TextIO) -> Options:
    """Options that suit a stream: its encoding, and on a terminal its width."""
    width = _terminal_width(stream) if stream.isatty() else None
    return Options(width, getattr(stream, "encoding", None) or "utf-8")


def _terminal_width(stream: TextIO) -> int:
    """What COLUMNS says, else what the terminal says, else 80."""
    asked = re.fullmatch(_COLUMNS, str(os.environ.get("COLUMNS")))
    if asked and int(asked[0]):
        return int(asked[0])
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
