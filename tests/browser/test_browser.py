"""Pages in real Chromium: nothing wider than the page, no word on the console, no violation of axe-core's rules.

Needs Debian's chromium, node, and `npm ci --prefix tests/browser`; runs with NNCALC_WHOLE=1, as CI does. The pictures,
of every type's first example at three widths, on light, dark and paper (PDF), stay in the folder NNCALC_PICTURES names.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import render_samples
from commandline import ROOT, nncalc
from whole import WHOLE

from nncalc import render
from nncalc.declaring import registry

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not WHOLE, reason="Chromium opens every page: with NNCALC_WHOLE=1")
NAMES = ["a-booklet", "a-class", "a-student", "hostile", "letters", "long-lines", "printed-booklet", *registry.names()]
LONG = "backprop x=.05,.10,.2,.3,.4,.5,.6 W1=eye:7 b1=.35 W2=ones:7x7 b2=.60 act=softplus t=.01,.99,0,0,0,0,0 lr=.5"
KEY = """problems:
  - {id: net, type: forward, given: {x: [1, 2], W1: [3, 4], b1: 0.5}, expect: {z1: 11.5, y: 11.5}, points: {z1: 2, y: 3}}
  - {id: "<b>soft</b>", type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 0.89, p: [0.13, 0.87, 0]}}
  - {id: broken, type: forward, given: {x: "1,", W1: [2]}}
"""
CLASS = """student,id,name,value
Ann,net,z1,11.5
Ann,net,y,11.5
"Bob <img src=x onerror=alert(1)>",net,z1,=1+1
"Bob <img src=x onerror=alert(1)>",net,y,"0.123456789,0.123456789,0.123456789,0.123456789"
"""


def write_pages(folder: Path) -> None:
    """Every kind of page there is."""
    for name in registry.names():
        nncalc([*shlex.split(registry.load(name).examples[0]), "-o", str(folder / f"{name}.html")])
    nncalc(
        [*shlex.split("forward x=x1,x2 W1=w11,w12:w21,w22 b1=b1,b2 act1=sigmoid"), "-o", str(folder / "letters.html")]
    )
    nncalc([*shlex.split(LONG), "-o", str(folder / "long-lines.html")])
    options = render.Options()
    page = render.render(render_samples.hostile(render.style("html", options)), "html", options)
    (folder / "hostile.html").write_text(page, encoding="utf-8")
    (folder / "key.yaml").write_text(KEY, encoding="utf-8")
    (folder / "class.csv").write_text(CLASS, encoding="utf-8")
    key, answers = str(folder / "key.yaml"), str(folder / "class.csv")
    nncalc(["batch", key, "-o", str(folder / "a-booklet.html")])
    printed = nncalc(["batch", key, "--format", "html"]).out
    (folder / "printed-booklet.html").write_text(printed, encoding="utf-8")
    nncalc(["check", key, answers, "-o", str(folder / "a-class.html")])
    nncalc(["check", key, answers, "--each-to", str(folder / "to"), "--format", "html"])
    next((folder / "to").glob("Bob*")).rename(folder / "a-student.html")


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """What Chromium says of each page in each view."""
    folder = tmp_path_factory.mktemp("pages")
    pictures = Path(os.environ.get("NNCALC_PICTURES") or folder)
    pictures.mkdir(parents=True, exist_ok=True)
    write_pages(folder)
    pages = [str(folder / f"{name}.html") for name in NAMES]
    subprocess.run(
        ["node", str(HERE / "look.js"), str(folder / "report.json"), str(pictures), *pages], check=True, cwd=ROOT
    )
    found: dict[str, dict[str, dict[str, Any]]] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page(name: str, looked_at: dict[str, dict[str, dict[str, Any]]]) -> None:
    views = looked_at[name]
    assert len(views) == 6
    for view, found in views.items():
        # A name of a hundred letters in one formula is all that may be wider than paper.
        assert not found["scrolls"] or (name, view) == ("hostile", "paper"), view
        assert found["wide"] == [], view
        assert found["said"] == [], view
        assert found.get("violations", []) == [], view
        assert set(found["fonts"]) <= {"loaded", "unloaded"}, view
        assert found["small"] >= 8, view
    assert any("violations" in found for found in views.values())
    assert views["paper"]["torn"] == 0
    if name in registry.names():
        assert views["1280-light"]["moved"] == []


def test_a_fault_is_seen(tmp_path: Path) -> None:
    """The looking itself: a page with everything wrong."""
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><body><div style='width:2000px'>wide</div><img src=x><script>console.error('said')</script>",
        encoding="utf-8",
    )
    report = tmp_path / "report.json"
    subprocess.run(["node", str(HERE / "look.js"), str(report), str(tmp_path), str(tmp_path / "bad.html")], check=True)
    found = json.loads(report.read_text(encoding="utf-8"))["bad"]["1280-light"]
    assert found["scrolls"]
    assert found["wide"]
    assert "said" in found["said"]
    assert {each.partition(":")[0] for each in found["violations"]} >= {"image-alt", "html-has-lang"}


def test_a_contact_sheet_has_every_format_of_an_example(tmp_path: Path) -> None:
    subprocess.run([sys.executable, HERE / "contact_sheet.py", tmp_path, "gate", "graph"], check=True, cwd=ROOT)
    for name in ("gate", "graph"):
        sheet = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        examples = registry.load(name).examples
        for format_ in render.format_names():
            assert sheet.count(f"<figcaption>{format_}</figcaption>") == len(examples)
        assert sheet.count(".html.png") == len(examples)
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    assert sheet.count('<img src="graph-1.svg"') == 1
    assert "gate.html" in (tmp_path / "index.html").read_text(encoding="utf-8")
