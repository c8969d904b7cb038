"""A course in Chinese: each row by a Chinese problem and by a Chinese command gives the figures that the course prints."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from commandline import ROOT, nncalc
from language.test_no_english_left import english

from nncalc import words
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

PATH = Path(__file__).with_name("mission.yaml")
ENTRIES = [entry for entry in read_file(str(PATH)) if isinstance(entry, Entry)]
PRINTED_WRONG = {
    "激活函数 sigmoid 输入=0 --check dy=1": "应为 0.25",
    "计算图 f=(x+y)*z x=-2 y=5 z=-4 --check d_x=3": "应为 -4",
    "线性回归 样本=1:2:3 标签=2,4,5 方法=梯度下降 学习率=.1 步数=1 --check theta=-11/30,-5/6": "漏负号：ŷ − y 写成 y − ŷ",
    "交叉熵 得分=3.2,5.1,-1.7 标签=0 --check 损失=.87": "把 −ln p 当成 1 − p",
    "交叉熵 得分=3.2,5.1,-1.7 标签=0 --check 损失=.886": "按 log=10 则正确",
    "交叉熵 得分=2,1,.1 --check p=.659,.242,.098": "截断，未四舍五入",
    "合页损失 得分=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 标签=0,1,2 --check losses=2.9,0,10.9": "合页损失中漏加间隔",
    "参数量 20 fc:64 fc:32 fc:1 --check 参数量=3360": "参数量漏算偏置",
    "卷积形状 1x28x28 conv:25,k=3 --check 参数量＝２２５": "参数量漏算偏置",
}
"""What the course prints wrong, with the words that say why."""
TOPICS = 18


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests speak is theirs alone."""
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")


def test_no_row_is_missing() -> None:
    assert len(ENTRIES) == PATH.read_text("utf-8").count("编号:")
    assert len({entry.type for entry in ENTRIES}) >= TOPICS


def test_the_problems() -> None:
    done = nncalc(["--lang", "zh", "batch", str(PATH.relative_to(ROOT))])
    assert (done.code, done.err) == (0, "")
    assert f"共 {len(ENTRIES)} 题：正确 {len(ENTRIES)}" in done.out


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_the_commands(entry: Entry) -> None:
    line = shlex.split(entry.notes)
    answers = [part for name, value in entry.expect.items() for part in ("--check", f"{name}={value}")]
    done = nncalc(["--lang", "zh", *line, *answers])
    assert (done.code, done.err) == (0, ""), done.out
    assert english(done.out) == []


@pytest.mark.parametrize("line", PRINTED_WRONG)
def test_what_is_printed_wrong(line: str) -> None:
    done = nncalc(["--lang", "zh", *line.split()])
    assert (done.code, done.err) == (1, "")
    assert PRINTED_WRONG[line] in "".join(done.out.split("\n"))
    assert english(done.out) == []
