"""kill -9 before every line of the code that journals, shows and writes, then --resume: nothing lost, nothing repeated.

`python tests/reliability/kill_points.py` tries every line that a batch of some problems runs, with one and with two
workers (some minutes); `--every 50` every fiftieth, as the suite does. Runs are forked from this process, which has
imported everything, so one takes some milliseconds. Kills in the midst of writing a line of the journal are tried too.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from commandline import nncalc

from reliability.evidence import SEED, Evidence, problem_file

PROBLEMS = 8
TRACED = ("batch_run.py", "journal.py", "workers.py", "output.py", "batch.py", "booklet.py")


class Lines:
    """Counts the lines of the traced files that this process runs; `happens` at line number `at`."""

    def __init__(self, at: int, happens: Callable[[], object], files: tuple[str, ...] = TRACED) -> None:
        self.at, self.happens, self.files = at, happens, files
        self.run = 0
        self.process = os.getpid()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if os.path.basename(frame.f_code.co_filename) in self.files else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and os.getpid() == self.process:
            self.run += 1
            if self.run == self.at:
                self.happens()
        return self._line


def forked(evidence: Evidence, options: list[str], prepare: Callable[[], object]) -> int:
    """The status of a batch in a process of its own."""
    process = os.fork()
    if process:
        return os.waitpid(process, 0)[1]
    os.setpgid(0, 0)
    os.dup2(os.open(evidence.shown, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), encoding="utf-8")  # noqa: SIM115
    from nncalc.__main__ import run

    prepare()
    code = run(["batch", "--each", str(evidence.file), "-o", str(evidence.report), *options])
    sys.settrace(None)
    os._exit(code)


def killed_at(line: int, with_workers: bool) -> Callable[[], object]:
    """The process is killed before that line, its workers with it or left to themselves."""
    return lambda: sys.settrace(Lines(line, lambda: _die(with_workers)))


def torn_at(number: int) -> Callable[[], object]:
    """The process is killed when half of a line of the journal is written."""
    write, written = os.write, iter(range(number + 1))

    def half(file: int, data: bytes) -> int:
        if next(written, None) == number:
            write(file, data[: len(data) // 2])
            _die(True)
        return write(file, data)

    return lambda: setattr(os, "write", half)


def _die(with_workers: bool) -> None:
    if with_workers:
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def count(evidence: Evidence, options: list[str]) -> int:
    """How many lines an undisturbed run takes; its report becomes the measure."""
    counter = evidence.file.parent / "count"

    def prepare() -> None:
        lines = Lines(0, lambda: None)
        sys.settrace(lines)
        leave = os._exit

        def tell(code: int) -> None:
            counter.write_text(str(lines.run))
            leave(code)

        os._exit = tell  # type: ignore[assignment]

    forked(evidence, options, prepare)
    evidence.right = evidence.report.read_bytes()
    return int(counter.read_text())


def trial(evidence: Evidence, options: list[str], prepare: Callable[[], object], again: int) -> str | None:
    """Kill, now and then kill the resumed run too, resume; what was wrong, or None."""
    evidence.begin()
    for extra, kill in (([], prepare), (["--resume"], killed_at(again, True) if again else None)):
        if kill is None:
            continue
        status = forked(evidence, [*options, *extra], kill)
        if os.WIFEXITED(status) or evidence.finished():
            return evidence.after_the_end()
        if wrong := evidence.after_a_kill():
            return wrong
    status = forked(evidence, [*options, "--resume"], lambda: None)
    if os.waitstatus_to_exitcode(status) != 2:
        return f"the resumed run ended with {os.waitstatus_to_exitcode(status)}"
    return evidence.after_the_end()


def trials(folder: Path, jobs: int, every: int = 1, seed: int = SEED) -> tuple[int, list[str]]:
    """How many kills were tried, and what went wrong."""
    source = random.Random(seed)
    evidence = Evidence(problem_file(folder, PROBLEMS), b"")
    options = ["--format", "json" if jobs == 1 else "markdown", "-j", str(jobs)]
    for format_ in ("json", "markdown"):  # imports everything
        nncalc(["batch", str(evidence.file), "--format", format_, "-o", str(evidence.report)])
    lines = count(evidence, options)
    kills = [(f"line {line}", killed_at(line, bool(source.getrandbits(1)))) for line in range(1, lines + 1, every)]
    kills += [(f"half of journal line {number}", torn_at(number)) for number in range(PROBLEMS)]
    failures = []
    for said, prepare in kills:
        again = source.randint(1, lines) if source.random() < 0.25 else 0
        if wrong := trial(evidence, options, prepare, again):
            failures.append(
                f"-j {jobs}, killed at {said}" + (f", then at line {again}" if again else "") + f": {wrong}"
            )
    return len(kills), failures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="try every Nth line")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    bad = False
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            tried, failures = trials(Path(folder), jobs, asked.every, asked.seed)
        print(f"-j {jobs}: {tried - len(failures)} of {tried} kills lost and repeated nothing")
        print("".join(f"  {failure}\n" for failure in failures), end="")
        bad = bad or bool(failures)
    sys.exit(bad)


if __name__ == "__main__":
    main()
