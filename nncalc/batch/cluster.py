"""Chunks as tasks of dask.distributed, on the workers of the user's own scheduler.

A task names a function of the installed nncalc and carries plain data: no code travels, and a worker of another version
refuses. Dask gives the task of a worker that was lost to another one; a chunk that was on several workers when they died
is suspected, and its items are tried one at a time with nothing beside them, so that only what is deadly itself is given
up. Where the scheduler is lost the run ends, and --resume goes on.
"""

from __future__ import annotations

import logging
import threading
import warnings
from asyncio import CancelledError as Cancelled
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Any

from nncalc import words
from nncalc.batch.source import Chunk, Hand, Source, Work
from nncalc.errors import InputError, NncalcError
from nncalc.version import VERSION
from nncalc.words import say

PATIENCE = "10s"
"""How long a scheduler may take to answer."""
NO_WORKERS = 30
"""Times a second is waited for a first worker."""
UNDER_WAY = 2
"""Chunks that a worker has, so that it need not wait for the next."""
NEEDED = "python -m pip install distributed"
_one_at_a_time = threading.Lock()
"""A worker of dask has several threads, and flint one precision for all of them."""


class OtherVersion(Exception):
    """A worker's nncalc is of another version."""


def worked(version: str, language: str, work: Work, wanted: Any, items: Sequence[Any]) -> list[Any]:
    """A task: what is done with the items of a chunk. Raises OtherVersion."""
    if version != VERSION:
        raise OtherVersion(VERSION)
    with _one_at_a_time:
        if words.spoken != language:
            from nncalc.language import speak  # start-up: a worker may speak another language

            speak(language)
        return [work(item, wanted) for item in items]


def is_of_files(wanted: Any, item: Any) -> bool:
    """Whether a given of a problem is read from a file: this machine has it, the workers do not."""
    entry = wanted.key.entry if hasattr(wanted, "key") else item
    given = getattr(entry, "given", {})
    return any(isinstance(value, str) and value.strip()[:1] in ("@", "＠") for value in given.values())


