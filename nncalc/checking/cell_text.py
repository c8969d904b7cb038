"""The text that a cell of a workbook shows: a number counts with the decimals that its format shows.

The formats of numbers are those of ECMA-376, part 1, 18.8.31: sections for positive, negative and zero, `0 # ?` digits,
`%`, `E+00`, fractions, quoted words. A date (2026-01-03) and a time (T08:05:00)
are written as such, so that they are never taken for figures.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"(?P<whole>[#0?,]*)(?:\.(?P<places>[#0?]*))?(?P<scale>,*)(?:E[+-](?P<power>[#0?]+))?")
_FRACTION = re.compile(r"[#0?]+\s*/\s*([#0?]+|\d+)")
_LONGEST = 11
"""Characters in which a number without a format is shown."""
_CONTEXT = Context(prec=400, Emax=999_999, Emin=-999_999)
MOST_PLACES = 30


def shown_text(cell: Any) -> str:
    """What a cell of openpyxl shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime.datetime, datetime.date)):
        return str(value).removesuffix(" 00:00:00")
    if isinstance(value, datetime.time):
        return f"T{value:%H:%M:%S}"
    if isinstance(value, datetime.timedelta):
        return f"T{value}"
    if isinstance(value, (int, float)):
        return number_text(value, str(cell.number_format or "General"))
    return str(value)


def number_text(value: int | float, format_: str) -> str:
    """A number as its format shows it, in plain digits: `0.870` for .87 under `0.000`, `85%` for .85 under `0%`."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    exact = exact if len(exact.as_tuple().digits) <= 15 else Context(prec=15, rounding=ROUND_HALF_UP).plus(exact)
    section = _section(format_, exact)
    if not section or section.lower() == "general" or "@" in section:
        return _general(exact)
    fraction = _FRACTION.search(section)
    if fraction:
        return _as_fraction(exact, fraction[1])
    digits = next((found for found in _DIGITS.finditer(section) if re.search("[0#?]", found[0])), None)
    return _general(exact) if digits is None else _in_digits(exact, section, digits)


def _section(format_: str, value: Decimal) -> str:
    """The section of a format that holds for a value, without its words."""
    sections = [part.strip() for part in _WORDS.sub("", format_[:200]).split(";")]
    if value < 0 and len(sections) > 1:
        return sections[1].replace("(", "").replace(")", "")
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _in_digits(value: Decimal, section: str, digits: re.Match[str]) -> str:
    """The value rounded to the places that a section shows."""
    places = min(len(digits["places"] or ""), MOST_PLACES)
    optional = len(digits["places"] or "") - len((digits["places"] or "").rstrip("#"))
    if digits["power"]:
        return _trimmed(f"{_CONTEXT.plus(value):.{places}e}", optional)
    thousands = len(digits["scale"]) or len(digits["whole"]) - len(digits["whole"].rstrip(","))
    percent = section.count("%")
    scaled = _CONTEXT.scaleb(value, 2 * percent - 3 * thousands)
    text = f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT):f}"
    text = _trimmed(text, optional)
    if percent == 1:
        return f"{text}%"
    return f"{text}e{3 * thousands}" if thousands else text


def _trimmed(text: str, optional: int) -> str:
    """A decimal without the zeros that its format leaves out."""
    number, power, exponent = text.partition("e")
    while optional and number.endswith("0") and "." in number:
        number, optional = number[:-1], optional - 1
    return number.rstrip(".") + power + exponent if "." in number else text


def _general(value: Decimal) -> str:
    """A number without a format: as it was typed, in at most eleven characters."""
    size = abs(value)
    if not size:
        return "0"
    if value == value.to_integral_value() and size < 10**11:
        return f"{value.to_integral_value():f}"
    if Decimal("0.0001") <= size < 10**11:
        places = max(0, _LONGEST - 1 - max(1, size.adjusted() + 1))
        text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    number, _, power = f"{Context(prec=6, rounding=ROUND_HALF_UP).plus(value):e}".partition("e")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{number}e{int(power)}"


def _as_fraction(value: Decimal, below: str) -> str:
    """A value in the nearest fraction that a format shows, `1/3`."""
    if below.isdigit() and int(below):
        return f"{round(Fraction(value) * int(below))}/{int(below)}"
    near = Fraction(value).limit_denominator(10 ** min(len(below), 6) - 1)
    return str(near)
