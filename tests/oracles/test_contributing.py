"""What CONTRIBUTING.md adds, against the oracles that it adds."""

from __future__ import annotations

from pathlib import Path

from test_contributing import follow_the_page, run

ORACLES = (
    "test_cosine.py",
    "test_descent.py",
    "test_forward.py::test_forward_passes_are_those_of_pytorch",
    "test_loss.py::test_against_pytorch[0]",
)


def test_what_the_page_adds_agrees_with_its_oracles(tmp_path: Path) -> None:
    folder = follow_the_page(tmp_path / "copy")
    done = run(folder, "pytest", "-p", "no:cacheprovider", *[f"tests/oracles/{name}" for name in ORACLES])
    assert done.returncode == 0, done.stdout
