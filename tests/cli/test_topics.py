"""Words that are no commands are answered with the line to type, or with "not yet"; help of a command by its name."""

from __future__ import annotations

import shlex

import pytest
from commandline import nncalc

from nncalc.cli.topics import TO_COME, TOPICS, Place, line_of, topic_of
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.loss_functions import LOSSES
from nncalc.version import VERSION

ASKED = {
    "sigmoid": "sigmoid", "lstm": "cell=lstm", "crossentropy": "softmax-loss", "卷积": "conv",
    "学习率": "lr=", "Cross_Entropy": "softmax-loss", "SOFTMAX": "softmax-loss",
}  # fmt: skip
FUNCTIONS = [topic for name in (*ACTIVATIONS, *LOSSES) if (topic := topic_of(name)) is not None]
PLACES = [place for topic in (*TOPICS, *FUNCTIONS) for place in topic.places]
THERE = [place for place in PLACES if place.type in registry.names()]


@pytest.mark.parametrize("word", ASKED)
def test_a_word_is_answered_with_the_line_to_type(word: str) -> None:
    done = nncalc([word])
    assert (done.code, done.out) == (2, "")
    line = done.err.rstrip().splitlines()[-1].strip()
    assert line.startswith("nncalc ")
    assert ASKED[word] in line
    assert nncalc(shlex.split(line)[1:]).code == 0
    assert nncalc(["help", word]).err.rstrip().splitlines()[-1].strip() == line


@pytest.mark.parametrize("command", ["slips", "new"])
def test_a_topic_in_place_of_a_type_is_answered_with_the_type(command: str) -> None:
    for word, kind in {"卷积": "convolve", "学习率": "backprop", "adam": "optimizer"}.items():
        done = nncalc([command, word])
        assert (done.code, done.out) == (2, "")
        assert f"did you mean {kind}?" in done.err


def test_a_list_of_what_there_is() -> None:
    assert nncalc(["list"]).err.endswith("Did you mean 'types'?\n")


@pytest.mark.parametrize("place", dict.fromkeys(THERE), ids=lambda place: f"{place.type} {place.line}")
def test_every_line_runs(place: Place) -> None:
    assert nncalc(shlex.split(line_of(place))).code == 0


def test_every_type_is_there_or_to_come() -> None:
    assert {place.type for place in PLACES} <= {*registry.names(), *TO_COME}
    words = [word for topic in TOPICS for word in topic.words.split()]
    assert not {*words} & {*registry.names(), *TO_COME}, "a type's own name is a command"


def test_what_is_to_come_is_answered_by_itself_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type that nobody will write stands for those to come."""
    monkeypatch.setattr("nncalc.cli.topics.TO_COME", ("annealer",))
    monkeypatch.setattr(
        "nncalc.cli.topics.TOPICS",
        (*TOPICS, TOPICS[0]._replace(words="boltzmann 退火", places=(Place("annealer", "T=2"),))),
    )
    for word in ("boltzmann", "退火", "annealer"):
        done = nncalc([word])
        assert (done.code, done.out) == (2, "")
        assert f"'{word}': not yet. The problem type 'annealer' is still to come" in done.err

    class Annealer(ProblemType):
        examples = ("annealer T=1", "annealer T=2")

    load, names = registry.load, registry.names()
    monkeypatch.setattr(registry, "names", lambda: (*names, "annealer"))
    monkeypatch.setattr(registry, "load", lambda name: Annealer if name == "annealer" else load(name))
    assert nncalc(["退火"]).err.endswith("Did you mean 'annealer'? Type:\n  nncalc annealer T=2\n")


@pytest.mark.parametrize("name", [name for name in TO_COME if name not in registry.names()])
def test_types_to_come(name: str) -> None:
    assert f"'{name}': not yet." in nncalc([name]).err


@pytest.mark.parametrize("word", ["frobnicate", "x\x1b[31m", "", "学", "sigmoid=1"])
def test_other_words(word: str) -> None:
    done = nncalc([word])
    assert done.code == 2
    assert "\x1b" not in done.err
    assert topic_of(word) is None


def test_help_of_a_command() -> None:
    assert nncalc(["help"]).out == nncalc(["--help"]).out
    for name in ("backprop", "batch", "softmax-loss"):
        assert nncalc(["help", name]).out == nncalc([name, "--help"]).out
    assert "Did you mean 'backprop'?" in nncalc(["help", "backprp"]).err
    assert nncalc(["help", "a", "b"]).code == 2


def test_the_version_in_a_letter() -> None:
    assert nncalc(["-V"]).out == nncalc(["--version"]).out == f"nncalc {VERSION}\n"


def test_every_activation_and_loss_has_its_line() -> None:
    assert all(topic_of(name) is not None for name in (*ACTIVATIONS, *LOSSES))
