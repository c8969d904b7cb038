"""Encodings, locales and clocks: the numbers are the same byte for byte, whatever the machine."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commandline import ROOT, nncalc
from texts import TEXTS

from reliability.faults import PROBLEMS, examples

ENCODINGS = ("gbk", "cp1252", "ascii", "latin-1", "utf-16")
TOOLS = (
    ["--help"], ["forward", "--help"], ["batch", "--help"], ["types"], ["new", "forward"], ["schema"], ["forward", "x=1"],
    ["forwrad"], ["forward", "x=⊕", "W1=1"], ["forward", "x=1", "W1=1", "b1=ß"], ["forward", "x=1", "W1=中", "--digts", "√"],
    ["check", str(ROOT / "tests/data/key.yaml"), str(ROOT / "tests/data/answers.csv")], ["batch", "错.yaml"],
)  # fmt: skip
LOCALES = (
    {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "utf-16"}, {"LANG": "C"}, {"LC_ALL": "C"}, {"PYTHONUTF8": "1"}, {"PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "1"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)  # fmt: skip


def numbers(text: str) -> list[str]:
    """Every decimal on a page, in its order."""
    return re.findall(r"-?\d+\.\d+(?:e[-+]?\d+)?", text)


def answers(text: str) -> str:
    """The lines that paste back."""
    return text.partition("Answers\n")[2]


@pytest.mark.parametrize("words", [words for _, words in examples()], ids=" ".join)
def test_every_example(words: list[str]) -> None:
    plain, page = nncalc([*words, "--format", "json"]), nncalc(words)
    markdown = nncalc([*words, "--format", "markdown"])
    latex, yaml = nncalc([*words, "--format", "latex"]), nncalc([*words, "--format", "yaml"])
    for encoding in ENCODINGS:
        assert nncalc([*words, "--format", "json"], encoding) == plain
        assert nncalc([*words, "--format", "latex"], encoding) == latex
        text = nncalc(words, encoding)
        assert (text.code, text.err, numbers(text.out)) == (page.code, "", numbers(page.out))
        assert not numbers(page.out) or answers(text.out) == answers(page.out)
        assert numbers(nncalc([*words, "--format", "markdown"], encoding).out) == numbers(markdown.out)
        entry = nncalc([*words, "--format", "yaml"], encoding)
        assert _entries(entry.out) == _entries(yaml.out)


def _entries(text: str) -> object:
    import yaml

    return yaml.safe_load(text)


@pytest.mark.parametrize("words", TOOLS, ids=" ".join)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_tools_and_errors(words: list[str], encoding: str) -> None:
    right, done = nncalc(words), nncalc(words, encoding)
    assert done.code == right.code
    assert (numbers(done.out), numbers(done.err)) == (numbers(right.out), numbers(right.err))
    assert done.err.count("\n") == right.err.count("\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_batch(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(PROBLEMS)
    for format_ in [*TEXTS, "json"]:
        words = ["batch", str(path), "--format", format_]
        right, done = nncalc(words), nncalc(words, encoding)
        assert (done.code, done.err, numbers(done.out)) == (right.code, "", numbers(right.out))
        assert done.out == right.out or not right.out.isascii()
        assert right.out.isascii() or format_ not in ("json", "latex")
        for name, used in (("right", "utf-8"), ("done", encoding)):
            nncalc([*words, "-o", str(tmp_path / name)], used)
        assert (tmp_path / "right").read_bytes() == (tmp_path / "done").read_bytes()


@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_processes(locale: dict[str, str]) -> None:
    """What is typed is read alike too, where Python does not take it for UTF-8."""
    words = ["forward", "x=1,−1.7", "W1=1,2:3,-4", "act1=relu", "W2=1,√2", "--check", "y=√3·8.0017", "--show", "y"]
    kept = {
        name: value for name, value in os.environ.items() if name[:2] != "LC" and name not in ("LANG", "PYTHONUTF8")
    }
    done = subprocess.run(
        [sys.executable, "-m", "nncalc", *words], capture_output=True, timeout=60, env={**kept, **locale}
    )
    encoding = locale.get("PYTHONIOENCODING", "utf-8")
    right = nncalc(words)
    assert (done.returncode, done.stderr) == (right.code, b"")
    text = done.stdout.decode(encoding)
    assert numbers(text) == numbers(right.out)
    assert "y=13.8593\n" in text


def test_no_clock_but_a_monotonic_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The date may jump, back or forth, at every look."""
    path = tmp_path / "p.yaml"
    path.write_text(PROBLEMS)
    batches = [["batch", str(path), "-j", jobs, "--format", "json", "-o", str(tmp_path / "report")] for jobs in "12"]
    commands = [words for _, words in examples()] + batches
    right = [nncalc(words) for words in commands]
    report = (tmp_path / "report").read_bytes()
    source = random.Random(0)
    monkeypatch.setattr(time, "time", lambda: source.uniform(-1e9, 1e11))
    monkeypatch.setattr(time, "time_ns", lambda: source.randint(-(10**18), 10**20))
    assert [nncalc(words) for words in commands] == right
    assert (tmp_path / "report").read_bytes() == report
