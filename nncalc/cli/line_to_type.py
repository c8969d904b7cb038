"""How a line to type is written below an error."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence

from nncalc.cli.folding import columns
from nncalc.cli.help import continued
from nncalc.reading.harmless import safe

LONGEST = 400
"""Characters of a line that is offered: a longer one is not read by anybody."""

_PLAIN = re.compile(r"[\w@%+=:,./\u4e00-\u9fff、。【】！＃-［］-～-]+", re.ASCII)
"""What no shell reads as anything but letters."""


def written(name: str, words: Sequence[str], said: str) -> list[str]:
    """A line to type below what is said of it; nothing for one that is too long, or that would not be pasted as it stands."""
    line = " ".join(map(_quoted, ["nncalc", name, *words]))
    if len(line) > LONGEST or line != safe(line):
        return []
    return [said, *continued(line, "  ", columns(sys.stderr) or LONGEST * 2)]


def _quoted(word: str) -> str:
    """A word as a shell takes it; Chinese needs no quotes."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)
