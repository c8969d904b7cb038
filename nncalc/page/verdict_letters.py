"""Verdicts in the notation of another book: beside a result's name what the page prints for it, in sentences its letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nncalc.declaring.letters import NAME, SENTENCE
from nncalc.declaring.names import Names, split
from nncalc.declaring.spelling import Spelling
from nncalc.page.in_books import sentences

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.page.document import Check

_SENTENCE = re.compile(f"{SENTENCE}([^{SENTENCE}]*){SENTENCE}")
_OPERATORS = tuple("*/^+-")
_NAME = re.compile(f"{NAME}([^{NAME}]*){NAME}")


class VerdictLetters:
    """The names and letters of a problem as its page prints them; what was typed, and figures, stay as they are."""

    def __init__(self, problem: ProblemType) -> None:
        self._names = Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name())
        self._spell = Spelling(self._names)
        self._sentence = sentences(problem, figures=False)

    def check(self, check: Check) -> Check:
        """A verdict with the printed name beside the result's own, and the letters of the page in its words."""
        causes = [
            {key: self._text(value) if isinstance(value, str) else value for key, value in cause.items()}
            for cause in check.causes
        ]
        return check._replace(
            words=tuple(map(self._text, check.words)), causes=tuple(causes), printed=self.printed(check.name)
        )

    def printed(self, name: str) -> str:
        """What the page prints for a result; "" where that is its name. θ is the negative of what we call b: -θ."""
        stem, notation = split(name)[0], self._names.notation
        if notation is None or (self._spell(stem) == stem and (stem == name or notation.first == 1)):
            return ""
        minus = self._names.parse(stem).letter in notation.negated
        return f"{'-' if minus else ''}{self._spell(name)}"

    def _text(self, text: str) -> str:
        """The marked parts of a text written, and the marks taken out."""
        if NAME not in text and SENTENCE not in text:
            return text
        return self._named(_SENTENCE.sub(lambda match: self._in_letters(match[1]), text))

    def _in_letters(self, sentence: str) -> str:
        """The letters of a sentence; names that are marked in it are no letters."""
        parts = re.split(f"({NAME}[^{NAME}]*{NAME})", sentence)
        return "".join(part if part[:1] == NAME else self._sentence(part, {}) for part in parts)

    def _named(self, text: str) -> str:
        def written(match: re.Match[str]) -> str:
            printed = self.printed(match[1]) or match[1]
            factor = printed[:1] == "-" and text[: match.start()].rstrip()[-1:] in _OPERATORS
            return f"({printed})" if factor else printed

        return _NAME.sub(written, text).replace(NAME, "").replace(SENTENCE, "")
