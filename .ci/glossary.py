"""Whether words keep to the glossary of their language, and to how Chinese is set."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml


class Glossary(NamedTuple):
    """Terms, the longest first, each with a pattern and its words; words that never stand."""

    terms: list[tuple[str, re.Pattern[str], list[str]]]
    avoid: dict[str, str]


@cache
def glossary(path: Path) -> Glossary:
    if not path.exists():
        return Glossary([], {})
    read = yaml.safe_load(path.read_text("utf-8"))
    terms = sorted(read["terms"].items(), key=lambda item: -len(item[0]))
    return Glossary(
        [
            (
                term,
                re.compile(rf"(?<![\w{{=.@/-]){re.escape(term)}(?:s|es)?(?![\w=}}(/-])", re.IGNORECASE),
                words if isinstance(words, list) else [words],
            )
            for term, words in terms
        ],
        read["avoid"],
    )


_COMMAND = re.compile(r"\bnncalc [a-z-]+")


def off_the_glossary(english: str, said: str, of: Glossary) -> list[str]:
    """The terms of a message that are not said by their words. A longer term takes the shorter ones in it."""
    wrong, left = [], _COMMAND.sub("\0", english)
    for term, pattern, words in of.terms:
        found = pattern.sub("\0", left)
        if found != left and not any(word in said for word in words):
            wrong.append(f"{term} is not {' or '.join(words)}")
        left = found
    return wrong + [f"{word}: write {instead}" for word, instead in of.avoid.items() if word in said]


_HAN = "[\u4e00-\u9fff]"
_CODE = re.compile(r"`[^`]*`|“[^”]*”|\{[^{}]*\}|nncalc [^\n]*|\b[\w-]+=\S+")
_RULES = (
    (re.compile(rf"{_HAN}[,;:?!]|{_HAN}\.(?:\s|$)|[,;:] {_HAN}"), "half-width punctuation beside Han"),
    (re.compile(rf"{_HAN}[A-Za-z0-9]|[A-Za-z0-9]{_HAN}"), "no space between Han and Latin"),
    (re.compile("[，。：；、（）“”] | [，。：；、）”]"), "a space beside a full-width sign"),
    (re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"), "full-width digits or letters"),
    (re.compile(rf"{_HAN} {_HAN}"), "a space between Han"),
    (re.compile(rf"[(][^()\n]*{_HAN}[^()\n]*[)]"), "half-width brackets around Han"),
)


def ill_set(said: str) -> list[str]:
    """Where words break the rules of how Chinese and Latin stand together."""
    plain = _CODE.sub("\0", said)
    return [f"{fault}: {found[0]!r}" for pattern, fault in _RULES if (found := pattern.search(plain))]
