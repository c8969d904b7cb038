"""Pages in PDF, made by typst and read again: every word on the paper, PDF/A with tags, a text for each equation, no other file.

Needs the extra `pdf`, pypdf, and Debian's poppler-utils and fonts-noto-cjk; runs with NNCALC_WHOLE=1, as CI does. The files
stay in the folder that NNCALC_PICTURES names.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import render_samples
from commandline import nncalc
from hard_lines import LINES
from whole import WHOLE

from nncalc import language, render
from nncalc.declaring import registry
from nncalc.page.document import Document

pytestmark = pytest.mark.skipif(not WHOLE, reason="typst sets every page: with NNCALC_WHOLE=1")
EXAMPLES = [(name, number) for name in registry.names() for number in range(len(registry.load(name).examples))]
KEY = """problems:
  - {id: net, type: forward, given: {x: [1, 2], W1: [3, 4], b1: 0.5}, expect: {z1: 11.5, y: 11.5}, points: {z1: 2, y: 3}}
  - id: 'soft #panic("id") $x$ *a* ] // \\u{41}'
    type: softmax-loss
    title: '中文 #import "x": * #eval("1") ```raw``` <p1> @p1 \\ "'
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 0.89, p: [0.13, 0.87, 0]}
  - {id: broken, type: forward, given: {x: "1,", W1: [2]}}
"""
CLASS = """student,id,name,value
Ann,net,z1,11.5
Ann,net,y,11.5
"Bob #read(""/etc/passwd"") $ * ] ]] \\u{29}",net,z1,=1+1
"Bob #read(""/etc/passwd"") $ * ] ]] \\u{29}",net,y,"0.123456789,0.123456789,0.123456789,0.123456789"
王小明,net,y,11.5
"""
MARGIN, BOTTOM, POINTS = 20 * 72 / 25.4, 297 * 72 / 25.4, 2.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = Path(os.environ.get("NNCALC_PICTURES") or tmp_path_factory.mktemp("paper"))
    there.mkdir(parents=True, exist_ok=True)
    return there


def made(folder: Path, name: str, line: str, *options: str) -> Path:
    path = folder / f"{name}.pdf"
    done = nncalc([*options, *shlex.split(line), "-o", str(path)])
    assert "cannot write" not in done.err
    assert path.exists(), done.err
    return path


def words_of(path: Path) -> Iterator[tuple[float, float, float, float, str]]:
    """Every word on the pages: left, top, right, bottom in points, and what it is."""
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    for match in re.finditer(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', done.stdout):
        yield (*map(float, match.groups()[:4]), match[5])  # type: ignore[misc]


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def read(path: Path, language: str = "en") -> Any:
    """A file that holds to PDF/A-2a and PDF/UA-1, with every word inside its margins, and all fonts in it."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    root: Any = reader.trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A<", about)
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert root["/Lang"].startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert all(page.mediabox.width == pytest.approx(595.28, abs=0.1) for page in reader.pages)
    outside = [
        word
        for word in words_of(path)
        if word[0] < MARGIN - POINTS or word[2] > 595.28 - MARGIN + POINTS or word[1] < 40 or word[3] > BOTTOM - 20
    ]
    assert outside == []
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    return root


def structure(element: Any) -> Iterator[Any]:
    """The elements of a tagged file, each with what it is and the text beside it."""
    element = element.get_object()
    if isinstance(element, list):
        for part in element:
            yield from structure(part)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from structure(element["/K"])


def spoken(root: Any, kind: str) -> list[str]:
    return [str(each["/Alt"]) for each in structure(root["/StructTreeRoot"]) if each["/S"] == kind and "/Alt" in each]


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
def test_an_example(name: str, number: int, folder: Path) -> None:
    example = registry.load(name).examples[number]
    root = read(path := made(folder, f"{name}-{number + 1}", example))
    text = nncalc(example).out
    lines = [re.sub(" +", " ", line.strip()) for line in text.split("\n")]
    said = spoken(root, "/Formula")
    assert [line for line in lines if line in set(said)] == [line for line in said if line in set(lines)]
    assert [line for line in said if not any(line in each for each in lines)] == []
    kinds = [each["/S"] for each in structure(root["/StructTreeRoot"])]
    assert kinds.count("/H1") == 1
    assert kinds.count("/Figure") == len(spoken(root, "/Figure"))
    shown = re.sub(r"\s", "", text_of(path))
    for answer in text.partition("\nAnswers\n")[2].split():
        assert answer in shown


