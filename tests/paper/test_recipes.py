"""The lines of problems/README.md for Word and slides, run as they stand there; needs pandoc and NNCALC_WHOLE=1, as CI has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from commandline import ROOT
from whole import WHOLE

BLOCK = re.compile(r"<!-- run by the tests: word and slides -->\n```sh\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(not WHOLE or not shutil.which("pandoc"), reason="with pandoc and NNCALC_WHOLE=1")
def test_word_and_slides(tmp_path: Path) -> None:
    (lines,) = BLOCK.findall((ROOT / "problems" / "README.md").read_text(encoding="utf-8"))
    script = f'nncalc() {{ "{sys.executable}" -m nncalc "$@"; }}\n{lines}'
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")  # pandoc warns of mathematics that it cannot read
    with zipfile.ZipFile(tmp_path / "page.docx") as document:
        words = document.read("word/document.xml").decode()
    assert words.count("<m:oMath>") >= 4
    assert "2.0404" in words
    slides = (tmp_path / "slides.html").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)", (tmp_path / "short.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) > 4
    assert re.findall(r'class="slide level2">\s*<h2>(.*?)</h2>', slides) == headings
    assert (tmp_path / "picture.svg").read_text(encoding="utf-8").startswith("<svg")
