"""What reaches the output: nothing that acts, nothing its encoding lacks, colour only where it is wanted."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pkgutil import iter_modules

import pytest
import render_samples
from render_samples import ENCODINGS, hostile

from nncalc import render
from nncalc.declaring.names import Names
from nncalc.reading.harmless import safe
from nncalc.render import formats
from nncalc.render.charset import fallbacks, fitter
from nncalc.render.text_style import TextStyle


def test_safe_shows_what_could_act() -> None:
    assert safe("a\x1b[31m\u202e\n\x9b\udc80") == r"a\x1b[31m\u202e\n\x9b\udc80"
    assert safe("a\u00a0b\u3000中") == "a b\u3000中"


@pytest.mark.parametrize("format", render.format_names())
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_hostile_text_is_harmless(format: str, encoding: str) -> None:
    options = render.Options(width=70, encoding=encoding)
    text = render.render(hostile(render.style(format, options)), format, options)
    text.encode(encoding)
    assert all(line.isprintable() for line in text.split("\n"))
    stream = io.StringIO()
    render.write(hostile(render.style(format, options)), stream, format, options, "always")
    assert "\x1b[31m" not in re.sub(r"\x1b\[(?:[14]|1;4|1;3[12]|0)m", "", stream.getvalue())


def test_an_encoding_gets_only_the_substitutes_it_needs() -> None:
    assert fallbacks("utf-8") == {}
    assert fitter("cp1252")("2·δ² ≈ 中") == "2·delta² ~= \\u4e2d"
    assert fitter("cp437")("éδ√中") == "éδ√\\u4e2d"
    assert fitter("no-such-encoding")("x²") == "x^2"


class Terminal(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


def test_the_terminal_shows_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for width in (20, 60, 100, None):
        options = render.Options(width=width)
        document = render_samples.backprop(render.style("text", options))
        plain = render.render(document, "text", options)
        stream = Terminal()
        render.write(document, stream, "text", options)
        painted = stream.getvalue()
        assert "\x1b[1m0.2984\x1b[0m" in painted
        assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain
        assert "[red]" not in painted


def test_colour_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    options = render.Options(width=80)
    document = render_samples.backprop(render.style("text", options))

    def printed(stream: io.StringIO, color: str) -> str:
        render.write(document, stream, "text", options, color)
        return stream.getvalue()

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1m" in printed(Terminal(), "auto")
    assert "\x1b[1;32m" not in printed(Terminal(), "auto")
    assert "\x1b[1;32m" in printed(io.StringIO(), "always")
    assert "\x1b" not in printed(Terminal(), "never")
    assert "\x1b" not in printed(io.StringIO(), "auto")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in printed(Terminal(), "auto")


def test_options_for_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert render.options_for(Terminal()).width == 72
    assert render.options_for(io.StringIO()) == render.Options()
    assert render.options_for(io.TextIOWrapper(io.BytesIO(), encoding="gbk")) == render.Options(encoding="gbk")


def test_formats_and_how_they_write_names() -> None:
    assert render.format_names() == tuple(sorted(module.name for module in iter_modules(formats.__path__)))
    assert render.style("text", render.Options()).name("loss") == "E"
    assert render.style("text", render.Options(), verbatim=True).name("d_q") == "∂f/∂q"
    assert TextStyle(Names(verbatim=True)).name("d_q") == "∂f/∂q"


def test_plain_text_imports_no_rich() -> None:
    program = (
        "import sys; from nncalc import render; from nncalc.page.document import *;"
        "o = render.Options(width=60); s = render.style('text', o);"
        "line = Line('x', (s.name('x.1'), s.number('1')));"
        "render.render(Document('t', (), (Section('a', (line,)),), ()), 'text', o);"
        "print([m for m in ('rich', 'unicodedata', 'dataclasses', 'shutil', 'textwrap') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_else_lies_in_the_folder_is_no_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.listdir", lambda folder: ["text.py", "notes.txt", "_half.py", "__pycache__", "a_b.py"])
    assert render.format_names.__wrapped__() == ("a_b", "text")
