"""flint is imported when first used, and no more of it than is used; whoever imports it beside nncalc has all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

USE = "from nncalc.engine.lazy import flint as ours"
"""How every module here has flint."""


def run(program: str, *folders: Path) -> str:
    """What a program prints in a process of its own, folders before all others on its path."""
    path = os.pathsep.join([*map(str, folders), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path.strip(os.pathsep)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.stderr == ""
    return done.stdout.strip()


COUNT = "import sys; print(len([name for name in sys.modules if name.split('.')[0] == 'flint']))"


def test_nothing_is_imported_before_it_is_used() -> None:
    assert run(f"{USE}; {COUNT}") == "0"


def test_a_page_imports_a_quarter_of_the_package() -> None:
    """12 of 44 modules: the package and its folders, the context, integers, fractions, floats and balls."""
    solve = "import nncalc; nncalc.solve('forward', x='1/3,2', W1='1,√2', act1='sigmoid').render()"
    assert run(f"{solve}; {COUNT}") == run(f"{USE}; ours.arb, ours.fmpq, ours.ctx.prec; {COUNT}") == "12"


def test_other_types_come_alone() -> None:
    assert int(run(f"{USE}; ours.fmpq_mat, ours.arb_mat; {COUNT}")) < 30


def test_whoever_imports_flint_has_all_of_it() -> None:
    """The same names and classes as without nncalc, by every way of importing."""
    names = "print(sorted(set(flint.__all__) - set(dir(flint))), len(dir(flint)), flint.__version__)"
    alone = run(f"import flint; {names}")
    for after in ("import flint", "from flint import *; import flint", "from flint import good; import flint"):
        assert run(f"{USE}; ours.fmpq(1, 3); {after}; {names}") == alone
    same = "print(flint.fmpq is ours.fmpq, isinstance(ours.arb(1), flint.arb), flint.ctx is ours.ctx)"
    assert run(f"{USE}; ours.fmpq; import flint; {same}; flint.good; {same}").split() == ["True"] * 6
    assert run(f"import flint; {USE}; {same}").split() == ["True"] * 3
    missing = "try: ours.nothing\nexcept AttributeError as error: print(error)"
    assert run(f"{USE}\n{missing}\n{missing}") == "\n".join(["module 'flint' has no attribute 'nothing'"] * 2)


def test_two_threads_meet_one_package() -> None:
    program = f"""
import threading
{USE}
found, gate = [], threading.Barrier(8)
def use():
    gate.wait()
    found.append((ours.arb(2).sqrt() > 1, ours.fmpq, ours.ctx))
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
print(len(found), len(set(found)))
"""
    assert run(program) == "8 1"


def test_a_package_of_another_layout_is_imported_whole(tmp_path: Path) -> None:
    """Types that stand elsewhere, or modules that fail when imported alone: then it is `import flint` and nothing else."""
    flat, failing = tmp_path / "flat", tmp_path / "failing"
    for folder in (flat, failing):
        (folder / "flint" / "types").mkdir(parents=True)
        (folder / "flint" / "__init__.py").write_text("from .numbers import fmpq, ctx\narb = 'the ball'\n")
        (folder / "flint" / "numbers.py").write_text("fmpq, ctx = 'the fraction', 'the context'\n")
    (failing / "flint" / "pyflint.py").write_text("ctx = 'another context'\n")
    (failing / "flint" / "types" / "arb.py").write_text("from flint import fmpq_of_old as arb\n")
    for folder in (flat, failing):
        assert run(f"{USE}; print(ours.arb, ours.fmpq, ours.ctx)", folder) == "the ball the fraction the context"
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "flint.py").write_text("fmpq = 'of a single file'\n")
    assert run(f"{USE}; print(ours.fmpq)", tmp_path / "none") == "of a single file"
