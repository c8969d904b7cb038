"""Every problem type in the registry has an oracle; and where oracles are required, none may be skipped."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nncalc.declaring import registry
from oracles.declared import FOLDER, compared, oracle_of

LEAST = 2000
"""Problems of each type that must be compared with another implementation."""


def is_compared(name: str) -> bool:
    """Whether a type has an oracle, and enough problems are compared with it."""
    return sum(compared(name).values()) >= LEAST


@pytest.mark.parametrize("name", registry.names())
def test_the_type_has_an_oracle(name: str) -> None:
    assert is_compared(name), f"{oracle_of(name)} compares fewer than {LEAST} problems, or is not there"


def test_a_type_without_an_oracle_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module put beside the other problem types."""
    shutil.copytree(registry.FOLDER, tmp_path / "types")
    shutil.copy(Path(registry.FOLDER) / "forward.py", tmp_path / "types" / "planted_type.py")
    monkeypatch.setattr(registry, "FOLDER", str(tmp_path / "types"))
    _look_again()
    try:
        assert [name for name in registry.names() if not is_compared(name)] == ["planted-type"]
    finally:
        _look_again()


def _look_again() -> None:
    registry.places.cache_clear()
    registry.names.cache_clear()


@pytest.mark.parametrize("name", registry.names())
def test_what_is_declared_is_what_runs(name: str) -> None:
    """The tests count by their own declaration: each entry of COMPARED is named in one of them."""
    statements = ast.parse(oracle_of(name).read_text(encoding="utf-8")).body
    others = [statement for statement in statements if not ast.unparse(statement).startswith("COMPARED = ")]
    words = {node.value for each in others for node in ast.walk(each) if isinstance(node, ast.Constant)}
    assert set(compared(name)) <= words


SKIPPED = {
    "test_marked.py": "import pytest\n\n@pytest.mark.skip\ndef test_it():\n    pass\n",
    "test_expected.py": "import pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n",
    "test_missing.py": "import pytest\n\npytest.importorskip('a_package_that_is_not_there')\n",
}


@pytest.mark.parametrize("name", SKIPPED)
@pytest.mark.parametrize("required", [False, True])
def test_a_skipped_oracle_fails_where_it_is_required(name: str, required: bool, tmp_path: Path) -> None:
    shutil.copy(FOLDER / "conftest.py", tmp_path)
    (tmp_path / name).write_text(SKIPPED[name], encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "NNCALC_REQUIRE_ORACLES"}
    environment |= {"NNCALC_REQUIRE_ORACLES": "1"} if required else {}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (outcome.returncode not in (0, 5)) == required, outcome.stdout
    said = outcome.stdout + outcome.stderr  # where the packages are missing, that is said instead
    assert ("the oracles are required here" in said) == required
