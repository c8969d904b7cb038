"""What goes wrong, said so that it can be mended: what, where, what was expected, the nearest valid thing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from nncalc import words
from nncalc.words import say

HAN = "\u2e80"
"""From here on the letters are those of languages that put no spaces between words."""


def opens_with(message: str, name: str) -> bool:
    """Whether a message opens with a name, as a whole word: `softmax-loss` does not open with `s`.

    In a language that puts names elsewhere: whether it holds the name.
    """
    at = message.find(name)
    after = message[at + len(name) : at + len(name) + 1]
    whole = not ((after.isalnum() and after < HAN) or after in ("_", "-"))
    return at >= 0 and whole and (at == 0 or words.spoken != "en")


class NncalcError(Exception):
    """Base of everything nncalc raises on purpose."""


class InputError(NncalcError):
    """Something typed cannot be read or does not fit.

    message    what is wrong, one line, without a full stop
    name       the given or option concerned (`W1`), if any
    text       what was typed, for the caret line
    column     0-based offset of the fault in `text`
    expected   what would have been right
    nearest    the closest valid thing, for "did you mean"
    place      `file:line:column` for problem files
    """

    def __init__(
        self,
        message: str,
        *,
        name: str | None = None,
        text: str | None = None,
        column: int | None = None,
        expected: str | None = None,
        nearest: str | None = None,
        place: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.text = text
        self.column = column
        self.expected = expected
        self.nearest = nearest
        self.place = place
        self.notes: tuple[str, ...] = ()
        """Further lines: what was worked out up to the fault."""

    def __str__(self) -> str:
        """What a notebook shows: what is wrong, the closest valid thing, and what would have been right."""
        said = self.message
        for each in (self.name, self.place):
            if each and not opens_with(self.message, each):
                said = words.labelled(each, said)
        lines = [said]
        if self.nearest:
            lines.append(f"  {say('did you mean {nearest}?', nearest=self.nearest)}")
        if self.expected:
            lines.append(f"  {say('expected: {expected}', expected=self.expected)}")
        return "\n".join([*lines, *[f"  {note}" for note in self.notes]])

    def named(self, name: str) -> InputError:
        """The same error, saying which given it belongs to."""
        if self.name is None:
            self.name = name
        return self


class InputErrors(NncalcError):
    """Several input errors, all reported at once."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__(words.one_after_another(*[error.message for error in errors]))
        self.errors = list(errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Refused(InputErrors, InputError):
    """Input errors as the Python interface raises them: `except nncalc.InputError` catches one and several alike.

    It says what all of them say; `name`, `text`, `expected`, `nearest` are those of the first.
    """

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__(errors)
        for part in ("name", "text", "column", "expected", "nearest", "place"):
            setattr(self, part, getattr(errors[0], part, None))


class WrongArguments(InputError, TypeError):
    """A call of the Python interface that is none: an argument of another type than the function takes."""


class Undecided(NncalcError):
    """A sign or a figure that 4,096 bits do not settle: refused by name, never guessed."""


class OutOfBounds(NncalcError):
    """A run that outgrew its bounds: too many quantities, or too long."""


def nearest_file(path: str) -> str | None:
    """The path in the same folder that is closest to one that does not exist."""
    folder = os.path.dirname(path)
    there = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    close = nearest(os.path.basename(path), there)
    return os.path.join(folder, close) if close else None


SHORTEST_BEGINNING = 4
"""Letters from which a word that one valid word begins with stands for it: `sigm` for sigmoid, not for sign."""

SHORT_IDEOGRAPHS = 2
"""Characters of a Chinese word in which one may be another: 阶越 for 阶跃."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The valid word closest to a mistyped one, or None when nothing is close."""
    from difflib import get_close_matches  # start-up

    choices = list(choices)
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    begun = [choice for choice in folded if choice.startswith(word.casefold())]
    if len(begun) == 1 and len(word) >= SHORTEST_BEGINNING:
        return folded[begun[0]]
    short = len(word) == SHORT_IDEOGRAPHS and "一" <= word[0] <= "鿿"
    if not word.isascii():  # of words as close, the first
        folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), folded, n=1 if word.isascii() else 5, cutoff=0.5 if short else 0.6)
    if len(found) > 1:
        alike = [each for each in found if _likeness(each, word) == _likeness(found[0], word)]
        found = [each for each in folded if each in alike]
    return folded[found[0]] if found else None


def _likeness(one: str, word: str) -> float:
    from difflib import SequenceMatcher  # start-up

    return SequenceMatcher(None, word.casefold(), one).ratio()
