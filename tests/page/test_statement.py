"""The problem at the head of a page: in every format, of every example, folded where it is long, left out on request."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from commandline import EXAMPLE, ROOT, nncalc

from nncalc import solve
from nncalc.declaring import registry

EXAMPLES = [(name, example) for name in registry.names() for example in registry.load(name).examples]
HEADINGS = {
    "text": ("\n\nGiven\n", "\n\nFind\n"),
    "markdown": ("\n\n## Given\n", "\n\n## Find\n"),
    "latex": ("\n\n\\subsection*{Given}\n", "\n\n\\subsection*{Find}\n"),
}


def head(line: str) -> list[str]:
    """The lines of *Given* and *Find* of a page in text."""
    return nncalc(line).out.split("\nGiven\n")[1].split("\n\nFind\n")[0].split("\n")


@pytest.mark.parametrize("format", HEADINGS)
@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_page_begins_with_the_problem(name: str, example: str, format: str) -> None:
    whole = nncalc(f"{example} --format {format}").out
    working = nncalc(f"{example} --format {format} --no-statement").out
    given, find = HEADINGS[format]
    assert given not in working
    assert find not in working
    before, after = whole.split(given)
    assert working.startswith(before), "the title and the notes come first"
    assert whole.endswith(working.removeprefix(before)), "the statement is all that is left out"
    assert find in f"\n\n{after}"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_every_given_is_stated_once(name: str, example: str) -> None:
    kind = registry.load(name)
    lines = [line for line in head(example) if line[:3].strip() and " = " in line]
    words = [word for word in shlex.split(example)[1:] if not word.startswith("--")]
    typed = kind.read_tokens(words)
    fields = {given: kind.field_of(given) for given in typed}
    stated = [g for g, found in fields.items() if found is None or not (found[0].convention or found[0].is_switch)]
    assert len(lines) == len(stated)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_answers_alone_have_no_statement(name: str, example: str) -> None:
    done = nncalc(f"{example} --steps none").out
    assert "\nGiven\n" not in done
    assert "\nFind\n" not in done


def test_what_is_to_be_found_are_the_answers() -> None:
    found = nncalc(EXAMPLE).out.split("\nFind\n")[1].split("\n\n")[0]
    names = [name for line in found.splitlines() for name in line.partition(":")[0].strip().split(", ")]
    assert sorted(names) == sorted(["loss", "y", "W1_new", "W2_new", "loss_new"])


STATED = [
    ("forward x=.10,√2 W1=1/3,w", ["  x  = (0.10, √2), 2 numbers", "  W1 = [1/3 w], 1×2"]),
    ("loss kind=mse y=1,2:3,4 yhat=1,2:3,5 weights=1,3", ["  w    = (1, 3), 2 numbers"]),
    ("metrics y=cat,dog yhat=dog,dog", ["  y = (cat, dog), 2 values", "  ŷ = (dog, dog), 2 values"]),
    ("softmax-loss z=1,2:3,4 y=1,0:0,1", ["  y = [1 0; 0 1], 2×2"]),
    ("softmax-loss z=1,2 y=dog classes=cat,dog", ["  y       = dog"]),
    ('graph "f=x^2*y" x=1/2', ["  f = x²·y", "  x = 1/2"]),
    ("convshape 3x8x8 conv:4,k=3", ["  input  = 3×8×8", "  layers = conv:4,k=3"]),
]


STACK = "knn X=56,32:90,23::1,2:3,4 q=10,20:24,26 metric=l1"


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ("", "  X = (X₁, X₂), 2×2×2\n     X₁ = [56 32; 90 23]\n     X₂ = [1 2; 3 4]\n"),
        ("--ascii", "  X = (X[1], X[2]), 2x2x2\n"),
        ("--lang zh", "  X = (X₁, X₂)，2×2×2\n"),
        ("--format latex", r"X &= (X_{1}, X_{2}),\; 2 \times 2 \times 2 \\"),
        ("--format markdown", r"X &= (X_{1}, X_{2}),\; 2 \times 2 \times 2 \\"),
        ("--format html", 'aria-label="X = (X₁, X₂), 2×2×2"'),
    ],
)
def test_a_stack_of_matrices_is_no_product(options: str, written: str) -> None:
    """X = 2×2×2 read like the value 8."""
    assert written in nncalc(f"{STACK} {options}").out


def test_a_long_stack_names_the_matrices_that_are_shown() -> None:
    given = nncalc(f"knn X={'::'.join(['1,2:3,4'] * 9)} q=1,2:3,4").out.split("\nGiven\n")[1]
    assert given.startswith("  X = (X₁, X₂, X₃, X₄, …, X₉), 9×2×2\n     X₁ = [1 2; 3 4]\n")


@pytest.mark.parametrize(("line", "lines"), STATED)
def test_givens_stand_as_they_were_typed(line: str, lines: list[str]) -> None:
    assert [each for each in head(line) if each in lines] == lines


def test_a_booklet_may_do_without(tmp_path: Path) -> None:
    files = f"'{ROOT}/problems/forward/networks.yaml' -o '{tmp_path}/all.txt'"
    pages = []
    for more in ("", "--no-statement"):
        assert nncalc(f"batch {files} {more}").code == 0
        pages.append((tmp_path / "all.txt").read_text("utf-8"))
    assert pages[0].count("\nGiven\n") == pages[0].count("\nAnswers\n") > 1
    assert "\nGiven\n" not in pages[1]
    assert pages[1].count("\nAnswers\n") == pages[0].count("\nAnswers\n")


def test_long_givens_are_folded_and_all_shows_them() -> None:
    x, W = ",".join(map(str, range(1, 31))), ":".join([",".join(["2"] * 30)] * 30)
    folded = head(f"forward x={x} W1={W}")
    assert folded == [
        "  x  = (1, 2, 3, 4, …, 30), 30 numbers",
        "  W1 = [2 2 2 2 … 2; 2 2 2 2 … 2; 2 2 2 2 … 2; 2 2 2 2 … 2; …; 2 2 2 2 … 2], 30×30",
        "  … stands for what is left out (--all shows them)",
    ]
    opened = head(f"forward x={x} W1={W} --all")
    assert len(opened) == 2
    assert "…" not in "".join(opened)


def test_many_labels_of_an_array_are_not_all_read() -> None:
    labels = range(100_000)
    text = solve("metrics", y=[n % 2 for n in labels], yhat=[n % 3 % 2 for n in labels]).render()
    assert "  y = (0, 1, 0, 1, …, 1), 100,000 values\n" in text


def test_show_states_what_its_lines_came_from() -> None:
    lines = head(f"{EXAMPLE} --show z1.1")
    assert [line.split(" = ")[0].strip() for line in lines] == ["x", "W1", "b1", "act"]
