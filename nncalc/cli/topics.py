"""Words that are no commands: what to type for `nncalc sigmoid`, `nncalc adam`, `nncalc 卷积`.

Consulted for a command that there is not. Which types there are is asked of the registry each time: a topic to come is
answered with a line as soon as its type is there. A word of another language that means one type is a command itself
(`language.typed`); those that may mean several are here.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

import click

from nncalc.cli.folding import columns
from nncalc.cli.help import continued
from nncalc.declaring import registry
from nncalc.errors import InputError, nearest
from nncalc.reading.characters import shown
from nncalc.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nncalc.declaring.problem import ProblemType


class Place(NamedTuple):
    """Where a topic is worked: the type, and its line. A line is whole, or what an example of the type must hold."""

    type: str
    line: str = ""


class Topic(NamedTuple):
    """Words for one thing, and where it is worked, the best place first."""

    words: str
    places: tuple[Place, ...]


_CELLS = "rnn-step cell=lstm x=1,2 h0=.5 c0=-.3 Wi=.1,.2,.3 Wf=.4,.5,.6 Wg=.7,.8,.9 Wo=.2,.1,0 bf=1"
_NETWORK = "forward x=1,2 W1=.5,-.25 b1=.1"  # no sentence: an example
_LABELS = "metrics y=1,0,1,1,0 yhat=1,0,0,1,1"
_RATE = "backprop x=1,2 W1=.5,-.25 b1=.1 act=sigmoid t=1 lr=.5"
RULES = (
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax", "nadam", "amsgrad", "adamw",
)  # fmt: skip
TOPICS = (
    Topic("logistic sigm sigma sig", (Place("activation", "sigmoid"), Place("forward", f"{_NETWORK} act=sigmoid"))),
    Topic(
        "activations activation-function",
        (Place("activation"), Place("forward", f"{_NETWORK} act=sigmoid")),
    ),
    Topic("crossentropy cross-entropy categorical-crossentropy", (Place("softmax-loss"),)),
    Topic("softmax 归一化指数函数", (Place("softmax-loss"),)),
    Topic("loss-function cost", (Place("loss"),)),
    Topic("mae huber kl kl-divergence", (Place("loss", "kind=huber"),)),
    Topic("svm hinge 支持向量机", (Place("hinge-loss"),)),
    Topic("perceptron adaline", (Place("rosenblatt"),)),
    Topic("bp backpropagation back-propagation mlp", (Place("backprop"),)),
    Topic("feedforward forward-pass network 神经网络", (Place("forward"),)),
    Topic("chain-rule gradient derivative autograd 梯度 导数", (Place("graph"),)),
    Topic("lr learning-rate 学习率", (Place("backprop", _RATE),)),
    Topic("gradient-descent gd 梯度下降", (Place("optimizer", "sgd"), Place("backprop", _RATE))),
    Topic("conv convolution 卷积", (Place("convolve"), Place("convshape"))),
    Topic("cnn conv2d receptive-field", (Place("convshape"),)),
    Topic("parameters parameter-count count-parameters", (Place("params"),)),
    Topic("pool pooling maxpool 池化", (Place("convolve", "pool"), Place("convshape", "pool:max"))),
    Topic("lstm", (Place("rnn-step", _CELLS),)),
    Topic("gru", (Place("rnn-step", "cell=gru"),)),
    Topic("rnn recurrent bptt 递归神经网络", (Place("rnn-step"),)),
    Topic(
        "accuracy precision recall f1 fscore",
        (Place("metrics", _LABELS),),
    ),
    Topic("confusion confusion-matrix", (Place("metrics", "cm="),)),
    Topic("auc roc", (Place("metrics", "scores="),)),
    *[Topic(rule, (Place("optimizer", rule),)) for rule in RULES],
    Topic("optimiser optimizers", (Place("optimizer"),)),
    Topic("epoch epochs batch-size minibatch iterations", (Place("training"),)),
    Topic("xavier glorot he kaiming lecun initialization weight-init", (Place("init"),)),
    Topic(
        "batchnorm batch-norm layernorm layer-norm rmsnorm standardize normalization 归一化",
        (Place("normalize"),),
    ),
    Topic("丢弃", (Place("dropout"),)),
    Topic("parameters 参数", (Place("params"), Place("convshape"))),
    Topic("self-attention multihead", (Place("attention"),)),
    Topic("encoder", (Place("encoder-block"),)),
    Topic("positional-encoding rope", (Place("positional"),)),
    Topic("gpt bert llm", (Place("transformer"),)),
    Topic("k-nearest", (Place("knn"),)),
    Topic("k-means clustering", (Place("kmeans"),)),
    Topic("principal-components", (Place("pca"),)),
    Topic("linear-regression ridge lasso 回归", (Place("regression"),)),
    Topic("logistic-regression", (Place("regression", "logistic"),)),
    Topic("adversarial pgd", (Place("fgsm"),)),
    Topic("xor and or nand nor mcculloch-pitts mp", (Place("gate"),)),
    Topic("hopfield-network", (Place("hopfield"),)),
    Topic("kohonen self-organizing-map lvq", (Place("som"),)),
    Topic("radial-basis", (Place("rbf"),)),
    Topic("hebbian oja", (Place("hebb"),)),
)
"""What people ask for by other words than the types' names."""
MEANT = dict.fromkeys(("list", "ls", "commands", "topics", "problems"), "types")
"""Words for a tool that the names of tools would not lead to."""
TO_COME = (
    "activation", "optimizer", "training", "init", "normalize", "dropout", "convolve", "params", "attention",
    "encoder-block", "positional", "transformer", "knn", "kmeans", "pca", "regression", "fgsm", "gate", "hopfield", "som",
    "rbf", "hebb",
)  # fmt: skip
"""Types that are planned; those that the registry has are no longer to come."""


