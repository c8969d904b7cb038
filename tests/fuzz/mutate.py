"""Small damage to texts and command lines: what people, editors, keyboards and enemies do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

SYNTAX = "0123456789.,:;=+-*/^()[]{}<>|!%&#@'\"\\_~`?$ \t\nexXyabWnN"
UNUSUAL = (
    "，：；＝（）［］｛｝－＋．／＊１２０。、【】〔〕　−×·÷√²³πθσΣμµ½⅓٣०๑①ⅷ″’“”‘…—–"
    "\u00a0\u200b\u200d\u202e\u2066\u2028\u2029\ufeff\u00ad\u0301\u0000\u0007\u0008\u000b\u000c\r\u001b\u007f\u0085\u009b"
    "\ud800\udcff\udc80\U0001f600\U000e0041\ufffd\uffffаеоρßéñ猫한\u115f"
)
PIECES = (
    "\x1b[31m", "\x1b]0;x\x07", "[bold]", "[/]", "[link=x]", "%s", "{0}", "${IFS}", "$(id)", "`id`", "../", "\r\n", "||",
    "::", ",,", "=", "==", "--", "-", "--check", "@", "@/dev/zero", "@.", "-1", "nan", "inf", "NaN", "None", "null", "true",
    "1/0", "0/0", "(" * 60, ")" * 60, "[" * 60, "-" * 120, "√" * 120, "9" * 300, "9" * 1100, "1," * 80 + "1", "1:" * 80 + "1",
    "x" * 300, "__class__", "__import__('os')", "lambda:0", "\\input{x}", "$x$", "<b>", "| |", "#", "!!python/object:os.system",
    "&a", "*a", "<<", "---", "...", "? ", "- ", ": ", "|\n", ">-\n",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "0.0", "1", "-1", "2", "3", "0.5", ".1", "1.", "-.5", "1/3", "-2/7", "0/5", "1e-3", "1e3", "1E+2", "1e-300",
    "1e300", "1e-400", "1e400", "1e5000", "1e-5000", "1e30000", "1e99999", "1e999999999", "1e-99999", "12345678901234567890",
    "0.1000000000000000055511151231257827", "99999999999999999999.5", "0.30000000000000004", "1_000", "1,000",
    "0x10", "1e", "1.2.3", "+1", "--1", "- 2", "√2", "sqrt(3)",
    "pi", "e", "exp(-1)", "exp(1000)", "exp(-1000)", "exp(exp(9))", "2^100", "2^-100",
    "2^99999", "10^10^10", "x", "h1", "nan", "inf", "-inf", "10", "17", "100", "1000", "65536", "1000000", "2147483648",
    "0.000001", "0.99999999", "1e-16", "√2-√2", "(√2)^2-2", "ln(2)", "1-1", "0.5+x",
)  # fmt: skip
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")

Change = Callable[[Random, str], str]


def _slice(source: Random, text: str) -> tuple[int, int]:
    start = source.randrange(len(text) + 1)
    return start, min(len(text), start + source.choice((1, 1, 1, 2, 3, 8)))


def delete(source: Random, text: str) -> str:
    start, end = _slice(source, text)
    return text[:start] + text[end:]


def duplicate(source: Random, text: str) -> str:
    start, end = _slice(source, text)
    return text[:end] + text[start:end] * source.choice((1, 1, 2, 5)) + text[end:]


def swap(source: Random, text: str) -> str:
    start, end = _slice(source, text)
    last = min(len(text), end + end - start)
    return text[:start] + text[end:last] + text[start:end] + text[last:]


def insert(source: Random, text: str) -> str:
    start = source.randrange(len(text) + 1)
    return text[:start] + character(source) + text[start:]


def replace(source: Random, text: str) -> str:
    start, end = _slice(source, text)
    return text[:start] + character(source) + text[end:]


def character(source: Random) -> str:
    """A sign of the syntax, one from another keyboard, or a piece that means something to some other program."""
    drawn = source.random()
    if drawn < 0.6:
        return source.choice(SYNTAX)
    return source.choice(UNUSUAL) if drawn < 0.85 else source.choice(PIECES)


def number(source: Random, text: str) -> str:
    """One number replaced by another."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    place = source.choice(found)
    return text[: place.start()] + source.choice(NUMBERS) + text[place.end() :]


def separator(source: Random, text: str) -> str:
    """One separator replaced by another."""
    found = [i for i, c in enumerate(text) if c in ",:; \n="]
    if not found:
        return text
    place = source.choice(found)
    return text[:place] + source.choice((",", ":", ";", " ", "\n", "", ", ", "，", "：", "\t", "=")) + text[place + 1 :]


def element(source: Random, text: str) -> str:
    """One element repeated, left out or moved."""
    parts = re.split("([,:])", text)
    if len(parts) < 3:
        return text
    place = source.randrange(0, len(parts), 2)
    drawn = source.randrange(3)
    if drawn == 0:
        return "".join(parts[:place] + parts[place + 2 :]).rstrip(",:")
    other = source.randrange(0, len(parts), 2)
    if drawn == 1:
        return "".join([*parts[: place + 1], ",", parts[other], *parts[place + 1 :]])
    parts[place], parts[other] = parts[other], parts[place]
    return "".join(parts)


def wrap(source: Random, text: str) -> str:
    """Brackets, quotes or spaces round it."""
    left, right = source.choice(
        (("[", "]"), ("(", ")"), ("[[", "]]"), ('"', '"'), ("'", "'"), (" ", " "), ("{", "}"), ("-(", ")"))
    )
    return left + text + right


CHANGES: tuple[Change, ...] = (
    delete, duplicate, swap, insert, replace, insert, replace, number, number, number, separator, element, wrap,
)  # fmt: skip


def mutated(source: Random, text: str, least: int = 0) -> str:
    """The text after some changes; few most of the time."""
    times = max(least, source.choice((0, 1, 1, 1, 2, 2, 3, 6)))
    for _ in range(times):
        text = source.choice(CHANGES)(source, text)
    return text
