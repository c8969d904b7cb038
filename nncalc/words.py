"""The words that people read: each sentence is one message with named places, filled in here and nowhere else.

A message is an English sentence, `"row {number} has {numbers}"`, written whole at the place that says it. What goes into
the places is never part of a message: what somebody typed, names of givens and results, formulas, figures, paths, and
words that have been said already (a counted noun, a rule's words). So a message can be looked up in a catalogue as it
stands, and a place can move to where another language wants it. `wording` asks the `catalogue` of the language there is.

Tables of words (headings, `words` of a type, help texts, what a rule says, what a slip does) are messages too. They stand
in their tables as plain literals (`Later` where they have values) and pass through `say` where they are shown. Letters in
them are places as well, which `declaring.letters` fills in: `moves by {lr} times the gradient`.

Every command and every page needs this module, so it imports nothing.
"""

from __future__ import annotations


class Catalogue:
    """What another language says; `nncalc.language` has those that are read from files."""

    def wording(self, message: str, context: str) -> str:
        """The words of a message, the message itself where there are none."""
        raise NotImplementedError

    def of_number(self, one: str, several: str, number: int, context: str) -> str:
        """The words of a message for a number of things."""
        raise NotImplementedError

    def filled(self, message: str, values: dict[str, object]) -> str:
        """Words with their places filled in."""
        raise NotImplementedError


catalogue: Catalogue | None = None
"""What the language that is spoken says, which `nncalc.language.speak` puts here; None is English."""
spoken = "en"
"""The name of this language, as pages say it."""


class Later:
    """A message with its values, said where it is shown: what a module declares while it is imported may be one."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, /, **values: object) -> None:
        self.message, self.values = message, values

    def __str__(self) -> str:
        return say(self)


_REASONS = ("No such file or directory", "Permission denied", "Is a directory", "No space left on device")  # said


def why(problem: OSError) -> str:
    """What the system says of a file, in the language that is spoken where it is one of the usual reasons."""
    reason = problem.strerror or str(problem)
    return say(reason) if reason in _REASONS else reason


def say(message: str | Later, /, *, context: str = "", **values: object) -> str:
    """The sentence of a message, its `{places}` filled in.

    context  which of its meanings a message has, where one English word has two: `say("right", context="side")`
    values   what stands in the places, by name; never looked into, so braces that somebody typed are harmless

    A message without values stands as it is; in one with values `{{` is a brace.
    Raises KeyError where a place has no value.
    """
    if isinstance(message, Later):
        values, message = {**message.values, **values}, message.message
    words = message and wording(message, context)
    if not values:
        return words
    return words.format_map(values) if catalogue is None else catalogue.filled(words, values)


def count(number: int, noun: str, *, grouped: bool = True) -> str:
    """A number with its noun, given in the singular: `1 number`, `2 numbers`, `1,000 numbers`; not grouped `1000 numbers`."""
    counted = of_number(noun, several(noun), number, COUNTED)
    return say("{number:,} {noun}" if grouped else "{number} {noun}", number=number, noun=counted)


def plural(noun: str) -> str:
    """Several of a noun that is given in the singular."""
    return wording(several(noun), SEVERAL)


def several(noun: str) -> str:
    """How English writes several of a noun."""
    return _IRREGULAR.get(noun) or f"{noun}s"


def of_number(one: str, several: str, number: int, context: str = "") -> str:
    """The message for a number of things; its places are filled in by who asks, as by `gettext.ngettext`."""
    if catalogue is None:
        return wording(one if number == 1 else several, context)
    return catalogue.of_number(one, several, number, context)


def together(items: list[str], *, each: bool = False) -> str:
    """`a`, `a and b`, `a, b and c`; `each`: `a and b and c`, for items that hold commas or are few."""
    return _listed(items, "{before} and {last}", each)


def either(items: list[str], *, each: bool = False) -> str:
    """`a`, `a or b`, `a, b or c`; `each`: `a or b or c`."""
    return _listed(items, "{before} or {last}", each)


def _listed(items: list[str], message: str, each: bool) -> str:
    *before, last = items
    if not before:
        return last
    return say(
        message, before=_listed(before, message, each) if each else wording(", ", LISTED).join(before), last=last
    )


def in_a_row(*items: str) -> str:
    """`a, b, c`: a list without a word before its last."""
    return wording(", ", LISTED).join(items)


class Listed:
    """A list as `in_a_row` writes it, said where it is shown: what a module declares while it is imported may hold one."""

    __slots__ = ("items",)

    def __init__(self, *items: str) -> None:
        self.items = items

    def __str__(self) -> str:
        return in_a_row(*self.items)


def labelled(label: str, text: str) -> str:
    """A name, a place or a heading, and what is said of it: `W1: 2 rows`."""
    return say("{label}: {text}", label=label, text=text)


def one_after_another(*sentences: str) -> str:
    """Whole sentences in one line: `wrong; expected 2.04`."""
    return wording("; ", LISTED).join(sentences)


def before_a_size() -> str:
    """What stands between a value and its size."""
    return wording(",", SIZE)


def tag() -> str:
    """The language that is spoken, as HTML names it."""
    return wording("en", TAG)


SIZE, TAG = "size", "tag"
LISTED = "listed"
"""The context of what stands between the parts of a list."""
COUNTED = "counted"
"""The context of nouns behind a number: other languages put a measure word there."""
SEVERAL = "several"
"""The context of nouns of which there are several, without a number."""
_IRREGULAR = {"class": "classes", "matrix": "matrices", "axis": "axes", "query": "queries"}


def wording(message: str, context: str) -> str:
    """The words of a message in the language of the reader; in English, and where a catalogue has none, the message itself."""
    return message if catalogue is None else catalogue.wording(message, context)
