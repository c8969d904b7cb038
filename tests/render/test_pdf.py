"""Pages in PDF as far as they are typst's source: text is strings alone, formulas are calls of ours; what is missing is said.

`tests/paper/` has typst set them, and reads the files.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import render_samples
from commandline import nncalc

from nncalc import language, render
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.errors import InputError
from nncalc.page.document import Answer, Check, Document, Drawing, Fold, Items, Section, Table, Words
from nncalc.page.solving import Settings
from nncalc.render.html.mathml import MathmlStyle
from nncalc.render.measure import is_ideograph
from nncalc.render.pdf import compiling, fonts
from nncalc.render.pdf.formulas import formula
from nncalc.render.pdf.source import LONGEST, prose, string
from nncalc.render.solution import make_document

STRING = re.compile(r'"(?:[^"\\]|\\["\\]|\\u\{[0-9a-f]{1,6}\})*"')
PAGE = Path(compiling.__file__).with_name("page.typ").read_text(encoding="utf-8")
CALLS = {*re.findall(r"^#let ([a-z-]+)\(", PAGE, re.MULTILINE), "h", "math", "primes", "par", "heading", "pagebreak"}
OTHERS = {"true", "false", "none", "show", "weak", "with", "em"}
INJECTIONS = [
    '#eval("1")',
    '") #eval("1") ("', "$x$ *a* _b_ `c`", "]] }} ))", '#import "@preview/x:1.0.0": *', r"\u{22}) #panic()", "// /* */",
    "\\", '"', '\\"', "<p1> @p1", "a\nb\r#let x = 1",
    "\u202e\x1b[31m\x00", "= Heading", "#", "\udc80",
]  # fmt: skip
OPTIONS = render.Options()


def words_of(source: str) -> set[str]:
    """The words of a source outside its strings; it is ASCII, and nothing else of it could act."""
    assert source.isascii()
    bare = STRING.sub("", source)
    assert '"' not in bare
    assert "\\" not in bare
    assert set(re.findall(r"[^\w\s]", bare)) <= set("#(){}[],;.:-+")
    return set(re.findall(r"[A-Za-z][A-Za-z-]*", bare))


def page_of(example: str) -> str:
    kind = registry.load(shlex.split(example)[0])
    problem = read_problem(kind, kind.read_tokens([word.replace("--", "") for word in shlex.split(example)[1:]]))
    return render.render(make_document(problem, Settings(), "pdf", OPTIONS), "pdf", OPTIONS)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_is_strings_wherever_it_stands(text: str) -> None:
    blocks = (
        Words(text),
        Items((text,)),
        Fold(3, text),
        Drawing((text, text)),
        Table((text, "b"), ((text, "1"),), frozenset((0, 1)), 1, 5, text),
    )
    check = Check(text, text, "wrong", (text, text))
    document = Document(
        text, (text,), (Section(text, blocks),), (Answer(text, text),), (check,), (Section(text, blocks),)
    )
    written = render.format_of("pdf", OPTIONS)
    source = (
        written.page(document)
        + written.anchored("", text)
        + "".join(written.contents(text, [(text, text, f"✗ {text}")]))
    )
    assert words_of(source) <= CALLS | OTHERS
    style = MathmlStyle()
    for made in (style.symbol(text), style.name(text), style.call(text, [style.symbol(text)]), style.number(text)):
        assert words_of(formula(made.markup)) <= CALLS | OTHERS  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", registry.names())
def test_every_page_is_calls_of_what_the_template_has(name: str) -> None:
    source = page_of(registry.load(name).examples[0])
    assert words_of(source) <= CALLS | OTHERS
    assert source.count("#title(") == 1


def test_a_hostile_page() -> None:
    document = render_samples.hostile(render.style("pdf", OPTIONS))
    assert words_of(render.render(document, "pdf", OPTIONS)) <= CALLS | OTHERS


def test_strings() -> None:
    assert string('a"b\\c') == r'"a\"b\\c"'
    assert string("é中\n") == r'"\u{e9}\u{4e2d}\\n"'
    assert prose("a b") == '"a b"'
    assert prose("x" * LONGEST + "y") == '"' + "x" * LONGEST + r'\u{200b}y"'
    assert prose("1," * 20) == '"' + r"\u{200b}".join(["1,"] * 20) + '"'
    assert prose("x" * (LONGEST - 1)) == f'"{"x" * (LONGEST - 1)}"'


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ("<mi>x</mi>", 'i("x")'),
        ("<mi>act</mi>", 'n("act")'),
        ("<mn>1</mn><mo>+</mo><mn>2</mn>", '{n("1"); o("+"); n("2")}'),
        ("<msub><mi>x</mi><mrow><mn>1</mn></mrow></msub>", 'u(i("x"), n("1"))'),
        ("<msup><mi>e</mi><mrow><mi>z</mi></mrow></msup>", 't(i("e"), i("z"))'),
        ("<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>", 'f(n("1"), n("2"))'),
        ("<mo>(</mo><mi>x</mi><mo>)</mo>", 'l({o("("); i("x"); o(")")})'),
        ("<mo stretchy='false'>(</mo><mi>x</mi><mo stretchy='false'>)</mo>", '{o("("); i("x"); o(")")}'),
        ("<mo form='prefix'>|</mo><mi>x</mi><mo form='postfix'>|</mo>", 'l({o("|"); i("x"); o("|")})'),
        ("<mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable>", 'm((n("1"), ))'),
        ("<msqrt><mi>x</mi></msqrt>", 'q(i("x"))'),
        ("<mover accent='true'><mi>y</mi><mo stretchy='false'>^</mo></mover>", 'a(i("y"), "\\u{302}")'),
        ("<mi>x</mi><mo stretchy='false' lspace='0' rspace='0'>′</mo>", '{i("x"); ut([], none, math.primes(1))}'),
        (
            "<msub><mrow><mi>x</mi><mo>′</mo></mrow><mrow><mn>1</mn></mrow></msub>",
            'ut(i("x"), n("1"), math.primes(1))',
        ),
        ("<mo>,</mo><mspace width='.35em'/>", '{n(","); h(.35em)}'),
        ("<mi>a&#160;b&#34;</mi>", 'n("a b\\"")'),
    ],
)
def test_formulas(markup: str, source: str) -> None:
    assert formula(markup) == source


# -- what is missing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typst", [None, SimpleNamespace()])
def test_without_the_library_the_line_that_installs_it(
    typst: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", typst)
    (tmp_path / "key.yaml").write_text("problems: [{id: a, type: forward, given: {x: [1], W1: [2]}, expect: {y: 2}}]")
    (tmp_path / "class.csv").write_text("student,id,name,value\nAnn,a,y,2\n")
    key, answers, page = (str(tmp_path / name) for name in ("key.yaml", "class.csv", "page.pdf"))
    for line in (
        ["forward", "x=1", "W1=2", "-o", page],
        ["forward", "x=1", "W1=2", "--format", "pdf"],
        ["batch", key, "-o", page],
        ["check", key, answers, "-o", page],
        ["check", key, answers, "--each-to", str(tmp_path / "to"), "--format", "pdf"],
    ):
        done = nncalc(line)
        assert done.code == 2
        assert "pages in PDF need typst, the extra 'pdf', which is not installed" in done.err
        assert 'python -m pip install "typst>=0.15"' in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class.csv", "key.yaml"]


class Typst:
    """A library that has two fonts and sets what they have."""

    class TypstError(RuntimeError):
        message = ""

    families = ("New Computer Modern",)

    def Fonts(self, **_: Any) -> Any:
        return SimpleNamespace(families=lambda: list(self.families))

    def compile(self, source: bytes, **options: Any) -> bytes:
        assert options["ignore_system_fonts"]
        assert not list(Path(options["root"]).iterdir())
        text = source.decode().removeprefix(PAGE)
        chinese = any("CJK" in name for name in self.families)
        characters = [chr(int(code, 16)) for code in re.findall(r"\\u\{((?!200b)[0-9a-f]{3,5})\}", text)]
        missing = [each for each in characters if not (chinese and is_ideograph(each))]
        if missing:
            error = self.TypstError()
            error.message = f'the text `"{missing[0]}"` could not be displayed with font `"x"`'
            raise error
        return text.encode()


@pytest.fixture
def typst(monkeypatch: pytest.MonkeyPatch) -> Typst:
    compiling._fonts.cache_clear()
    made = Typst()
    monkeypatch.setitem(sys.modules, "typst", made)  # type: ignore[arg-type]
    monkeypatch.setattr(fonts, "OF_TEX", ())
    yield made  # type: ignore[misc]
    compiling._fonts.cache_clear()


def test_without_a_chinese_font_the_package_that_has_one(typst: Typst, tmp_path: Path) -> None:
    (tmp_path / "key.yaml").write_text(
        "problems: [{id: a, type: forward, title: 作业, given: {x: [1], W1: [2]}}]", "utf-8"
    )
    for line in (
        ["batch", str(tmp_path / "key.yaml"), "-o", str(tmp_path / "page.pdf")],
        ["--lang", "zh", "forward", "x=1", "W1=2", "-o", str(tmp_path / "page.pdf")],
    ):
        done = nncalc(line)
        language.speak("en")
        assert done.code == 2
        assert "sudo apt-get install fonts-noto-cjk" in done.err
        assert "Windows" in done.err
        assert "macOS" in done.err
        assert not (tmp_path / "page.pdf").exists()


def test_the_best_chinese_font_that_is_there(typst: Typst, tmp_path: Path) -> None:
    typst.families = ("SimSun", "Noto Serif CJK SC", "Noto Sans CJK SC")
    page = tmp_path / "page.pdf"
    assert nncalc(["--lang", "zh", "forward", "x=1", "W1=2", "-o", str(page)]).err == ""
    language.speak("en")
    source = page.read_text("utf-8")
    assert source.startswith('#let cjk = ("Noto Serif CJK SC", )\n#let language = "zh"\n#let region = "cn"\n')


def test_what_no_font_has_is_written_by_its_number(typst: Typst) -> None:
    typst.families = ("Noto Serif CJK SC",)
    made = compiling.compiled('#title("\\u{e01} \\u{4e2d}")').decode()
    assert '#title("U+0E01\\u{200b} \\u{4e2d}")' in made
    assert 'language = "en"' in made
    assert "region = none" in made


@pytest.mark.parametrize("line", [["forward", "x=1", "W1=2"], ["batch", "key.yaml"]])
def test_a_pdf_that_would_not_fit_into_memory(
    typst: Typst, line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "MOST", 500)
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text("problems: [{id: a, type: forward, given: {x: [1], W1: [2]}}]", "utf-8")
    done = nncalc([*line, "-o", "page.pdf"])
    assert done.code == 2
    assert "too long for one PDF" in done.err
    assert not Path("page.pdf").exists()


def test_many_characters_that_no_font_has() -> None:
    rare, asked = set(map(chr, range(0xE01, 0xE5B))), []

    def tried(text: str) -> str:
        asked.append(text)
        missing = [each for each in text.split(" ") if each in rare]
        return f'the text `"{missing[0]}"` could not be displayed' if missing else ""

    assert fonts.unshown({"δ", "中", *rare}, tried) == rare
    assert len(asked) == fonts.MOST_UNSHOWN + 3
    assert fonts.unshown({"δ"}, lambda text: 'the text `"\\u{3b4}"` could not be displayed') == {"δ"}
    assert fonts.unshown({"δ"}, lambda text: 'the text `"x"` could not be displayed') == {"δ"}


# -- where it goes -----------------------------------------------------------------------------------------------------


def test_a_pdf_is_no_text(typst: Typst, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert nncalc("forward x=1 W1=2 --format pdf").out.startswith("#let cjk = ()\n")
    (tmp_path / "key.yaml").write_text("problems: [{id: a, type: forward, given: {x: [1], W1: [2]}}]")
    done = nncalc(["batch", str(tmp_path / "key.yaml"), "--format", "pdf"])
    assert (done.code, done.out) == (2, "")
    assert "a page in PDF is no text: it is written to a file" in done.err
    assert "-o solutions.pdf" in done.err


def test_a_place_that_cannot_be_written(typst: Typst, tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    for path in (tmp_path / "folder.pdf", tmp_path / "none" / "page.pdf"):
        done = nncalc(["forward", "x=1", "W1=2", "-o", str(path)])
        assert done.code == 2
        assert done.err.startswith("Error: cannot write")


def test_from_python(typst: Typst) -> None:
    import nncalc

    assert nncalc.solve("forward", x=[1], W1=[2]).render("pdf").startswith(b"#let cjk")
    with pytest.raises(InputError, match="pdf"):
        nncalc.solve("forward", x=[1], W1=[2]).render("pdff")


def test_what_leads_to_the_next_line_is_kept_with_it() -> None:
    written = render.format_of("pdf", render.Options())
    blocks = (Words("First."), Words("Then."), Words("So:"), Words("Last:"))
    source = written.page(Document("t", (), (Section("Title", blocks),), ()))
    assert [("led(" in line, re.findall(STRING, line)) for line in source.splitlines() if "par(" in line] == [
        (True, ['"First."']), (False, ['"Then."']), (True, ['"So:"']), (False, ['"Last:"']),
    ]  # fmt: skip


def test_a_table_too_wide_to_read_is_set_in_parts() -> None:
    written = render.format_of("pdf", render.Options())
    rows = (("0.123456 + 0.123456",) * 12,)
    source = written.page(Document("t", (), (Section("", (Table(("net",) * 12, rows),)),), ()))
    assert source.count("tabular(") == 3
