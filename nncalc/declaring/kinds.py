"""Kinds of values: how a given is read and how it is described. Numbers and tensors: `nncalc.declaring.numeric`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from nncalc.errors import InputError, nearest
from nncalc.reading.cells import depth
from nncalc.reading.characters import clean
from nncalc.reading.sources import read_source
from nncalc.words import Later, say

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity


class Reading:
    """What the values of one problem share while they are read: the symbols met, the folder of its file, all names typed."""

    def __init__(
        self, known: Mapping[str, Quantity] | None = None, folder: str | None = None, names: Collection[str] = ()
    ) -> None:
        self.known: dict[str, Quantity] = dict(known or {})
        self.folder = folder
        self.names = names
        self.taken: dict[str, str] = {}
        """Values that were read in the place of a type's own word: `act=logistic` as `sigmoid`."""
        self.kept: Any = None
        """What a type with names of the user's own notes while it reads them."""


FILES = (".csv", ".tsv", ".txt", ".npy", ".npz", ".safetensors", ".pt", ".pth")


class Kind:
    """A kind of value: how it is read and how it is described. `words` are a message, for help and errors."""

    words: str | Later = "a value"
    schema: Mapping[str, Any] = {}
    reads_defaults = False
    """Whether a default is written as it would be typed, and read so; else it is the value itself."""
    of_cells = False
    """Whether what is typed is a row, or rows, of words or numbers."""

    @property
    def said(self) -> str:
        """What is read, in words."""
        return say(self.words)

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """The value from what was typed (text, or nested lists from YAML, JSON and Python)."""
        raise NotImplementedError

    def cells(self, value: Any, reading: Reading) -> Any:
        """What was typed as nested cells."""
        if not isinstance(value, str):
            from nncalc.reading.python_values import from_python  # start-up: it brings decimal and fractions

            return from_python(value)
        if value[:1] not in "@＠" and value.lower().partition(":")[0].endswith(FILES):
            raise InputError(say("'{value}' looks like a file", value=value), text=value, nearest=f"@{value}")
        return read_source(value, reading.folder)


ALIASES = {
    "ce": "cross-entropy", "categorical-crossentropy": "cross-entropy", "categorical-cross-entropy": "cross-entropy",
    "nll": "cross-entropy", "log-loss": "bce", "logloss": "bce", "binary-crossentropy": "bce", "l2": "sse", "l1": "mae",
    "ols": "sse", **dict.fromkeys(("logistic", "sigma", "sig", "σ"), "sigmoid"),
    "linear": "identity", "swish": "silu", "lrelu": "leaky-relu", "ramp": "relu",
    "heaviside": "step", "sgn": "sign", "ln": "e", "natural": "e", "average": "mean", "total": "sum",
    "glorot": "xavier", **dict.fromkeys(("kaiming", "msra"), "he"), "leakyrelu": "leaky-relu",
    **dict.fromkeys(("gd", "gradient-descent"), "sgd"),
    "bcewithlogits": "bce", "crossentropy": "cross-entropy", "smoothl1": "huber",
    "kldiv": "kl",
    **dict.fromkeys(("euclidean", "euclid"), "l2"), **dict.fromkeys(("manhattan", "cityblock"), "l1"),
    "sqeuclidean": "l2-squared",
    **dict.fromkeys(("async", "asynchronous"), "index"), "sync": "synchronous",
    **dict.fromkeys(("zscore", "z-score", "standardise", "standard", "standardization"), "standardize"),
    **dict.fromkeys(("minmax", "min-max-scaling"), "min-max"), **dict.fromkeys(("batchnorm", "batch-norm", "bn"), "batch"),
    **dict.fromkeys(("layernorm", "layer-norm"), "layer"), **dict.fromkeys(("instancenorm", "instance-norm"), "instance"),
    **dict.fromkeys(("groupnorm", "group-norm"), "group"), **dict.fromkeys(("rmsnorm", "rms-norm"), "rms"),
    "none": "identity", "±1": "pm1", "+-1": "pm1", "-1,1": "pm1", "0/1": "01", "0,1": "01",
}  # fmt: skip
"""Other books' words for choices, read where they are choices; the page says so."""
SUGGESTED = ("l1", "l2", "ols", "none", "nll", "sigma", "sig", "σ")
"""Those that may mean something else as well: only suggested."""
TRUTHS = {"true": "yes", "on": "yes", "1": "yes", "false": "no", "off": "no", "0": "no"}


_NUMBER = r"[+-]?(?:[0-9]{1,9}(?:/0*[1-9][0-9]{0,8}|\.[0-9]{0,9})?|\.[0-9]{1,9})"


