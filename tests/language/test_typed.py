"""Typed Chinese: every word of nncalc/locale/zh/typed.yaml stands for something, for one thing, and works in every language."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import yaml
from commandline import ROOT, answers, nncalc

from nncalc import words as spoken
from nncalc.cli.group import tools
from nncalc.cli.topics import TOPICS
from nncalc.declaring import registry
from nncalc.declaring.aliases import USUAL, given_of, table_of
from nncalc.declaring.kinds import ALIASES
from nncalc.declaring.result_spellings import ALIASES as RESULTS
from nncalc.language.typed import folded, meanings
from nncalc.problem_files.reader import FILE_KEYS, PROBLEM_KEYS
from nncalc.problem_types.gate.tables import GATES

DATA = yaml.load((ROOT / "nncalc" / "locale" / "zh" / "typed.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
TYPES = {name: registry.load(name) for name in registry.names()}
CHOICES = {value for kind in TYPES.values() for field in kind.fields().values() for value in field.choices}


def words(part: str) -> list[tuple[str, str]]:
    """Each word of a part, with what it is read as."""
    return [(word, meaning) for line, meaning in DATA[part].items() for word in line.split()]


@pytest.mark.parametrize("part", [part for part in DATA if part != "signs"])
def test_the_file_is_read_as_yaml_reads_it_and_has_no_word_twice(part: str) -> None:
    typed = list(words(part))
    assert dict(meanings(part)) == dict(typed)
    assert len({word for word, _ in typed}) == len(typed)
    assert all(folded(word) == word and not word.isascii() for word, _ in typed)


@pytest.mark.parametrize(("word", "line"), words("commands"), ids=[word for word, _ in words("commands")])
def test_a_command_is_one_type_and_its_givens(word: str, line: str) -> None:
    name, *givens = line.split()
    assert TYPES[name].read_tokens(givens) is not None
    assert registry.load(word) is TYPES[name]
    assert registry.called(word) == (name, givens)
    assert nncalc(["help", word]).out == nncalc([name, "--help"]).out
    assert not [topic for topic in TOPICS if word in topic.words.split()]


def test_every_given_is_read_by_some_type() -> None:
    read = {alias for kind in TYPES.values() for alias in table_of(kind)}
    assert [word for word, _ in words("givens") if word not in read] == []


@pytest.mark.parametrize("name", [part.partition(".")[2] for part in DATA if part.startswith("givens.")])
def test_the_givens_of_a_type_are_givens_of_it(name: str) -> None:
    kind = TYPES[name]
    for word, given in words(f"givens.{name}"):
        assert given_of(kind, word) == (given or None)


def test_every_value_is_a_choice_and_no_word_is_in_the_code_as_well() -> None:
    assert [word for word, names in words("choices") if not set(names.split()) & CHOICES] == []
    assert [word for word in (*ALIASES, *USUAL, *RESULTS) if any("一" <= sign <= "鿿" for sign in word)] == []
    results = {result for kind in TYPES.values() for result in kind.results}
    assert {result for _, result in words("results")} <= results
    assert {gate for _, gate in words("gates")} <= {*GATES}
    assert dict(meanings("truths")) == {"是": "yes", "否": "no"}


def test_traditional_characters_are_read_as_the_words_are_written() -> None:
    ((traditional, simple),) = DATA["signs"].items()
    assert len(traditional) == len(simple) == len(set(traditional))
    assert set(simple) <= {sign for part in DATA for word, _ in words(part) for sign in word}
    assert folded("反向傳播") == "反向传播"
    assert given_of(TYPES["backprop"], "學習率") == "lr"
    assert given_of(TYPES["backprop"], "權重2") == "W2"


def test_every_tool_is_one() -> None:
    assert {tool for _, tool in words("tools")} <= {*tools()}
    assert nncalc("帮助 反向传播").out == nncalc("help backprop").out
    assert nncalc("題型").out == nncalc("types").out


def test_every_key_is_one() -> None:
    assert {key for _, key in words("keys")} <= {*FILE_KEYS, *PROBLEM_KEYS}


ROWS = {
    "感知机 样本=3,3:4,3:1,1 标签=1,1,-1 学习率=1": "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 lr=1",
    "前向传播 输入=1,-2 权重1=.1,.2 偏置1=.3 激活=sigmoid": "forward x=1,-2 W1=.1,.2 b1=.3 act=sigmoid",
    "激活函数 sigmoid 输入=-1.2,.5,3": "activation sigmoid x=-1.2,.5,3",
    "反向传播 x=1,-2 W1=.1,.2 b1=.3 激活=sigmoid 目标=1 学习率=.5": "backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.5",
    "计算图 f=(x+y)*z x=-2 y=5 z=-4": "graph f=(x+y)*z x=-2 y=5 z=-4",
    "线性回归 样本=1:2:3 标签=2,4,5": "regression linear X=1:2:3 y=2,4,5",
    "逻辑回归 样本=1:2:3 标签=0,0,1 学习率=.1 步数=2": "regression logistic X=1:2:3 y=0,0,1 lr=.1 steps=2",
    "训练 样本数=1000 批大小=32 轮数=50": "training n=1000 batch=32 epochs=50",
    "优化器 动量 w=1 g=.5 学习率=.1 动量系数=.9": "optimizer momentum w=1 g=.5 lr=.1 mu=.9",
    "感受野 1x28x28 conv:25,k=3 pool:max,k=2": "convshape 1x28x28 conv:25,k=3 pool:max,k=2",
    "长短期记忆 x=1 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0": "rnn-step cell=lstm x=1 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0",
    "交叉熵 得分=3.2,5.1,-1.7 标签=猫 类别=猫,车,蛙": "softmax-loss z=3.2,5.1,-1.7 y=猫 classes=猫,车,蛙",
    "均方误差 目标=1,0 预测值=.9,.2": "loss mse y=1,0 yhat=.9,.2",
    "合页损失 得分=3.2,5.1,-1.7 标签=0 间隔=1": "hinge-loss s=3.2,5.1,-1.7 y=0 margin=1",
    "评价指标 标签=1,0,1,1,0 预测值=1,0,0,1,1": "metrics y=1,0,1,1,0 yhat=1,0,0,1,1",
    "注意力 查询=1,0 键=1,0:0,1 值=1,2:3,4": "attention Q=1,0 K=1,0:0,1 V=1,2:3,4",
    "参数量 20 fc:64 fc:32 fc:1": "params 20 fc:64 fc:32 fc:1",
    "初始化 xavier 输入连接数=100 输出连接数=50": "init xavier fan_in=100 fan_out=50",
    "批量归一化 输入=1,2:3,5": "normalize batch x=1,2:3,5",
    "随机失活 输入=1,2,3 丢弃率=.5 掩码=1,0,1": "dropout x=1,2,3 p=.5 mask=1,0,1",
    "k近邻 样本=1,2:3,4:5,5 标签=a,b,b 待分类点=3,3 近邻数=1 距离=曼哈顿距离":
        "knn X=1,2:3,4:5,5 y=a,b,b q=3,3 k=1 metric=l1",
    "k均值 样本=1,1:2,1:8,8 初始质心=1,1:8,8": "kmeans X=1,1:2,1:8,8 C=1,1:8,8",
    "主成分分析 样本=1,2:3,4:5,7": "pca X=1,2:3,4:5,7",
    "对抗样本 输入=1,2 梯度=.5,-1 eps=.1": "fgsm x=1,2 g=.5,-1 eps=.1",
    "异或": "gate xor",
    "反向傳播 輸入：1，-2 權重：2，1 學習率:.5 目標＝１": "backprop x=1,-2 W1=2,1 lr=.5 t=1",
    "线性回归 样本=1:2:3 标签=2,4,5 方法=梯度下降 学习率=.1": "regression linear X=1:2:3 y=2,4,5 method=gd lr=.1",
    "线性回归 样本=1:2:3 标签=2,4,5 方法=随机梯度下降 学习率=.1": "regression linear X=1:2:3 y=2,4,5 method=sgd lr=.1",
    "反向传播 ｘ＝１，－２ W1=.1,.2 激活＝sigmoid 目标=1": "backprop x=1,-2 W1=.1,.2 act=sigmoid t=1",
}  # fmt: skip
"""The topics of a course by Chinese commands, each with the same line in the contract's names."""


