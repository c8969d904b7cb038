"""Keeps the catalogues of other languages, `nncalc/locale/LANGUAGE/LC_MESSAGES/*.po`, in step with the sources.

    python .ci/messages.py                      every message of the sources in every catalogue; what has gone goes
    python .ci/messages.py --status             how many messages of each part have words
    python .ci/messages.py --check [--strict] [PART ...]    the faults of the words; with --strict also what has none
    python .ci/messages.py --list zh PART       what has no words yet: key, context, English, first file, tabs between
    python .ci/messages.py --fill zh FILE       lines of a key, a tab and the words (\\n a new line), into the catalogue
    python .ci/messages.py --new fr             begin another language
    python .ci/messages.py --merge BASE OURS THEIRS    for git, message by message (CONTRIBUTING.md says how)

A part is a problem type (`type-gate.po`) or a room (`checking.po`), so several people can translate side by side. A message
stands in the part of its first file from the ground up; words go with their message when it moves.
"""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.messages import Catalog, pofile
from glossary import glossary, ill_set, off_the_glossary

if TYPE_CHECKING:
    from extracting import Found, Message

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "nncalc" / "locale"
_CLOSE = 0.75
"""Likeness from which the words of a message that has gone are shown, as fuzzy, at one that is new."""

Words = tuple[tuple[str, ...], bool, list[str]]
"""The words of a message, one a form of number; whether they are fuzzy; the comments of who translates."""


def part_of(files: list[str]) -> str:
    """The part that a message stands in: `type-gate` for nncalc/problem_types/gate/problem.py."""
    top, room, *rest = files[0].split("/")
    if top != "nncalc":
        return top
    if room == "problem_types":
        return f"type-{rest[0].removesuffix('.py').replace('_', '-')}"
    return "-".join([room, *rest[:1]][: len(rest)]).replace("_", "-") or "base"


@cache
def messages() -> Found:
    """Every message of the sources, which --merge need not have in order."""
    from extracting import messages

    return messages()


def key_of(message: Message) -> tuple[object, str]:
    """As Babel and gettext key it."""
    return ((message.words, message.several) if message.several else message.words), message.context


def folder_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


def languages() -> list[str]:
    return sorted(path.parent.name for path in LOCALE.glob("*/LC_MESSAGES"))


def read(text: bytes) -> dict[tuple[object, str], Words]:
    """The messages of a `.po` file with their words."""
    found: dict[tuple[object, str], Words] = {}
    for message in pofile.read_po(BytesIO(text)):
        if message.id:
            several = isinstance(message.id, (tuple, list))
            strings = tuple(message.string) if several and message.string else (message.string or "",)
            id_ = tuple(message.id) if several else message.id
            found[id_, message.context or ""] = strings, message.fuzzy, list(message.user_comments)
    return found


def words_of(language: str) -> dict[tuple[object, str], Words]:
    """All messages of a language that have words."""
    found: dict[tuple[object, str], Words] = {}
    for path in sorted(folder_of(language).glob("*.po")):
        found |= {key: words for key, words in read(path.read_bytes()).items() if any(words[0])}
    return found


def written(language: str, entries: list[tuple[tuple[object, str], list[str], Words]]) -> bytes:
    """A `.po` file: messages with their files, in the order of the sources; no dates, no line numbers, nothing wrapped."""
    catalog = Catalog(locale=language)
    for (id_, context), files, (strings, fuzzy, comments) in entries:
        several = isinstance(id_, tuple)
        forms = (*strings, *[""] * catalog.num_plurals)[: catalog.num_plurals] if several else strings[0]
        catalog.add(
            id_, forms, locations=[(file, None) for file in files], flags=["fuzzy"] if fuzzy else (),
            user_comments=comments, context=context or None,
        )  # fmt: skip
    out = BytesIO()
    pofile.write_po(out, catalog, width=0, omit_header=True, include_lineno=False)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return head.encode() + out.getvalue().strip() + b"\n"


def update(language: str, found: Found, more: dict[tuple[object, str], Words]) -> dict[str, bytes]:
    """Each part of a language as it should stand, with more words."""
    known = words_of(language) | more
    keys = {key_of(message) for message in found}
    gone = {str(id_): words for (id_, _), words in known.items() if (id_, _) not in keys}
    parts: dict[str, list[tuple[tuple[object, str], list[str], Words]]] = {}
    for message, files in found.items():
        key = key_of(message)
        words = known.get(key)
        if words is None and (close := get_close_matches(str(key[0]), gone, 1, _CLOSE)):
            strings, _, comments = gone[close[0]]
            words = strings, True, [*comments, f"was: {close[0]}"]
        parts.setdefault(part_of(files), []).append((key, files, words or (("",), False, [])))
    return {part: written(language, entries) for part, entries in sorted(parts.items())}


def write(language: str, more: dict[tuple[object, str], Words] | None = None) -> None:
    folder = folder_of(language)
    parts = update(language, messages(), more or {})
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.po"):
        if path.stem not in parts:
            path.unlink()
    for part, text in parts.items():
        path = folder / f"{part}.po"
        if not path.exists() or path.read_bytes() != text:
            path.write_bytes(text)


# -- what is wrong with the words --------------------------------------------------------------------------------------

_PLACE = re.compile(r"\{(\w*)[^{}]*\}")
_TYPED = re.compile(r"(?<![\w-])--[a-z][a-z-]+|NNCALC_[A-Z]+|(?<![\w.])[A-Za-z]\w*=[^\s,;:)…]+[^\s,;:).…]")
_STOPS = {".": "。.", "?": "？", ":": "：:"}


