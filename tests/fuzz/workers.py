"""Inputs tried by several processes. One that hangs or dies costs its input, which is reported, and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

HANG = 90.0
"""Seconds of silence after which a process is killed: far more than the 5 s of processor time that an input may take."""
CHUNK = 250


class Failure(NamedTuple):
    """An input that broke a condition; `number` with the seed gives it again."""

    number: int
    complaint: str
    shown: str


def warm() -> None:
    """Everything is imported before the watch begins."""
    from fuzz.corpus import seeds
    from fuzz.inputs import Input
    from fuzz.watch import complaints

    with contextlib.suppress(ImportError):
        import openpyxl  # noqa: F401  it brings NumPy, which sets variables

    for words in seeds().commands[:60:3]:
        for more in (
            ["--format", "json"],
            ["--format", "latex", "--color", "always"],
            ["--check", "y=1"],
            ["--color", "always"],
        ):
            complaints(Input("command", [*words, *more]))


def _work(pipe: Any, now: Any, seed: int, kind: str) -> None:
    """Tries the chunks that come down the pipe; `now` holds the number of the input under way."""
    from fuzz import guard, watch
    from fuzz.corpus import seeds
    from fuzz.inputs import made

    folder = tempfile.mkdtemp(prefix="nncalc-fuzz-")
    os.chdir(folder)
    tempfile.tempdir = os.path.join(folder, "own")
    os.mkdir(tempfile.tempdir)
    known = seeds()
    warm()
    watch.note_faults()
    guard.install()
    guard.limit_memory()
    try:
        while chunk := pipe.recv():
            failures = []
            for number in range(*chunk):
                now.value = number
                one = made(seed, number, known, kind)
                failures += [Failure(number, said, shown(one)) for said in watch.complaints(one)]
            pipe.send(failures)
    except (EOFError, KeyboardInterrupt):
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shown(one: Any) -> str:
    """An input as it is reported."""
    return f"{one.kind} {[word[:200] for word in one.words]!r} {dict(one.files) or ''}"[:3000]


class Worker:
    """One process and its chunk."""

    def __init__(self, seed: int, kind: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.seed, self.kind = seed, kind
        self.now = context.Value("q", -1, lock=False)
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_work, args=(far_end, self.now, seed, kind), daemon=True)
        self.process.start()
        far_end.close()
        self.chunk: tuple[int, int] | None = None
        self.seen, self.since = -1, time.monotonic()

    def give(self, chunk: tuple[int, int]) -> None:
        self.chunk = chunk
        self.since = time.monotonic()
        self.pipe.send(chunk)

    def take(self) -> list[Failure] | None:
        """The failures of its chunk when it is done, None while it works; raises EOFError when it is dead or hangs."""
        if self.pipe.poll(0.05):
            failures: list[Failure] = self.pipe.recv()
            self.chunk = None
            return failures
        if self.now.value != self.seen:
            self.seen, self.since = self.now.value, time.monotonic()
        elif time.monotonic() - self.since > HANG:
            self.process.kill()
            raise EOFError("hangs")
        return None

    def end(self) -> None:
        if self.process.is_alive() and self.chunk is None:
            self.pipe.send(None)
            self.process.join(20)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def fuzz(seed: int, first: int, inputs: int, processes: int, kind: str = "") -> Iterator[tuple[int, list[Failure]]]:
    """Inputs `first` to `first + inputs`; how many are done and what they broke, as it is found."""
    chunks = [(start, min(start + CHUNK, first + inputs)) for start in range(first, first + inputs, CHUNK)][::-1]
    workers = [Worker(seed, kind) for _ in range(processes)]
    try:
        while chunks or any(worker.chunk for worker in workers):
            for place, worker in enumerate(workers):
                if worker.chunk is None:
                    if chunks:
                        worker.give(chunks.pop())
                    continue
                start, end = worker.chunk
                try:
                    failures = worker.take()
                    if failures is not None:
                        yield end - start, failures
                except (EOFError, OSError) as why:
                    yield from _buried(worker, why, chunks)
                    workers[place] = Worker(seed, kind)
    finally:
        for worker in workers:
            worker.end()


def _buried(worker: Worker, why: BaseException, chunks: list[tuple[int, int]]) -> Iterator[tuple[int, list[Failure]]]:
    """A worker has died or hung: its input is the failure; what stood before it is tried again, with what follows."""
    from fuzz.corpus import seeds
    from fuzz.inputs import made

    worker.process.kill()
    worker.process.join()
    assert worker.chunk is not None
    (start, end), number = worker.chunk, worker.now.value
    worker.chunk = None
    said = "hangs" if "hangs" in str(why) else f"the process died ({worker.process.exitcode})"
    if not start <= number < end:
        raise RuntimeError(f"a worker {said} before its first input")
    chunks += [chunk for chunk in ((number + 1, end), (start, number)) if chunk[0] < chunk[1]]
    yield 1, [Failure(number, said, shown(made(worker.seed, number, seeds(), worker.kind)))]
