"""One input tried under the conditions that every input must keep; what it breaks, in words."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import time
import traceback
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from fuzz import plain_answers, plain_reader
from fuzz.answer_texts import ANSWERS
from fuzz.guard import SECONDS, TooLong, Touched, armed
from fuzz.inputs import Input

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


_faults: list[str] = []
"""Signatures of the internal faults of the input under way."""


def note_faults() -> None:
    """Where nncalc says that it has a fault, the exception at hand is kept; one inside a slip is a fault, too."""
    from nncalc.batch import outcome
    from nncalc.checking.judge import faults
    from nncalc.cli import failures

    os.environ[faults.STRICT] = "1"
    show_fault, failed = failures.show_fault, outcome.failed

    def noted_fault(fault: Exception) -> None:
        _faults.append(signature(fault))
        show_fault(fault)

    def noted_failed(entry: Any, status: str, errors: list[Any]) -> Any:
        if status == outcome.FAULT:
            _faults.append(signature(sys.exception() or Exception(errors[0].message)))
        return failed(entry, status, errors)

    failures.show_fault, outcome.failed = noted_fault, noted_failed


# -- one input -----------------------------------------------------------------------------------------------------


def complaints(one: Input) -> list[str]:
    """Every condition that an input breaks; nothing for a good one. The scratch folder is the current one."""
    for name, data in one.files.items():
        Path(name).write_bytes(data)
    _faults.clear()
    begun = time.process_time()
    try:
        found = list(_TRIED.get(one.kind, _command)(one))
    except TooLong:
        return [f"slow: more than {SECONDS:g} s"]
    except Touched as touched:
        return [f"touched: {touched}"]
    except MemoryError:
        return ["memory: MemoryError"]
    except BaseException as fault:
        return [f"traceback: {signature(fault)}"]
    if time.process_time() - begun > SECONDS:
        found.append(f"slow: {time.process_time() - begun:.1f} s")
    return found


def signature(fault: BaseException) -> str:
    """The kind of an exception and the innermost places it passed."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(fault.__traceback__)][-3:]
    places = " < ".join(f"{Path(code.co_filename).name}:{line} {code.co_name}" for code, line in reversed(frames))
    return f"{type(fault).__name__}: {str(fault)[:80]} ({places})"


def _refused(error: Any, text: str) -> Iterator[str]:
    """What must hold of an InputError: a message that can be shown, a column inside what was typed."""
    from nncalc.render.failures import describe

    if error.column is not None and error.text is not None and not 0 <= error.column <= len(error.text):
        yield f"column {error.column} lies outside what was typed"
    for line in describe(error):
        yield from _harmful(line)


def _expression(one: Input) -> Iterator[str]:
    from nncalc.errors import InputError, NncalcError
    from nncalc.reading.cells import Cell
    from nncalc.reading.expressions import read_quantity

    text = one.words[0]
    for symbols in (True, False):
        try:
            with armed(False):
                found = read_quantity(Cell(text.strip(), 0, text.strip()), symbols=symbols, known={})
        except InputError as error:
            yield from _refused(error, text)
        except NncalcError:
            pass
        else:
            yield from _other_meaning(text.strip(), found, lambda: plain_reader.cell(_in_plain(text.strip())))


def _in_plain(text: str) -> str:
    if not re.fullmatch(r"[-+*/^().0-9eE]*", text):
        raise plain_reader.Unsure(text)
    return text


def _value(one: Input) -> Iterator[str]:
    from nncalc.errors import InputError, NncalcError

    text = one.words[0]
    if text.strip().startswith(("@", "＠")) or text.strip() in ("-", "－", "−"):
        return
    try:
        with armed(False):
            found = _read(text)
    except InputError as error:
        yield from _refused(error, text)
    except NncalcError:
        pass
    else:
        yield from _other_meaning(text, found, lambda: plain_reader.read(text))


def _read(value: Any) -> Any:
    from nncalc.declaring.kinds import Reading
    from nncalc.declaring.numeric import Numeric

    return Numeric(0, 1, 2, words="numbers").read(value, "x", Reading())


def _other_meaning(text: str, found: Any, read: Any) -> Iterator[str]:
    """A value that was accepted means what the independent reader says."""
    try:
        meant = read()
    except plain_reader.Unsure:
        return
    except (plain_reader.Refused, ZeroDivisionError) as why:
        yield f"misread: accepted as {_exact(found)}, but it is no value ({why})"
        return
    if _exact(found) != meant:
        yield f"misread: {_exact(found)} for {meant}"


def _exact(found: Any) -> Any:
    """The exact values of a quantity or tensor, as Fractions in nested lists."""
    if hasattr(found, "shape"):
        if len(found.shape) == 1:
            return [_exact(each) for each in found.items]
        return [[_exact(each) for each in row.items] for row in found]
    if found.value is None or type(found.value).__name__ != "fmpq":
        return f"something irrational ({found.value})"
    return Fraction(int(found.value.p), int(found.value.q))


