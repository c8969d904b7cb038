"""Pages in HTML: well formed, one file, nothing of a stranger's acts, and every equation has its line of text."""

from __future__ import annotations

import html
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import pytest
import render_samples
from commandline import nncalc

from nncalc import language, render, words
from nncalc.declaring import registry
from nncalc.declaring.letters import Letter
from nncalc.declaring.names import Names
from nncalc.page.document import Document, Line, Section
from nncalc.reading.harmless import safe
from nncalc.render.html import frame
from nncalc.render.html.equations import ROOM, rows
from nncalc.render.html.formulas import Formula, markup_of, pieces
from nncalc.render.html.mathml import MathmlStyle
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle

DRAWN = {
    "figure",
    "figcaption",
    "svg",
    "desc",
    "path",
    "text",
    "tspan",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "g",
}
"""A drawing is made of these; what they may have is for the tests of drawings."""
VOID = {"meta", "br", "wbr", "mspace"}
WRITTEN_BY_US = {
    "html", "head", "meta", "title", "style", "body", "main", "article", "section", "details", "summary", "nav", "h1", "h2", "p",
    "ul", "ol", "li", "a", "br", "wbr", "div", "span", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "math", "mrow",
    "mi", "mn", "mo", "mspace", "mfrac", "msqrt", "msub", "msup", "msubsup", "mover", "mtable", "mtr", "mtd",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "open", "role", "aria-label", "aria-hidden",
    "style", "tabindex", "scope", "colspan", "alttext", "form", "stretchy", "lspace", "rspace", "width", "accent",
    "displaystyle", "mathvariant",
}  # fmt: skip
EXAMPLES = {name: registry.load(name).examples for name in registry.names()}
STYLE, TEXT = MathmlStyle(), TextStyle()