@pytest.mark.parametrize("line", ROWS)
def test_a_chinese_line_is_the_line_it_is_read_as(line: str) -> None:
    typed, usual = [nncalc([*shlex.split(each), "--format", "json"]) for each in (line, ROWS[line])]
    assert (typed.code, typed.err) == (0, "")
    one, other = json.loads(typed.out), json.loads(usual.out)
    assert [*one.pop("given")] == [*other.pop("given")]
    assert one == other


def test_the_head_of_the_page_says_what_was_taken_for_what() -> None:
    page = nncalc("长短期记忆 x=1 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0").out
    assert "长短期记忆 is read as rnn-step cell=lstm" in page
    page = nncalc("反向传播 x=1 W1=1 标签=1 损失函数=均方误差").out
    for said in ("反向传播 is read as backprop", "标签 is read as t", "loss=均方误差 is read as mse"):
        assert said in " ".join(page.split())


def test_what_the_word_for_a_command_says_gives_way_to_what_is_typed() -> None:
    typed = nncalc("均方误差 kind=mae y=1,0 yhat=.9,.2 --format json")
    assert typed.out == nncalc("loss kind=mae y=1,0 yhat=.9,.2 --format json").out


def test_yes_and_no() -> None:
    line = "optimizer adam w=1 g=.5 lr=.1 bias_correction="
    pages = {word: nncalc(line + word) for word in ("是", "yes", "否", "no")}
    assert [page.code for page in pages.values()] == [0] * 4
    assert answers(pages["是"].out) == answers(pages["yes"].out) != answers(pages["否"].out) == answers(pages["no"].out)
    for word in ("对了", "是否"):
        assert nncalc("pca X=1,2:3,4 standardize=" + word).code == 2


