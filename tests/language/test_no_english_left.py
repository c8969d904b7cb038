"""No English sentence is left on a Chinese page: every type's first example, its help and the errors of a tired student.

What is typed and printed in Latin in every language is allowed: names of givens, results, types, slips and options, what
their choices and layers are called, command lines, letters, and the few words of `ALLOWED`.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest
from commandline import nncalc

from nncalc import words
from nncalc.declaring import registry
from nncalc.engine.operations import FUNCTIONS

_TEXT = """
    nncalc NAME VALUE SYMBOL FILE HOW WHEN FORMAT CODE KEY ANSWERS COMMAND ARGS TYPE PATH full brief
    none html json latex markdown pdf svg text yaml auto always never zh en YAML ASCII CSV sigmoid tanh ReLU
    relu softmax logits logit Dropout dropout Adam LSTM GRU RNN one hot Hopfield Hebb RBF PyTorch Keras
    same valid TP FP FN TN Nesterov help nand nor xnor not majority and or id errors output leaky
    McCulloch Pitts Weston Watkins Crammer Singer Xavier Glorot He RoPE FFN Oja Adaline Matthews
    Transformer Cohen Softmax JSON Schema name gradescope xlsx Gradescope
"""
ALLOWED = frozenset(re.findall(r"\w+", _TEXT))
"""Words that stay Latin, by the glossary or because they are typed."""
_RUN = re.compile(r"(?<![\w./=@$\\-])[A-Za-z]{2,}(?:[ -]+[A-Za-z]{2,})+(?![\w=:(-])")
"""Two words or more beside one another."""
_BESIDE_HAN = re.compile(r"(?<=[0-9\u4e00-\u9fff，。：；、]) ?([a-z]{3,}) ?(?=[\u4e00-\u9fff，。：；、]|$)")
"""A word among Chinese ones."""
MISTYPED = (
    "backpro x=1",
    "forward x=1 W1=1,2:3",
    "forward x=(1 W1=2",
    "forward x=1 x=2 W1=1",
    "forward x=1,2,3 W1=1,2:3,4",
    "forward x=1 W1=@nofile.csv",
    "forward --nope",
    "convshape 3x50x60 conv:96,k=80",
    "convshape 3x50x60 pool",
    "convshape 3x5x6 conv:a,k=3",
    "convshape 3x5x6 conv:4,k=x",
    "convshape 3x5x6 conv:4,k=3,groups=2",
    "convshape 3x5x6 flatten conv:4,k=3",
    "convshape 3x5x6 conv:4,k=3,as=a conv:4,k=3 add:a",
    "convolve x=1,2:3,4 K=1,2,3:4,5,6:1,1,1 conv:K",
    "softmax-loss z=1,2 y=5",
    "softmax-loss z=3.2,5.1,-1.7 y=0 --check loss=0.87",
    "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 lr=1 --check updates=3",
    "backprop x=1 W1=2 t=1 keep_prob=.5",
    "graph f=x/y x=1 y=0",
    "rnn-step x=1",
    "gate foo",
    "check",
)


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests speak is theirs alone."""
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")


def typed() -> set[str]:
    """Names and values of all types, as they are typed."""
    found = {*ALLOWED, *FUNCTIONS, *registry.names()}
    for name in registry.names():
        kind = registry.load(name)
        for field in kind.fields().values():
            found |= {field.name, *map(str, field.choices)}
        found |= {*map(str, kind.results), *kind.own_names, *kind.sections}
        found |= {word for example in kind.examples for word in re.findall(r"[A-Za-z_]+", example)}
    return {part for word in found for part in re.findall(r"[A-Za-z]+", word)}


TYPED = typed()


def english(text: str) -> list[str]:
    """What is left in English, each with its line."""
    out = []
    for line in text.split("\n"):
        if line.strip().startswith(("nncalc ", "--")) or line.endswith("\\"):
            continue
        for said in [*_RUN.findall(line), *_BESIDE_HAN.findall(line)]:
            unknown = [word for word in re.findall(r"[A-Za-z]+", said) if word not in TYPED]
            if unknown:
                out.append(f"{' '.join(unknown)} | {line.strip()[:100]}")
    return out


def test_the_net_holds() -> None:
    assert english("第 2 stretched 为空")
    assert english("μ = mean of the rows")
    assert not english("scale 应为 none，或 relu softmax")


@pytest.mark.parametrize("name", registry.names())
def test_an_example_and_its_help(name: str) -> None:
    example = nncalc(["--lang", "zh", *shlex.split(registry.load(name).examples[0])])
    asked = nncalc(["--lang", "zh", name, "--help"])
    assert (example.code, asked.code) == (0, 0)
    assert english(example.out + asked.out) == []


@pytest.mark.parametrize("line", MISTYPED)
def test_an_error(line: str) -> None:
    outcome = nncalc(["--lang", "zh", *shlex.split(line)])
    assert outcome.code in (1, 2)
    assert english(outcome.out + outcome.err) == []


def test_help_of_all() -> None:
    """In processes of their own: click keeps the words of `--help` from the first time it is asked."""
    lines = (["--lang", "zh", "--help"], ["--lang", "zh", "check", "--help"])
    command = [sys.executable, "-m", "nncalc"]
    whole, check = (
        subprocess.run([*command, *line], capture_output=True, encoding="utf-8", check=True).stdout for line in lines
    )
    assert not re.search("(?m)^[A-Za-z ]+：$", whole)
    assert english(whole + check) == []
