"""Catalogues: found by halving as gettext finds them, made from their sources, and places filled with the right spaces."""

from __future__ import annotations

import gettext
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import pofile
from commandline import ROOT

from nncalc import language, words
from nncalc.language import compiling
from nncalc.language.catalogue import MessageFile, load
from nncalc.words import count, plural, say, together

SOURCE = """msgid ""
msgstr ""
"Language: zh\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#: nncalc/one.py
#, python-brace-format
msgid "row {number} has {numbers}"
msgstr "第 {number} 行有 {numbers}"

msgctxt "counted"
msgid "number"
msgid_plural "numbers"
msgstr[0] "个数"

msgctxt "several"
msgid "numbers"
msgstr "数"

msgid "{number:,} {noun}"
msgstr "{number} {noun}"

msgid "{before} and {last}"
msgstr "{before} 和 {last}"

msgctxt "listed"
msgid ", "
msgstr "、"

#, fuzzy
msgid "fuzzy"
msgstr "模糊"

msgid "empty"
msgstr ""

msgid "{what}: {why}"
msgstr "{what}：{why}"

msgid ""
"two\\n"
"lines \\"quoted\\""
msgstr ""
"两行\\n"
"“引号”"

msgid "right"
msgstr "正确"

msgctxt "side"
msgid "right"
msgstr "右"
"""


@pytest.fixture
def spoken() -> Iterator[MessageFile]:
    """The messages above, spoken while a test runs."""
    words.catalogue = MessageFile(compiling.packed(dict(compiling.messages(SOURCE))))
    yield words.catalogue
    words.catalogue = None


def test_a_message_its_contexts_and_counts(spoken: MessageFile) -> None:
    assert say("row {number} has {numbers}", number=2, numbers=count(3000, "number")) == "第 2 行有 3000 个数"
    assert plural("number") == "数"
    assert say("right") + say("right", context="side") == "正确右"
    assert say('two\nlines "quoted"') == "两行\n“引号”"
    assert say("of no catalogue") == "of no catalogue"
    assert [say("fuzzy"), say("empty")] == ["fuzzy", "empty"]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["W1", "b1"], "W1 和 b1"),
        (["权重", "偏置"], "权重和偏置"),
        (["W1", "偏置", "t"], "W1、偏置和 t"),
        (["(1, 2)", "-3"], "(1, 2) 和 -3"),
        (["“猫”", "“狗”"], "“猫”和“狗”"),
    ],
)
def test_spaces_beside_what_is_put_in(spoken: MessageFile, items: list[str], said: str) -> None:
    assert together(items) == said


@pytest.mark.parametrize("typed", ["猫 狗", " 猫", "{what}", "a，b", "\x00", ""])
def test_what_is_typed_stays_as_it_is(spoken: MessageFile, typed: str) -> None:
    assert say("{what}: {why}", what="x", why=typed) == f"x：{typed}"


def test_as_gettext_and_babel_read_it(tmp_path: Path) -> None:
    theirs = gettext.GNUTranslations(io.BytesIO(compiling.packed(dict(compiling.messages(SOURCE)))))
    assert theirs.gettext("right") == "正确"
    assert theirs.pgettext("side", "right") == "右"
    assert theirs.npgettext("counted", "number", "numbers", 3) == "个数"
    assert [
        message.string
        for message in pofile.read_po(io.BytesIO(SOURCE.encode()))
        if message.id and message.context == "side"
    ] == ["右"]


@pytest.mark.parametrize("path", sorted((ROOT / "nncalc" / "locale").glob("*/*/*.po")), ids=lambda path: path.stem)
def test_sources_are_read_as_babel_reads_them(path: Path) -> None:
    ours = dict(compiling.messages(path.read_text("utf-8")))
    theirs = {}
    for message in pofile.read_po(io.BytesIO(path.read_bytes())):
        several = isinstance(message.id, (list, tuple))
        strings = list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and any(strings) and not message.fuzzy:
            key = "\0".join(message.id) if several else message.id
            theirs[f"{message.context}\x04{key}" if message.context else key] = "\0".join(strings)
    assert {key: value for key, value in ours.items() if key} == theirs


def test_more_forms_of_number() -> None:
    """Russian: one of three forms."""
    source = SOURCE.replace("nplurals=1; plural=0;", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 ? 1 : 2);")
    source = source.replace('msgstr[0] "个数"', 'msgstr[0] "число"\nmsgstr[1] "числа"\nmsgstr[2] "чисел"')
    file = MessageFile(compiling.packed(dict(compiling.messages(source))))
    assert [file.of_number("number", "numbers", n, "counted") for n in (1, 2, 11, 21)] == [
        "число",
        "числа",
        "чисел",
        "число",
    ]


def test_a_catalogue_is_made_from_its_sources_when_one_is_younger(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(SOURCE, encoding="utf-8")
    assert load(str(tmp_path)).wording("right", "") == "正确"
    made = (tmp_path / compiling.NAME).read_bytes()
    (tmp_path / "b.po").write_text('msgid "wrong"\nmsgstr "错误"\n', encoding="utf-8")
    later = os.stat(tmp_path / compiling.NAME).st_mtime + 5
    os.utime(tmp_path / "b.po", (later, later))
    assert load(str(tmp_path)).wording("wrong", "") == "错误"
    assert (tmp_path / compiling.NAME).read_bytes() != made
    for path in tmp_path.glob("*.po"):
        path.unlink()
    assert load(str(tmp_path)).wording("right", "") == "正确"  # as in a wheel


def test_what_is_no_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="gettext"):
        MessageFile(b"no catalogue at all")


# -- which language ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.GB18030", "NNCALC_LANG": "en"}, "en"),
        ({"NNCALC_LANG": "zh-Hans"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language_of_an_environment(environment: dict[str, str], wanted: str) -> None:
    assert language.wanted(environment) == wanted


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--lang", "zh", "forwrad"], {}, "zh"),
        (["forward", "--lang=zh", "x=1"], {}, "zh"),
        (["forwrad"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["--lang", "en", "forwrad"], {"NNCALC_LANG": "zh"}, "en"),
    ],
)
def test_a_command_speaks_it(arguments: list[str], environment: dict[str, str], said: str) -> None:
    program = "import sys; from nncalc.__main__ import run; from nncalc import words; run(sys.argv[1:]); print(words.catalogue)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "NNCALC_LANG"))}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60,
        env={**clean, **environment},
    )  # fmt: skip
    spoken = done.stdout.strip().splitlines()[-1]
    assert spoken == "None" if said == "en" else spoken.startswith("<nncalc.language")


def test_a_language_that_there_is_not() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nncalc", "--lang", "xx", "forward", "x=1"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "there is no language 'xx': en zh" in done.stderr
