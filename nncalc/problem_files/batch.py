"""Solving many problems: found in files and folders, worked one by one or by several processes, in their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from nncalc.errors import InputError, InputErrors, nearest
from nncalc.problem_files.outcome import Outcome, Wanted, outcome_of
from nncalc.problem_files.reader import Broken, Entry, read_file

LEFT_OUT = ".not-in-batch"
"""A folder that holds a file of this name is passed over (wrong inputs kept on purpose); its text says why."""
CHUNK = 32
SUFFIXES = (".yaml", ".yml")

Item = Entry | Broken


def find_files(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The problem files under the paths, in order, and the folders passed over. Raises InputErrors for missing paths."""
    files: list[str] = []
    passed_over: list[str] = []
    errors: list[InputError] = []
    for path in paths:
        if os.path.isdir(path):
            _walk(path, files, passed_over)
        elif os.path.isfile(path):
            files.append(path)
        else:
            folder = os.path.dirname(path) or "."
            names = os.listdir(folder) if os.path.isdir(folder) else []
            errors.append(
                InputError(
                    f"there is no file or folder {path}", text=path, nearest=nearest(os.path.basename(path), names)
                )
            )
    if errors:
        raise InputErrors(errors)
    return list(dict.fromkeys(files)), passed_over


def _walk(folder: str, files: list[str], passed_over: list[str]) -> None:
    for here, folders, names in os.walk(folder):
        folders.sort()
        if LEFT_OUT in names and here != folder:
            passed_over.append(here)
            folders.clear()
            continue
        files += [os.path.join(here, name) for name in sorted(names) if name.endswith(SUFFIXES) and name[0] != "."]


def read_all(files: Iterable[str], only: str | None = None) -> Iterator[Item]:
    """The entries of the files; a file that cannot be read at all is one broken entry."""
    for path in files:
        try:
            for entry in read_file(path):
                if only is None or only in (entry.id, entry.type, f"{entry.type}/{entry.id}"):
                    yield entry
        except InputErrors as several:
            yield Broken(path, "", "", 1, tuple(several.errors))


def work_through(entries: Iterable[Item], wanted: Wanted, processes: int = 1) -> Iterator[tuple[Item, Outcome]]:
    """Each entry with its outcome, in order, as it is done."""
    if processes <= 1:
        for entry in entries:
            yield entry, outcome_of(entry, wanted)
        return
    yield from _in_parallel(entries, wanted, processes)


def _in_parallel(entries: Iterable[Item], wanted: Wanted, processes: int) -> Iterator[tuple[Item, Outcome]]:
    """Chunks of entries to forked workers; a bounded number is under way, so memory stays flat."""
    import multiprocessing
    from collections import deque
    from itertools import islice

    source = iter(entries)
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    with context.Pool(processes, initializer=_quiet) as pool:
        under_way: deque[tuple[list[Item], Callable[[], list[Outcome]]]] = deque()
        while True:
            while len(under_way) < 3 * processes and (chunk := list(islice(source, CHUNK))):
                under_way.append((chunk, pool.apply_async(_solve_chunk, (chunk, wanted)).get))
            if not under_way:
                return
            chunk, result = under_way.popleft()
            yield from zip(chunk, result(), strict=True)


def _quiet() -> None:
    """Ctrl-C is the parent's to handle."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _solve_chunk(chunk: list[Item], wanted: Wanted) -> list[Outcome]:
    return [outcome_of(entry, wanted) for entry in chunk]