def no_such_command(name: str, commands: list[str], words: Sequence[str] = ()) -> click.UsageError:
    """The error for a command that there is not, with the line to type for what its name may mean, with the words behind it."""
    topic = topic_of(name) or _topic_by_sound(name, alone=not words)
    if topic is None and name.lower().endswith((".yaml", ".yml", ".csv", ".xlsx", ".xls", ".ods")):
        keys = name.lower().endswith((".yaml", ".yml"))
        path = shlex.quote(name)
        line = f"nncalc batch {path}" if keys else f"nncalc check KEY.yaml {path}"  # no sentence: a command line
        said = say("'{name}' is a file; a command stands in front. Type:\n  {line}")
        return click.UsageError(say(said, name=shown(name), line=shown(line, 400)))
    if topic is None:
        close = (
            MEANT.get(_folded(name))
            or _tool_by_sound(name)
            or nearest(name, [*commands, *registry.named(name)])
            or registry.summarised_as(name)
        )
        close_one = say("there is no command '{name}'. Did you mean '{close}'?")
        none_close = say("there is no command '{name}'. `nncalc --help` lists the commands.")
        kind, usual = registry.called(close or "")
        if words and kind in registry.names():
            return _with_own(name, Place(kind, " ".join([kind, *usual])), words, called=close)
        return click.UsageError(say(close_one if close else none_close, name=shown(name), close=close))
    place = next((place for place in topic.places if place.type in registry.names()), None)
    if place is None:
        later = say(
            "'{name}': not yet. The problem type '{type}' is still to come; `nncalc types` lists those there are."
        )
        return click.UsageError(say(later, name=shown(name), type=topic.places[0].type))
    if words:
        return _with_own(name, place, words)
    said = say("there is no command '{name}'. Did you mean '{close}'? Type:\n{lines}")
    line = f"nncalc {line_of(place)}"
    lines = "\n".join(continued(line, "  ", columns(sys.stderr) or len(line) + 20))
    return click.UsageError(say(said, name=shown(name), close=place.type, lines=lines))


