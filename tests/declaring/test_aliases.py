"""Names of other books: each is read as one given of its type, which no other name of the type is taken for; the page says so."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest
from commandline import ROOT, nncalc

from nncalc.declaring import registry
from nncalc.declaring.aliases import given_of, table_of
from nncalc.declaring.result_spellings import table_of as result_aliases
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.tokens import KEY_WORDS, WORDS, read_token

ALIASES = [(name, alias, given) for name in registry.names() for alias, given in table_of(registry.load(name)).items()]


def numbered(name: str, given: str) -> str:
    """Of a family the name of its first."""
    field = registry.load(name).fields()[given]
    return f"{given}1" if field.family and not field.holds_for_all else given


@pytest.mark.parametrize(("name", "alias", "given"), ALIASES, ids=[f"{name} {alias}" for name, alias, _ in ALIASES])
def test_an_alias_is_read_as_one_given_and_is_no_other_givens_own(name: str, alias: str, given: str) -> None:
    kind = registry.load(name)
    assert kind.field_of(alias) is None
    assert given_of(kind, alias) == given
    for other in (alias.upper(), alias.replace("_", "-")):
        assert kind.field_of(other) or other in table_of(kind) or given_of(kind, other) == given


@pytest.mark.parametrize("name", registry.names())
def test_a_givens_own_name_is_never_taken_for_another(name: str) -> None:
    kind = registry.load(name)
    for given in kind.fields():
        assert kind.given_named(given) == given
        for other in (given.upper(), given.lower(), given.swapcase(), given.replace("_", "-")):
            assert kind.field_of(other) is not None or kind.given_named(other) in (given, None)


def examples() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Every alias in the first example that types its given: the alias, the given, and both command lines."""
    for name, alias, given in ALIASES:
        for example in registry.load(name).examples:
            words = shlex.split(example)
            typed = numbered(name, given)
            place = next((i for i, word in enumerate(words) if word.startswith(f"{typed}=")), None)
            if place is not None:
                named = alias + typed.removeprefix(given)
                other = [*words[:place], named + words[place].removeprefix(typed), *words[place + 1 :]]
                yield named, typed, words, other
                break


EXAMPLES = list(examples())


def test_most_aliases_stand_in_an_example() -> None:
    assert len(EXAMPLES) > len(ALIASES) / 3


@pytest.mark.parametrize(("alias", "given", "usual", "other"), EXAMPLES, ids=[f"{e[3][0]} {e[0]}" for e in EXAMPLES])
def test_a_page_under_an_alias_is_the_usual_one_with_a_line_that_says_so(
    alias: str, given: str, usual: list[str], other: list[str]
) -> None:
    plain, done = nncalc([*usual, "--steps", "none"]), nncalc([*other, "--steps", "none"])
    said = f"{alias} is read as {given}"
    assert said in done.out, done.err
    assert said not in plain.out
    kept = [line for line in done.out.splitlines() if said not in line and line]
    assert kept == [line for line in plain.out.splitlines() if line]
    assert nncalc([*usual, "--format", "json"]).out == nncalc([*other, "--format", "json"]).out


TAKEN = [
    ("training 样本数=1000 批大小=32 轮数=10", "training n=1000 batch=32 epochs=10", "样本数 is read as n"),
    ("training samples=1000 BATCH_SIZE=32", "training n=1000 batch=32", "samples is read as n"),
    ("init he n_in=512", "init he fan_in=512", "n_in is read as fan_in"),
    ("optimizer sgd w=1 grad=2 学习率=.1", "optimizer sgd w=1 g=2 lr=.1", "学习率 is read as lr"),
    ("convshape 3x9x9 卷积:2,k=3,步长=2 全连接:10", "convshape 3x9x9 conv:2,k=3,s=2 fc:10", "步长 is read as s"),
    ("metrics TP=3 fp=1 FN=2 TN=4", "metrics tp=3 fp=1 fn=2 tn=4", "TP is read as tp, FN is read as fn"),
    ("backprop x=1,2 w1=1,2 b_1=1 T=1 LR=.5", "backprop x=1,2 W1=1,2 b1=1 t=1 lr=.5", "b_1 is read as b1"),
    ("forward x=1,2 W₁=1,2", "forward x=1,2 W1=1,2", "W₁ is read as W1"),
    ("forward x=1,2 w=1,2 bias=1", "forward x=1,2 W1=1,2 b1=1", "w is read as W1 and bias is read as b1"),
    ("rosenblatt x=1,2:3,4 y=1,-1 η=1", "rosenblatt X=1,2:3,4 t=1,-1 lr=1", "η is read as lr"),
    ("softmax-loss logits=1,2 t=0 T=2", "softmax-loss z=1,2 y=0 temperature=2", "T is read as temperature"),
    ("rnn-step x=1 W_xh=1 W_hh=1 h_0=1", "rnn-step x=1 Wxh=1 Whh=1 h0=1", "W_xh is read as Wxh"),
    ("convshape 3x9x9 conv:2,kernel=3,stride=2 linear:10", "convshape 3x9x9 conv:2,k=3,s=2 fc:10", "stride is read as s"),
    ("convshape 3x9x9 maxpool:3 dense:10", "convshape 3x9x9 pool:max,k=3 fc:10", "maxpool is read as pool:max"),
    ("convshape 3x9x9 Conv:2,Kernel-Size=3", "convshape 3x9x9 conv:2,k=3", "kernel_size is read as k"),
    ("convshape 3x9x9 2xconv2d:4,k=3+maxpool2d,k=2,s=1", "convshape 3x9x9 2xconv:4,k=3+pool:max,k=2,s=1", "conv2d is read"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "usual", "said"), TAKEN, ids=[line for line, _, _ in TAKEN])
