"""How a page is written in the notation of another book: signs, formulas in its quantities, letters in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import printing
from nncalc.declaring.names import Names, split
from nncalc.declaring.spelling import Spelling
from nncalc.engine.rewriting import Rewriting

if TYPE_CHECKING:
    from nncalc.declaring.letters import Notation
    from nncalc.declaring.problem import ProblemType

_WORD = re.compile(r"(?<![\w.'’-])(?P<of>∂(?P<loss>\w+)/∂)?(?P<word>[^\W\d_]\w*)(?![\w'’=]|\.\w)")
_FIGURE = re.compile(r"(?<![\w.])(\d*)\.(\d+)(?![\w.])")
_FORMULA = frozenset("−·/=+∂ᵀ√Σ²⊙")
_ENGLISH = frozenset(("a", "A", "I"))
"""Letters that are words of their own."""


def ways(notation: Notation, problem: ProblemType) -> dict[str, Any]:
    """What the printer of formulas is told."""
    negated, put_in = notation.negated, notation.put_in
    found: dict[str, Any] = {"product": notation.product}
    if (negated or put_in) and not problem.verbatim:
        names = Names(problem.symbols)

        @cache
        def is_negated(name: str) -> bool:
            return names.parse(split(name)[0]).letter in negated

        @cache
        def is_put_in(name: str) -> bool:
            minus, stem = name[:1] == "-", split(name.removeprefix("-"))[0].rpartition(".")[2]
            return ("-" if minus else "") + stem.rstrip("0123456789") in put_in

        found["rewriting"] = Rewriting(is_negated, is_put_in)
    return found


def sentences(problem: ProblemType, figures: bool = True) -> Callable[[str, Mapping[str, str]], str]:
    """A sentence with its letters in the notation that is printed: `∂E/∂z`, `y − t`; and its figures, unless they are input.

    What somebody typed stands in a sentence as a value, and what is no formula there keeps its letters.
    """
    theirs = Spelling(Names(problem.symbols))
    with printing(None):
        ours = Spelling(Names(problem.symbols))
    names = Names(problem.symbols)
    printed = names.printed
    stems = {ours(f"{key}.1").removesuffix("₁"): key for key in printed if key != "losses"}
    stems = {letter: key for letter, key in stems.items() if len(letter.rstrip("0123456789")) == 1}

    def renamed(word: str, in_formula: bool) -> str:
        base = word.rstrip("0123456789")
        if word in stems:
            stem = stems[word]
        elif base in stems:
            stem = stems[base] + word[len(base) :]
        else:
            return theirs(word) if base != word and len(base) == 1 else word
        return word if word in _ENGLISH and not in_formula else theirs(stem)

    def sentence(text: str, values: Mapping[str, str]) -> str:
        own = {m["word"] for each in values.values() if _FORMULA.isdisjoint(each) for m in _WORD.finditer(each)}

        def written(match: re.Match[str]) -> str:
            word, of = match["word"], match["of"]
            if of:
                by = renamed(word, True)
                return names.quotient(match["loss"], by)
            return word if word in own else renamed(word, False)

        text = text if problem.verbatim else _WORD.sub(written, text)
        return _FIGURE.sub(r"\1,\2", text) if names.comma and figures else text

    return sentence