def faults(message: Message, words: tuple[str, ...]) -> list[str]:
    """What is wrong with the words of a message in any language."""
    wrong = []
    places = set(_PLACE.findall(message.words + message.several))
    for text in words:
        if (found := set(_PLACE.findall(text))) != places:
            wrong.append(f"places {sorted(found)}, not {sorted(places)}")
        typed = [each for each in _TYPED.findall(message.words) if "{" not in each and each not in text]
        wrong += [f"without {each}, which is typed" for each in typed]
        if message.words.count("\b\n") != text.count("\b\n"):
            wrong.append("other paragraphs of lines that stand as they are")
    return wrong


def check(language: str, strict: bool) -> list[str]:
    """The faults of a language's words, each with its message."""
    known, said, terms = words_of(language), [], glossary(LOCALE / language / "glossary.yaml")
    for message, files in messages().items():
        strings, fuzzy, _ = known.get(key_of(message), (("",), False, []))
        if all(strings) and not fuzzy:
            wrong = faults(message, strings)
            for text in strings if language == "zh" else ():
                wrong += [*off_the_glossary(message.words, text, terms), *ill_set(text)]
            said += [f"{part_of(files)}.po: {fault}\n    {message.words!r}\n    {strings[0]!r}" for fault in wrong]
        elif strict:
            said.append(f"{part_of(files)}.po: no words: {message.words!r}")
    return said


def status(language: str) -> str:
    """How much of each part has words."""
    known, rows, done, all_ = words_of(language), {}, 0, 0
    for message, files in messages().items():
        row = rows.setdefault(part_of(files), [0, 0, 0])
        strings, fuzzy, _ = known.get(key_of(message), (("",), False, []))
        has = all(strings) and not fuzzy
        row[0] += has
        row[1] += 1
        row[2] += 0 if has else len(message.words.split())
        done, all_ = done + has, all_ + 1
    lines = [f"{part:24} {has:5} of {of:5}   {left:6} words left" for part, (has, of, left) in sorted(rows.items())]
    return "\n".join([*lines, f"{language}: {done} of {all_}"])


def short(message: Message) -> str:
    """A key that stands for a message in a list."""
    return sha256("\0".join(message).encode()).hexdigest()[:7]


def listed(language: str, part: str) -> str:
    """What has no words in a part, or only fuzzy ones, a line each."""
    known, lines = words_of(language), []
    for message, files in messages().items():
        strings, fuzzy, _ = known.get(key_of(message), (("",), False, []))
        if part_of(files) == part and (fuzzy or not all(strings)):
            english = message.words + (f" / {message.several}" if message.several else "")
            lines.append("\t".join([short(message), message.context, _escaped(english), files[0]]))
    return "\n".join(lines)


def fill(language: str, text: str) -> list[str]:
    """Put words into the catalogue; the keys that no message has."""
    found = {short(message): message for message in messages()}
    lines = [line.split("\t", 1) for line in text.splitlines() if line.strip()]
    words = {key.strip(): said[0].strip() for key, *said in lines if said}
    parts: dict[tuple[object, str], Words] = {
        key_of(found[key]): ((said.replace("\\n", "\n").replace("\\b", "\b"),), False, [])
        for key, said in words.items()
        if key in found
    }
    write(language, parts)
    return [key for key in words if key not in found]


def _escaped(text: str) -> str:
    return text.replace("\n", "\\n").replace("\b", "\\b")


def merge(base: Path, ours: Path, theirs: Path) -> None:
    """Git's driver: words that either side has written, ours where both have; messages that either side has."""
    old, mine, other = (read(path.read_bytes()) for path in (base, ours, theirs))
    language = str(Locale.parse(re.search(r"Language: (\w+)", ours.read_text("utf-8"))[1]))  # type: ignore[index]
    files = {}
    for path in (theirs, ours):
        for message in pofile.read_po(BytesIO(path.read_bytes())):
            id_ = tuple(message.id) if isinstance(message.id, (tuple, list)) else message.id
            files[id_, message.context or ""] = [file for file, _ in message.locations]
    entries = []
    for key in [*mine, *(key for key in other if key not in mine)]:
        here, there, before = mine.get(key), other.get(key), old.get(key)
        if before is not None and (here is None or there is None):
            continue  # one side has dropped it
        entries.append((key, files[key], there if here is None or (there and here == before) else here))
    ours.write_bytes(written(language, entries))


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--merge", base, ours, theirs]:
            merge(Path(base), Path(ours), Path(theirs))
        case ["--new", language]:
            write(str(Locale.parse(language)))
        case ["--list", language, part]:
            print(listed(language, part))
        case ["--fill", language, file]:
            unknown = fill(language, Path(file).read_text("utf-8"))
            print("\n".join([f"no message {key}" for key in unknown]) or "all are in the catalogue")
            return bool(unknown)
        case ["--status"]:
            print("\n\n".join(map(status, languages())))
        case ["--check", *parts]:
            strict, parts = "--strict" in parts, [f"{part}.po" for part in parts if part != "--strict"]
            said = [fault for language in languages() for fault in check(language, strict)]
            said = [fault for fault in said if not parts or fault.partition(":")[0] in parts]
            print("\n".join(said) or "nothing is wrong")
            return bool(said)
        case []:
            for language in languages():
                write(language)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
