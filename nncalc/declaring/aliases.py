"""Other books' names of givens: what is read in whose place, a table for each type, and what is only suggested.

Consulted for names that no given has, so that the names of a type's own are never taken for another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nncalc.declaring.letters import LETTERS, with_letters
from nncalc.errors import nearest
from nncalc.language.typed import meanings, simplified
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.declared import Declared
    from nncalc.declaring.fields import Field

USUAL: Mapping[str, str] = {
    **dict.fromkeys(("eta", "learning_rate", "learn_rate", "step_size"), "lr"),
    **dict.fromkeys(("epoch", "n_epochs", "num_epochs"), "epochs"),
    **dict.fromkeys(("iterations", "iters", "n_iter", "max_iter"), "steps rounds epochs"),
    **dict.fromkeys(("target", "targets", "label", "labels", "y_true", "ground_truth", "desired"), "t y"),
    **dict.fromkeys(("y_pred", "pred", "preds", "predicted", "prediction", "predictions", "output", "outputs"), "yhat"),
    **dict.fromkeys(("logits", "logit", "scores"), "z s"), "score": "z s scores",
    **dict.fromkeys(("input", "inputs", "features"), "x X"),
    **dict.fromkeys(("weight", "weights"), "W w weights"),
    **dict.fromkeys(("bias", "biases"), "b"),
    **dict.fromkeys(("activation", "activations", "nonlinearity"), "act"),
    **dict.fromkeys(("probabilities", "probs", "prob"), "p scores"),
    **dict.fromkeys(("lambda", "reg"), "strength"),
    **dict.fromkeys(("cost", "criterion", "loss_function", "loss_fn"), "loss"),
    "batch_size": "batch",
}  # fmt: skip
"""Names of other books and programs, each with the givens it may stand for: the first that a type has."""
SUGGESTED: Mapping[str, str] = {
    "alpha": "lr", "rate": "lr", "y": "t", "d": "t", "t": "y", "x": "z s", "U": "Wxh", "V": "Why", "labels": "y",
}  # fmt: skip
"""Names that may mean something else as well: suggested where a type has the given, and not read in its place."""
_NUMBERED = re.compile(r"(.*?\D)([1-9][0-9]{0,3})")


def table_of(kind: type[Declared], *, translated: bool = True) -> dict[str, str]:
    """The aliases of a type, each with the given that it is read as; of numbered givens without the numbers.

    The type's own come first; the letters that a page prints for givens are among them.

    translated   with the words of other languages (`language.typed`)
    """
    if kind.verbatim:
        return {}
    fields = kind.fields()
    looks = [*LETTERS.items(), *kind.symbols.items()]
    letters = {look if isinstance(look, str) else look.text: name for name, look in looks}
    printed = {letter: name for letter, name in letters.items() if name in fields and not fields[name].convention}
    found: dict[str, str] = {}
    others = {**meanings("givens"), **meanings(f"givens.{kind.name}")} if translated else {}
    for alias, candidates in {**printed, **USUAL, **kind.aliases, **others}.items():
        given = next((name for name in candidates.split() if name in fields), None)
        if given is not None and alias != given and kind.field_of(alias) is None:
            found[alias] = given
    return found


def given_of(kind: type[Declared], name: str) -> str | None:
    """The given that an alias, or a name in other capitals or with other joints (`W_1`, `LR`), is read as; None where
    there is none, or several."""
    table = table_of(kind, translated=not name.isascii())
    if name in table:
        return table[name]
    if kind.verbatim:
        return None
    meant = {given for alias, given in _names(kind, table) if _folded(alias) == _folded(name)}
    numbered = _NUMBERED.fullmatch(simplified(name))
    if numbered and not meant:
        families = {given for alias, given in _names(kind, table) if _folded(alias) == _folded(numbered[1])}
        meant = {f"{given}{numbered[2]}" for given in families if kind.fields()[given].family}
    return meant.pop() if len(meant) == 1 else None


def _names(kind: type[Declared], table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every name that a type takes, with its given; letters that differ only as capitals are names of their own."""
    yield from ((name, name) for name in kind.fields())
    own = {_folded(name) for name in kind.fields()}
    yield from ((alias, given) for alias, given in table.items() if _folded(alias) not in own)


def patterns(kind: type[Declared]) -> dict[str, str]:
    """For each given the expression of its other names, for a schema: aliases, and its own in capitals or with joints."""
    table = table_of(kind)
    found: dict[str, list[str]] = {} if kind.verbatim else {name: [_loosely(name)] for name in kind.fields()}
    for alias, given in table.items():
        found[given] += dict.fromkeys(
            re.escape(word) for word in (alias, alias.upper()) if given_of(kind, word) == given
        )
    numbers = {name: r"[_-]?(?:[1-9][0-9]*)?" if kind.fields()[name].family else "" for name in found}
    return {name: f"^(?:{'|'.join(words)}){numbers[name]}$" for name, words in found.items()}


def _loosely(name: str) -> str:
    return "[_-]?".join(
        f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else sign for sign in name if sign not in "_-"
    )


def _folded(name: str) -> str:
    """A name without what people write differently: capitals, joints, raised and lowered digits."""
    return re.sub(r"[\s_-]", "", simplified(name).casefold())


def suggested(kind: type[Declared], name: str) -> str | None:
    """The given that a name may mean which is not read in its place: `t` for `y`, `lr` for `learning` and `learning_rat`."""
    if name in kind.suggestions:
        return say(kind.suggestions[name])
    often = next((other for other in SUGGESTED.get(name, "").split() if other in kind.fields()), None)
    if often or (described := _described_as(kind, name)):
        return numbered(kind.fields()[often]) if often else described
    if (sounding := _sounding(kind, name)) is not None:
        return sounding
    table = table_of(kind, translated=not name.isascii())
    close = nearest(name, [*kind.valid_names(), *table])
    return numbered(kind.fields()[table[close]]) if close in table else close


def _described_as(kind: type[Declared], name: str) -> str | None:
    """The field whose help begins with what was typed: `lr` for `learning`."""
    typed = name.replace("_", " ").replace("-", " ").strip().lower()
    for field in kind.fields().values() if len(typed) > 3 else ():
        if typed in with_letters(field.help)[: len(typed) + 10].lower():
            return numbered(field)
    return None


def _sounding(kind: type[Declared], name: str) -> str | None:
    """The given that a name in pinyin means, `lr` of xuexilv; of a family the one of its number."""
    from nncalc.language.pinyin import meant_by_sound  # start-up

    stem = name.rstrip("0123456789")
    table = table_of(kind)
    word = meant_by_sound(stem, table)
    if word is None:
        return None
    field = kind.fields()[table[word]]
    return f"{field.name}{name[len(stem) :]}" if field.family and stem != name else numbered(field)


def numbered(field: Field) -> str:
    """The name of a field, of a family its first."""
    return f"{field.name}1" if field.family else field.name
