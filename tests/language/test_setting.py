"""How Chinese pages are set: no half-width signs among Chinese characters, whatever was joined to make a sentence; and every
encoding gets letters that it has."""

from __future__ import annotations

import re
import shlex

import pytest
from commandline import nncalc

from nncalc import words
from nncalc.declaring import registry
from nncalc.render.measure import width_of

EXAMPLES = [example for name in registry.names() for example in registry.load(name).examples]
_HAN = "[\u4e00-\u9fff，。：；、（）“”？]"
_ILL = re.compile(rf"{_HAN} ?[,;:](?![:=])|[,;:] ?{_HAN}|[(] ?{_HAN}|{_HAN}[)]|[\w)\]], \d+ [\u4e00-\u9fff]")
ALLOWED = (
    r"“[^”]*”",  # what is typed stands as it is
    r"(?<= ):{2,3}(?=[，。；]| |$)",  # what stands between matrices
    r"(?:对每行|对 [\w、]+ |窗口)求(?:和|均值)",  # an operator before what it is of
    r"problems/\S+",
    r"(?m)^.*(?:真实 \\ 预测|预测 \\ 真实).*$",
)
"""Where half-width signs stand beside Chinese characters with good reason."""


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests speak is theirs alone."""
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")


def ill_set(text: str) -> list[str]:
    """Lines with a half-width sign among Chinese characters."""
    for token in ALLOWED:
        text = re.sub(token, "", text)
    return [line.strip() for line in text.split("\n") if _ILL.search(line)]


@pytest.mark.parametrize(
    "line", ["节点：v1, 前向", "x = (1, 2), 2 个数", "求和(样本)", "第 1 行; 第 2 行", "错误: 缺少"]
)
def test_what_is_ill_set_is_seen(line: str) -> None:
    assert ill_set(line) == [line]


@pytest.mark.parametrize("line", EXAMPLES)
def test_a_page(line: str) -> None:
    page = nncalc(["--lang", "zh", *shlex.split(line), "--width", "400"])
    assert (page.code, ill_set(page.out)) == (0, [])


@pytest.mark.parametrize("name", registry.names())
def test_help(name: str) -> None:
    assert ill_set(nncalc(["--lang", "zh", name, "--help"]).out) == []


def test_a_batch_and_a_class() -> None:
    batch = nncalc("--lang zh batch problems/softmax-loss problems/dropout")
    marks = nncalc("--lang zh check tests/data/key.yaml tests/data/answers.csv")
    report = nncalc("--lang zh check tests/data/key.yaml tests/data/answers.csv --format markdown")
    assert not re.search("(?m)^## [A-Za-z]|^[|] [a-z]+ [|] [a-z]+ [|]", report.out)
    for outcome in (batch, marks, report):
        assert ill_set(outcome.out + outcome.err) == []


@pytest.mark.parametrize("width", [80, 60, 40])
@pytest.mark.parametrize("name", registry.names())
def test_chinese_is_no_wider_than_english(name: str, width: int) -> None:
    line = [*shlex.split(registry.load(name).examples[0]), "--width", str(width)]
    chinese, english = (nncalc(["--lang", language, *line]).out for language in ("zh", "en"))
    wide = [
        [each for each in page.partition(head)[0].split("\n") if width_of(each) > width]
        for page, head in ((chinese, "答案\n"), (english, "Answers\n"))
    ]
    assert len(wide[0]) <= len(wide[1]), wide[0]


# -- encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "gb18030", "gb2312", "big5"])
@pytest.mark.parametrize("name", registry.names())
def test_a_chinese_encoding(name: str, encoding: str) -> None:
    page = nncalc(["--lang", "zh", *shlex.split(registry.load(name).examples[0])], encoding)
    if encoding == "big5":  # has no simplified characters: the page is English
        assert "Given" in page.out
        assert "PYTHONIOENCODING" in page.err
    else:
        assert "已知" in page.out
        assert page.err == ""
    assert (
        page.code,
        [line for line in page.out.split("\n") if re.search(r"\\[ux]|[^a-z]\?", line)],
    ) == (
        0,
        [],
    )


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "cp850"])
@pytest.mark.parametrize("name", registry.names())
def test_an_encoding_without_chinese(name: str, encoding: str) -> None:
    page = nncalc(["--lang", "zh", *shlex.split(registry.load(name).examples[0])], encoding)
    usual = nncalc(["--lang", "en", *shlex.split(registry.load(name).examples[0])], encoding)
    assert (page.code, page.out) == (0, usual.out)
    assert f"the words are English, for {encoding} lacks letters" in page.err
    assert not re.search(r"\\[ux]", page.out)


def test_a_locale_that_cannot_be_written_says_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.GB2312")
    page = nncalc("forward x=1 W1=2", "ascii")
    assert (page.out.startswith("The forward pass"), page.err) == (True, "")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_an_error_in_a_chinese_encoding(encoding: str) -> None:
    done = nncalc(["--lang", "zh", "正向传拨", "x=ŷ"], encoding)
    assert done.err.startswith("错误：没有命令“正向传拨”。是否指“正向传播”？")
    assert "\\u" not in done.err.replace("x=ŷ", "")


def test_a_file_is_whole_whatever_the_terminal(tmp_path: object) -> None:
    path = f"{tmp_path}/page.txt"
    assert nncalc(["--lang", "zh", "normalize", "batch", "x=1,2:3,6", "-o", path], "ascii").code == 0
    with open(path, encoding="utf-8") as file:
        page = file.read()
    assert "已知" in page
    assert "x̂₁₁ = c₁₁/σ₁" in page


def test_a_page_says_its_language() -> None:
    assert '<html lang="zh-Hans"' in nncalc("--lang zh forward x=1 W1=2 --format html").out
    assert '<html lang="en"' in nncalc("forward x=1 W1=2 --format html").out


@pytest.mark.parametrize("variant", ["zh_TW.UTF-8", "zh_HK", "zh-Hant"])
def test_traditional_readers_get_simplified_pages_and_may_type_their_own(
    variant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNCALC_LANG", variant)
    page = nncalc("反向傳播 輸入=1,-2 權重=2,1 目標=1")
    assert (page.code, "已知" in page.out) == (0, True)
    assert "反向傳播读作 backprop" in page.out
