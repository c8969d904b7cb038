"""The long run: `python tests/fuzz/fuzz.py --inputs 1000000 --seed 1` (about half an hour on two cores).

Command lines, formulas, values, problem files and answers are made from the examples and the problem files of this
repository by small damage, each input from the seed and its number alone. For every one of them must hold: no traceback and no
internal fault, not more than 5 s of processor time and 512 MiB, no control or invisible character in what is printed, no
file, process or connection touched (an audit hook is armed), and what is accepted means what an independent reader says.

`--only 12345` tries a single input again and prints it; `--kind command` makes inputs of one kind
alone. The exit code is 1 when an input broke something.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
if sys.path[0] == str(TESTS / "fuzz"):
    sys.path[0] = str(TESTS)  # `fuzz` is the package, not this file
sys.path.insert(1, str(TESTS.parent))

from fuzz.inputs import MAKERS, made  # noqa: E402
from fuzz.workers import Failure, fuzz, shown  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[1])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kind", default="", choices=["", *MAKERS], help="inputs of this kind alone")
    parser.add_argument("--only", type=int, help="try this input alone")
    arguments = parser.parse_args()
    if arguments.only is not None:
        _again(arguments.seed, arguments.only, arguments.kind)
        return
    failures = _run(arguments.seed, arguments.first, arguments.inputs, arguments.processes, arguments.kind)
    sys.exit(1 if failures else 0)


def _run(seed: int, first: int, inputs: int, processes: int, kind: str) -> list[Failure]:
    begun, done, last = time.monotonic(), 0, 0.0
    found: list[Failure] = []
    kinds: collections.Counter[str] = collections.Counter()
    for number, failures in fuzz(seed, first, inputs, processes, kind):
        done += number
        for failure in failures:
            kinds[failure.complaint] += 1
            if kinds[failure.complaint] <= 3:
                print(f"input {failure.number}: {failure.complaint}\n    {failure.shown}", flush=True)
        found += failures
        if time.monotonic() - last > 30:
            last = time.monotonic()
            print(f"… {done:,} inputs, {len(found)} failures, {last - begun:.0f} s", file=sys.stderr, flush=True)
    print(
        f"{done:,} inputs of seed {seed} in {time.monotonic() - begun:.0f} s: {len(found)} failures, {len(kinds)} kinds"
    )
    for complaint, times in kinds.most_common():
        print(f"  {times:6} × {complaint}")
    return found


def _again(seed: int, number: int, kind: str) -> None:
    """One input, printed whole, with what it breaks and how long it takes."""
    import tempfile

    from fuzz.corpus import seeds
    from fuzz.guard import install
    from fuzz.watch import complaints, note_faults
    from fuzz.workers import warm

    warm()
    note_faults()
    install()
    one = made(seed, number, seeds(), kind)
    print(one.words, one.files, shown(one), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        begun = time.process_time()
        print(complaints(one) or "nothing broken", f"{time.process_time() - begun:.2f} s")
        os.chdir("/")


if __name__ == "__main__":
    main()
