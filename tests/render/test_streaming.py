"""Pages that are written while they are made: the same bytes as whole ones, and memory that does not grow with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commandline import EXAMPLE, ROOT, nncalc
from large import recurrent
from texts import TEXTS

import nncalc as interface
from nncalc import render
from nncalc.cli.output import HELD, Outlet
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.piece import MOST_KEPT, Kept
from nncalc.engine.quantity import MorePrecision
from nncalc.page.document import Document, Line, Section, Sections, runs
from nncalc.page.solving import Settings, run_problem
from nncalc.render.json_form import solution, solution_as_json
from nncalc.render.solution import make_document, read_document
from nncalc.render.spool import IN_MEMORY, Spool

LSTM = "rnn-step " + recurrent("lstm", "ifgo", 3, 9)
PROBLEMS = {"example": EXAMPLE, "sequence": f"{LSTM} --all", "table": "kmeans X=1:2:9:10:25 k=2"}


def solved(line: str) -> Any:
    """The problem of a command line."""
    kind = registry.load(line.split()[0])
    return read_problem(kind, kind.read_tokens([word for word in line.split()[1:] if not word.startswith("--")]))


@pytest.mark.parametrize("format_", [*TEXTS, "json"])
@pytest.mark.parametrize("line", PROBLEMS.values(), ids=PROBLEMS)
def test_what_is_streamed_is_what_is_joined(line: str, format_: str, tmp_path: Path) -> None:
    file = tmp_path / "page"
    printed = nncalc(f"{line} --format {format_}").out
    assert nncalc(f"{line} --format {format_} -o {file}").code == 0
    problem = solved(line)
    settings = Settings(everything="--all" in line)
    if format_ == "json":
        whole = (
            run_problem(problem, lambda run: json.dumps(solution(problem, run, settings, ())), settings.policy) + "\n"
        )
    else:
        where = render.Options()
        whole = render.format_of(format_, where).page(make_document(problem, settings, format_, where))
    assert printed == whole == file.read_bytes().decode()


@pytest.mark.parametrize("line", PROBLEMS.values(), ids=PROBLEMS)
def test_colours_are_the_same_line_by_line(line: str) -> None:
    plain, coloured = nncalc(line).out, nncalc([*line.split(), "--color", "always"]).out
    assert "\x1b[" in coloured
    assert "".join(part.partition("m")[2] if n else part for n, part in enumerate(coloured.split("\x1b["))) == plain


def test_sections_are_made_while_they_are_read_and_can_be_read_again() -> None:
    problem, where = solved(EXAMPLE), render.Options()

    def read(document: Document) -> bool:
        assert isinstance(document.sections, Sections)
        one, other = ([(each.title, [*each.blocks]) for each in document.sections] for _ in range(2))
        return bool(one) and one == other

    assert read_document(problem, Settings(), "text", where, (), read)


def test_a_page_that_is_begun_again_goes_on_where_it_was() -> None:
    out: list[str] = []
    outlet = Outlet[str](out.extend, len)

    def pieces(until: int) -> Iterator[str]:
        for number in range(40):
            if number == until:
                raise MorePrecision
            yield f"{number:>9}" * (HELD // 90)

    for until in (3, 25, 30):
        with pytest.raises(MorePrecision):
            outlet.take(pieces(until))
        assert len(out) == {3: 0, 25: 25, 30: 30}[until]
    outlet.take(pieces(-1))
    assert "".join(out) == "".join(pieces(-1))


def test_nothing_goes_out_of_a_short_page_without_an_end() -> None:
    done = nncalc("graph f=1/(x-y) x=1 y=1")
    assert (done.code, done.out) == (2, "")


def test_json_in_pieces_is_the_object() -> None:
    problem = solved(EXAMPLE)
    pieces = run_problem(problem, lambda run: [*solution_as_json(problem, run, Settings(), ())])
    assert len(pieces) > 40
    assert json.loads("".join(pieces)) == interface.solve("backprop", **problem.typed).as_json()


def test_what_is_spooled_comes_back() -> None:
    texts = ["α\r\n", "b" * (IN_MEMORY // 2), "c" * IN_MEMORY, "\udc80", "end"]
    with Spool() as spool:
        for text in texts:
            spool.write(text)
        assert "".join(spool.read()) == "".join(texts)


def test_what_is_kept_does_not_grow_for_ever() -> None:
    kept: Kept[int, int] = Kept()
    for number in range(MOST_KEPT + 5):
        kept[number] = number
    assert [*kept] == [*range(MOST_KEPT, MOST_KEPT + 5)]


def test_neighbouring_lines_are_laid_out_some_at_a_time() -> None:
    lines = [Line(f"x{i}", (f"x{i}", "1"), True, i % 2) for i in range(450)]
    assert [len(run) for run in runs(lines) if isinstance(run, list)] == [200, 200, 50]
    wide = [Line("x", ("x", "1" * 40_000)) for _ in range(5)]
    assert [len(run) for run in runs(wide) if isinstance(run, list)] == [2, 2, 1]
    assert (
        render.format_of("text", render.Options()).page(Document("", (), (Section("", lines),), ())).count("\n") == 450
    )


SCRIPT = """
import sys
from nncalc.__main__ import run
words = sys.argv[1:]
code = run(words)
sys.stdout.flush()
print(code, *[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")], file=sys.stderr)
"""


def peak(file: Path, *words: str) -> tuple[int, int]:
    """KiB at the most, and the KiB that were printed."""
    with file.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, *words], stdout=out, stderr=subprocess.PIPE, cwd=ROOT, check=True
        )
    code, most = done.stderr.split()
    assert code == b"0"
    return int(most), file.stat().st_size >> 10


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(("format_", "spare"), [("text", 16 << 10), ("html", 48 << 10)])
def test_memory_does_not_grow_with_the_page(format_: str, spare: int, tmp_path: Path) -> None:
    for steps in (12, 24):
        words = ["rnn-step", *recurrent("lstm", "ifgo", 24, steps).split(), "--format", format_]
        calculation, _ = peak(tmp_path / "page", *words, "--steps", "none")
        most, page = peak(tmp_path / "page", *words, "--all")
        assert page > (3_000 if format_ == "text" else 30_000) * steps // 12, "the page is large, and twice as large"
        assert most - calculation < spare
