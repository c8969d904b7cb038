"""python-flint, imported when first used and no more of it than is used: `--help` and usage errors never pay for it.

`import flint` loads some 30 extension modules (polynomials, finite fields, series); numbers and balls need 7 of them, and
the others are a tenth of a short page. flint's package is therefore put among the imported modules without running its
`__init__`, and each type comes from the module of its name: `flint.arb` from `flint.types.arb`. Whatever is not
found so (another name, or another layout of the package) runs the package's own `__init__`, in the same module: from
then on it is what `import flint` would have made. So it is for others too who import flint beside nncalc: there is one
package, its modules and types are its own, and all its names are there.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any


class LazyFlint:
    """Stands for flint until an attribute of it is wanted; attributes found are kept, so later look-ups are plain."""

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(_package(), attribute)
        self.__dict__[attribute] = found
        return found


def _package() -> Any:
    """flint's package: as somebody has imported it, else bare, with types that are found when asked for."""
    if "flint" not in sys.modules:
        spec = find_spec("flint")
        if spec and spec.loader and spec.submodule_search_locations:
            bare: Any = module_from_spec(spec)
            bare.__getattr__ = _finder(bare, spec.loader)
            sys.modules.setdefault("flint", bare)  # of two threads the first
    return import_module("flint")


def _finder(bare: Any, loader: Any) -> Any:
    """What a bare package calls for a name that it lacks (PEP 562)."""

    def find(name: str) -> Any:
        if "__getattr__" in vars(bare):
            try:
                base = import_module("flint.pyflint")  # first of all, as flint's own __init__ does: the types need it
                value = getattr(base if name == "ctx" else import_module(f"flint.types.{name}"), name)
            except (ImportError, AttributeError):
                vars(bare).pop("__getattr__", None)
                loader.exec_module(bare)
            else:
                setattr(bare, name, value)
        return getattr(bare, name)

    return find


if TYPE_CHECKING:
    flint: Any
else:
    flint = LazyFlint()
