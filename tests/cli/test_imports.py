"""What each command imports: every import earns its place."""

from __future__ import annotations

import subprocess
import sys

import pytest
from commandline import EXAMPLE, ONE

from nncalc.declaring import registry

HEAVY = {
    "flint", "numpy", "sympy", "rich", "yaml", "mpmath", "torch", "json",
    "decimal", "fractions",
    "shutil",  # it imports zlib, bz2 and lzma; only its size of the terminal would be asked for
    "locale",  # gettext looks for catalogues by it; the words of nncalc and of Click are asked of `nncalc.words`
}  # fmt: skip
USAGE = HEAVY - {"json"}


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        ("--help", HEAVY),
        ("--version", HEAVY),
        ("forwrad", HEAVY),
        ("--verson", HEAVY),
        ("forward x=1 W1=2 --digts 3", HEAVY),
        ("forward --help", USAGE),
        (EXAMPLE, HEAVY - {"flint"}),
        (ONE, HEAVY - {"flint"}),
        ("forward x=x1 W1=w1", HEAVY - {"flint", "decimal"}),
        ("forward x=1/0 W1=w1", HEAVY - {"flint", "decimal"}),
        (f"{ONE} --format json", HEAVY - {"flint", "json"}),
        ("forward 'x=cos(0)' W1=1", HEAVY - {"flint", "shutil", "decimal"}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_imports(arguments: str, absent: set[str]) -> None:
    loaded = imported(arguments)
    assert "click" in loaded
    assert loaded & absent == set()


def test_notations_of_books_are_loaded_only_where_one_is_asked_for() -> None:
    command = f'"{sys.executable}" -X importtime -m nncalc {ONE}'
    modules = (
        "notation",
        "page.in_books",
        "engine.rewriting",
        "cli.notations",
        "page.asked_names",
        "page.verdict_letters",
    )
    for words, there in (("", False), (" --notation zhou --check y=2/3", True)):
        done = subprocess.run(["bash", "-c", command + words], capture_output=True, text=True, timeout=60)
        loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "import time" in line}
        assert [f"nncalc.{module}" in loaded for module in modules] == [there] * len(modules)


def imported(arguments: str) -> set[str]:
    """The top-level modules that a command imports."""
    command = f'"{sys.executable}" -X importtime -m nncalc {arguments}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    return {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "import time" in line}


@pytest.mark.parametrize(
    "arguments", [ONE, "graph f=x*y x=2 y=3", "convshape 3x9x9 conv:2,k=3", "rnn-step x=1 Wxh=1 Whh=1"]
)
def test_tables_of_other_names_are_consulted_only_for_a_name_that_is_no_givens_own(arguments: str) -> None:
    command = f'"{sys.executable}" -X importtime -m nncalc {arguments}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert "nncalc.declaring.problem" in done.stderr
    for module in ("declaring.aliases", "declaring.result_spellings", "page.asked_names", "cli.topics"):
        assert f"nncalc.{module}" not in done.stderr


EACH = {name: {"click", "flint"} for name in registry.names()} | {
    "batch problems/metrics": {"click", "flint", "yaml"}, "check tests/data/key.yaml tests/data/answers.csv": {
        "click", "flint", "yaml"}, "new backprop": {"click", "flint"}, "schema": {"click"}, "types": {"click"},
    "slips": {"click", "flint"},
}  # fmt: skip


@pytest.mark.parametrize("command", EACH)
def test_every_import_earns_its_place(command: str) -> None:
    """Of the packages that nncalc depends on, a command imports what it needs and nothing else."""
    arguments = registry.load(command).examples[0] if command in registry.names() else command
    packages = {"click", "flint", "yaml", "rich", "sympy", "numpy"}
    assert imported(arguments) & packages == EACH[command]
