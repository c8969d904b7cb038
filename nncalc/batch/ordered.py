"""The problems of a batch worked by several hands, in their order."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from itertools import islice
from typing import Any

from nncalc.batch.outcome import ERROR, Earlier, Item, Outcome, Wanted, failed, outcome_of
from nncalc.batch.source import CHUNK, Chunk, Crew, Hand, Numbered, Source
from nncalc.errors import InputError
from nncalc.words import say

AHEAD = 4
"""Chunks under way for each hand, finished ones that wait for their turn included: memory stays flat."""


class Ordered(Source):
    """The entries of a batch, and the outcomes that wait for their turn."""

    def __init__(self, items: Iterable[Item], wanted: Wanted) -> None:
        self.work = outcome_of
        self.items = enumerate(items)
        self.wanted = wanted
        self.kept: dict[int, tuple[Item, Outcome | None]] = {}
        self.next = 0

    def results(self, crew: Crew) -> Generator[tuple[Item, Outcome | None], None, None]:
        """Each entry with its outcome, in order."""
        try:
            while crew.give_out() or self.kept:
                while self.next in self.kept:
                    yield self.kept.pop(self.next)
                    self.next += 1
                crew.collect()
        finally:
            crew.close()

    def next_chunk(self, hand: Hand, hands: Sequence[Hand]) -> Chunk:
        chunk: list[Numbered] = []
        # While a slow problem holds up the order, no more than this is worked ahead.
        room = AHEAD * CHUNK * (len(hands) + (hand not in hands)) - len(self.kept)
        for number, item in islice(self.items, max(0, room)):
            if isinstance(item, Earlier):
                self.kept[number] = (item, None)
            else:
                chunk.append((number, item))
            if len(chunk) == CHUNK:
                break
        return Chunk(self.wanted, chunk)

    def done(self, wanted: Any, number: int, item: Any, result: Any) -> None:
        self.kept[number] = (item, result)

    def lost(self, wanted: Any, number: int, item: Any, why: str) -> None:
        self.kept[number] = (item, failed(item, ERROR, [InputError(say("the problem {why}", why=why))]))

    def seconds(self, wanted: Any) -> float | None:
        return self.wanted.seconds
