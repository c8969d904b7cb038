"""A synthetic class of any size: students who work the 2-2-2 network in plain floats and answer as classes do.

Answers follow a power law: the sheet of rank r is handed in r^-1.3 times as often as the first, so that few sheets are
many students', and every further thousand students bring some that nobody has handed in. A sheet is worked with places
of its own, with no slip or one, now and then with a figure miswritten or left out.

`python tests/benchmarks/students.py FOLDER --sheets 1000000 --problems 1` writes `key.yaml` and `class.csv`.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

RESULTS = ("z1", "a1", "z2", "y", "loss", "delta2", "delta1", "dW2", "dW1", "W2_new", "W1_new", "b2_new", "b1_new")
POWER = 1.3
SLIPS = (
    "", "", "", "lr forgotten", "plus for minus", "no derivative", "no target", "old weights in delta", "transposed",
    "loss not halved", "bias left out", "square left out", "input left out",
)  # fmt: skip
"""What a student does otherwise; a third of the sheets have no slip."""


class Network(NamedTuple):
    """The numbers of one problem."""

    x: list[float]
    W1: list[list[float]]
    b1: list[float]
    W2: list[list[float]]
    b2: list[float]
    t: list[float]
    lr: float = 0.5


def network(number: int) -> Network:
    """The numbers of a problem, other ones for each."""
    source = random.Random(1000 + number)

    def vector() -> list[float]:
        return [round(source.uniform(-1, 1), 2) for _ in range(2)]

    return Network(vector(), [vector(), vector()], vector(), [vector(), vector()], vector(), vector())


def _sigmoid(z: list[float]) -> list[float]:
    return [1 / (1 + math.exp(-each)) for each in z]


def worked(n: Network, slip: str) -> list[list[float]]:
    """The figures of one training step, in the order of `RESULTS`, by somebody who makes one slip; matrices row by row."""
    bias = 0 if slip == "bias left out" else 1
    z1 = [sum(w * x for w, x in zip(row, n.x, strict=True)) + bias * b for row, b in zip(n.W1, n.b1, strict=True)]
    a1 = _sigmoid(z1)
    z2 = [sum(w * a for w, a in zip(row, a1, strict=True)) + b for row, b in zip(n.W2, n.b2, strict=True)]
    y = _sigmoid(z2)
    apart = [a - b for a, b in zip(y, n.t, strict=True)]
    squares = [abs(d) if slip == "square left out" else d * d for d in apart]
    loss = sum(squares) * (1 if slip == "loss not halved" else 0.5)
    slope = [1.0, 1.0] if slip == "no derivative" else [a * (1 - a) for a in y]
    delta2 = [(a if slip == "no target" else d) * s for a, d, s in zip(y, apart, slope, strict=True)]
    sign = 1 if slip == "plus for minus" else -1
    rate = 1.0 if slip == "lr forgotten" else n.lr
    dW2 = [[d * a for a in a1] for d in delta2]
    W2_new = [[w + sign * rate * g for w, g in zip(*rows, strict=True)] for rows in zip(n.W2, dW2, strict=True)]
    W2 = W2_new if slip == "old weights in delta" else n.W2
    columns = W2 if slip == "transposed" else [list(column) for column in zip(*W2, strict=True)]
    back = [sum(w * d for w, d in zip(column, delta2, strict=True)) for column in columns]
    delta1 = [s * a * (1 - a) for s, a in zip(back, a1, strict=True)]
    dW1 = [[d * (1.0 if slip == "input left out" else x) for x in n.x] for d in delta1]
    W1_new = [[w + sign * rate * g for w, g in zip(*rows, strict=True)] for rows in zip(n.W1, dW1, strict=True)]
    b2_new = [b + sign * rate * d for b, d in zip(n.b2, delta2, strict=True)]
    b1_new = [b + sign * rate * d for b, d in zip(n.b1, delta1, strict=True)]
    flat = [[each for row in rows for each in row] for rows in (dW2, dW1, W2_new, W1_new)]
    return [z1, a1, z2, y, [loss], delta2, delta1, *flat, b2_new, b1_new]


def sheet(n: Network, rank: int) -> list[str]:
    """The figures of the sheet of a rank, as they are typed."""
    source = random.Random(rank)
    places = source.choices((4, 3, 5, 6), (6, 2, 1, 1))[0]
    cells = [[f"{each:.{places}f}" for each in line] for line in worked(n, source.choice(SLIPS))]
    for _ in range(source.choices((0, 1, 2), (5, 3, 2))[0] if rank > len(SLIPS) else 0):
        line = source.choice(cells)
        at = source.randrange(len(line))
        line[at] = _miswritten(line[at], source)
    typed = [",".join(line) if len(line) < 4 else f"{','.join(line[:2])}:{','.join(line[2:])}" for line in cells]
    if source.random() < 0.1:
        typed[source.randrange(len(typed))] = ""
    return typed


def _miswritten(text: str, source: random.Random) -> str:
    """A sign lost, a digit that is another, or a figure at random."""
    way = source.randrange(3)
    if way == 0:
        return text.removeprefix("-") if text.startswith("-") else f"-{text}"
    if way == 1:
        return text[:-2] + str(source.randrange(10)) + text[-1]
    return f"{source.uniform(-1, 1):.4f}"


def ranks(number: int, seed: int = 0) -> Iterator[int]:
    """So many ranks by the power law: the whole part of a Pareto variable."""
    source = random.Random(seed)
    for _ in range(number):
        yield int(source.paretovariate(POWER - 1))


def write_key(path: Path, problems: int) -> None:
    lines = ["problems:"]
    for number in range(problems):
        n = network(number)
        given = {name: str(getattr(n, name)) for name in n._fields}
        lines += [f"  - id: q{number + 1}", "    type: backprop", "    points: 13"]
        lines += [f"    given: {{{', '.join(f'{name}: {text}' for name, text in given.items())}, act: sigmoid}}"]
        expected = dict(zip(RESULTS, worked(n, ""), strict=True))
        lines += ["    expect:", *[f"      {name}: '{_typed(expected[name])}'" for name in RESULTS]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _typed(line: list[float]) -> str:
    cells = [f"{each:.4f}" for each in line]
    return ",".join(cells) if len(cells) < 4 else f"{','.join(cells[:2])}:{','.join(cells[2:])}"


def write_class(path: Path, sheets: int, problems: int, seed: int = 0) -> int:
    """A wide table, a row a student; how many different sheets it has."""
    networks = [network(number) for number in range(problems)]
    drawn = [ranks(sheets, seed + number) for number in range(problems)]
    seen = set()
    made = lru_cache(maxsize=100_000)(lambda number, rank: sheet(networks[number], rank))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["student", *[f"q{number + 1}.{name}" for number in range(problems) for name in RESULTS]])
        for student, each in enumerate(zip(*drawn, strict=True)):
            cells = [cell for number, rank in enumerate(each) for cell in made(number, rank)]
            seen.update(enumerate(each))
            writer.writerow([f"s{student:07}", *cells])
    return len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=100_000)
    parser.add_argument("--problems", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    write_key(asked.folder / "key.yaml", asked.problems)
    different = write_class(asked.folder / "class.csv", asked.sheets, asked.problems)
    print(f"{asked.sheets:,} students, {asked.problems} problems, {different:,} different sheets in {asked.folder}")


if __name__ == "__main__":
    main()