@pytest.mark.parametrize("name", registry.names())
def test_a_page_in_chinese(name: str, folder: Path) -> None:
    path = made(folder, f"{name}-zh", registry.load(name).examples[0], "--lang", "zh")
    language.speak("en")
    read(path, "zh")
    assert "答案" in text_of(path)
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"\+(\w+?)-", fonts)) <= {"NotoSerifCJKsc", "NewCMMath", "NewCM10", "DejaVuSansMono"}


OPTIONS = (
    "--show loss", "--steps none", "--steps brief", "--exact", "--no-statement", "--draw", "--digits 30", "--ascii --width 40",
    "--check loss=.3 --check y=1,1", "--notation zhou", "--all",
)  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS)
def test_options(options: str, folder: Path) -> None:
    line = f"backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 act=sigmoid t=.01,.99 lr=.5 {options}"
    read(made(folder, f"options{OPTIONS.index(options)}", line))


@pytest.mark.parametrize("name", LINES)
def test_what_is_large_stays_on_the_paper(name: str, folder: Path) -> None:
    read(made(folder, name, LINES[name]))


def test_booklets_marks_and_feedback(folder: Path) -> None:
    (folder / "key.yaml").write_text(KEY, encoding="utf-8")
    (folder / "class.csv").write_text(CLASS, encoding="utf-8")
    key, answers = str(folder / "key.yaml"), str(folder / "class.csv")
    booklet = made(folder, "booklet", shlex.join(["batch", key]))
    read(booklet)
    typed = re.sub(r"\s", "", text_of(booklet))
    for hostile in ('#panic("id")$x$*a*]//\\u{41}', '中文#import"x":*#eval("1")```raw```<p1>@p1\\"'):
        assert hostile in typed
    assert text_of(booklet).count("\f") == 5
    nncalc(["check", key, answers, "-o", str(folder / "class.pdf")])
    read(folder / "class.pdf")
    assert 'Bob#read("/etc/passwd")$*]]]\\u{29}' in re.sub(r"\s", "", text_of(folder / "class.pdf"))
    nncalc(["check", key, answers, "--each-to", str(folder / "to"), "--format", "pdf"])
    students = sorted((folder / "to").glob("*.pdf"))
    assert len(students) == 3
    for student in students:
        read(student)


@pytest.mark.parametrize("sample", ["hostile", "perceptron", "backprop"])
def test_samples(sample: str, folder: Path) -> None:
    options = render.Options()
    document: Document = getattr(render_samples, sample)(render.style("pdf", options))
    written = render.format_of("pdf", options)
    path = folder / f"{sample}.pdf"
    made = written.bound([written.page(document)])
    assert isinstance(made, bytes)
    path.write_bytes(made)
    read(path)


def test_characters_without_a_font(folder: Path) -> None:
    written = render.format_of("pdf", render.Options())
    strange = "".join(map(chr, [*range(0xE00, 0xE5B), *range(0x13000, 0x13100), 0x2A6D6, 0x1F600]))
    made = written.bound([written.page(Document(strange, (), (), ()))])
    assert isinstance(made, bytes)
    (folder / "strange.pdf").write_bytes(made)
    read(folder / "strange.pdf")
    assert "U+13000" in text_of(folder / "strange.pdf").replace("\n", "")


def test_typst_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typst import TypstError

    from nncalc.render.pdf import compiling

    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    for source in (
        '#read("secret.txt")',
        '#read("/secret.txt")',
        '#import "@preview/cetz:0.3.0"',
        '#include "secret.txt"',
    ):
        with pytest.raises(TypstError):
            compiling.compiled(f'#show: file.with("t")\n{source}\n')


@pytest.mark.parametrize("name", ["activation", "attention", "backprop", "encoder-block"])
def test_no_page_ends_between_a_formula_and_its_components(folder: Path, name: str) -> None:
    for number, example in enumerate(registry.load(name).examples):
        path = made(folder, f"{name}-{number}-feet", example)
        box = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
        pages = [
            [
                tuple(map(float, found))
                for found in re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax=".+?" yMax="(.+?)">', page)
            ]
            for page in box.split("<page ")[1:]
        ]
        for page, following in pairwise(pages):
            words = [word for word in page if word[2] < BOTTOM - 50]  # without the page's number
            foot, head = max(word[2] for word in words), min(word[1] for word in following)
            last = min(left for left, _, bottom in words if bottom > foot - 8)
            first = min(left for left, top, _ in following if top < head + 8)
            assert last > MARGIN + 8 or not MARGIN + 8 < first < MARGIN + 30  # a drawing may come next
