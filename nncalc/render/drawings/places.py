"""Which of many things are drawn, and where numbers stand on an axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10


def shown_of(size: int, most: int, kept: int, last: int = 1) -> list[int | None]:
    """The numbers from 0 to size − 1, or of more than `most` the first `kept` − 1, None for the middle, and the last ones."""
    if size <= most:
        return list(range(size))
    return [*range(kept - 1), None, *range(size - last, size)]


def ticks(least: float, most: float, wanted: int = 5) -> list[float]:
    """Round numbers between two: 1, 2 or 5 times a power of ten apart."""
    if not most > least:
        return [least]
    rough = (most - least) / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough * 0.999)
    first = ceil(least / step - 1e-9)
    return [(first + i) * step for i in range(floor(most / step + 1e-9) - first + 1)]


def tick_labels(values: Sequence[float]) -> list[str]:
    """The ticks as they are written, with as many decimals as their distance needs."""
    step = abs(values[1] - values[0]) if len(values) > 1 else abs(values[0]) or 1
    if step < 1e-5 or max(map(abs, values)) >= 1e6:
        return [f"{value:.3g}" if abs(value) > step / 1e3 else "0" for value in values]
    places = max(0, -floor(log10(step) + 1e-9))
    places += round(step * 10**places, 6) != round(step * 10**places)
    return [f"{value:.{places}f}" if abs(value) > step / 1e3 else "0" for value in values]


def padded(values: Sequence[float], share: float = 0.12) -> tuple[float, float]:
    """The range of numbers with some room on both sides; a range of its own around a single number."""
    least, most = min(values), max(values)
    room = (most - least) * share or max(abs(most), 1) / 2
    return least - room, most + room
