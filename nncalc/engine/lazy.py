"""Modules that are imported when first used, so that `--help` and usage errors never pay for them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any


class LazyModule:
    """Stands for a module until an attribute of it is wanted; attributes found are kept, so later look-ups are plain."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(importlib.import_module(self.__dict__["_name"]), attribute)
        if attribute != "ctx":
            self.__dict__[attribute] = found
        return found


if TYPE_CHECKING:
    flint: Any
else:
    flint = LazyModule("flint")