def test_taken(line: str, usual: str, said: str) -> None:
    done = nncalc(f"{line} --format json")
    assert done.out == nncalc(f"{usual} --format json").out or "convshape" in line, done.err
    page = nncalc(f"{line} --width 300").out.splitlines()
    plain = nncalc(f"{usual} --width 300").out.splitlines()
    assert said in page[1]
    if "convshape" not in line:
        assert page[2:] == plain[1:]
    assert page[page.index("Answers") :] == plain[plain.index("Answers") :]


REFUSED = [
    ("backprop x=1 W1=1 t=1 target=2", "Error: target is read as t, which is given too"),
    ("backprop x=1 W1=1 t=1 eta=1 learning_rate=2", "Error: learning_rate is read as lr, which is given too"),
    ("backprop x=1 W1=1 t=1 eta=1,2", "eta: lr is a vector"),
    ("forward x=1 weights=1 W2=1", "weights: W has no layer number"),
    ("forward x=1 W1=1 y=1", "did you mean t?"),
    ("forward x=1 W1=1 W_0=1", "forward has no given 'W_0'"),
    ("metrics labels=1,0 yhat=1,0", "did you mean y?"),
    ("graph f=x*y eta=1", "f: x is not defined"),
    ("graph 'eta=x*y' 'LR=eta*2' lr=1", "lr"),
    ("convshape 3x9x9 conv1d:4,k=3", "is for dims=1"),
    ("convshape 3x9x9 maxpool:max", "'max' is not a size"),
    ("convshape 3x9x9 conv:4,kernel=3,k=3", "k is given twice"),
    ("convshape 3x9x9 conv:4,k=3 stride=2", "stride=2 stands alone"),
    ("convshape 3x9x9 conv:4,filters=3", "did you mean conv:3?"),
    ("convshape 3x9x9 linear", "fc needs more: fc:1000"),
    ("forward x=1 W1=1 '\x1b[31mW2=3'", "control character"),
]


@pytest.mark.parametrize(("line", "said"), REFUSED, ids=[line for line, _ in REFUSED])
def test_refused(line: str, said: str) -> None:
    done = nncalc(line)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_default_of_a_file_under_an_alias(tmp_path: object) -> None:
    path = f"{tmp_path}/class.yaml"
    problems = "problems:\n- type: backprop\n  given: {x: 1, w1: 1, t: 2, LR: 1}\n  expect: {W1_new: 2}\n"
    problems += "- type: backprop\n  given: {x: 1, W1: 1, target: 2}\n  expect: {W1_new: 1.5}\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write("defaults: {eta: .5}\n" + problems)
    done = nncalc(["batch", path])
    assert done.code == 0, done.out + done.err


def test_words_and_keys_of_layers_have_one_meaning() -> None:
    assert not WORDS.keys() & KEYS.keys()
    assert {word.partition(":")[0] for word in WORDS.values()} <= KEYS.keys()
    own = {key for keys in KEYS.values() for key in keys} | {"as", "from"}
    assert not KEY_WORDS.keys() & own
    assert set(KEY_WORDS.values()) <= own
    assert read_token("conv:4,kernel=3").alike(read_token("conv:4,k=3"))


@pytest.mark.parametrize("name", registry.names())
def test_the_reference_lists_them(name: str) -> None:
    page = (ROOT / "problems" / name / "README.md").read_text(encoding="utf-8")
    kind = registry.load(name)
    for alias in result_aliases(kind):
        assert f"`{alias}`" in page.partition("## Results")[2]
    for alias in [*table_of(kind), *kind.spellings]:
        assert f"`{alias}`" in page.partition("## Other names")[2].partition("## Results")[0]
