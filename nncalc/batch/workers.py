"""Problems worked by several processes, in their order. A process that dies or hangs costs its problem, nothing else.

The parent reads, forked workers solve: chunks of entries go down a pipe, outcomes come back as they are done. A chunk
whose worker died is sent again problem by problem; the one that kills its worker twice is the one to blame.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any

from nncalc import words
from nncalc.batch.outcome import ERROR, GRACE, Earlier, Item, Outcome, Wanted, failed, outcome_of
from nncalc.errors import InputError
from nncalc.words import say

Numbered = tuple[int, Item]

CHUNK = 32
AHEAD = 4
"""Chunks under way for each worker, finished ones that wait for their turn included: memory stays flat."""


ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


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

    def __init__(self, wanted: Wanted) -> None:
        context: Any = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_work, args=(far_end, self.pipe, wanted, words.catalogue), daemon=True)
        self.process.start()
        far_end.close()
        self.chunk: deque[Numbered] = deque()
        self.heard = time.monotonic()

    def give(self, chunk: list[Numbered]) -> None:
        self.chunk, self.heard = deque(chunk), time.monotonic()
        self.pipe.send([item for _, item in chunk])

    def take(self) -> Iterator[tuple[int, Item, Outcome | None]]:
        """Outcomes that have arrived. Raises EOFError or OSError when the process is dead."""
        while self.chunk and self.pipe.poll():
            outcome = self.pipe.recv()
            self.heard = time.monotonic()
            yield *self.chunk.popleft(), outcome

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _work(pipe: Connection, parents_end: Connection, wanted: Wanted, language: words.Catalogue | None) -> None:
    """What a worker does until its pipe is closed. Ctrl-C and a terminal that is closed are the parent's to handle."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    parents_end.close()
    words.catalogue = language
    try:
        while True:
            for item in pipe.recv():
                pipe.send(outcome_of(item, wanted))  # at once: the next one may take its full time
    except (EOFError, OSError):
        return  # the parent has gone


class Workers:
    """The processes, the chunks that wait for one, and the outcomes that wait for their turn."""

    def __init__(self, items: Iterable[Item], wanted: Wanted, processes: int) -> None:
        self.items = enumerate(items)
        self.wanted, self.most = wanted, processes
        self.workers: list[Worker] = []
        self.waiting: deque[list[Numbered]] = deque()
        self.done: dict[int, tuple[Item, Outcome | None]] = {}
        self.suspects: set[int] = set()
        self.next = 0

    def outcomes(self) -> Generator[tuple[Item, Outcome | None], None, None]:
        """Each entry with its outcome, in order."""
        try:
            while self._give_out() or self.done:
                while self.next in self.done:
                    yield self.done.pop(self.next)
                    self.next += 1
                self._collect()
        finally:
            with _uninterrupted():  # or some would be left
                for worker in self.workers:
                    worker.stop()

    def _give_out(self) -> bool:
        """Keep every worker busy; whether anything is under way."""
        while True:
            idle = next((worker for worker in self.workers if not worker.chunk), None)
            if idle is None and len(self.workers) >= self.most:
                return True
            chunk = self._next_chunk()
            if not chunk:
                return any(worker.chunk for worker in self.workers)
            if idle is None:
                with _uninterrupted():
                    idle = Worker(self.wanted)
                    self.workers.append(idle)
            try:
                idle.give(chunk)
            except OSError:
                self._bury(idle)

    def _next_chunk(self) -> list[Numbered]:
        if self.waiting:
            return self.waiting.popleft()
        chunk: list[Numbered] = []
        # While a slow problem holds up the order, no more than this is worked ahead.
        room = AHEAD * CHUNK * self.most - len(self.done)
        for number, item in islice(self.items, max(0, room)):
            if isinstance(item, Earlier):
                self.done[number] = (item, None)
            else:
                chunk.append((number, item))
            if len(chunk) == CHUNK:
                break
        return chunk

    def _collect(self) -> None:
        busy = {worker.pipe: worker for worker in self.workers if worker.chunk}
        if not busy:
            return
        for pipe in wait(list(busy), timeout=1.0):
            worker = busy[pipe]
            try:
                for number, item, outcome in worker.take():
                    self.done[number] = (item, outcome)
            except (EOFError, OSError):
                self._bury(worker)
        if self.wanted.seconds is not None:
            allowed = self.wanted.seconds + 3 * GRACE
            for worker in busy.values():
                if worker.chunk and worker in self.workers and time.monotonic() - worker.heard > allowed:
                    self._bury(worker, hung=True)

    def _bury(self, worker: Worker, hung: bool = False) -> None:
        """A dead or hanging worker: its problems are tried again one by one, a second time they are errors."""
        worker.stop()
        self.workers.remove(worker)
        code = worker.process.exitcode or 0
        why = (
            say("took longer than {seconds:g} s", seconds=self.wanted.seconds)
            if hung
            else say("ended its process ({ended})", ended=_ended(code))
        )
        for number, item in worker.chunk:
            if isinstance(item, Earlier):
                continue
            if number in self.suspects or (hung and len(worker.chunk) == 1):
                outcome = failed(item, ERROR, [InputError(say("the problem {why}", why=why))])
                self.done[number] = (item, outcome)
            else:
                self.suspects.add(number)
                self.waiting.append([(number, item)])


def _ended(code: int) -> str:
    if code >= 0:
        return say("exit code {code}", code=code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return say("signal {code}", code=-code)
