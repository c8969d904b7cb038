"""Breaks nncalc in one place after another and prints what no test noticed: `python tests/mutation/run.py`.

Rows of registries, every part of every one: `operations` (the operation table), `rules` (rules and slips), `tables`
(activations, losses, metrics, layers); see rows.py. Source code, one node of a syntax tree at a time: `operation
source`, `source of rules and types`, `renderers`, `explanations`; see source.py. How one is judged: judge.py.

    python tests/mutation/run.py                       every mutant: many hours; goes on where it was stopped
    python tests/mutation/run.py --sample 200          of each group of source mutants that many, the same each time
    python tests/mutation/run.py --only renderers --retry      the survivors of a group once more
    python tests/mutation/run.py --retry --tests tests/checking/test_marking.py --match '*checking/*'   by new tests alone
    python tests/mutation/run.py --publish             write figures.json, for tests/README.md, and killers.json, for --quick
    python tests/mutation/run.py --quick               each row by the tests that are known to notice rows; what CI runs
    python tests/mutation/run.py --quick --part 3/24   the fourth of 24 parts of the rows
    python tests/mutation/run.py --quick --match '*problem_types.init.*' --publish   a new type's rows; kept in killers.json

Results are kept in build/mutation/results.jsonl, a line for each mutant. Equivalent mutants stand in equivalent.yaml
with their reasons. Needs the extras `test` and `dev`; run it in a copy while the sources are being worked on.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


from mutation import judge  # noqa: E402
from mutation.mutants import ROWS, SOURCES, Mutant, change_import, live_functions, making, source_mutants  # noqa: E402
from mutation.quick import digest, is_equivalent, matches, publish_killers, quick  # noqa: E402

HERE, WORK = Path(__file__).parent, ROOT / "build" / "mutation"
RESULTS, REACH, HANDED = WORK / "results.jsonl", WORK / "reach.pickle", WORK / "handed.pickle"
FIGURES = HERE / "figures.json"
ELSEWHERE = ("oracles", "fuzz", "mutation", "reliability", "batch", "test_contributing.py")
"""Tests that are not asked: those of other programs, and those that run nncalc in other processes for long."""
LIBRARIES = ("flint", "click", "rich.console", "yaml", "sympy", "numpy")
"""What the tests import besides nncalc: once, not in each fork."""


class Run:
    """A run over some mutants: results are appended as they come."""

    def __init__(self, groups: list[str], chosen: list[Mutant], done: set[str], by_all: bool) -> None:
        self.groups, self.done, self.by_all = groups, done, by_all
        self.mutants = [mutant for mutant in chosen if mutant.name not in done]
        self.killers: dict[str, Counter[str]] = defaultdict(Counter)
        for name, row in results().items():
            self.killers[name.partition(":")[0]][row["killed"]] += 1

    def live(self, items: list[Any]) -> None:
        """The mutants that can be made in a process that has imported everything."""
        judge.import_everything()
        reach = judge.in_fork(partial(judge.Reach.of_all, items), None) if self.by_all else recorded(items)
        rows = [pair for group in self.groups if group in ROWS for pair in ROWS[group]()]
        functions = live_functions()
        rows += [(mutant, making(mutant, functions)) for mutant in self.mutants if not mutant.top]
        trial = judge.Trial(items)
        for mutant, apply in rows:
            if mutant.name not in self.done:
                tests = reach.tests(mutant.path, mutant.lines)
                self._judge(mutant, tests, reach, partial(trial.run, apply))
        HANDED.write_bytes(pickle.dumps(reach))

    def imported(self) -> None:
        """The mutants of module bodies, and what could not be made otherwise: before nncalc is imported."""
        for library in LIBRARIES:
            importlib.import_module(library)
        reach: judge.Reach = pickle.loads(HANDED.read_bytes())
        fastest = [reach.names[n] for n in reach.tests(None, None)[:3]]
        if failed := judge.in_fork(partial(_collected, fastest), None):
            raise RuntimeError(f"{failed}: without a mutant nothing may fail")
        judged = results()
        for mutant in self.mutants:
            if mutant.top or mutant.name not in judged:
                tests = reach.tests(mutant.path, None if mutant.top else mutant.lines)
                self._judge(mutant, tests, reach, partial(_imported, mutant))

    def _judge(self, mutant: Mutant, tests: list[int], reach: judge.Reach, trial: Any) -> None:
        killers = self.killers[mutant.path or mutant.group]
        tests = judge.likely_first(tests, killers, reach, mutant.about)
        killed = (
            judge.in_fork(partial(trial, [reach.names[n] for n in tests]), judge.bound(reach, tests)) if tests else None
        )
        if killed == judge.IMPOSSIBLE:
            return
        killers[killed] += 1
        with RESULTS.open("a", encoding="utf-8") as file:
            row = {"group": mutant.group, "name": mutant.name, "killed": killed, "tests": len(tests)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _imported(mutant: Mutant, tests: list[str]) -> str | None:
    """The first test that fails when the mutant's module is imported with the mutant in it.

    The likeliest test's file goes first: to collect the tests of all files takes longer than most mutants live.
    """
    change_import(mutant)
    file = tests[0].partition("::")[0] + "::"
    parts = [[name for name in tests if name.startswith(file) is likely] for likely in (True, False)]
    killed = judge.in_fork(partial(_collected, parts[0]), None)
    return killed if killed or not parts[1] else _collected(parts[1])


def _collected(tests: list[str]) -> str | None:
    """The first of the tests that fails, in a process that has imported nothing."""
    failed: list[str | None] = ["collection"]

    def work(items: list[Any]) -> None:
        found = {item.nodeid: item for item in items}
        failed[0] = judge.first_failure(found[name] for name in tests if name in found)

    judge.collect(dict.fromkeys(name.partition("::")[0] for name in tests), work)
    return failed[0]


def recorded(items: list[Any]) -> judge.Reach:
    """What each test reaches: recorded anew when nncalc has changed, else for new and changed tests alone."""
    state = hashlib.sha256()
    for path in sorted((ROOT / "nncalc").rglob("*.py")):
        state.update(path.read_bytes())
    before, reach = pickle.loads(REACH.read_bytes()) if REACH.exists() else ("", None)
    if before != state.hexdigest():
        reach = judge.Reach()
    reach = judge.in_fork(partial(_updated, reach, items), None)
    REACH.write_bytes(pickle.dumps((state.hexdigest(), reach)))
    return reach


def _updated(reach: judge.Reach, items: list[Any]) -> judge.Reach:
    reach.update(items)
    return reach


# -- results -----------------------------------------------------------------------------------------------------------


def results() -> dict[str, dict[str, Any]]:
    """The last result of each mutant, of those that are no longer in the source, too."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {row["name"]: row for row in map(json.loads, lines)}


