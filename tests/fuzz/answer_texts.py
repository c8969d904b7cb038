"""Answers as people write them: decimals in the notations of `typed_notations`, with names and units, right or wrong."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from typed_notations import FIGURES, REFUSABLE, WHOLES

from fuzz.plain_answers import Asked


def typed_answer(source: Random) -> tuple[str, str]:
    """What is asked for, and a figure, a list or a matrix as people write it."""
    asked = source.choice(("number", "number", "count", "vector", "matrix"))
    if asked in ("number", "count"):
        text = _decimal_of(source, asked == "count")
        made = source.choice(list(FIGURES.values()))(text) or text
    else:
        row = [_decimal_of(source, False) for _ in range(4 if asked == "matrix" else 3)]
        cells = [row[:2], row[2:]] if asked == "matrix" else row
        made = source.choice(list(WHOLES.values()))(cells) or ",".join(row)
    if source.random() < 0.2 and asked != "matrix":
        made += source.choice((" nats", " parameters", "个", " kg", "%", " K", "M"))
    return asked, made.replace("NAME", source.choice(ANSWERS[asked].names))


def _decimal_of(source: Random, whole: bool) -> str:
    number = Fraction(source.randint(-9999, 99999), 1 if whole or source.random() < 0.2 else 10 ** source.randint(1, 5))
    places = len(str(number.denominator)) - 1 if number.denominator > 1 else 0
    return decimal(Fraction(round(number * 10**places), 10**places), places)


ANSWERS = {
    "number": Asked(1, False, ("loss", "E", "L", "answer"), ("loss",), ("nats", "nat")),
    "count": Asked(1, True, ("params1", "answer"), ("params1",), ("parameters", "params", "个参数", "个")),
    "vector": Asked(3, False, ("p", "answer"), ("p_1", "p_2", "p_3"), ()),
    "matrix": Asked(4, False, ("J", "answer"), ("J_11", "J_12", "J_21", "J_22"), ()),
}
"""What is asked for, by the words in front of an answer."""


READ = [n for n in FIGURES if n not in REFUSABLE and n not in ("three points", "ellipsis")]
"""Notations that are read whatever is asked for, and say that a figure is rounded, not cut."""


def decimal(figure: Fraction, digits: int) -> str:
    whole = abs(figure) * 10**digits
    text = str(whole.numerator).rjust(digits + 1, "0")
    return ("-" if figure < 0 else "") + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)
