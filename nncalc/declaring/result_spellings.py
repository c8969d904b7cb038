"""Results under the names that the page prints, and those of other books: δ1₁, ∂E/∂W2₁₁, W2_new[1,1], dL/dz, acc.

Consulted only for names that no result has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from nncalc.declaring.letters import SAME
from nncalc.declaring.names import Names
from nncalc.declaring.names import split as taken_apart
from nncalc.declaring.result_names import find, quantities_in
from nncalc.declaring.results import pattern_of
from nncalc.declaring.spelling import Spelling
from nncalc.engine.tensor import Tensor
from nncalc.language.typed import meanings, meant, simplified

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("E", "L", "J", "C", "cost", "Loss", "cross_entropy", "total_loss"), "loss"),
    **dict.fromkeys(("yhat", "y_hat", "ŷ", "out", "output", "outputs", "prediction", "y_pred"), "y"),
    **dict.fromkeys(("prob", "probs", "probabilities", "softmax"), "p"), "acc": "accuracy", "ap": "average_precision",
    "ppv": "precision",
    **dict.fromkeys(("sensitivity", "tpr"), "recall"), "tnr": "specificity", "F1": "f1", "iou": "jaccard",
    "auroc": "auc", "bias": "b", "weights": "w", "weight": "w", "gradient": "dz",
}  # fmt: skip
"""Names of other books and programs: read where there is such a result, and none that the name fits as well."""
SUGGESTED: Mapping[str, str] = {"error": "loss", "o": "y"}
"""Names that may mean something else as well."""
MOST_SPELT = 5_000
"""Quantities whose printed names are looked through."""
_LOSSES = r"(?:E|L|J|C|ℒ|[Ll]oss|[Cc]ost)"
_GRADIENT = re.compile(
    r"[d∂](?P<of>[^/\s]+?)(?:/|_)[d∂](?P<by>[^/\s]+)|(?:grad_?|grad |∇)(?P<one>[^/\s]+)|(?P<two>[^/\s]+)\.grad"
)
_PART = re.compile(
    r"(?P<whole>.+?)(?P<part>[₀-₉]+|_?[\[({]\s*\d{1,9}(?:\s*[,\]\[)(]+\s*\d{1,9})*\s*[\])}]|_\d{1,9}|(?:\.\d{1,9})+)"
)
_OF_A_VECTOR = re.compile(r"(?P<whole>.*\D)(?P<part>[1-9]\d{0,3})")
_OF_A_NUMBERED_VECTOR = re.compile(r"(?P<whole>.*\d)(?P<part>[1-9])")
_PLAIN_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def result_meant(
    name: str, results: Mapping[str, Any], absent: Sequence[tuple[str, str, str]], problem: ProblemType | None
) -> str | None:
    """The result, or the part of one, that a name stands for which is not its own; None where there is none, or several.

    absent   what the problem lacks (`Run.lacks`): such names stand for nothing else
    """
    if any(re.fullmatch(pattern, name) for pattern, _, _ in absent):
        return None
    typed = normalize("NFC", name).strip()
    before, dot, last = typed.rpartition(".")
    inside = f"{before}." if dot and re.fullmatch(r"[a-z_]+\.[1-9]\d{0,8}", before) else ""
    if inside and not last.isdigit():  # `epoch.2.E`
        results = {each.removeprefix(inside): value for each, value in results.items() if each.startswith(inside)}
        typed = last
    spellings = _Spellings(results, problem)
    meant = spellings.result(typed)
    return None if meant is None else inside + meant if inside and not last.isdigit() else meant


def printed_as(name: str, results: Mapping[str, Any], problem: ProblemType) -> str | None:
    """The result, or the given, that the page prints under a name; None where there is none."""
    return _Spellings({**dict.fromkeys(problem.typed), **results}, problem).printed_alone(name)


def table_of(kind: type[ProblemType]) -> dict[str, str]:
    """The aliases of a type's results, each with the result that it is read as."""
    if kind.verbatim:
        return {}
    folded = {_folded(pattern): pattern for pattern in kind.results}
    return {
        alias: result
        for alias, result in {**ALIASES, **meanings("results")}.items()
        if result in kind.results and folded.get(_folded(alias), result) == result and pattern_of(kind, alias) is None
    }