class Page(HTMLParser):
    """The elements of a page: each opened and closed in turn, with the attributes it has and the text it holds."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""

    def all(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.elements if attribute in attributes]


def read(source: str) -> Page:
    """A page that is well formed and has no element, attribute or address but those we write."""
    page = Page(source)
    assert {tag for tag, _ in page.elements} <= WRITTEN_BY_US | DRAWN
    assert {name for tag, attributes in page.elements if tag not in DRAWN for name in attributes} <= ATTRIBUTES
    assert all(re.fullmatch(r"#[\w-]+", address) for address in page.all("href"))
    assert all(re.fullmatch(r"--w:\d+", style) for style in page.all("style"))
    return page


def solved(example: str, format: str) -> str:
    return nncalc([*shlex.split(example), "--format", format]).out


@pytest.mark.parametrize("name", registry.names())
def test_every_equation_has_the_line_of_the_text_page(name: str) -> None:
    for example in EXAMPLES[name]:
        page = read(solved(example, "html"))
        lines = [re.sub(" +", " ", line.strip()) for line in solved(example, "text").split("\n")]
        said = [
            str(attributes["aria-label"]) for tag, attributes in page.elements if tag == "div" and "role" in attributes
        ]
        assert [line for line in lines if line in set(said)] == said
        assert page.elements[0] == ("html", {"lang": "en"})
        headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
        assert headings[0] == 1
        assert set(headings[1:]) == {2}
        answers = solved(example, "text").partition("\nAnswers\n")[2]
        assert page.text.rstrip().endswith(answers.rstrip())


def test_the_order_of_a_page() -> None:
    page = solved("backprop x=1 W1=1 b1=0 act=sigmoid t=1 lr=1", "html")
    places = [page.index(part) for part in ("<h1>", "<h2>Given", "<h2>Find", "<details open>", "<h2>Answers")]
    assert places == sorted(places)


def test_one_file_without_script() -> None:
    page = solved("softmax-loss z=1,2 y=0", "html")
    assert "<script" not in page
    assert re.findall(r"url\((?!data:)", page) == []
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src &#39;none&#39;" in page


def test_the_font_is_small_and_has_its_licence() -> None:
    folder = Path(frame.__file__).parent
    encoded = re.search("base64,([^)]*)", frame.style_sheet())
    assert encoded
    assert len(encoded[1]) <= 40_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


# -- strangers' text -----------------------------------------------------------------------------------------------------

ATTACKS = (
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='", "</style><style>*{display:none}</style>", "</pre></code></td></math><iframe src=//x>",
    "javascript:alert(1)", "<!--", "-->", "<![CDATA[", "&lt;b&gt;", "&#x3c;script&#x3e;", "<math><mtext></mtext><annotation-xml>",
    "`${alert(1)}`", "\u202ereversed", "\x00\x1b[31m", "<base href=//x>", "<meta http-equiv=refresh content=0>", "a\nb",
    "{{7*7}}",
)  # fmt: skip


@pytest.mark.parametrize("attack", [*ATTACKS, render_samples.HOSTILE])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk"])
def test_text_of_strangers_stays_text(attack: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_samples, "HOSTILE", attack)
    options = render.Options(encoding=encoding)
    document = render_samples.hostile(render.style("html", options))
    source = render.render(document, "html", options)
    page = read(source)
    assert source.encode("utf-8" if encoding == "utf-8" else "ascii")
    assert page.text.count(safe(attack)) >= 8


@pytest.mark.parametrize("attack", ATTACKS[:8])
def test_files_of_strangers(attack: str, tmp_path: Path) -> None:
    quoted = attack.replace("'", "''")
    (tmp_path / "a.yaml").write_text(
        "problems:\n"
        f"  - {{id: '{quoted}', title: '{quoted}', type: forward, given: {{x: [1], W1: [2]}}, expect: {{y: 3}}}}\n"
        f"  - {{id: '{quoted}2', type: forward, given: {{x: '{quoted}', W1: [2]}}}}\n"
        f"  - {{id: c, type: metrics, given: {{y: ['{quoted}', b], yhat: [b, b]}}}}\n"
        f"  - {{id: d, type: '{quoted}', given: {{x: [1]}}, source: '{quoted}'}}\n",
        encoding="utf-8",
    )
    nncalc(["batch", str(tmp_path / "a.yaml"), "--format", "html", "-o", str(tmp_path / "a.html")])
    assert attack in read((tmp_path / "a.html").read_text(encoding="utf-8")).text
    read(nncalc(["batch", str(tmp_path / "a.yaml"), "--format", "html"]).out)


def test_givens_of_strangers() -> None:
    for typed in (
        "forward x=<b> W1=1",
        "graph f=x<y x=1",
        'graph "f=a+b" a=1',
        "metrics y=<i>,b yhat=b,b",
        "metrics y=a&b,c yhat=c,c",
    ):
        done = nncalc([*shlex.split(typed), "--format", "html"])
        if done.code == 0:
            read(done.out)


# -- formulas ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("x", "<mi>x</mi>"),
        ("x.1", "<msub><mi>x</mi><mrow><mn>1</mn></mrow></msub>"),
        ("W1", "<msup><mi>W</mi><mrow><mn>(1)</mn></mrow></msup>"),
        ("W1.1.2", "<msubsup><mi>W</mi><mrow><mn>1,2</mn></mrow><mrow><mn>(1)</mn></mrow></msubsup>"),
        ("W1_new", "<msup><mi>W</mi><mrow><mn>(1)</mn><mo>,</mo><mi>new</mi></mrow></msup>"),
        ("epoch.3.loss", "<msup><mi>E</mi><mrow><mn>(3)</mn></mrow></msup>"),
        ("epoch.3.b1", "<msup><mi>b</mi><mrow><mn>(1)</mn><mo>,</mo><mn>[3]</mn></mrow></msup>"),
        ("db1", "<mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo>"
         "<msup><mi>b</mi><mrow><mn>(1)</mn></mrow></msup></mrow></mfrac>"),
        ("Wxh", "<msub><mi>W</mi><mrow><mi>xh</mi></mrow></msub>"),
        ("Wxh.1", "<msub><mi>W</mi><mrow><mi>xh</mi><mo>,</mo><mn>1</mn></mrow></msub>"),
        ("lr", "<mi>η</mi>"),
        ("balanced_accuracy", "<mi>balanced&#160;accuracy</mi>"),
    ],
)  # fmt: skip
def test_names(name: str, markup: str) -> None:
    found = STYLE.name(name)
    assert (found, markup_of(found)) == (TEXT.name(name), markup)
    assert STYLE.name(name) is found


@pytest.mark.parametrize(
    ("letter", "markup"),
    [
        ("ŷ", "<mrow><mover accent='true'><mi>y</mi><mo stretchy='false'>^</mo></mover></mrow>"),
        ("σ²", "<mrow><msup><mi>σ</mi><mrow><mn>2</mn></mrow></msup></mrow>"),
        ("y′", "<mrow><mi>y</mi><mo stretchy='false' lspace='0' rspace='0'>′</mo></mrow>"),
        ("p_e", "<mrow><msub><mi>p</mi><mrow><mi>e</mi></mrow></msub></mrow>"),
        ("E₀", "<mrow><msub><mi>E</mi><mrow><mn>0</mn></mrow></msub></mrow>"),
        ("head_dim", "<mi>head&#160;dim</mi>"),
        ("ffn_params", "<mi>ffn&#160;params</mi>"),
        ("H⁻¹", "<mrow><msup><mi>H</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup></mrow>"),
        ("∂L/∂out", "<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><mrow><mi>out</mi></mrow></mrow></mfrac>"),
    ],
)
def test_letters_of_a_notation(letter: str, markup: str) -> None:
    assert markup_of(MathmlStyle(Names({"q": letter})).name("q")) == markup
    assert markup_of(MathmlStyle(Names({"q": Letter(letter, "")})).name("q")) == markup


def test_an_index_stands_below_an_exponent() -> None:
    square, inverse = (MathmlStyle(Names({"q": letter})).name("q.1") for letter in ("σ²", "(XᵀX)⁻¹"))
    assert (
        markup_of(square) == "<mrow><msubsup><mi>σ</mi><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></msubsup></mrow>"
    )
    assert markup_of(inverse).endswith("<mrow><mn>1</mn></mrow><mrow><mo>−</mo><mn>1</mn></mrow></msubsup></mrow>")
    assert [LatexStyle(Names({"q": letter})).name("q.1") for letter in ("σ²", "(XᵀX)⁻¹", "q′")] == [
        r"\sigma ^{2}_{1}", r"(X^{\top}X)^{-1}_{1}", "q'_{1}",
    ]  # fmt: skip


def test_what_a_user_calls_his_own() -> None:
    style = MathmlStyle(Names(verbatim=True, output="g"))
    assert markup_of(style.name("w11")) == "<msub><mi>w</mi><mrow><mn>11</mn></mrow></msub>"
    assert markup_of(style.name("step.2.d_x")) == (
        "<msup><mrow><mo>(</mo><mfrac><mrow><mo>∂</mo><mi>g</mi></mrow><mrow><mo>∂</mo><mi>x</mi></mrow></mfrac><mo>)</mo></mrow>"
        "<mrow><mn>(2)</mn></mrow></msup>"
    )
    assert markup_of(style.name("d_v1/d_x")) == (
        "<mfrac><mrow><mo>∂</mo><msub><mi>v</mi><mrow><mn>1</mn></mrow></msub></mrow><mrow><mo>∂</mo><mi>x</mi></mrow></mfrac>"
    )


def numbers(*texts: str) -> list[str]:
    return list(map(STYLE.number, texts))


@pytest.mark.parametrize(
    ("formula", "text", "markup"),
    [
        (STYLE.number("-0.5"), "-0.5", "<mrow><mo>−</mo><mn>0.5</mn></mrow>"),
        (STYLE.number("1/3"), "1/3", "<mfrac><mn>1</mn><mn>3</mn></mfrac>"),
        (STYLE.number("-1/3"), "-1/3", "<mrow><mo>−</mo><mfrac><mn>1</mn><mn>3</mn></mfrac></mrow>"),
        (STYLE.number("2e-3"), "2e-3", "<mn>2</mn><mo>·</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>"),
        (STYLE.number("-inf"), "-∞", "<mo>−</mo><mi>∞</mi>"),
        (STYLE.number("a b"), "a b", "<mi>a&#160;b</mi>"),
        (STYLE.fraction(STYLE.group(STYLE.infix("+", numbers("1", "2"))), "3"), "(1 + 2)/3",
         "<mfrac><mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow><mrow><mn>3</mn></mrow></mfrac>"),
        (STYLE.fraction(STYLE.group(STYLE.fraction("1", "2")), "3"), "(1/2)/3",
         "<mfrac><mrow><mfrac displaystyle='true'><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow>"
         "<mrow><mn>3</mn></mrow></mfrac>"),
        (STYLE.power(STYLE.name("x"), STYLE.number("1/2")), "x^(1/2)",
         "<msup><mrow><mi>x</mi></mrow><mrow><mn>1</mn><mo>/</mo><mn>2</mn></mrow></msup>"),
        (STYLE.exponential(STYLE.fraction("1", "2")), "e^(1/2)",
         "<mrow><mi>exp</mi><mo>(</mo><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac><mo>)</mo></mrow>"),
        (STYLE.number("a"), "a", "<mi mathvariant='normal'>a</mi>"),
        (STYLE.infix("·", ["2", STYLE.group(STYLE.fraction("1", "3")), "4"]), "2·(1/3)·4",
         "<mn>2</mn><mo>·</mo><mfrac><mrow><mn>1</mn></mrow><mrow><mn>3</mn></mrow></mfrac><mo>·</mo><mn>4</mn>"),
        (STYLE.power(STYLE.name("x.1"), STYLE.number("2")), "x₁²",
         "<msubsup><mi>x</mi><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></msubsup>"),
        (STYLE.transpose(STYLE.name("W1")), "W1ᵀ", "<msup><mi>W</mi><mrow><mn>(1)</mn><mi>⊤</mi></mrow></msup>"),
        (STYLE.root(STYLE.number("2")), "√2", "<msqrt><mn>2</mn></msqrt>"),
        (STYLE.vector(numbers("1", "2")), "(1, 2)",
         "<mrow><mo>(</mo><mtable><mtr><mtd><mn>1</mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr></mtable><mo>)</mo></mrow>"
         .replace("<mn>1</mtd>", "<mn>1</mn></mtd>")),
        (STYLE.call("tanh", numbers("1")), "tanh(1)",
         "<mrow><mrow><mi>tanh</mi></mrow><mo stretchy='false'>(</mo><mn>1</mn><mo stretchy='false'>)</mo></mrow>"),
    ],
)  # fmt: skip
def test_forms(formula: str, text: str, markup: str) -> None:
    assert (formula, markup_of(formula)) == (text, markup)


def test_a_long_sum_is_broken_before_its_signs() -> None:
    terms = [STYLE.infix("·", numbers("0.12345", "0.67890")) for _ in range(4)]
    whole = STYLE.infix("+", terms)
    broken = [markup for markup, _ in pieces(whole, ROOM)]
    assert len(broken) == 4
    assert all(piece.startswith("<mo form='infix'>+</mo>") for piece in broken[1:])
    assert "".join(broken).replace(" form='infix'", "") == markup_of(whole)
    shown = rows([Line("y", (STYLE.name("y"), whole, STYLE.number("1")), exact=False)])
    assert shown.count("<wbr>") == 3
    assert html.unescape(shown).count(f'aria-label="y = {whole} ≈ 1"') == 1


def test_brackets_are_broken_where_they_need_not_grow() -> None:
    terms = STYLE.infix("+", numbers(*["0.123456789"] * 4))
    assert len(pieces(STYLE.group(terms), ROOM)) == 4
    assert len(pieces(STYLE.call("σ", [terms]), ROOM)) == 4
    assert len(pieces(STYLE.call("σ", [STYLE.fraction(terms, "2")]), ROOM)) == 1


def test_what_cannot_be_broken_is_made_smaller_and_moved() -> None:
    wide = STYLE.matrix([numbers(*["0.123456"] * 10)])
    page = read(
        render.render(
            Document("t", (), (Section("s", (Line("A", (STYLE.name("A"), wide)),)),), ()), "html", render.Options()
        )
    )
    assert page.all("style")
    assert page.all("tabindex") == ["0"]


def test_every_formula_is_one() -> None:
    """What the printer gets from the style is never bare text, so no formula on a page is words by mistake."""
    assert isinstance(STYLE.infix("×", ["2", "3"]), Formula)
    assert isinstance(STYLE.beside(",", numbers("1", "2")), Formula)
    assert isinstance(STYLE.partial("f", "x1"), Formula)


def test_a_page_says_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")
    assert '<html lang="en">' in render.render(Document("t", (), (), ()), "html", render.Options())
    language.speak("zh")
    assert '<html lang="zh-Hans">' in render.render(Document("t", (), (), ()), "html", render.Options())


def test_a_side_that_looks_as_the_one_before_is_not_written_again() -> None:
    """x₁ = x1 in text is twice the same in mathematics; what is rounded stays."""
    line = "backprop x=x1,x2 W1=w1,w2 act1=sigmoid t=t"
    assert "δ1₁·x₁ = δ1₁·x1" in solved(line, "text")
    latex = solved(line, "latex")
    assert r"= \delta^{(1)}_{1} \cdot x_{1} \\" in latex
    assert r"x_{1} = \delta^{(1)}_{1} \cdot x_{1}" not in latex
    page = solved(line, "html")
    (row,) = [row for row in page.split('<div role="math"') if row.startswith(' aria-label="∂E/∂W1₁₁')]
    assert row.count("<span><math>") == 1
    kept = Line("y", ("y", "1", "1"), exact=False)
    assert kept.told_apart() == kept


def test_a_wide_drawing_stays_legible() -> None:
    """It is not set smaller than .7 of its size, but moved, by the keys too; a narrow one stands as it is."""
    wide = solved("graph 'f=1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 w1=-3 w2=-3 x0=-1 x1=-2", "html")
    size = float(re.search(r'<svg [^>]*? width="([\d.]+)"', wide)[1])  # type: ignore[index]
    assert f'<div class="d" style="--w:{int(size * 0.7)}" tabindex="0"><svg' in wide
    assert '<div class="d"' not in solved("graph f=x*y x=1 y=2", "html")
