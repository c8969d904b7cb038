"""What a client of a cluster does itself, beside the workers: a stand-in for the scheduler is enough."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace
from typing import Any

from nncalc.batch.cluster import Cluster
from nncalc.batch.source import Chunk


class Killed(Exception):
    """Dask's name for it is set below."""


Killed.__name__ = "KilledWorker"


def made(left: deque[Chunk], done: list[Any], lost: list[Any], client: Any) -> Cluster:
    """A client of one worker, and what there is for it."""
    cluster = Cluster.__new__(Cluster)
    cluster.client = client
    client.scheduler_info = lambda n_workers: {"workers": ["tcp://w1"]}
    cluster.workers, cluster.tasks, cluster.waiting, cluster.suspects, cluster.alone = {}, {}, deque(), deque(), None
    cluster.source = SimpleNamespace(  # type: ignore[assignment]
        next_chunk=lambda hand, hands: left.popleft() if left else Chunk(None, []),
        work=lambda item, wanted: 0,
        done=lambda wanted, number, item, result: done.append(number),
        lost=lambda wanted, number, item, why: lost.append(number),
    )
    return cluster


def test_what_is_done_here_is_taken_chunk_by_chunk() -> None:
    """Problems that read files are worked by the client: what comes of a chunk is journalled before the next begins."""
    item = SimpleNamespace(given={"x": "@x.csv"})
    left = deque(Chunk(None, [(number, item)] * 32) for number in range(100))
    done: list[Any] = []
    cluster = made(left, done, [], SimpleNamespace())
    cluster.give_out()
    assert len(done) == 32
    while left:
        cluster.give_out()
    assert len(done) == 3200


def test_only_what_is_deadly_itself_is_given_up() -> None:
    """A task that is on a worker when another ends it is blamed by dask as well."""
    several = [Chunk(None, [(number, {}) for number in range(begin, begin + 4)]) for begin in range(0, 40, 4)]
    left = deque(several + [Chunk(None, [(number, {})]) for number in range(40, 50)])
    deadly = {17, 43}
    done: list[Any] = []
    lost: list[Any] = []

    class Task(SimpleNamespace):
        __hash__ = object.__hash__

    def submitted(*arguments: Any, **options: Any) -> Task:
        return Task(result=lambda: [0] * len(arguments[-1]), exception=Killed)

    cluster = made(left, done, lost, SimpleNamespace(submit=submitted))
    while cluster.give_out():
        under_way = list(cluster.tasks.items())
        blamed = any(number in deadly for _, (chunk, _) in under_way for number, _ in chunk.items)
        for task, (chunk, hand) in under_way:
            task.status = "error" if blamed else "finished"
            del cluster.tasks[task]
            hand.chunks -= 1
            cluster._take(task, chunk, hand)
    assert set(lost) == deadly
    assert sorted(done + lost) == list(range(50))
