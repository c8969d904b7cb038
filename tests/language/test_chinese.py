"""The Chinese catalogue: places and typed words kept, one word for one thing, set as Chinese is."""

from __future__ import annotations

import sys

import pytest
from commandline import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
import glossary
import messages
from extracting import Message

COMPLETE = True
"""Whether every message of the sources must have Chinese words."""


def test_the_words_of_the_catalogue() -> None:
    """`python .ci/messages.py --check` says the same, and --status what has no words yet."""
    assert messages.check("zh", strict=COMPLETE) == []


@pytest.mark.parametrize(
    ("english", "said", "fault"),
    [
        ("row {number}", "行", "places [], not ['number']"),
        ("row {number}", "第 {numbers} 行", "places ['numbers'], not ['number']"),
        ("under loss=sse", "按误差平方和", "without loss=sse, which is typed"),
        ("type --check", "检查", "without --check, which is typed"),
    ],
)
def test_faults_in_any_language(english: str, said: str, fault: str) -> None:
    assert messages.faults(Message(english), (said,)) == [fault]


@pytest.mark.parametrize(
    ("english", "said", "fault"),
    [
        ("one weight", "一个权重值", ""),
        ("one weight", "一个连接", "weight is not 权重 or 加权"),
        ("the loss function", "损失", "loss function is not 损失函数"),
        ("the loss function", "损失函数", ""),
        ("Hidden units", "隐层的单元", "隐层: write 隐藏层"),
        ("lossless {loss} loss=sse", "无损", ""),
    ],
)
def test_the_glossary(english: str, said: str, fault: str) -> None:
    terms = glossary.glossary(ROOT / "nncalc" / "locale" / "zh" / "glossary.yaml")
    assert glossary.off_the_glossary(english, said, terms) == ([fault] if fault else [])


@pytest.mark.parametrize(
    "said", ["第 {number} 行：W1 是 2×2", "取 `loss=sse` 时", "0.5%，故", "区间 (0, 1) 内", "例如：\n  nncalc a b"]
)
def test_what_is_set_well(said: str) -> None:
    assert glossary.ill_set(said) == []


@pytest.mark.parametrize(
    "said", ["第3 行", "权重,偏置", "权重: 偏置", "权重 偏置", "权重(偏置)", "权重 ，偏置", "第３行"]
)
def test_what_is_not(said: str) -> None:
    assert glossary.ill_set(said)
