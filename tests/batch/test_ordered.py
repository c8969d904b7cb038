"""Problems read ahead for several hands: their order, how many there are at once, and that results do not wait."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from nncalc.batch.ordered import AHEAD, FEWEST, Ordered
from nncalc.batch.outcome import Earlier, Item, Wanted
from nncalc.batch.source import CHUNK, Hand, Numbered
from nncalc.batch.workers import PAUSE, Pool

LONG = 60.0


class Reader:
    """Entries that say how many of them were read; some stand for what an earlier run has solved."""

    def __init__(self, number: int, is_earlier: Callable[[int], bool] = lambda number: False, slow: float = 0) -> None:
        self.number, self.is_earlier, self.slow, self.read = number, is_earlier, slow, 0

    def __iter__(self) -> Iterator[Item]:
        for number in range(self.number):
            self.read += 1
            time.sleep(self.slow)
            entry: Any = SimpleNamespace(number=number)
            yield Earlier(str(number)) if self.is_earlier(number) else entry


class Hands:
    """A stand-in for processes: each has one chunk, and any of them does a few problems of it at a time.

    `stuck` is the number of a problem that is done when nothing else can be.
    """

    def __init__(self, source: Ordered, number: int, stuck: int = -1) -> None:
        self.source, self.number, self.stuck, self.random = source, number, stuck, Random(1)
        self.work: dict[Hand, deque[Numbered]] = {}
        self.given: list[int] = []
        self.closed = False

    def give_out(self) -> bool:
        while True:
            idle = next((hand for hand, work in self.work.items() if not work), None)
            if idle is None and len(self.work) >= self.number:
                return True
            chunk = self.source.next_chunk(idle or Hand(), list(self.work))
            if not chunk.items:
                return any(self.work.values())
            self.work[idle or Hand()] = deque(chunk.items)
            self.given.append(len(chunk.items))

    def collect(self) -> None:
        self.source.read_ahead(time.monotonic() + LONG)
        free = [work for work in self.work.values() if work and work[0][0] != self.stuck]
        busy = free or [work for work in self.work.values() if work]
        work = self.random.choice(busy) if busy else deque()
        for _ in range(min(len(work), self.random.randint(1, 9))):
            if work[0][0] == self.stuck and free:
                break
            number, item = work.popleft()
            self.source.done(None, number, item, number)

    def close(self) -> None:
        self.closed = True


def source_of(reader: Reader) -> Ordered:
    return Ordered(reader, Wanted())


@pytest.mark.parametrize("number", [0, 1, 31, 32, 33, 255, 1000])
@pytest.mark.parametrize("hands", [1, 2, 5])
def test_the_order_is_kept(number: int, hands: int) -> None:
    reader = Reader(number, lambda each: each % 7 == 3)
    source = source_of(reader)
    crew = Hands(source, hands)
    results: list[Any] = [result for _, result in source.results(crew)]
    assert results == [None if each % 7 == 3 else each for each in range(number)]
    assert crew.closed
    assert max(crew.given, default=0) <= CHUNK


@pytest.mark.parametrize("stuck", [-1, 0, 40, 999])
def test_what_is_read_ahead_is_bounded(stuck: int) -> None:
    """A slow problem holds up the order: what is read, worked or finished meanwhile is no more than before."""
    hands = 2
    reader = Reader(2000)
    source = source_of(reader)
    shown = most = 0
    for _ in source.results(Hands(source, hands, stuck)):
        most = max(most, reader.read - shown)
        shown += 1
    assert most <= AHEAD * CHUNK * hands
    assert shown == 2000


def test_nothing_is_read_while_results_wait() -> None:
    reader = Reader(1000)
    source = source_of(reader)
    chunk = source.next_chunk(Hand(), [])
    assert [number for number, _ in chunk.items] == list(range(CHUNK))
    number, item = chunk.items[0]
    source.done(None, number, item, 0)
    read = reader.read
    source.read_ahead(time.monotonic() + LONG)
    assert reader.read == read
    del source.kept[number]
    source.next = 1
    source.read_ahead(time.monotonic() + LONG)
    assert reader.read == read + CHUNK, "one chunk"


def test_what_an_earlier_run_has_solved_ends_reading_ahead() -> None:
    reader = Reader(1000, lambda each: each == 50)
    source = source_of(reader)
    source.next_chunk(Hand(), [])
    source.next = 50  # the others are shown
    source.read_ahead(time.monotonic() + LONG)
    assert reader.read == 51


def test_reading_ahead_ends_in_time() -> None:
    reader = Reader(100, slow=0.01)
    source = source_of(reader)
    source.next_chunk(Hand(), [])
    source.read_ahead(time.monotonic() - 1)
    assert reader.read == CHUNK
    source.read_ahead(time.monotonic() + 0.02)
    assert CHUNK < reader.read <= CHUNK + 3


def test_the_last_problems_are_shared_out() -> None:
    source = source_of(Reader(300))
    crew = Hands(source, 2)
    list(source.results(crew))
    assert crew.given[0] == CHUNK
    assert crew.given[-3:] == sorted(crew.given[-3:], reverse=True)
    assert crew.given[-1] <= FEWEST
    assert len(crew.given) < 2 * 300 / CHUNK, "few are small"


def test_results_gather_for_no_longer_than_there_is_work() -> None:
    """A rest is short beside what every hand has still to do; none is taken while that is not known."""
    rests: list[float] = []
    pool = Pool(SimpleNamespace(read_ahead=lambda until: rests.append(until - time.monotonic())), 2)  # type: ignore[arg-type]
    for left in ([9.0, 9.0], [9.0, 0.004], [0.0, 9.0]):
        pool._gather([SimpleNamespace(left=lambda left=left: left) for left in left])  # type: ignore[misc]
    assert PAUSE / 2 < rests[0] <= PAUSE
    assert rests[1] <= 0.002
    assert rests[2] <= 0
