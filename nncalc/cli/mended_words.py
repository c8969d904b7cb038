"""The words of a refused command line with its options mended: `--digit 6`, `--check loss≈2.04`, `-o page.docx`, `--lr .5`.

Every line is run before it is offered, and prints nowhere.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import click

from nncalc.cli.fitting import fitted
from nncalc.cli.mending import MOST_TRIED, SECONDS, each_of, fault_of
from nncalc.cli.suffixes import format_for
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, NncalcError, OutOfBounds

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

TRIAL = "trial"
"""What a context holds whose line is only tried: nothing is offered for it."""
SHORT = {"-d": "--digits", "-f": "--format", "-c": "--check", "-s": "--steps", "-w": "--width", "-a": "--all",
         "-q": "--steps=none", "-v": "--all"}  # fmt: skip
"""Letters that people try for an option."""
FORMATS = {"tex": "latex", "pdf": "latex", "html": "markdown", "htm": "markdown", "md": "markdown", "docx": "markdown",
           "csv": "json", "xlsx": "json", "yml": "yaml", "txt": "text", "plain": "text", "terminal": "text"}  # fmt: skip
"""Endings and other words, each with the format that comes nearest where it is none itself."""
SUFFIXES = (".md", ".json", ".tex")
"""Endings for the name of a file, the likeliest first."""


class Mended:
    """One refused line: its words, and the error."""

    def __init__(self, kind: type[ProblemType], command: click.Command, words: Sequence[str], error: Exception) -> None:
        self.kind, self.command, self.words, self.error = kind, command, list(words), error

    def line(self) -> list[str]:
        """The words of the first line that can be worked; none where there is none."""
        tried = islice((each for each in self._candidates() if each != self.words), 2 * MOST_TRIED)
        return next((words for words in tried if _tried(self.command, words) is not None), [])

    def _candidates(self) -> Iterator[list[str]]:
        errors = getattr(self.error, "errors", [self.error])
        for error in errors:
            if isinstance(error, InputError):
                yield from self._of_figure(error)
                yield from self._of_givens(error)
        yield from self._as_option()
        if isinstance(self.error, click.UsageError):
            yield from self._of_option(self.error)
        yield from self._of_file()
        yield from self._without()

    def _of_figure(self, error: InputError) -> Iterator[list[str]]:
        """What `--check`, `--show` and `--set` take, with the name or the text that the error proposes."""
        for place in self._after("--check", "--show", "--set"):
            word = self.words[place]
            name, equals, value = word.partition("=")
            if not error.nearest:
                continue
            if error.text == word and "=" in error.nearest:
                yield self._with(place, error.nearest)
            if error.name in (name, name.strip()):
                yield self._with(place, f"{error.nearest}{equals}{value}")
            if error.text and error.text in word:
                yield self._with(place, word.replace(error.text, error.nearest))
        for place in self._after("--check", "--set"):
            following = self.words[place + 1 : place + 2]
            if "=" not in self.words[place] and following and not following[0].startswith("--"):
                yield [*self.words[:place], f"{self.words[place]}={following[0]}", *self.words[place + 2 :]]

    def _of_givens(self, error: InputError) -> Iterator[list[str]]:
        """The givens that the error asks for besides: `biases=trained`, `classes=0,1 as well`."""
        asked = [word.rstrip(",;.") for word in (error.expected or "").split()]
        asked = [word for word in asked if "=" in word[1:-1] and self.kind.field_of(word.partition("=")[0])]
        names = {word.partition("=")[0] for word in asked}
        kept = [word for word in self.words if word.partition("=")[0] not in names]
        first = next((place for place, word in enumerate(kept) if re.match("--?[A-Za-z]", word)), len(kept))
        for more in [asked, *[[word] for word in asked]] if asked else []:
            tokens = [*kept[:first], *more]
            yield [*tokens, *kept[first:]]
            fitting = fitted(self.kind, tokens, each_of(fault_of(self.kind, tokens)))
            yield [*fitting[0], *kept[first:]] if fitting is not None else self.words

    def _as_option(self) -> Iterator[list[str]]:
        """`check loss=2.4` with its hyphens, `loss=2.4` as a figure to be checked, `--lr .5` as a given."""
        for place, word in enumerate(self.words):
            name, equals, value = word.lstrip("-").partition("=")
            if word in ("check", "show", "set"):
                yield self._with(place, f"--{word}")
            if word.startswith("--") and self.kind.given_named(name):
                following = "".join(self.words[place + 1 : place + 2])
                yield [*self.words[:place], f"{name}={value or following}", *self.words[place + (1 if equals else 2) :]]
            elif equals and not word.startswith("-") and self._is_figure(place, name):
                yield [*self.words[:place], *self.words[place + 1 :], "--check", word]

    def _is_figure(self, place: int, name: str) -> bool:
        """Whether a word may be a figure to be checked: its name is no given's."""
        own = self.kind.verbatim or self.kind.given_named(name) is not None
        return not own and place not in self._after("--check", "--show", "--set", "-o")

    def _of_option(self, error: click.UsageError) -> Iterator[list[str]]:
        """An option by its right name, or with a value that it takes."""
        for place, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if isinstance(error, click.NoSuchOption) and name.lstrip("-") == error.option_name.lstrip("-"):
                for meant in (*(error.possibilities or ()), *filter(None, [SHORT.get(name)])):
                    yield self._with(place, f"{meant}{equals}{value}")
        if "--standalone" in self.words:
            yield [*self.words, "--format", "latex"]
        if self.words and self.words[-1] in ("-o", "--output"):
            yield [*self.words, "page.md"]
        for place in self._after("--format"):
            word = self.words[place].lower().lstrip(".")
            yield from (self._with(place, meant) for meant in (word, FORMATS.get(word, "text"), "text"))
        for place in self._after("--digits", "--sig", "--round-steps", "--decimals", "--width"):
            if whole := re.search("[0-9]+", self.words[place]):
                yield self._with(place, whole[0])
        if self.words and self.words[-1] in ("--check", "--show"):
            answer = _first_answer(self.command, self.words[:-1])
            yield [*self.words, answer if self.words[-1] == "--check" else answer.partition("=")[0]]

    def _of_file(self) -> Iterator[list[str]]:
        """Another ending of the file that is written to; the format that its name says alone."""
        for place in self._after("-o", "--output"):
            stem, suffix = os.path.splitext(self.words[place])
            yield from (self._with(place, stem + each) for each in SUFFIXES if suffix)

    def _without(self) -> Iterator[list[str]]:
        """The line without one of its options, the last first."""
        for place in range(len(self.words) - 1, -1, -1):
            if re.match("--?[A-Za-z]", self.words[place]):
                yield [*self.words[:place], *self.words[place + 1 :]]
                yield [*self.words[:place], *self.words[place + 2 :]]

    def _with(self, place: int, word: str) -> list[str]:
        return [*self.words[:place], word, *self.words[place + 1 :]]

    def _after(self, *options: str) -> list[int]:
        """Where the values of options stand."""
        return [place for place in range(1, len(self.words)) if self.words[place - 1] in options]


def _first_answer(command: click.Command, words: Sequence[str]) -> str:
    """The last answer of a line that is one number, as it is typed; empty where there is none."""
    page = _tried(command, [*words, "--steps", "none"]) or ""
    found = re.findall(r"^[A-Za-z]\w*=-?[0-9.]+$", page, re.MULTILINE)
    return str(found[-1]) if found else ""


def _tried(command: click.Command, words: Sequence[str]) -> str | None:
    """What a line prints; None where it is refused. Nothing is written to files, and a figure in it may be wrong."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    place = next((place for place, word in enumerate(words) if word in ("-o", "--output")), len(words))
    try:
        whole = command.make_context(command.name, list(words), obj=TRIAL)
        if whole.params["output"]:
            format_for(whole)
        with contextlib.redirect_stdout(out), time_limit(SECONDS):
            context = command.make_context(command.name, [*words[:place], *words[place + 2 :]], obj=TRIAL)
            with context:
                command.invoke(context)
    except (click.exceptions.Exit, OutOfBounds):
        pass
    except (NncalcError, click.ClickException):
        return None
    out.flush()
    return out.buffer.getvalue().decode("utf-8")
