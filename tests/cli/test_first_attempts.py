"""First attempts are right at once or refused with the line to type: `data/first_attempts.yaml`, and every published problem."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from commandline import ROOT, nncalc, offered

DATA: dict[str, list[dict[str, Any]]] = yaml.load(
    (ROOT / "tests" / "data" / "first_attempts.yaml").read_text("utf-8"), yaml.BaseLoader
)
ATTEMPTS = DATA["attempts"]


def published() -> list[tuple[str, dict[str, Any]]]:
    """Problems whose figures somebody printed, with where they stand."""
    found = []
    for path in sorted((ROOT / "problems").glob("[!e]*/*.yaml")):
        problems = yaml.load(path.read_text("utf-8"), yaml.BaseLoader).get("problems", ())
        found += [
            (f"{path.parent.name}/{path.stem}:{problem['id']}", problem)
            for problem in problems
            if path.stem in ("published", "mission") or "expect_published" in problem
        ]
    return found


PUBLISHED = published()


@pytest.mark.parametrize("attempt", [*ATTEMPTS, *DATA["tired"]], ids=lambda attempt: attempt["line"][:60])
def test_first_attempt(attempt: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = nncalc(attempt["line"])
    if {"offers", "saves"} & attempt.keys():
        assert (done.code, done.out) == (2, "")
        lines = [line.strip() for line in done.err.splitlines()]
        assert "saves" not in attempt or attempt["saves"] in lines
        assert "offers" not in attempt or shlex.join(offered(done.err)[0]) == attempt["offers"]
        for line in offered(done.err):
            assert nncalc(line).code == 0
        return
    assert (done.code, done.err) == (int(attempt.get("code", 0)), "")
    page = [line.strip() for line in done.out.splitlines()]
    assert [line for line in (*attempt.get("gives", ()), attempt.get("page", "")) if line not in page] == []


def value_of(value: Any) -> str:
    """A value of YAML as it is typed: commas between numbers, colons between rows."""
    if not isinstance(value, list):
        return str(value)
    inner = [value_of(each) for each in value]
    if any("::" in each for each in inner):
        return ":::".join(inner)
    if any(":" in each for each in inner):
        return "::".join(inner)
    return (":" if any(isinstance(each, list) for each in value) else ",").join(inner)


def line_of(problem: dict[str, Any]) -> list[str]:
    """The command line of a problem."""
    words = [problem["type"]]
    for name, value in problem.get("given", {}).items():
        if name == "layers" and problem["type"] != "transformer":
            words += value if isinstance(value, list) else [value]
        elif name == "input" and isinstance(value, list):
            words.append(f"input={'x'.join(value)}")
        else:
            words.append(f"{name}={value_of(value)}")
    return words


@pytest.mark.parametrize(("place", "problem"), PUBLISHED, ids=[place for place, _ in PUBLISHED])
def test_a_published_problem_typed_as_a_command_is_right_at_once(place: str, problem: dict[str, Any]) -> None:
    words = line_of(problem)
    for name, value in problem.get("expect", {}).items():
        words += ["--check", f"{name}={value_of(value)}"]
    done = nncalc([*words, "--decimals", "0", "--steps", "none"])
    assert (done.code, done.err) == (0, ""), done.out[-600:]


def test_how_many_there_are() -> None:
    with_line = [attempt for attempt in ATTEMPTS if {"offers", "saves"} & attempt.keys()]
    assert len(ATTEMPTS) >= 140
    assert len(DATA["tired"]) >= 110
    assert len(PUBLISHED) >= 92
    assert len(with_line) / (len(ATTEMPTS) + len(PUBLISHED)) < 0.25
