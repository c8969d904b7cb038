"""Which test notices a mutant: each is tried in a fork of a process that has collected the tests once.

The tests of a mutant are those that execute its lines (recorded once with coverage.py), the likely ones and then the
fastest first. A failure, a crash and an endless loop are kills.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import resource
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SLOWEST = 4.0
"""Tests that take longer are left out."""
IMPOSSIBLE = "this mutant cannot be made"
MOST_SECONDS = 12.0
"""Tests of one mutant, in the time they take without it; those that were named on the command line are all asked."""


class Reach:
    """What each test executes: for every line of nncalc the tests, as the bits of a number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.files: list[str] = []
        self.seconds: list[float] = []
        self.lines: dict[str, dict[int, int]] = {}
        self.everything = False
        """Whether every test is taken to execute every line."""

    @classmethod
    def of_all(cls, items: list[pytest.Item]) -> Reach:
        """As if each test executed everything; all that is found out is how long it takes without a mutant."""
        reach = cls()
        reach.names, reach.everything = [item.nodeid for item in items], True
        for item in items:
            start = time.process_time()
            passed = passes(item)
            reach.seconds.append(time.process_time() - start if passed else float("inf"))
        return reach

    def update(self, items: list[pytest.Item]) -> None:
        """Forget the tests that have gone or whose file has changed; run the new ones and note what they do."""
        state = {item.nodeid: _digest(item.path) for item in items}
        for n, name in enumerate(self.names):
            if state.get(name) != self.files[n]:
                self.names[n], self.seconds[n] = "", float("inf")
        known = {*self.names}
        self._record([item for item in items if item.nodeid not in known])

    def _record(self, items: list[pytest.Item]) -> None:
        """Run tests under coverage.py. One that fails or takes too long is never asked."""
        import coverage

        watch = coverage.Coverage(data_file=None, include=[f"{ROOT}/nncalc/*"], config_file=False)
        warm = caches()
        for item in items:
            for each in warm:
                each.cache_clear()
            watch.start()  # for each test: some take the tracing away
            watch.switch_context(str(len(self.names)))
            start = time.process_time()
            passed = passes(item)
            self.seconds.append(time.process_time() - start if passed else float("inf"))
            watch.stop()
            self.names.append(item.nodeid)
            self.files.append(_digest(item.path))
        data = watch.get_data()
        for path in data.measured_files():
            lines = self.lines.setdefault(os.path.relpath(path, ROOT), {})
            for line, contexts in data.contexts_by_lineno(path).items():
                lines[line] = lines.get(line, 0) | sum(1 << int(context) for context in contexts if context)

    def tests(self, path: str | None, lines: Iterable[int] | None) -> list[int]:
        """The tests that execute any of the lines (None: all tests), fastest first."""
        reached = -1 if lines is None or self.everything else 0
        for line in lines or ():
            reached |= self.lines.get(path or "", {}).get(line, 0)
        found = [n for n, seconds in enumerate(self.seconds) if reached >> n & 1 and seconds <= SLOWEST]
        return sorted(found, key=lambda n: self.seconds[n])

    def named(self, about: str) -> set[int]:
        """The parametrized tests whose id begins like this."""
        return {n for n, name in enumerate(self.names) if about and f"[{about}" in name}


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Judge:
    """A pytest plugin that collects the tests and then hands them to `work` instead of running them."""

    def __init__(self, work: Callable[[list[pytest.Item]], None]) -> None:
        self.work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Hypothesis: the same examples each time, and the first failure is enough."""
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutation", settings.default, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
        )
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("collection")
        self.work(session.items)
        return True


def collect(paths: Iterable[str], work: Callable[[list[pytest.Item]], None]) -> int:
    """Collect the tests of some files and work with them."""
    options = [
        "-o",
        "addopts=",
        "--import-mode=importlib",
        "-s",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:terminal",
        "-p",
        "no:xdist",
        "--rootdir",
        str(ROOT),
    ]
    return pytest.main([*options, *paths], plugins=[Judge(work)])


class Trial:
    """Tries mutants with tests that are collected, in forks of this process."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.items, self.caches = {item.nodeid: item for item in items}, caches()
        gc.collect()
        gc.freeze()

    def run(self, apply: Callable[[], None], tests: list[str]) -> str | None:
        """Make a mutant, for good, and give the first test that fails."""
        for each in self.caches:
            each.cache_clear()
        try:
            apply()
        except ValueError:  # the new code needs another closure
            return IMPOSSIBLE
        return first_failure(self.items[name] for name in tests)


