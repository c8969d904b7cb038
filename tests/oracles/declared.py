"""What each oracle declares about itself, read from its source, so that none of their packages need be installed."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def declaration(path: Path, name: str) -> dict[str, int] | int | None:
    """The literal that a test module assigns to a name at its top; None where it does not."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [name]:
            found: dict[str, int] | int = ast.literal_eval(statement.value)
            return found
    return None


def oracle_of(kind: str, folder: Path = FOLDER) -> Path:
    """The test module that compares a problem type."""
    return folder / f"test_{kind.replace('-', '_')}.py"


def compared(kind: str, folder: Path = FOLDER) -> dict[str, int]:
    """How many problems of a type are compared, by what they are compared with; empty without an oracle."""
    path = oracle_of(kind, folder)
    found = declaration(path, "COMPARED") if path.exists() else None
    return found if isinstance(found, dict) else {}


def node_cases() -> dict[str, int]:
    """How many of the onnx package's node cases become problems of each type."""
    found = declaration(FOLDER / "test_onnx.py", "NODE_CASES")
    assert isinstance(found, dict)
    return found


def judged_figures() -> int:
    """How many printed figures of each type are judged at 60 digits."""
    found = declaration(FOLDER / "test_printed_digits.py", "FIGURES")
    assert isinstance(found, int)
    return found
