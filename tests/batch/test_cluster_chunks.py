"""What a client of a cluster does itself, beside the workers: a stand-in for the scheduler is enough."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace
from typing import Any

from nncalc.batch.cluster import Cluster
from nncalc.batch.source import Chunk


def test_what_is_done_here_is_taken_chunk_by_chunk() -> None:
    """Problems that read files are worked by the client: what comes of a chunk is journalled before the next begins."""
    item = SimpleNamespace(given={"x": "@x.csv"})
    left = deque(Chunk(None, [(number, item)] * 32) for number in range(100))
    done: list[Any] = []
    cluster = Cluster.__new__(Cluster)
    cluster.client = SimpleNamespace(scheduler_info=lambda n_workers: {"workers": ["tcp://w1"]})
    cluster.workers, cluster.tasks, cluster.waiting = {}, {}, deque()
    cluster.source = SimpleNamespace(  # type: ignore[assignment]
        next_chunk=lambda hand, hands: left.popleft() if left else Chunk(None, []),
        work=lambda item, wanted: 0,
        done=lambda *what: done.append(what),
    )
    cluster.give_out()
    assert len(done) == 32
    while left:
        cluster.give_out()
    assert len(done) == 3200
