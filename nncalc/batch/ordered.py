"""The problems of a batch worked by several hands, in their order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from typing import Any

from nncalc.batch.outcome import ERROR, Earlier, Item, Outcome, Wanted, failed, outcome_of
from nncalc.batch.source import CHUNK, Chunk, Crew, Hand, Numbered, Source
from nncalc.errors import InputError
from nncalc.words import say

AHEAD = 4
"""Chunks for each hand: read ahead, under way, or finished and waiting for their turn. Memory stays flat."""
FEWEST = 4
"""Problems given to a hand at once when the last ones are shared out, so that all end together."""


class Ordered(Source):
    """The entries of a batch, and the outcomes that wait for their turn."""

    def __init__(self, items: Iterable[Item], wanted: Wanted) -> None:
        self.work = outcome_of
        self.items = enumerate(items)
        self.wanted = wanted
        self.kept: dict[int, tuple[Item, Outcome | None]] = {}
        self.next = 0
        self.ready: deque[Numbered] = deque()
        """What is read ahead."""
        self.read = self.most = 0
        """How many are read; from the next one on, no more than `most`."""
        self.at_end = False

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
        number = len(hands) + (hand not in hands)
        self.most = AHEAD * CHUNK * number
        while self._read_one():
            pass
        size = min(CHUNK, max(FEWEST, len(self.ready) // (2 * number))) if self.at_end else CHUNK
        return Chunk(self.wanted, [self.ready.popleft() for _ in range(min(size, len(self.ready)))])

    def read_ahead(self, until: float) -> None:
        # What can be shown is shown first.
        while self.next not in self.kept and time.monotonic() < until and self._read_one():
            pass

    def _read_one(self) -> bool:
        """Read an entry, if there is one and room for it: while a slow problem holds up the order not all is read.

        One chunk ahead is enough for all hands: an entry that was read long ago has left the processor's cache.
        """
        if self.at_end or len(self.ready) >= CHUNK or self.read - self.next >= self.most:
            return False
        for number, item in self.items:
            self.read += 1
            if isinstance(item, Earlier):
                self.kept[number] = (item, None)
            else:
                self.ready.append((number, item))
            return True
        self.at_end = True
        return False

    def done(self, wanted: Any, number: int, item: Any, result: Any) -> None:
        self.kept[number] = (item, result)

    def lost(self, wanted: Any, number: int, item: Any, why: str) -> None:
        self.kept[number] = (item, failed(item, ERROR, [InputError(say("the problem {why}", why=why))]))

    def seconds(self, wanted: Any) -> float | None:
        return self.wanted.seconds
