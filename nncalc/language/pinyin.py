"""Words of typed Chinese by their sound: what `fanxiangchuanbo` may mean. Only to suggest; nothing is read so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import combining, normalize

from nncalc.language.typed import meanings

SHORTEST, LONGEST = 4, 60
"""Letters of what may be a word: `duo` is too little to tell."""


def meant_by_sound(typed: str, words: Iterable[str]) -> str | None:
    """The first of some Chinese words that is written so in pinyin, with or without tones, joints and capitals."""
    letters = _plain(typed)
    if not (letters.isascii() and letters.isalnum() and SHORTEST <= len(letters) <= LONGEST):
        return None
    sounds = meanings("pinyin")
    return next((word for word in words if not word.isascii() and _sounds_like(word, letters, sounds)), None)


def _sounds_like(word: str, letters: str, sounds: Mapping[str, str]) -> bool:
    """Whether the syllables of a word, one of each character, run together are the letters."""
    rests = {letters}
    for sign in word:
        syllables = [sign] if sign.isascii() else sounds.get(sign, "").split()
        rests = {rest[len(each) :] for rest in rests for each in syllables if rest.startswith(each)}
    return "" in rests


def _plain(typed: str) -> str:
    """Small letters without tones and joints; ü is v, as it is typed."""
    plain = normalize("NFD", normalize("NFC", typed.casefold()).replace("ü", "v").replace("u:", "v"))
    return "".join(sign for sign in plain if not combining(sign) and sign not in " -_'’")
