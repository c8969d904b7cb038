"""Words have one seam: every sentence is a message that `say` fills in."""

from __future__ import annotations

import ast

import pytest
from commandline import ROOT
from sentences import described, keys_of

from nncalc import words
from nncalc.declaring import letters
from nncalc.declaring.letters import with_letters
from nncalc.words import Later, count, either, say, together


def test_places_are_filled_by_name() -> None:
    assert say("row {number} has {numbers}", number=2, numbers=count(3, "number")) == "row 2 has 3 numbers"


def test_a_message_without_values_keeps_its_braces() -> None:
    assert say("inside {} YAML splits at commas") == "inside {} YAML splits at commas"


@pytest.mark.parametrize("typed", ["{", "}", "{name}", "{0}", "{typed.__class__}", "%s"])
def test_what_is_typed_is_never_a_message(typed: str) -> None:
    assert say("'{typed}' is not read", typed=typed) == f"'{typed}' is not read"


def test_a_place_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError):
        say("{one} and {other}", one=1)


@pytest.mark.parametrize(
    ("number", "noun", "written"),
    [
        (0, "number", "0 numbers"),
        (1, "number", "1 number"),
        (2, "class", "2 classes"),
        (1000, "number", "1,000 numbers"),
    ],
)
def test_counts(number: int, noun: str, written: str) -> None:
    assert count(number, noun) == written
    assert count(number, noun, grouped=False) == written.replace(",", "")


def test_lists() -> None:
    assert [together(list("abc"[:length])) for length in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert either(["x", "y"]) == "x or y"
    assert either(["cm", "tp, fp", "y"], each=True) == "cm or tp, fp or y"
    assert together(list("abc"), each=True) == "a and b and c"


def test_a_catalogue_may_move_places_and_measure_words(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = {
        ("row {number} has {numbers}", ""): "第 {number} 行有 {numbers}",
        ("numbers", words.COUNTED): "个数",
        ("right", "side"): "右",
        ("right", ""): "正确",
    }
    monkeypatch.setattr(words, "wording", lambda message, context: chinese.get((message, context), message))
    assert say("row {number} has {numbers}", number=2, numbers=count(3, "number")) == "第 2 行有 3 个数"
    assert say("right") + say("right", context="side") == "正确右"


def test_another_notation_replaces_letters_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    says = "every parameter moves against its gradient: w − {lr}·∂E/∂w, with {lr}={rate}"
    assert with_letters(says, rate=1) == "every parameter moves against its gradient: w − η·∂E/∂w, with η=1"
    monkeypatch.setitem(letters.LETTERS, "lr", letters.Letter("α", r"\alpha"))
    assert with_letters(Later(says, rate=1)) == "every parameter moves against its gradient: w − α·∂E/∂w, with α=1"
    assert with_letters("{lr} of {unit}", lr="a", unit="b") == "a of b"
    assert with_letters("inside {} YAML splits {lines}") == "inside {} YAML splits {lines}"


def test_a_message_may_be_said_later(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Later("bias of {unit}", unit="the state")
    message = Later("{what}; of stacked weights the second", what=inner)
    monkeypatch.setattr(
        words, "wording", lambda message, context: message.upper().replace("UNIT", "unit").replace("WHAT", "what")
    )
    assert str(message) == say(message) == "BIAS OF the state; OF STACKED WEIGHTS THE SECOND"


def test_words_import_nothing() -> None:
    tree = ast.parse((ROOT / "nncalc" / "words.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imports] == ["from __future__ import annotations"]


# -- sentences that are put together by hand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('f"row {i} has {n} numbers"', "an f-string"),
        ('def f():\n    raise InputError(f"{name} is {typed}")', "an f-string"),
        ("x = f\"{a if a else f'no {b} here'}\"", "an f-string"),
        ('"row " + str(i)', "a sum"),
        ('check + "; the first wrong step"', "a sum"),
        ('say("one thing") + say("another")', "a sum"),
        ('"row %s" % i', "a %"),
        ('"row {}".format(i)', "a .format"),
        ('" or ".join(names)', "a .join"),
        ('def f():\n    raise InputError("rows of different lengths")', "a literal that is not said"),
        ('given(idle=lambda p: "there is no y" if p.y else None)', "a literal that is not said"),
        ('say("row {i} has {n} numbers", i=1)', "places ['i', 'n'], values ['i']"),
        ('say("row {i[0]}", i=1)', "places ['i[0]'], values ['i']"),
        ('say("; did you mean {close}?", close=1)', "a fragment"),
        ('say("{number} rows and ", number=1)', "a fragment"),
        ('Later("weights to {of}", to=1)', "places ['of'], values ['to']"),
        ('say("net − θ")', "a letter of its own"),
        ('@rule("every weight moves by η times its gradient")\ndef f(): ...', "a letter of its own"),
        ('words = {"shift": "One shift β per channel."}', "a letter of its own"),
    ],
)
def test_a_planted_sentence_is_found(source: str, fault: str) -> None:
    assert [found.fault for found in described(source)] == [fault]


@pytest.mark.parametrize(
    "source",
    [
        'say("row {i} has {numbers}", i=1, numbers=count(2, "number"))',
        'x = f"{name}.{part}"',
        'x = "+" + places + ",".join(cells)',
        'x = rf"\\left\\lvert {part} \\right\\rvert"',
        'x = f"nncalc {example}"',
        'words = {"no loss": "There is no loss."}',
        'def f():\n    """What it is."""\n    raise TypeError("for programmers alone")',
        'def f():\n    run.words("no loss")',
        'how: Literal["put in", "value"]\ndef f():\n    return Column("net", "put in")',
        'def f(text):\n    return text == "cannot start any token"',
        'x = f"  - id: {name}"  # no sentence: YAML',
        '@rule("every weight moves by {lr} times its gradient")\ndef f():\n    """w − η·g in words."""',
        'symbols = {"fbeta": "Fβ"}',
        'help = "of the weights: {strength}Σw²"',
    ],
)
def test_what_is_no_sentence_is_left_alone(source: str) -> None:
    assert described(source, keys_of(source)) == []


SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "nncalc").rglob("*.py"))
    if path != ROOT / "nncalc" / "words.py"
}
KEYS = frozenset().union(*map(keys_of, SOURCES.values()))


@pytest.mark.parametrize("file", SOURCES)
def test_every_sentence_is_said(file: str) -> None:
    assert described(SOURCES[file], KEYS) == []
