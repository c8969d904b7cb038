"""Work done by several processes. A process that dies or hangs costs its item, nothing else.

The parent reads, forked workers work: chunks of items go down a pipe, results come back as they are done. A chunk
whose worker died is sent again item by item; the one that kills its worker twice is the one to blame.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from nncalc import words
from nncalc.batch.outcome import ERROR, GRACE, Earlier, Item, Outcome, Wanted, failed, outcome_of
from nncalc.errors import InputError
from nncalc.words import say

Work = Callable[[Any, Any], Any]
"""What is done with an item, given what is wanted of all items of its chunk; its result is plain data."""
Numbered = tuple[int, Any]

CHUNK = 32
AHEAD = 4
"""Chunks under way for each worker, finished ones that wait for their turn included: memory stays flat."""


ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Chunk(NamedTuple):
    """Numbered items, and what is wanted of them."""

    wanted: Any
    items: list[Numbered]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals wait: a process that is just being forked would answer them as its parent does, or be forgotten."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """One process and what it has still to do."""

    def __init__(self, work: Work) -> None:
        context: Any = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_work, args=(far_end, self.pipe, work, words.catalogue), daemon=True)
        self.process.start()
        far_end.close()
        self.wanted: Any = None
        self.chunk: deque[Numbered] = deque()
        self.heard = time.monotonic()

    def give(self, chunk: Chunk) -> None:
        self.wanted, self.chunk, self.heard = chunk.wanted, deque(chunk.items), time.monotonic()
        self.pipe.send((chunk.wanted, [item for _, item in chunk.items]))

    def take(self) -> Iterator[tuple[int, Any, Any]]:
        """Results that have arrived. Raises EOFError or OSError when the process is dead."""
        while self.chunk and self.pipe.poll():
            result = self.pipe.recv()
            self.heard = time.monotonic()
            yield *self.chunk.popleft(), result

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _work(pipe: Connection, parents_end: Connection, work: Work, language: words.Catalogue | None) -> None:
    """What a worker does until its pipe is closed. Ctrl-C and a terminal that is closed are the parent's to handle."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    parents_end.close()
    words.catalogue = language
    try:
        while True:
            wanted, items = pipe.recv()
            for item in items:
                pipe.send(work(item, wanted))  # at once: the next one may take its full time
    except (EOFError, OSError):
        return  # the parent has gone


class Pool(ABC):
    """The processes, and the chunks that wait for one again."""

    def __init__(self, work: Work, processes: int) -> None:
        self.work, self.most = work, processes
        self.workers: list[Worker] = []
        self.waiting: deque[Chunk] = deque()
        self.suspects: set[tuple[int, int]] = set()

    @abstractmethod
    def next_chunk(self, worker: Worker | None) -> Chunk:
        """What a worker (None for a new one) is given next; no items where there is nothing to do now."""

    @abstractmethod
    def done(self, wanted: Any, number: int, item: Any, result: Any) -> None:
        """Take a result."""

    @abstractmethod
    def lost(self, wanted: Any, number: int, item: Any, why: str) -> None:
        """An item has killed its worker, or taken too long, and is not tried again."""

    @abstractmethod
    def seconds(self, wanted: Any) -> float | None:
        """How long an item may take."""

    def close(self) -> None:
        with _uninterrupted():  # or some would be left
            for worker in self.workers:
                worker.stop()

    def give_out(self) -> bool:
        """Keep every worker busy; whether anything is under way."""
        while True:
            idle = next((worker for worker in self.workers if not worker.chunk), None)
            if idle is None and len(self.workers) >= self.most:
                return True
            chunk = self.waiting.popleft() if self.waiting else self.next_chunk(idle)
            if not chunk.items:
                return any(worker.chunk for worker in self.workers)
            if idle is None:
                with _uninterrupted():
                    idle = Worker(self.work)
                    self.workers.append(idle)
            try:
                idle.give(chunk)
            except OSError:
                self._bury(idle)

    def collect(self) -> None:
        """Take what has arrived, and see to workers that are dead or hang."""
        busy = {worker.pipe: worker for worker in self.workers if worker.chunk}
        if not busy:
            return
        for pipe in wait(list(busy), timeout=1.0):
            worker = busy[pipe]
            try:
                for number, item, result in worker.take():
                    self.done(worker.wanted, number, item, result)
            except (EOFError, OSError):
                self._bury(worker)
        for worker in busy.values():
            allowed = self.seconds(worker.wanted)
            if allowed is None or not worker.chunk or worker not in self.workers:
                continue
            if time.monotonic() - worker.heard > allowed + 3 * GRACE:
                self._bury(worker, allowed)

    def _bury(self, worker: Worker, hung: float | None = None) -> None:
        """A dead or hanging worker: its items are tried again one by one, a second time they are errors.

        hung   how long it has been waited for
        """
        worker.stop()
        self.workers.remove(worker)
        code = worker.process.exitcode or 0
        why = (
            say("took longer than {seconds:g} s", seconds=hung)
            if hung is not None
            else say("ended its process ({ended})", ended=_ended(code))
        )
        for number, item in worker.chunk:
            suspect = id(worker.wanted), number
            if suspect in self.suspects or (hung is not None and len(worker.chunk) == 1):
                self.lost(worker.wanted, number, item, why)
            else:
                self.suspects.add(suspect)
                self.waiting.append(Chunk(worker.wanted, [(number, item)]))


class Workers(Pool):
    """The problems of a batch, in their order, and the outcomes that wait for their turn."""

    def __init__(self, items: Iterable[Item], wanted: Wanted, processes: int) -> None:
        super().__init__(outcome_of, processes)
        self.items = enumerate(items)
        self.wanted = wanted
        self.kept: dict[int, tuple[Item, Outcome | None]] = {}
        self.next = 0

    def outcomes(self) -> Generator[tuple[Item, Outcome | None], None, None]:
        """Each entry with its outcome, in order."""
        try:
            while self.give_out() or self.kept:
                while self.next in self.kept:
                    yield self.kept.pop(self.next)
                    self.next += 1
                self.collect()
        finally:
            self.close()

    def next_chunk(self, worker: Worker | None) -> Chunk:
        chunk: list[Numbered] = []
        # While a slow problem holds up the order, no more than this is worked ahead.
        room = AHEAD * CHUNK * self.most - len(self.kept)
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


def _ended(code: int) -> str:
    if code >= 0:
        return say("exit code {code}", code=code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return say("signal {code}", code=-code)
