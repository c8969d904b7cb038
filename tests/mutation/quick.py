"""Which row of a registry no test notices, asked of few tests: those of killers.json, and a new type's own problems."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from mutation import judge
from mutation.mutants import ROWS, Mutant

KILLERS, EQUIVALENT = Path(__file__).parent / "killers.json", Path(__file__).parent / "equivalent.yaml"
OF_EVERY_TYPE = ("tests/problem_files/test_problems.py", "tests/problem_types/test_slips.py")
"""Tests that a row of a new type is asked with, though they noticed none of its rows before."""


def quick(part: int, parts: int, patterns: list[str]) -> dict[str, str | None]:
    """The rows of one part of them, each with the test that noticed it: the one that did it last is asked first.

    Then those that are about the row or its problem type, then all that noticed any row.
    """
    test_of = known_tests()
    known = sorted({*test_of.values()})
    found: dict[str, str | None] = {}

    def work(items: list[Any]) -> None:
        judge.import_everything()
        rows = [pair for group in ROWS.values() for pair in group() if matches(pair[0].name, patterns)]
        trial = judge.Trial(items)
        usual = [test for test in known if test in trial.items]
        for mutant, apply in sorted(rows, key=lambda row: digest(row[0]))[part::parts]:
            last = [test for test in (test_of.get(mutant.name),) if test in trial.items]
            asked = dict.fromkeys([*last, *related(mutant, trial.items), *usual])
            noticed = judge.in_fork(partial(trial.run, apply, [*asked]), 60)
            if noticed or not is_equivalent(mutant.name):
                found[mutant.name] = noticed

    files = dict.fromkeys([*OF_EVERY_TYPE, *(test.partition("::")[0] for test in known if "::" in test)])
    if judge.collect(files, work):
        raise RuntimeError("the tests that killers.json names cannot be collected: their files may have been renamed")
    return found


def related(mutant: Mutant, tests: Iterable[str]) -> list[str]:
    """The tests whose id begins with the slip's, and the problems of the row's type, of a shared row those of its types."""
    begun = [f"[{mutant.about}"] if mutant.about else []
    if of_type := re.search(r"problem_types\.(\w+)", mutant.name):
        types = [of_type[1]]
    elif shared := re.search(r": (rules\.\w+)", mutant.name):
        types = importers(f"nncalc.{shared[1]}")
    else:
        types = []
    begun += [f"test_problem[{name.replace('_', '-')}/" for name in types]
    return [test for begin in begun for test in tests if begin in test]


@cache
def importers(module: str) -> list[str]:
    """The problem types with a file that names a shared module, or a module of that package."""
    folder = judge.ROOT / "nncalc" / "problem_types"
    named = re.compile(rf"\b{re.escape(module)}\b")
    files = [path for path in sorted(folder.rglob("*.py")) if named.search(path.read_text(encoding="utf-8"))]
    return list(dict.fromkeys(path.relative_to(folder).parts[0].removesuffix(".py") for path in files))


def digest(mutant: Mutant) -> bytes:
    """What puts mutants into an order that the names alone decide."""
    return hashlib.sha256(mutant.name.encode()).digest()


def is_equivalent(name: str) -> bool:
    """Whether a mutant stands in equivalent.yaml."""
    return matches(name, equivalents())


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns is the name's."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def equivalents() -> dict[str, str]:
    """Patterns of names of equivalent mutants, with the reason why nothing can notice them."""
    return yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}


def publish_killers(noticed: dict[str, str]) -> None:
    """Write the test that noticed each row; rows that were not judged here keep theirs."""
    test_of = {**known_tests(), **noticed}
    judge.import_everything()
    gc.unfreeze()  # a trial freezes what there is, and rules are found among what is not frozen
    there = {mutant.name for group in ROWS.values() for mutant, _ in group()}
    killers: dict[str, list[str]] = defaultdict(list)
    for name, test in test_of.items():
        if name in there:
            killers[test].append(name)
    KILLERS.write_text(json.dumps(killers, indent=0, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def known_tests() -> dict[str, str]:
    """The test that noticed each row when it was last judged."""
    known: dict[str, list[str]] = json.loads(KILLERS.read_text(encoding="utf-8"))
    return {name: test for test, names in known.items() for name in names}
