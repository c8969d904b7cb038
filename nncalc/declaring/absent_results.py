"""Names that no result has: what was meant, in the spelling of other books, of the page, of programs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.names import Names
from nncalc.declaring.spelling import Spelling
from nncalc.engine.figures import Value
from nncalc.errors import InputError, nearest
from nncalc.reading.characters import clean
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

from nncalc.declaring.result_names import find, quantities_in

ALIASES = {
    "L": "loss", "J": "loss", "cost": "loss", "error": "loss", "o": "y", "out": "y", "output": "y", "yhat": "y",
    "prob": "p", "probs": "p", "softmax": "p", "acc": "accuracy", "sensitivity": "recall", "tpr": "recall",
    "ppv": "precision", "tnr": "specificity", "bias": "b", "weights": "w",
}  # fmt: skip
"""Other books' names, suggested where there is such a result."""
MOST_LISTED = 40
"""Names in the list of those there are."""
_PART = re.compile(r"[._\[(]?\d{1,9}(?:[._,\[(\])]+\d{1,9})*[\])]?")
_GRADIENT = re.compile(r"[d∂][A-Za-z]\w*?/[d∂](\w+)|grad_?(\w+)")


def no_such_result(
    name: str,
    results: Mapping[str, Any],
    absent: Sequence[tuple[str, str, str]] = (),
    problem: ProblemType | None = None,
) -> InputError:
    """The error for a name that no result has, with the one that was probably meant, or what it needs (`Run.lacks`).

    `problem` says how its page writes names.
    """
    for pattern, why, expected in absent:
        if re.fullmatch(pattern, name):
            return InputError(
                say("there is no result '{name}': {why}", name=name, why=why), name=name, expected=expected
            )
    parts = _wrong_part(name, results)
    if parts is not None:
        return parts
    names = list(results)
    close = _spelt(name, results, problem)
    if close is None:
        try:
            close = nearest(clean(name), names)
        except InputError as unread:
            return unread
    listed = " ".join(names[:MOST_LISTED]) + (" …" if len(names) > MOST_LISTED else "")
    return InputError(say("there is no result '{name}'", name=name), name=name, expected=listed, nearest=close)


def _wrong_part(name: str, results: Mapping[str, Any]) -> InputError | None:
    """`p.4` of three parts, or `p[1]`, `p_1` and `p1` for `p.1`."""
    for whole in sorted(results, key=len, reverse=True):
        rest = name[len(whole) :]
        if not name.startswith(whole) or not _PART.fullmatch(rest):
            continue
        value = results[whole]
        parts = len(value) if hasattr(value, "__len__") and not isinstance(value, (str, Value, Mapping)) else 0
        if not parts:
            continue
        meant = ".".join([whole, *[str(int(number)) for number in re.findall(r"\d+", rest)]])
        try:
            find(results, meant)
        except (KeyError, IndexError):
            said = say("{name} has {parts}, counted from 1", name=whole, parts=count(parts, "part"))
            first, last = f"{whole}.1", f"{whole}.{parts}"
            expected = say("{first} to {last}", first=first, last=last) if parts > 1 else first
            return InputError(said, name=name, expected=expected)
        said, expected = (
            say("there is no result '{name}'", name=name),
            say("{whole}, or a part of it: {whole}.1 is the first", whole=whole),
        )
        return InputError(said, name=name, nearest=meant, expected=expected)
    return None


def _spelt(name: str, results: Mapping[str, Any], problem: ProblemType | None) -> str | None:
    """The result that the page writes so (δ1, E, ∂E/∂W1, W1_new₁₁), or that other books do."""
    names = Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name()) if problem else Names()
    spell = Spelling(names)
    printed = {spell(each): each for each in [*results][::-1]}
    if name in printed:
        return printed[name]
    for stem, each in printed.items():
        if name.startswith(stem):
            parts = [q.name for q in quantities_in(results[each]) if q.name and spell(q.name) == name]
            if parts:
                return parts[0]
    gradient = _GRADIENT.fullmatch(name)
    candidates = [ALIASES.get(name, ""), "d" + (gradient[1] or gradient[2]) if gradient else ""]
    return next((candidate for candidate in candidates if candidate in results), None)
