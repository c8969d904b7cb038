"""Arithmetic, comparisons and small functions of Python on the numbers and lists of pasted code; bounded."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from nncalc.rules.layer_rows.pasted.values import Size, Unknown
from nncalc.words import say

LARGEST = 10**12
MOST_ITEMS = 10_000
Fail = Callable[..., Any]


def is_number(value: Any) -> bool:
    return type(value) in (int, Fraction, bool)


def operated(sign: str, a: Any, b: Any, place: int, fail: Fail) -> Any:
    """`a sign b`; what is unknown makes the whole unknown. Raises InputError through `fail`."""
    if isinstance(a, Size) or isinstance(b, Size):
        return Size(False)
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return Unknown(next(x.name for x in (a, b) if isinstance(x, Unknown)), place)
    if isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        return _lists(sign, a, b, place, fail)
    if isinstance(a, str) or isinstance(b, str):
        return Unknown(say("a text"), place)
    if not (is_number(a) and is_number(b)):
        return fail(place, say("'{sign}' is not read between these", sign=sign))
    return _numbers(sign, a, b, place, fail)


def _numbers(sign: str, a: Any, b: Any, place: int, fail: Fail) -> Any:
    if sign in ("/", "//", "%") and b == 0:
        fail(place, say("a division by zero"))
    if sign == "**" and (type(b) is not int or abs(b) > 40 or abs(a) > 1000 or (a == 0 and b < 0)):
        fail(place, say("a power that is too large here"))
    table: dict[str, Callable[[Any, Any], Any]] = {
        "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: Fraction(x) / y,
        "//": lambda x, y: x // y, "%": lambda x, y: x % y,
        "**": lambda x, y: x**y if y >= 0 else Fraction(x) ** y,
    }  # fmt: skip
    if sign not in table:
        return fail(place, say("'{sign}' is not read between numbers", sign=sign))
    value = table[sign](a, b)
    if abs(value) > LARGEST or (isinstance(value, Fraction) and value.denominator > LARGEST**2):
        fail(place, say("a number above {largest:,}", largest=LARGEST))
    return value


def _lists(sign: str, a: Any, b: Any, place: int, fail: Fail) -> Any:
    if sign == "+" and isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        joined = [*a, *b]
    elif sign == "*" and type(a) is int:
        return _lists(sign, b, a, place, fail)
    elif sign == "*" and type(b) is int:
        if b * len(a) > MOST_ITEMS:
            fail(place, say("a list of more than {most:,}", most=MOST_ITEMS))
        joined = list(a) * max(b, 0) if a else []
    else:
        return fail(place, say("'{sign}' is not read between these", sign=sign))
    if len(joined) > MOST_ITEMS:
        fail(place, say("a list of more than {most:,}", most=MOST_ITEMS))
    return joined


def compared(sign: str, a: Any, b: Any, place: int) -> Any:
    """Whether a comparison holds; unknown where it cannot be told."""
    unknown = next((x for x in (a, b) if isinstance(x, (Unknown, Size))), None)
    if unknown is not None:
        if isinstance(unknown, Unknown) and unknown.name == "__name__":
            return sign == "=="
        return Unknown(unknown.name if isinstance(unknown, Unknown) else say("a size"), place)
    if sign in ("in", "not in"):  # no sentence: Python
        inside = isinstance(b, (list, tuple, dict, str)) and any(x == a and type(x) is type(a) for x in b)
        return inside == (sign == "in")
    if sign in ("==", "!=", "is", "is not"):  # no sentence: Python
        same = a is b if not (is_number(a) or isinstance(a, (str, list, tuple))) else a == b
        return same == (sign in ("==", "is"))
    if not (is_number(a) and is_number(b)):
        return Unknown(say("a comparison"), place)
    return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign]


def signed(sign: str, a: Any, place: int, fail: Fail) -> Any:
    """`-a`, `+a`, `not a`."""
    if isinstance(a, (Unknown, Size)):
        return a if isinstance(a, Unknown) else Size(False)
    if sign == "not":
        return not a
    if not is_number(a) or sign == "~x":
        return fail(place, say("a minus before no number"))
    return -a if sign == "-x" else a


def called(name: str, values: list[Any], place: int, fail: Fail) -> Any:
    """A function of Python: `range`, `len`, `int`, `list`, `tuple`, `max`, `min`, `sum`, `zip`, `enumerate`, `reversed`."""
    unknown = next((value for value in values if isinstance(value, (Unknown, Size))), None)
    if unknown is not None:
        return unknown if isinstance(unknown, Unknown) else Size(False)
    rows = [list(value) if isinstance(value, (list, tuple, dict)) else None for value in values]
    if name == "range" and 1 <= len(values) <= 3 and all(type(value) is int for value in values):
        if values[2:] == [0] or max(map(abs, values)) > LARGEST or len(range(*values)) > MOST_ITEMS:
            fail(place, say("a range of more than {most:,}", most=MOST_ITEMS))
        return list(range(*values))
    if name == "int" and len(values) == 1 and is_number(values[0]):
        return int(values[0])
    if name in ("max", "min", "sum", "abs", "round"):
        numbers = rows[0] if len(rows) == 1 and rows[0] is not None else values
        if numbers and all(map(is_number, numbers)) and (name not in ("abs", "round") or len(values) == 1):
            return _of_numbers(name, numbers)
    if rows and all(row is not None for row in rows):
        lists = [row for row in rows if row is not None]
        if name == "zip":
            return [list(each) for each in zip(*lists, strict=False)]
        if len(lists) == 1:
            return _of_list(name, lists[0], place)
    return Unknown(name, place)


def _of_numbers(name: str, numbers: list[Any]) -> Any:
    if name in ("max", "min"):
        return max(numbers) if name == "max" else min(numbers)
    return sum(numbers) if name == "sum" else abs(numbers[0]) if name == "abs" else round(numbers[0])


def _of_list(name: str, row: list[Any], place: int) -> Any:
    if name == "len":
        return len(row)
    if name in ("list", "tuple", "reversed"):
        return row[::-1] if name == "reversed" else row
    return [[i, each] for i, each in enumerate(row)] if name == "enumerate" else Unknown(name, place)


BUILTINS = frozenset(
    ("range", "len", "int", "list", "tuple", "max", "min", "sum", "zip", "enumerate", "reversed", "abs", "round")
)