def test_a_given_that_is_named_twice_is_refused() -> None:
    assert "标签 is read as t, which is given too" in nncalc("反向传播 x=1 W1=1 t=1 标签=2").err


@pytest.mark.parametrize(
    ("line", "close"),
    [
        ("反相传播", "反向传播"),
        ("交叉商", "交叉熵"),
        ("backprop x=1 W1=1 t=1 激活=阶越", "step"),
        ("backprop x=1 W1=1 t=1 学习律=1", "lr"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(line: str, close: str) -> None:
    done = nncalc(line)
    assert (done.code, done.out) == (2, "")
    assert f"mean '{close}'?" in done.err or f"mean {close}?" in done.err


def test_english_reads_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("the words of other languages were asked for")

    monkeypatch.setattr("nncalc.language.typed._parts", asked)
    assert nncalc("backprop inputs=1,2 W1=1,1 target=1 learning_rate=.5 loss=l2").code == 2
    assert nncalc("backprop inputs=1,2 W1=1,1 target=1 learning_rate=.5 activation=logistic").code == 0


def readings(word: str) -> str:
    """A word as it is typed in pinyin."""
    sounds = meanings("pinyin")
    return "".join(sign if sign.isascii() else sounds[sign].split()[0] for sign in word)


PINYIN = [(readings(word), line) for word, line in words("commands")]


@pytest.mark.parametrize(("typed", "line"), PINYIN, ids=[typed for typed, _ in PINYIN])
def test_a_command_in_pinyin_is_answered_and_never_read(typed: str, line: str) -> None:
    done = nncalc([typed])
    assert (done.code, done.out) == (2, "")
    assert f"Did you mean '{line.split()[0]}'?" in done.err
    assert nncalc([typed, "x=1"]).code == 2


def test_givens_in_pinyin_are_suggested() -> None:
    for typed, own in (
        ("xuexilv", "lr"),
        ("xueXiLu", "lr"),
        ("jihuo", "act1"),
        ("quanzhong2", "W2"),
        ("pianzhi", "b1"),
    ):
        done = nncalc(["backprop", "x=1", "W1=.5", "t=2", "lr=.5", f"{typed}=1"])
        assert done.code == 2
        assert f"did you mean {own}?" in done.err, done.err
    assert "did you mean lr?" in nncalc(["backprop", "x=1", "W1=.5", "t=2", "xué-xí-lǜ=.5"]).err
    every = [word for part in DATA if part.startswith("givens") for word, _ in words(part)]
    assert [word for word in every if readings(word).isascii() is False] == []
    for word, given in words("givens"):
        kinds = [kind for kind in TYPES.values() if given_of(kind, word)]
        meant = nncalc([kinds[0].name, f"{readings(word)}=1"]).err if len(readings(word)) > 3 else "did you mean"
        assert "did you mean" in meant or readings(word) in meant, (word, given)
    assert "did you mean" not in nncalc(["backprop", "x=1", "W1=.5", "duo=1"]).err, "too short to tell"
    assert nncalc(["pigai", "key.yaml"]).code == 2
    assert "Did you mean 'check'?" in nncalc(["pigai"]).err


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("题目：\n  - id: a\n", "`题目:` 后接题目列表"),
        ("默认:\n  lr: .5\n题目：\n  - id: a\n", "`题目:` 后接题目列表"),
        ("默认：{lr: .5}\n题目:\n  - id: a\n", "默认: {lr: .5}，用半角冒号"),
        ("题目:\n  - id: a\n    类型：forward\n    已知: {x: 1}\n", "类型: forward，用半角冒号"),
        ("题目:\n  - id: a\n    类型: forward\n    已知：{x: 1}\n", "已知: {x: 1}，用半角冒号"),
        (
            "题目:\n  - id: a\n    类型: forward\n    已知: {x: 1, W1: 2}\n    答案：{y: 2}\n",
            "答案: {y: 2}，用半角冒号",
        ),
    ],
)
def test_a_full_width_colon_is_answered_with_the_line_to_type(
    text: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNCALC_LANG", "zh")
    monkeypatch.setattr(spoken, "catalogue", None)  # what the command line sets ends with the test
    monkeypatch.setattr(spoken, "spoken", "en")
    Path("own.yaml").write_text(text, encoding="utf-8")
    for command in ("batch own.yaml", "check own.yaml own.csv"):
        Path("own.csv").write_text("student,a.y\nli,2\n", encoding="utf-8")
        done = nncalc(command)
        assert done.code == 2
        assert line in done.out + done.err
    Path("own.yaml").write_text("notation：qiu\nform：row\n", encoding="utf-8")
    for option in ("--defaults", "--notation"):
        assert "notation: qiu，用半角冒号" in nncalc(f"forward x=1 W1=2 {option} own.yaml").err