def report(found: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Print the survivors and the figures of each group."""
    figures: dict[str, dict[str, int]] = {}
    for row in found:
        figure = figures.setdefault(row["group"], {"killed": 0, "total": 0, "equivalent": 0})
        if not row["killed"] and is_equivalent(row["name"]):
            figure["equivalent"] += 1
            continue
        figure["total"] += 1
        figure["killed"] += bool(row["killed"])
        if not row["killed"]:
            print(f"survived ({row['tests']} tests): {row['name']}")
    for group, figure in figures.items():
        print(f"{group}: {figure['killed']}/{figure['total']} killed, {figure['equivalent']} equivalent")
    return figures


def publish(figures: dict[str, dict[str, int]]) -> None:
    """Write the figures, of source mutants with how many there are, and the test that notices each row.

    Groups that were not judged here keep their figures.
    """
    for group, figure in figures.items():
        if group in SOURCES:
            figure["of"] = len(list(source_mutants(group, {})))
    FIGURES.write_text(json.dumps({**json.loads(FIGURES.read_text()), **figures}, indent=2) + "\n", encoding="utf-8")
    publish_killers({n: row["killed"] for n, row in results().items() if row["group"] in ROWS and row["killed"]})


def main() -> int:
    """Judge mutants that have no result yet, then report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=[*ROWS, *SOURCES], help="a group (repeatable)")
    parser.add_argument("--sample", type=int, help="so many source mutants of each group")
    parser.add_argument(
        "--match",
        nargs="+",
        default=["*"],
        help="only source mutants (with --quick: rows) of these names",
    )
    parser.add_argument("--retry", action="store_true", help="judge survivors once more")
    parser.add_argument("--tests", nargs="+", type=Path, help="ask these tests alone, about every line")
    parser.add_argument("--publish", action="store_true", help="write figures.json and killers.json")
    parser.add_argument("--quick", action="store_true", help="each row by the tests that are known to notice rows")
    parser.add_argument("--part", default="0/1", help="with --quick, one part of the rows: 3/24 is the fourth of 24")
    asked = parser.parse_args()
    if asked.quick:
        found = quick(*map(int, asked.part.split("/")), asked.match)
        print("\n".join(f"survived: {name}" for name, test in found.items() if not test))
        if asked.publish:
            publish_killers({name: test for name, test in found.items() if test and "::" in test})
        return 0 if all(found.values()) else 1
    groups = asked.only or [*ROWS, *SOURCES]
    at_import = judge.in_fork(judge.lines_at_import, None)
    chosen = [mutant for group in groups if group in SOURCES for mutant in sampled(group, asked.sample, at_import)]
    WORK.mkdir(parents=True, exist_ok=True)
    done = {name for name, row in results().items() if row["killed"] or not asked.retry or is_equivalent(name)}
    run = Run(groups, [mutant for mutant in chosen if matches(mutant.name, asked.match)], done, bool(asked.tests))
    tests = asked.tests or [
        path for path in sorted((ROOT / "tests").rglob("test_*.py")) if not {*path.parts} & {*ELSEWHERE}
    ]
    if judge.in_fork(partial(judge.collect, map(str, tests), run.live), None):
        return 1
    run.imported()
    there = {mutant.name for mutant in chosen}
    found = [row for name, row in results().items() if name in there or row["group"] in {*ROWS} & {*groups}]
    figures = report(row for row in found if matches(row["name"], asked.match))
    if asked.publish:
        publish(figures)
    return 0


def sampled(group: str, number: int | None, at_import: dict[str, set[int]]) -> list[Mutant]:
    """The group's mutants: all, or those judged before and a sample, in an order that the names alone decide."""
    every = sorted(source_mutants(group, at_import), key=digest)
    judged = results()
    return [mutant for n, mutant in enumerate(every) if number is None or n < number or mutant.name in judged]


if __name__ == "__main__":
    sys.exit(main())