class _Spellings:
    """The results of one problem under all their names."""

    def __init__(self, results: Mapping[str, Any], problem: ProblemType | None) -> None:
        self.results, self.problem = results, problem
        self.verbatim = problem is not None and problem.verbatim
        self.output = problem.output_name() if problem else "f"
        names = Names(problem.symbols if problem else {}, verbatim=self.verbatim, output=self.output)
        self.spell, self.first = Spelling(names), names.first
        self.of_a_book = names.notation is not None
        self.others = problem.also_called() if problem else {}
        self.printed: dict[str, list[str]] = {}
        for each in results:
            self.printed.setdefault(normalize("NFC", self.spell(each)), []).append(each)

    def result(self, name: str) -> str | None:
        if self.of_a_book and (found := self._printed(name) or self._component(name)):
            return found  # before what is alike: a₁ is no a1 where the page prints the output as a
        whole = self._whole(name)
        return whole or self._part(name) or self._component(name) or self._without_marks(name)

    def _whole(self, name: str) -> str | None:
        """The result that is called, printed or known so."""
        if name in self.results:
            return name
        return (
            self.others.get(name)
            or self._printed(name)
            or self._alias(name)
            or self._gradient(name)
            or self._alike(name)
        )

    def _printed(self, name: str) -> str | None:
        found = self.printed.get(name, [])
        same = {id(self.results[each]) for each in found}
        if self.of_a_book and found and {taken_apart(each)[0].rstrip("0123456789") for each in found} == SAME:
            return min(found)  # delta, which is what other results come from
        plain = [each for each in found if _folded(each) == _folded(name)]
        return plain[0] if plain else found[0] if len(same) == 1 else None

    def printed_alone(self, name: str) -> str | None:
        """The one name that is printed so."""
        found = self.printed.get(name, [])
        return found[0] if found and name not in found else None

    def _alias(self, name: str) -> str | None:
        alias = None if self.verbatim else ALIASES.get(name) or meant("results", name)
        own = [each for each in self.results if _folded(each) == _folded(name) and each != alias]
        return alias if alias in self.results and not own and not self._declared(name) else None

    def _declared(self, name: str) -> bool:
        """Whether the type has such a result, in other problems."""
        return self.problem is not None and pattern_of(type(self.problem), name) is not None

    def _gradient(self, name: str) -> str | None:
        """The derivative of the loss, or of a graph's output."""
        found = _GRADIENT.fullmatch(name)
        if found is None:
            return None
        of, by = found["of"], found["by"] or found["one"] or found["two"]
        if self.verbatim:
            own = f"d_{by}"
            return own if of in (None, self.output) and own in self.results else None
        letter = self.spell("loss")
        if of is not None and of != letter and not re.fullmatch(_LOSSES, of):
            return None
        meant = [each for each in self.results if each.startswith("d") and _folded(each) == _folded(f"d{by}")]
        if not meant:
            return self.others.get(f"d{by}")
        return f"d{by}" if f"d{by}" in meant else meant[0] if len(meant) == 1 else None

    def _alike(self, name: str) -> str | None:
        """The one result that differs only in capitals and joints; of single letters a capital is another name."""
        found = [each for each in self.results if _folded(each) == _folded(name)]
        return found[0] if len(found) == 1 and len(_folded(name)) > 1 and not self.verbatim else None

    def _part(self, name: str) -> str | None:
        """A part of a result: W2_new₁₁, W2_new[1,1], W2_new(1,1); of a vector also y1 and y_1."""
        for split in self._splits(name):
            whole = self._whole(split["whole"])
            if whole is None:
                continue
            part, rank = split["part"], _rank(self.results[whole])
            plain = part.translate(_PLAIN_DIGITS)
            numbers = re.findall(r"\d+", plain)
            if part != plain:  # subscripts: a digit for each axis, or all of a vector's place
                numbers = list(plain) if len(plain) == rank else [plain]
            if part[0] != "." and self.first == 0:
                numbers = [str(int(number) + 1) for number in numbers]
            if len(numbers) > rank or (plain[0] in "_0123456789" and rank != 1 and not re.search(r"[\[({,]", plain)):
                continue
            meant = ".".join([whole, *numbers])
            if is_there(self.results, meant):
                return meant
        return None

    @staticmethod
    def _splits(name: str) -> Iterator[re.Match[str]]:
        for expression in (_PART, _OF_A_VECTOR, _OF_A_NUMBERED_VECTOR):
            if split := expression.fullmatch(name):
                yield split

    def _component(self, name: str) -> str | None:
        """A quantity that the page prints so, w⁽²⁾ of step.2.w."""
        found: dict[int, str] = {}
        left = MOST_SPELT
        for each in self.results.values():
            for q in quantities_in(each):
                left -= 1
                if left < 0:
                    return None
                if q.name and normalize("NFC", self.spell(q.name)) == name and is_there(self.results, q.name):
                    found[id(q)] = q.name
        return next(iter(found.values())) if len(found) == 1 else None

    def _without_marks(self, name: str) -> str | None:
        """z₁ for z1, where no result z has parts; fullwidth letters."""
        plain = normalize("NFKC", name)
        return self._whole(plain) if plain != name else None


def is_there(results: Mapping[str, Any], name: str) -> bool:
    """Whether a name is a result's own, or that of a part of one."""
    try:
        find(results, name)
    except (KeyError, IndexError):
        return False
    return True


def _rank(value: Any) -> int:
    """How many numbers name a component."""
    if isinstance(value, Tensor):
        return len(value.shape)
    return 1 + _rank(value[0]) if isinstance(value, (list, tuple)) and value and not hasattr(value, "_fields") else 0


def _folded(name: str) -> str:
    return re.sub(r"[\s_]", "", simplified(name).casefold())
