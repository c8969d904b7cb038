"""The different sheets of a class judged: one after the other, or sharded by problem over several processes.

A shard is one problem with its sheets. A worker has the graphs of one problem at hand and goes on with its sheets while
there are any; sheets that answer the same figures follow each other. Marks are plain data, on disk or in a temporary
file, and read again when an output wants them.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from nncalc import words
from nncalc.batch.journal import stamp
from nncalc.batch.outcome import unexpected
from nncalc.batch.source import CHUNK, Chunk, Crew, Hand, Numbered, Source
from nncalc.checking.answer import Figures
from nncalc.checking.marked import Graded, from_data
from nncalc.checking.marking import KeyProblem, graded, rows_of
from nncalc.checking.register import Problem, Register
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.problem_files.entry import kind_of
from nncalc.version import VERSION
from nncalc.words import say

AT_HAND = 2048
"""Sheets whose marks are at hand while an output is written."""


class Kept(Protocol):
    """Where marks are kept: plain data by their places, and the places of an earlier run by key."""

    earlier: dict[str, int]

    def write(self, key: str, outcome: Any) -> int: ...

    def read(self, place: int) -> Any: ...


class Shard(NamedTuple):
    """One problem of the key, as it is sent to whoever judges its sheets. `digest` tells it from any other."""

    digest: str
    key: KeyProblem


_warm: OrderedDict[str, ProblemType] = OrderedDict()
MOST_WARM = 2
"""Problems whose graphs a process has at hand."""


def shard_of(key: KeyProblem, problem: ProblemType) -> Shard:
    """The shard of a problem, which is at hand in this process."""
    files = [stamp(value, key.entry.folder) for value in key.entry.given.values()]
    content = repr((VERSION, words.spoken, key.entry[:12], key[1:], files))
    shard = Shard(hashlib.sha256(content.encode()).hexdigest()[:24], key)
    _keep_warm(shard, problem)
    return shard


def _keep_warm(shard: Shard, problem: ProblemType) -> None:
    _warm[shard.digest] = problem
    while len(_warm) > MOST_WARM:
        _warm.popitem(last=False)


def judged_sheet(figures: Sequence[tuple[str, str]], shard: Shard) -> list[Any]:
    """The marks of one sheet, as plain data; our own fault costs that sheet."""
    try:
        problem = _warm.get(shard.digest)
        if problem is None:
            entry = shard.key.entry
            problem = read_problem(kind_of(entry), entry.given, folder=entry.folder)
            _keep_warm(shard, problem)
        return graded(shard.key, problem, figures).as_data()
    except MemoryError:
        return not_marked(shard, say("the problem needs more memory than there is"))
    except Exception as fault:
        return not_marked(shard, unexpected(fault), True)


def not_marked(shard: Shard, why: str, fault: bool = False) -> list[Any]:
    """The marks of a sheet that could not be marked, perhaps by a fault of ours."""
    return Graded(rows_of(shard.key, []), (), why, fault).as_data()


class Results:
    """The marks of all sheets.

    wrong   the sheets with something to be said of: by the numbers of the problem and of the sheet
    """

    def __init__(self, problems: Sequence[Problem], kept: Kept) -> None:
        self.kept = kept
        self.places = [array("q", [-1]) * len(problem.at) for problem in problems]
        self.wrong: dict[tuple[int, int], Graded] = {}
        self.recent: dict[tuple[int, int], Graded] = {}

    def put(self, at: int, sheet: int, place: int, data: list[Any]) -> None:
        """The marks of a sheet are kept at a place."""
        self.places[at][sheet] = place
        if data[1] or data[2]:
            self.wrong[at, sheet] = from_data([[], *data[1:]])

    def graded(self, at: int, sheet: int) -> Graded:
        """The marks of a sheet: by the numbers of its problem and its own."""
        found = self.recent.get((at, sheet))
        if found is None:
            found = from_data(self.kept.read(self.places[at][sheet]))
            if len(self.recent) < AT_HAND:  # a class is gone through in one order, again and again
                self.recent[at, sheet] = found
        return found


def judge_class(
    register: Register,
    shards: Sequence[Shard],
    kept: Kept,
    crew: Callable[[Source], Crew] | None,
    tell: Callable[[int, int], None],
) -> Results:
    """Judge every sheet that somebody handed in; those of an earlier run are there.

    crew   makes the hands that judge; None: this process judges
    tell   hears how many sheets are done, and of how many
    """
    problems = [register.problems.get(shard.key.entry.id) or Problem() for shard in shards]
    results = Results(problems, kept)
    left = [_handed_in(register, shard, problem) for shard, problem in zip(shards, problems, strict=True)]
    whole, done = sum(map(len, left)), 0
    for at, shard in enumerate(shards):
        if kept.earlier:
            left[at], earlier = _known(register, problems[at], shard, left[at], kept)
            for sheet, place in earlier:
                results.put(at, sheet, place, kept.read(place))
            done += len(earlier)
    sheets = Sheets(register, shards, problems, left)
    tell(done, whole)
    for at, sheet, data in sheets.one_by_one() if crew is None else _worked(Sharded(sheets), crew):
        results.put(at, sheet, kept.write(_key(shards[at], sheets.figures(at, sheet)), data), data)
        done += 1
        tell(done, whole)
    return results


def _worked(source: Sharded, crew: Callable[[Source], Crew]) -> Iterator[tuple[int, int, list[Any]]]:
    return source.results(crew(source))


def _handed_in(register: Register, shard: Shard, problem: Problem) -> array[int]:
    """The numbers of the sheets that some student of the problem handed in; those that answer the same are neighbours."""
    seen = bytearray(len(problem.at))
    for sheet in problem.sheets.values():
        seen[sheet] = 1
    sheets = [sheet for sheet in range(1, len(seen)) if seen[sheet]]
    answered: dict[tuple[str, ...], int] = {}
    kinds = array("I")
    for sheet in sheets:
        names = tuple([name for name, _ in shard.key.asked(register.figures(problem, sheet)).values()])
        kinds.append(answered.setdefault(names, len(answered)))
    order = sorted(range(len(sheets)), key=kinds.__getitem__)
    return array("I", [sheets[each] for each in order])


def _key(shard: Shard, figures: Figures) -> str:
    return hashlib.sha256(f"{shard.digest}{figures!r}".encode()).hexdigest()[:24]  # no sentence: a key


def _known(
    register: Register, problem: Problem, shard: Shard, sheets: array[int], kept: Kept
) -> tuple[array[int], list[tuple[int, int]]]:
    """The sheets that are still to be judged, and the others with the places of their marks."""
    left, there = array("I"), []
    for sheet in sheets:
        figures = tuple(shard.key.asked(register.figures(problem, sheet)).values())
        place = kept.earlier.get(_key(shard, figures))
        if place is None:
            left.append(sheet)
        else:
            there.append((sheet, place))
    return left, there


class Sheets:
    """What is left to be judged, by problem."""

    def __init__(
        self, register: Register, shards: Sequence[Shard], problems: Sequence[Problem], left: Sequence[array[int]]
    ) -> None:
        self.register, self.shards, self.problems = register, shards, problems
        self.left = left

    def figures(self, at: int, sheet: int) -> Figures:
        """What is asked of a sheet."""
        shard = self.shards[at]
        return tuple(shard.key.asked(self.register.figures(self.problems[at], sheet)).values())

    def one_by_one(self) -> Iterator[tuple[int, int, list[Any]]]:
        """The marks of each sheet, judged here."""
        for at, shard in enumerate(self.shards):
            for sheet in self.left[at]:
                yield at, sheet, judged_sheet(self.figures(at, sheet), shard)


class Sharded(Source):
    """Sheets judged by several hands; one that has a problem at hand goes on with it."""

    def __init__(self, sheets: Sheets) -> None:
        self.work, self.sheets = judged_sheet, sheets
        self.number = {shard: at for at, shard in enumerate(shard.digest for shard in sheets.shards)}
        self.begun, self.ended = [0] * len(sheets.shards), [len(each) for each in sheets.left]
        """Of the sheets of each problem, what lies between is left: one worker takes them from the front, another from
        the back, so that few of those that answer the same figures come to both."""
        self.arrived: deque[tuple[int, int, list[Any]]] = deque()

    def results(self, crew: Crew) -> Generator[tuple[int, int, list[Any]], None, None]:
        """The marks of each sheet as they come."""
        try:
            while crew.give_out() or self.arrived:
                while self.arrived:
                    yield self.arrived.popleft()
                crew.collect()
        finally:
            crew.close()

    def next_chunk(self, hand: Hand, hands: Sequence[Hand]) -> Chunk:
        at = self._shard(hand, hands)
        if at is None:
            return Chunk(None, [])
        begun, ended = self.begun[at], self.ended[at]
        backwards = self._goes_backwards(hand, hands, at)
        if backwards:
            chosen = self.sheets.left[at][max(begun, ended - CHUNK) : ended]
            self.ended[at] -= len(chosen)
        else:
            chosen = self.sheets.left[at][begun : min(ended, begun + CHUNK)]
            self.begun[at] += len(chosen)
        items: list[Numbered] = [(sheet, self.sheets.figures(at, sheet)) for sheet in chosen]
        return Chunk(self.sheets.shards[at], items, backwards)

    def _shard(self, hand: Hand, hands: Sequence[Hand]) -> int | None:
        """The problem that a hand goes on with: its own, else one that nobody is at, else the one with most left."""
        left = [ended - begun for begun, ended in zip(self.begun, self.ended, strict=True)]
        own = self.number.get(hand.wanted.digest) if hand.wanted is not None else None
        if own is not None and left[own]:
            return own
        taken = {self.number[each.wanted.digest] for each in hands if each.wanted is not None}
        free = [at for at in range(len(left)) if left[at] and at not in taken]
        others = free or [at for at in range(len(left)) if left[at]]
        return max(others, key=left.__getitem__) if others else None

    def _goes_backwards(self, hand: Hand, hands: Sequence[Hand], at: int) -> bool:
        """Whether a hand takes the sheets of a problem from the back: another one has them from the front."""
        others = [each.backwards for each in hands if each is not hand and each.wanted is self.sheets.shards[at]]
        return 2 * sum(others) < len(others)

    def done(self, wanted: Any, number: int, item: Any, result: Any) -> None:
        self.arrived.append((self.number[wanted.digest], number, result))

    def lost(self, wanted: Any, number: int, item: Any, why: str) -> None:
        said = say("the sheet {why}", why=why)
        self.arrived.append((self.number[wanted.digest], number, not_marked(wanted, said)))

    def seconds(self, wanted: Any) -> float | None:
        seconds: float | None = wanted.key.seconds
        return seconds
