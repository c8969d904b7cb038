"""Solving many problems: found in files and folders, worked one by one or by several processes, in their order."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence

from nncalc.batch.crews import crew_of
from nncalc.batch.outcome import Item, Outcome, Wanted, outcome_of
from nncalc.errors import InputError, InputErrors, nearest, nearest_file
from nncalc.problem_files.entry import Broken, Entry
from nncalc.problem_files.reader import read_file
from nncalc.words import say

LEFT_OUT = ".not-in-batch"
"""A folder that holds a file of this name is passed over (wrong inputs kept on purpose); its text says why."""
SUFFIXES = (".yaml", ".yml")


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
            errors.append(
                InputError(say("there is no file or folder {path}", path=path), text=path, nearest=nearest_file(path))
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


class Selection:
    """Which problems are wanted: those of an id, of a type, of `type/id`, of any of several; all where `only` is empty.

    met   ids and types that were passed over, some thousands at most, to suggest from
    """

    def __init__(self, only: Sequence[str] = ()) -> None:
        self.only = tuple(dict.fromkeys(only))
        self.found: set[str] = set()
        self.met: dict[str, None] = {}

    def takes(self, entry: Entry | Broken | Outcome) -> bool:
        if not self.only:
            return True
        found = {entry.id, entry.type, f"{entry.type}/{entry.id}"}.intersection(self.only)
        self.found |= found
        if not found and len(self.met) < 5000:
            self.met[entry.id] = self.met[entry.type] = None
        return bool(found)

    def unmatched(self) -> list[InputError]:
        """An error for each id or type that no problem has had."""
        return [
            InputError(
                say("no problem has the id or the type '{only}'", only=only),
                name="--only", text=only, nearest=nearest(only, self.met),
            )
            for only in self.only
            if only not in self.found
        ]  # fmt: skip


def read_all(files: Iterable[str], selection: Selection) -> Iterator[Entry | Broken]:
    """The entries of the files; a file that cannot be read at all is one broken entry."""
    for path in files:
        try:
            yield from filter(selection.takes, read_file(path))
        except InputErrors as several:
            yield Broken(path, "", "", 1, tuple(several.errors))


def work_through(
    entries: Iterable[Item], wanted: Wanted, processes: int = 1, address: str | None = None
) -> Generator[tuple[Item, Outcome | None], None, None]:
    """Each entry with its outcome, in order, as it is done.

    address   of a scheduler of dask.distributed whose workers do it
    """
    crew = crew_of(processes, address)
    if crew is not None:
        from nncalc.batch.ordered import Ordered  # start-up

        source = Ordered(entries, wanted)
        yield from source.results(crew(source))
        return
    for entry in entries:
        yield entry, outcome_of(entry, wanted)
