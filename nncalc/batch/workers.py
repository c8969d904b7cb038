"""Work done by several processes. A process that dies or hangs costs its item, nothing else.

The parent reads, forked workers work: chunks of items go down a pipe, results come back as they are done. A chunk
whose worker died is sent again item by item; the one that kills its worker twice is the one to blame.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any

from nncalc import words
from nncalc.batch.outcome import GRACE, PATIENCE
from nncalc.batch.source import Chunk, Hand, Numbered, Source, Work
from nncalc.words import say

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
PAUSE = 0.005
"""Seconds that results may gather for: to be woken for each of them costs as much as to read a problem."""


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


class Worker(Hand):
    """One process and what it has still to do."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        context: Any = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_work, args=(far_end, self.pipe, work, words.catalogue), daemon=True)
        self.process.start()
        far_end.close()
        self.arrived = _looker(self.pipe)
        self.chunk: deque[Numbered] = deque()
        self.size = 0
        self.given = self.heard = time.monotonic()

    def give(self, chunk: Chunk) -> None:
        self.took(chunk)
        self.chunk, self.size = deque(chunk.items), len(chunk.items)
        self.given = self.heard = time.monotonic()
        self.pipe.send((chunk.wanted, [item for _, item in chunk.items]))

    def take(self) -> Iterator[tuple[int, Any, Any]]:
        """Results that have arrived. Raises EOFError or OSError when the process is dead."""
        while self.chunk and self.arrived():
            result = self.pipe.recv()
            self.heard = time.monotonic()
            yield *self.chunk.popleft(), result

    def left(self) -> float:
        """Seconds for which it has still to do, if it goes on as before; none as long as nothing is known."""
        done = self.size - len(self.chunk)
        return (self.heard - self.given) / done * len(self.chunk) if done else 0.0

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _looker(pipe: Connection) -> Callable[[], object]:
    """What tells whether something has arrived; a poll that is kept costs a tenth of the pipe's own."""
    if not hasattr(select, "poll"):
        return pipe.poll
    poll = select.poll()
    poll.register(pipe.fileno(), select.POLLIN)
    return partial(poll.poll, 0)


def _work(pipe: Connection, parents_end: Connection, work: Work, language: words.Catalogue | None) -> None:
    """What a worker does until its pipe is closed. Ctrl-C and a terminal that is closed are the parent's to handle."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    gc.freeze()  # what the parent holds is not looked through, which would copy its pages
    parents_end.close()
    words.catalogue = language
    try:
        while True:
            wanted, items = pipe.recv()
            for item in items:
                pipe.send(work(item, wanted))  # at once: the next one may take its full time
    except (EOFError, OSError):
        return  # the parent has gone


class Pool:
    """The processes, and the chunks that wait for one again."""

    def __init__(self, source: Source, processes: int) -> None:
        self.source, self.most = source, processes
        self.workers: list[Worker] = []
        self.waiting: deque[Chunk] = deque()
        self.suspects: set[tuple[int, int]] = set()

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
            chunk = self.waiting.popleft() if self.waiting else self.source.next_chunk(idle or Hand(), self.workers)
            if not chunk.items:
                return any(worker.chunk for worker in self.workers)
            if idle is None:
                with _uninterrupted():
                    idle = Worker(self.source.work)
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
        self._gather(busy.values())
        for pipe in wait(list(busy), timeout=1.0):
            worker = busy[pipe]
            try:
                for number, item, result in worker.take():
                    self.source.done(worker.wanted, number, item, result)
            except (EOFError, OSError):
                self._bury(worker)
        for worker in busy.values():
            allowed = self.source.seconds(worker.wanted)
            if allowed is None or not worker.chunk or worker not in self.workers:
                continue
            if time.monotonic() - worker.heard > PATIENCE * allowed + 3 * GRACE:
                self._bury(worker, allowed)

    def _gather(self, busy: Iterable[Worker]) -> None:
        """Read ahead, or rest, for a moment in which no worker comes to its end."""
        until = time.monotonic() + min(PAUSE, *(worker.left() / 2 for worker in busy))
        self.source.read_ahead(until)
        rest = until - time.monotonic()
        if rest > 0:
            time.sleep(rest)

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
                self.source.lost(worker.wanted, number, item, why)
            else:
                self.suspects.add(suspect)
                self.waiting.append(Chunk(worker.wanted, [(number, item)]))


def _ended(code: int) -> str:
    if code >= 0:
        return say("exit code {code}", code=code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return say("signal {code}", code=-code)
