"""For the build: the catalogues of other languages as `.mo` files, which a wheel holds and an editable installation reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles `nncalc/locale/*/LC_MESSAGES/*.po` before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from nncalc.language.compiling import NAME, compiled
        finally:
            sys.path.remove(self.root)
        for folder in Path(self.root, "nncalc", "locale").glob("*/LC_MESSAGES"):
            (folder / NAME).write_bytes(compiled(str(folder)))
