"""Quantities of known value of which more is made when it is asked for: of wide tensors, and of rows of long runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.quantity import Quantity


class Deferred(Quantity):
    """One of them; a class of its own, for Python reads every attribute slowly of a class that has `__getattr__`.

    source   makes the operands, or the case that was decided, by the name of the attribute
    """

    __slots__ = ("source",)
    source: Callable[[Any, str], Any]

    def __getattr__(self, name: str) -> Any:
        if name not in ("operands", "equal_to"):
            raise AttributeError(name)
        return self.source(self, name)


__all__ = ["Deferred"]
