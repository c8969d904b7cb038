"""What may be typed in the words of other languages, as `nncalc/locale/*/typed.yaml` says: commands, givens, values, keys.

Asked only for a name or a word that is not ASCII, so that English pays nothing for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from unicodedata import normalize

from nncalc.language import FOLDER

NAME = "typed.yaml"


def meanings(part: str) -> Mapping[str, str]:
    """The words of a part (`keys`, `commands`, `givens.knn`) in the order of the file, each with what it is read as: names
    with spaces between, the first that fits is meant; nothing where there is no such part."""
    return _parts().get(part, {})


def meant(part: str, word: str) -> str:
    """What a word is read as; "" where it is ASCII, or stands for nothing."""
    return "" if word.isascii() else meanings(part).get(folded(word), "")


def folded(word: str) -> str:
    """A word without what people write differently: capitals, joints, full-width letters, traditional characters."""
    return "".join(simplified(word).replace("-", "").replace("_", "").split()).casefold()


def simplified(word: str) -> str:
    """A word in simplified characters and plain letters: `学习率` for `學習率`. Only the characters of the words above."""
    return word if word.isascii() else normalize("NFKC", word).translate(_signs())


@cache
def _signs() -> dict[int, str]:
    return {ord(one): other for pair in meanings("signs").items() for one, other in zip(*pair, strict=True)}


@cache
def _parts() -> dict[str, dict[str, str]]:
    """All parts of all languages. The files have one form, plain lines, so that no reader of YAML has to be loaded."""
    found: dict[str, dict[str, str]] = {}
    for language in sorted(os.listdir(FOLDER)):
        path = os.path.join(FOLDER, language, NAME)
        if os.path.exists(path):
            _read(path, found)
    return found


def _read(path: str, found: dict[str, dict[str, str]]) -> None:
    with open(path, encoding="utf-8") as file:
        part: dict[str, str] = {}
        for line in file:
            words, colon, meaning = line.split("#")[0].rstrip().rpartition(":")
            if colon and words == words.lstrip():
                part = found.setdefault(words, {})
            elif colon:
                for word in words.split():
                    part.setdefault(word, meaning.strip().strip('"'))