def _same_number(choice: str, word: str) -> bool:
    """Whether both are numbers, and equal: .5 is 1/2."""
    if not (any(map(str.isdigit, choice)) and re.fullmatch(_NUMBER, choice) and re.fullmatch(_NUMBER, word)):
        return False
    from fractions import Fraction  # start-up

    return Fraction(choice) == Fraction(word)


class Choice(Kind):
    """One of a list of words; `_` is read for `-`, numbers by value, `true` and `false` for yes and no, in any case."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)
        whole = [v for v in values if v.lstrip("-").isdigit()]
        truths = {"yes": True, "no": False}
        others = [truths[v] for v in values if v in truths] + [v.replace("-", "_") for v in values if "-" in v[1:]]
        parted = [v.partition("/") for v in values if "/" in v and re.fullmatch(_NUMBER, v)]
        broken = [int(top) / int(bottom) for top, _, bottom in parted]
        broken += [float(v) for v in values if "." in v and re.fullmatch(_NUMBER, v)]
        self.schema = {"enum": [int(v) if v in whole else v for v in values] + whole + others + broken}

    @property
    def said(self) -> str:
        """The words themselves, the default first."""
        return " | ".join(self.values)

    def read(self, value: Any, name: str, reading: Reading) -> str:
        typed = str(value)
        word = normalize("NFKC", typed).strip().replace("−", "-").replace("⁄", "/").replace("_", "-").lower()
        word = "-".join(word.split())
        meant = TRUTHS.get(word) if {"yes", "no"} <= set(self.values) else None
        for choice in self.values:
            if choice.lower().replace("_", "-") in (word, meant) or _same_number(choice, word):
                return choice
        translated = None if word.isascii() else self._translated(word)
        if translated is not None:
            reading.taken[f"{name}={typed.strip()}"] = translated
            return translated
        often = ALIASES.get(word)
        if often in self.values and word not in SUGGESTED:
            reading.taken[f"{name}={typed.strip()}"] = often
            return often
        raise InputError(
            say("'{typed}' is not one of the values of {name}", typed=typed, name=name),
            name=name,
            text=typed,
            expected=self.said,
            nearest=often if often in self.values else self._nearest(word),
        )

    def _translated(self, word: str) -> str | None:
        """The value that a word of another language is read as, the first that there is: `求和` as sum, `是` as yes."""
        from nncalc.language.typed import meant  # start-up

        names = f"{meant('choices', word)} {meant('truths', word)}".split()  # no sentence: names of values
        return next((name for name in names if name in self.values), None)

    def _nearest(self, word: str) -> str | None:
        """The closest value, or the one whose other name is the closest."""
        others = {alias: meant for alias, meant in ALIASES.items() if meant in self.values}
        if not word.isascii():
            from nncalc.language.typed import meanings  # start-up

            parts = [meanings("choices"), meanings("truths")]
            others |= {alias: choice for part in parts for alias in part if (choice := self._translated(alias))}
        plain = re.sub(r"^(?:[a-z]\w*\.)+|\(\)$", "", word)  # torch.optim.Adam, nn.MSELoss()
        for form in (plain, plain.removesuffix("loss")):
            if form in self.values or form in others:
                return others.get(form, form)
        close = nearest(word, [*self.values, *others])
        return others.get(close or "", close)


class Count(Kind):
    """A whole number, at least `least`, at most `most`."""

    def __init__(self, least: int = 1, most: int = 1_000_000) -> None:
        self.least, self.most = least, most
        self.words = Later("a whole number from {least} to {most:,}", least=least, most=most)
        self.schema = {"type": ["integer", "string"], "minimum": least}

    def read(self, value: Any, name: str, reading: Reading) -> int:
        text = clean(str(value)).strip()
        if not re.fullmatch(r"[+-]?\d{1,15}", text) or not self.least <= int(text) <= self.most:
            raise InputError(
                say("'{text}' is not {words}", text=text, words=self.said), name=name, text=text, expected=self.said
            )
        return int(text)


class WordList(Kind):
    """One or more words, such as class names."""

    words = "words"
    of_cells = True
    schema = {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}

    def read(self, value: Any, name: str, reading: Reading) -> list[str]:
        nested = self.cells(value, reading)
        if depth(nested) > 1:
            raise InputError(say("{name} is one row of words", name=name), name=name, expected="cat,car,frog")
        return [cell.text for cell in (nested if isinstance(nested, list) else [nested])]


class Text(Kind):
    """Text kept as it was typed, for a type that reads it itself."""

    schema = {"type": ["string", "number"]}

    def __init__(self, words: str | Later = "text") -> None:
        self.words = words

    def read(self, value: Any, name: str, reading: Reading) -> str:
        return str(value)