def _with_own(name: str, place: Place, words: Sequence[str], called: str | None = None) -> click.UsageError:
    """The error for a command that there is not, with the words that stood behind it in the line to type.

    called   the command in the language of the one that was typed
    """
    from nncalc.cli.whole_line import line_with  # only words behind it are read

    own = [] if place.line == place.type else shlex.split(line_of(place))[1:]
    lines = line_with(registry.load(place.type), own, words)
    if called and called != place.type:
        lines = [line.replace(f"nncalc {place.line}", f"nncalc {called}", 1) for line in lines]
    said = say("there is no command '{name}'. Did you mean '{close}'?", name=shown(name), close=called or place.type)
    return click.UsageError("\n".join([said, *lines]))


def topic_of(word: str) -> Topic | None:
    """The topic of a word, whatever its capitals and hyphens; a type to come is one by its own name."""
    wanted = _folded(word)
    found = next((topic for topic in TOPICS if wanted in topic.words.replace("-", "").split()), None)
    found = found or _function(wanted)
    coming = next((name for name in TO_COME if _folded(name) == wanted and name not in registry.names()), None)
    return Topic(coming, (Place(coming),)) if coming is not None else found


def _topic_by_sound(word: str, alone: bool) -> Topic | None:
    """The type of a command in pinyin, `fanxiangchuanbo`; where it stands alone, with an example that has what it says."""
    from nncalc.language.pinyin import meant_by_sound  # start-up
    from nncalc.language.typed import meanings  # start-up

    commands = meanings("commands")
    meant = meant_by_sound(word, commands)
    if meant is None:
        return None
    line = commands[meant]
    kind, _, said = line.partition(" ")
    shown = alone and any(said in example for example in registry.load(kind).examples)
    return Topic(meant, (Place(kind, said if shown else line),))


def _tool_by_sound(word: str) -> str | None:
    """The tool of a command in pinyin: `check` of pigai."""
    from nncalc.language.pinyin import meant_by_sound  # start-up
    from nncalc.language.typed import meanings  # start-up

    tools = meanings("tools")
    meant = meant_by_sound(word, tools)
    return None if meant is None else tools[meant]


def _function(wanted: str) -> Topic | None:
    """The topic of an activation or a loss. Their modules bring the arithmetic: they are imported where they have the word."""
    if _has_word("activations.py", wanted):
        from nncalc.rules.activations import ACTIVATIONS  # start-up

        name = next((name for name in ACTIVATIONS if _folded(name) == wanted), "")
        if name:
            line = f"activation {name} x=-1.2,.5,3"  # no sentence: a command line
            return Topic(name, (Place("activation", line), Place("forward", f"{_NETWORK} act={name}")))
    if _has_word("loss_functions.py", wanted):
        from nncalc.rules.loss_functions import LOSSES  # start-up

        name = next((name for name in LOSSES if _folded(name) == wanted), "")
        if name:
            line = f"loss kind={name} y=1,0 yhat=.9,.2"  # no sentence: a command line
            return Topic(name, (Place("loss", line),))
    return None


def _has_word(module: str, wanted: str) -> bool:
    """Whether a module of rules has a word in quotes, hyphens apart, read without importing it."""
    with open(os.path.join(os.path.dirname(registry.FOLDER), "rules", module), encoding="utf-8") as file:
        return f'"{wanted}"' in file.read().replace("-", "")


def line_of(place: Place) -> str:
    """The command line of a place: its own, or the first example of the type that holds what it wants."""
    if place.line.startswith(f"{place.type} "):
        return place.line
    examples = registry.load(place.type).examples
    return next((example for example in examples if place.line in example), examples[0])


def _folded(word: str) -> str:
    plain = word if word.isascii() else normalize("NFKC", word)
    return "".join(plain.replace("-", "").replace("_", "").split()).casefold()


def of_word(word: str) -> type[ProblemType]:
    """The problem type of a name. Raises InputError, with the type of the topic where the word is one (`卷积`)."""
    try:
        return registry.load(word)
    except InputError as error:
        topic = topic_of(word)
        there = [place.type for place in topic.places if place.type in registry.names()] if topic else []
        if there:
            error.nearest = there[0]
        raise