def _answer(one: Input) -> Iterator[str]:
    """An answer read for a result, against what the independent reader reads: its values, and the decimals that count."""
    from fuzz.answers import figures
    from nncalc.engine.quantity import MorePrecision
    from nncalc.errors import InputError, NncalcError

    asked, text = one.words
    try:
        with armed(False):
            found = figures(asked, text)
    except InputError as error:
        yield from _refused(error, text)
        return
    except (NncalcError, MorePrecision):
        return
    try:
        meant = plain_answers.read(text, ANSWERS[asked])
    except plain_reader.Unsure:
        return
    except plain_reader.Refused as why:
        yield f"misread: accepted as {found}, but it is no answer ({why})"
        return
    if found != [tuple(figure) for figure in meant]:
        yield f"misread: {found} for {[(str(figure.value), figure.decimals) for figure in meant]}"


def _yaml(one: Input) -> Iterator[str]:
    """The value as a plain, a quoted and a listed scalar of a problem file, against the same value typed."""
    from nncalc.errors import InputErrors, NncalcError
    from nncalc.problem_files.entry import Entry
    from nncalc.problem_files.reader import read_file

    text = one.words[0]
    quoted = json.dumps(text) if not re.search("[\ud800-\udfff]", text) else '""'
    bare = text if re.fullmatch(r"[-+.0-9][-+*/^().,0-9eE]*(:[-+.0-9][-+*/^().,0-9eE]*)*", text) else "0"
    given = f"{{x: {quoted}, W1: 1}}\n  - id: b\n    type: forward\n    given:\n      x: {bare}\n      W1: 1\n"
    Path("value.yaml").write_bytes(f"problems:\n  - id: a\n    type: forward\n    given: {given}".encode())
    typed = iter((json.loads(quoted), bare))
    try:
        with armed(False):
            entries = list(read_file("value.yaml"))
    except InputErrors as several:
        for error in several.errors:
            yield from _refused(error, text)
        return
    for entry, wanted in zip(entries, typed, strict=True):
        if isinstance(entry, Entry) and entry.given["x"] != wanted:
            yield f"misread: YAML gives {entry.given['x']!r} for {wanted!r}"
        elif isinstance(entry, Entry) and wanted.strip():
            with contextlib.suppress(NncalcError), armed(False):
                yield from _other_meaning(wanted, _read(entry.given["x"]), lambda w=wanted: plain_reader.read(w))


# -- command lines -------------------------------------------------------------------------------------------------


def _command(one: Input) -> Iterator[str]:
    """A whole command line: exit code, streams, and what they hold."""
    from nncalc.__main__ import run

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    before, sys.stdin = sys.stdin, io.StringIO("1,2\n")
    # openpyxl keeps its sheets in files of its own until they are written; typst gets an empty folder.
    binary = not {"xlsx", "pdf"}.isdisjoint(one.words)
    writes = binary or any(word.startswith(("-o", "--output")) for word in one.words)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), armed(writes):
            code: Any = run(list(one.words))
    except SystemExit as end:
        code = f"SystemExit({end.code})"
    finally:
        sys.stdin = before
    out.flush()
    err.flush()
    said, told = (stream.buffer.getvalue().decode("utf-8", "replace" if binary else "strict") for stream in (out, err))
    yield from _code(one, code, said, told)
    coloured = any("color" in word for word in one.words)
    if not binary:
        yield from _harmful(said, coloured)
    if code != 3:
        yield from _harmful(told, coloured)
    if one.kind != "check" and code in (0, 1):
        yield from _json(said, one)
    if one.verdict and (code == 0) != (one.verdict == "right"):
        yield f"misread: exit code {code} for a figure that is {one.verdict}"


def _code(one: Input, code: Any, said: str, told: str) -> Iterator[str]:
    tool = one.kind in ("batch", "check")
    if code == 3 or _faults or "internal fault" in said + told:
        yield f"fault: {_faults[0] if _faults else told[:200]}"
    elif code not in (0, 1, 2):
        yield f"exit code {code}"
    elif code == 2 and not tool and not told.strip():
        yield "exit code 2 and not a word"
    elif code == 1 and not tool and not any(word.startswith("--check") for word in one.words):
        yield "exit code 1 without a check"
    if "more memory than there is" in said + told:
        yield "memory: refused by the system"


def _harmful(text: str, coloured: bool = False) -> Iterator[str]:
    """Control, direction and invisible characters that reach an output."""
    if coloured:
        text = _COLOUR.sub("", text)
    for line in text.split("\n"):
        if not line.isprintable():
            bad = sorted({c for c in line if not c.isprintable() and c not in "\u3000"})
            if bad:
                yield "control: " + " ".join(f"U+{ord(c):04X} {unicodedata.category(c)}" for c in bad[:5])
                return


def _json(said: str, one: Input) -> Iterator[str]:
    """JSON is strict: no NaN, one object a line in a batch."""
    formats = [word for before, word in zip(one.words, one.words[1:], strict=False) if before == "--format"]
    if formats[-1:] != ["json"] or "--" in one.words or {"-h", "--help", "--version"} & set(one.words):
        return
    try:
        for line in said.splitlines() if one.kind == "batch" else [said] if said.strip() else []:
            json.loads(line, parse_constant=lambda word: 1 / 0)
    except (ValueError, ZeroDivisionError) as why:
        yield f"json: {why}"


_TRIED = {"expression": _expression, "value": _value, "yaml": _yaml, "answer": _answer}
