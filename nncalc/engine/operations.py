"""The operation table, whole: import rows from here.

Adding an operation is adding one row to the file of its kind; the engine knows none of them by name.
"""

from __future__ import annotations

from nncalc.engine.arithmetic import *  # noqa: F403
from nncalc.engine.elementary import *  # noqa: F403
from nncalc.engine.piecewise import *  # noqa: F403
from nncalc.engine.quantity import TABLE, Operation
from nncalc.engine.smooth import *  # noqa: F403

FUNCTIONS: dict[str, Operation] = {name: operation for operation in TABLE.values() for name in operation.typed_names}
"""Functions a user may type, by the name that is typed."""
OFFERED: tuple[str, ...] = tuple(operation.typed_names[0] for operation in TABLE.values() if operation.typed_names)
"""The same, each by its own name alone: what a list of functions shows."""
PRINTED: dict[str, Operation] = {
    operation.name: operation for operation in TABLE.values() if operation.form == "call" and not operation.typed_names
}
"""Functions that exact forms are printed with: read again, but not offered."""
LATEX_NAMES: dict[str, str] = {operation.sign: operation.latex for operation in TABLE.values() if operation.latex}
"""LaTeX names of functions by their signs; the others are set upright as they are."""