class WorkerOfCluster(Hand):
    """One worker by its address, and how many chunks it has."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.chunks = 0


class Cluster:
    """The workers of a scheduler, the tasks that are under way, and the chunks that wait for a worker again.

    `suspects` wait until nothing else is under way; `alone` is the task of the one that is being tried.
    """

    def __init__(self, source: Source, address: str) -> None:
        self.source, self.address = source, address
        self.client = _client(address)
        self.workers: dict[str, WorkerOfCluster] = {}
        self.tasks: dict[Any, tuple[Chunk, WorkerOfCluster]] = {}
        self.waiting: deque[Chunk] = deque()
        self.suspects: deque[Chunk] = deque()
        self.alone: Any = None

    def give_out(self) -> bool:
        """Keep every worker busy; whether anything is under way."""
        if self.alone in self.tasks:
            return True
        self._look_round()
        hands = list(self.workers.values())
        for hand in hands:
            while hand.chunks < UNDER_WAY:
                chunk = self.waiting.popleft() if self.waiting else self.source.next_chunk(hand, hands)
                if not chunk.items:
                    break
                if not self._submit(chunk, hand):
                    return bool(self.tasks)  # done here: it is taken before more is
        if self.suspects and hands and not self.tasks:
            self._submit(self.suspects.popleft(), hands[0])
            self.alone = next(iter(self.tasks), None)
        return bool(self.tasks) or bool(self.suspects) or (not hands and bool(self.waiting))

    def _look_round(self) -> None:
        """Which workers there are now: they may come and go."""
        try:
            there = self.client.scheduler_info(n_workers=-1)["workers"]
        except OSError:
            raise self._lost() from None
        if not there and not self.tasks:
            self._wait_for_workers()
            there = self.client.scheduler_info(n_workers=-1)["workers"]
        self.workers = {each: self.workers.get(each) or WorkerOfCluster(each) for each in there}

    def _wait_for_workers(self) -> None:
        """Raises NncalcError where none comes."""
        from distributed import TimeoutError as TooLong  # start-up

        try:
            self.client.wait_for_workers(1, timeout=NO_WORKERS)
        except (TooLong, TimeoutError):
            said = say("the scheduler {address} has no workers", address=self.address)
            line = f"dask worker {self.address}"  # no sentence: a command line
            raise InputError(said, name="--cluster", expected=line) from None

    def _submit(self, chunk: Chunk, hand: WorkerOfCluster) -> bool:
        """A chunk becomes a task; what needs files is done here. Whether anything is left for a worker."""
        here = [each for each in chunk.items if is_of_files(chunk.wanted, each[1])]
        for number, item in here:
            self.source.done(chunk.wanted, number, item, self.source.work(item, chunk.wanted))
        chunk = chunk._replace(items=[each for each in chunk.items if each not in here] if here else chunk.items)
        if not chunk.items:
            return False
        items = [item for _, item in chunk.items]
        task = self.client.submit(
            worked, VERSION, words.spoken, self.source.work, chunk.wanted, items,
            pure=False, workers=[hand.address], allow_other_workers=True,
        )  # fmt: skip
        hand.took(chunk)
        hand.chunks += 1
        self.tasks[task] = chunk, hand
        return True

    def collect(self) -> None:
        """Take what has arrived."""
        if not self.tasks:
            return
        from distributed import TimeoutError as TooLong  # start-up
        from distributed import wait  # start-up

        try:
            with self.client.as_current():
                arrived = wait(list(self.tasks), timeout=1, return_when="FIRST_COMPLETED").done
        except (TooLong, TimeoutError):
            if self.client.status != "running":
                raise self._lost() from None
            return
        except (CancelledError, Cancelled, OSError):  # there is no scheduler any more
            raise self._lost() from None
        for task in arrived:
            chunk, hand = self.tasks.pop(task)
            hand.chunks -= 1
            self._take(task, chunk, hand)

    def _take(self, task: Any, chunk: Chunk, hand: WorkerOfCluster) -> None:
        if task.status in ("cancelled", "lost"):
            self._once_more(chunk)
            return
        if task.status != "error":
            try:
                results = task.result()
            except (CancelledError, Cancelled):
                self._once_more(chunk)
                return
            for (number, item), result in zip(chunk.items, results, strict=True):
                self.source.done(chunk.wanted, number, item, result)
            return
        fault = task.exception()
        if type(fault).__name__ == "KilledWorker":
            self._suspect(task, chunk)
        elif isinstance(fault, OtherVersion):
            said = say("a worker of {address} has nncalc {version}", address=self.address, version=fault)
            raise InputError(said, name="--cluster", expected=say("nncalc {version} on every worker", version=VERSION))
        else:
            said = say("a worker of {address} cannot run nncalc: {fault}", address=self.address, fault=str(fault)[:200])
            raise InputError(said, name="--cluster", expected=say("nncalc {version} on every worker", version=VERSION))

    def _once_more(self, chunk: Chunk) -> None:
        """What a worker had done died with it before it was fetched. Raises NncalcError where the scheduler is gone."""
        if self.client.status != "running":
            raise self._lost()
        self.waiting.append(chunk)

    def _suspect(self, task: Any, chunk: Chunk) -> None:
        """Which item of a chunk ended its workers, if any did: a task that only waited beside it is blamed by dask too."""
        if task is self.alone:
            [(number, item)] = chunk.items
            self.source.lost(chunk.wanted, number, item, say("ended its process on several workers"))
        else:
            self.suspects.extend(Chunk(chunk.wanted, [each]) for each in chunk.items)

    def _lost(self) -> NncalcError:
        return NncalcError(say("the scheduler {address} was lost", address=self.address))

    def close(self) -> None:
        """What is under way is given up; the scheduler and its workers stay."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if self.tasks and self.client.status == "running":
                self.client.cancel(list(self.tasks))
            self.client.close(timeout=2)


def _client(address: str) -> Any:
    """A client of a scheduler. Raises InputError."""
    try:
        from distributed import Client  # start-up
    except ImportError:
        raise InputError(
            say("--cluster needs dask.distributed, the extra 'cluster', which is not installed"), expected=NEEDED
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions of other libraries, which no task needs
            return Client(address, timeout=PATIENCE, set_as_default=False, name="nncalc")
    except (OSError, ValueError, TimeoutError, ImportError) as problem:
        said = say("no scheduler answers at {address}: {problem}", address=address, problem=str(problem)[:200])
        raise InputError(said, name="--cluster", expected="--cluster tcp://192.0.2.1:8786") from None
