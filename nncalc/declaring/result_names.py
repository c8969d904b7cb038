"""Results of a run by their contract names, and the quantities that they are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncalc.engine.figures import Value
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor

if TYPE_CHECKING:
    pass


def find(results: Mapping[str, Any], name: str) -> Any:
    """A result or a part of one by its contract name, in results of a run or as read; KeyError when there is none."""
    if name in results:
        return results[name]
    head, dot, rest = name.rpartition(".")
    if not dot:
        raise KeyError(name)
    whole = find(results, head)
    if isinstance(whole, Mapping):
        return whole[rest]
    parts = 0 if isinstance(whole, (str, Value)) or not hasattr(whole, "__len__") else len(whole)
    if re.fullmatch("[1-9][0-9]{0,8}", rest) is None or int(rest) > parts:  # `p.01` would be a second name of p.1
        raise KeyError(name)
    return whole[int(rest) - 1]


def quantities_in(result: Any) -> list[Quantity]:
    """The quantities that a result is made of: a table's rows hold words and whole numbers besides."""
    if isinstance(result, Quantity):
        return [result]
    if isinstance(result, Tensor):
        return list(result.items)
    parts = result.values() if isinstance(result, Mapping) else result if isinstance(result, (list, tuple)) else ()
    return [quantity for part in parts for quantity in quantities_in(part)]