def first_failure(items: Iterable[pytest.Item]) -> str | None:
    """The first test that fails."""
    return next((item.nodeid for item in items if not passes(item)), None)


def passes(item: pytest.Item) -> bool:
    """Run one test, without the report on a failure: writing it takes longer than most tests."""
    if not getattr(item, "_request", True):
        item._initrequest()  # type: ignore[attr-defined]
    try:
        with contextlib.suppress(pytest.skip.Exception):
            item.ihook.pytest_runtest_setup(item=item)
            ready = pytest.CallInfo.from_call(lambda: None, "setup")
            item.ihook.pytest_runtest_makereport(item=item, call=ready)  # tmp_path asks for it when it is taken away
            item.ihook.pytest_runtest_call(item=item)
        item.ihook.pytest_runtest_teardown(item=item, nextitem=None)
    except BaseException:  # a mutant may raise anything
        with contextlib.suppress(BaseException):  # else no test after it could begin
            item.ihook.pytest_runtest_teardown(item=item, nextitem=None)
        return False
    return True


def in_fork(work: Callable[[], Any], seconds: float | None) -> Any:
    """What a piece of work gives, done in a fork; the name of a signal when it crashed, "time" when it took too long.

    Bounded in processor time, so that a busy machine changes nothing, and in memory.
    """
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        if seconds is not None:
            _quieten(seconds)
        try:
            answer: Any = work()
        except BaseException as error:  # a mutant may leave from anywhere; nothing may run on in the fork
            answer = type(error).__name__
        with os.fdopen(send, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(send)
    return _answer(child, receive, None if seconds is None else 6 * seconds + 60)


def _quieten(seconds: float) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(child: int, receive: int, wall: float | None) -> Any:
    answer, deadline = b"", None if wall is None else time.monotonic() + wall
    while ready := select.select([receive], [], [], deadline and max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(receive, 1 << 20)
        if not part:
            break
        answer += part
    os.close(receive)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer:
        return pickle.loads(answer)
    if not ready or os.WTERMSIG(status) == signal.SIGXCPU:
        return "time"
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "exit"


def caches() -> list[Any]:
    """Every cache of nncalc and of the tests: what is in them was made without a mutant."""
    found = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return [each for each in found if not each.__module__.startswith(("sympy", "hypothesis", "typing", "mpmath"))]


def import_everything() -> None:
    """Import every module of nncalc, so that no import falls into a test's time or lines."""
    import importlib
    import pkgutil

    import nncalc

    for module in pkgutil.walk_packages(nncalc.__path__, "nncalc."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def bound(reach: Reach, tests: list[int]) -> float:
    """Processor time for a mutant, in seconds: past it, it loops."""
    return 10 + 5 * sum(reach.seconds[n] for n in tests)


def lines_at_import() -> dict[str, set[int]]:
    """The lines that run when nncalc is imported, in a process that has not done so."""
    import coverage

    watch = coverage.Coverage(data_file=None, include=[f"{ROOT}/nncalc/*"], config_file=False)
    watch.start()
    import_everything()
    watch.stop()
    data = watch.get_data()
    return {os.path.relpath(path, ROOT): {*(data.lines(path) or ())} for path in data.measured_files()}


def likely_first(tests: list[int], killers: Counter[str], reach: Reach, about: str) -> list[int]:
    """Tests whose id has the mutant's own name come first, then those that killed others, then the fastest."""
    named = reach.named(about)
    out, left = [], float("inf") if reach.everything else MOST_SECONDS
    for n in sorted(tests, key=lambda n: (n not in named, -killers[reach.names[n]])):
        left -= reach.seconds[n]
        if left < 0:
            break
        out.append(n)
    return out
