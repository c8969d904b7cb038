"""Errors inside a slip or a variant: our own fault. The verdicts stand without it, and it is said."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from nncalc.render.charset import fitter
from nncalc.words import say

STRICT = "NNCALC_STRICT"
"""The environment variable under which such an error ends the command, as any other fault does: tests set it."""

SAID: set[str] = set()
"""Faults that have been said: one befalls many figures, and every pair of slips that it is in."""


def report(cause: str, fault: Exception) -> None:
    """Say once that trying a cause failed, on standard error; raise the fault itself where it must not pass.

    Want of memory is no fault of the slip, and passes on as well.
    """
    if os.environ.get(STRICT) or isinstance(fault, MemoryError):
        raise fault
    what = f"{type(fault).__name__}: {str(fault)[:200]}"
    if what not in SAID:
        SAID.add(what)
        _say(say("nncalc: internal fault while trying {cause} ({what}); please report it", cause=cause, what=what))


def _say(line: str) -> None:
    """A line on standard error; where nobody reads it, the verdicts go on."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(fitter(encoding)(line) + "\n")
        sys.stderr.flush()
