"""What several hands work at: chunks of items, whoever works them, and where results go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple, Protocol

Work = Callable[[Any, Any], Any]
"""What is done with an item, given what is wanted of all items of its chunk; its result is plain data."""
Numbered = tuple[int, Any]
CHUNK = 32


class Chunk(NamedTuple):
    """Numbered items, and what is wanted of them; `backwards` as in `Hand`."""

    wanted: Any
    items: list[Numbered]
    backwards: bool = False


class Hand:
    """Whoever works chunks: what was wanted of the last one, and whether it came from the back of what is left."""

    def __init__(self) -> None:
        self.wanted: Any = None
        self.backwards = False

    def took(self, chunk: Chunk) -> None:
        """A chunk is given to it."""
        self.wanted, self.backwards = chunk.wanted, chunk.backwards


class Source(ABC):
    """What there is to do. `work` names a function of a module: it is sent to other processes by its name."""

    work: Work

    @abstractmethod
    def next_chunk(self, hand: Hand, hands: Sequence[Hand]) -> Chunk:
        """What one of several hands (or a new one) is given next; no items where there is nothing to do now."""

    def read_ahead(self, until: float) -> None:
        """Make ready what is given out next, while every hand is at work: to a time of the monotonic clock."""
        return  # what is at hand is ready

    @abstractmethod
    def done(self, wanted: Any, number: int, item: Any, result: Any) -> None:
        """Take a result."""

    @abstractmethod
    def lost(self, wanted: Any, number: int, item: Any, why: str) -> None:
        """An item has killed its worker, or taken too long, and is not tried again."""

    @abstractmethod
    def seconds(self, wanted: Any) -> float | None:
        """How long an item may take."""

    @abstractmethod
    def results(self, crew: Crew) -> Generator[Any, None, None]:
        """What a crew makes of it, as it comes."""


class Crew(Protocol):
    """Hands that work at a source: processes of this machine, or workers of a cluster."""

    def give_out(self) -> bool:
        """Keep every hand busy; whether anything is under way."""

    def collect(self) -> None:
        """Take what has arrived, waiting a while for it."""

    def close(self) -> None:
        """Nothing goes on."""
