"""Whose hands work: processes of this machine, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nncalc.batch.source import Crew, Source


def crew_of(processes: int, address: str | None) -> Callable[[Source], Crew] | None:
    """What makes the hands for a source; None where this process works alone.

    address   of a scheduler of dask.distributed
    """
    if address is not None:
        from nncalc.batch.cluster import Cluster  # start-up

        return partial(Cluster, address=address)
    if processes > 1:
        from nncalc.batch.workers import Pool  # start-up

        return partial(Pool, processes=processes)
    return None
