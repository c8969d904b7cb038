"""Marks as pages in HTML: a page a student, an index, and verdicts that colours do not carry alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import nncalc

KEY = """problems:
  - {id: net, type: forward, given: {x: [1, 2], W1: [3, 4], b1: 0.5}, expect: {z1: 11.5, y: 11.5}, points: {z1: 2, y: 3}}
"""
CLASS = """student,id,name,value
Ann,net,z1,11.5
Ann,net,y,11.5
<b>Bob</b>,net,z1,=1+1
<b>Bob</b>,net,y,11.0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "key.yaml").write_text(KEY, encoding="utf-8")
    (tmp_path / "class.csv").write_text(CLASS, encoding="utf-8")
    return tmp_path


def test_a_page_a_student_and_an_index(folder: Path) -> None:
    done = nncalc(["check", str(folder / "key.yaml"), str(folder / "class.csv"), "-o", str(folder / "marks.html")])
    assert done.code == 1
    page = (folder / "marks.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "<title>Marks</title>" in page
    links = re.findall(r'<li><a href="#(p\d)">(.*?)</a> (.*?)</li>', page)
    assert links == [("p1", "Ann", "All: 5 of 5"), ("p2", "&#60;b&#62;Bob&#60;/b&#62;", "All: 0 of 5; 2 withheld")]
    assert re.findall(r'<div id="(p\d)" class="page">\s*<article>\s*<h1>(.*?)</h1>', page) == [
        link[:2] for link in links
    ]
    assert page.count("<!DOCTYPE") == page.count("<style>") == 1
    shown = nncalc(["check", str(folder / "key.yaml"), str(folder / "class.csv"), "--format", "html"]).out
    assert shown == page


def test_verdicts_are_signs_and_words(folder: Path) -> None:
    page = nncalc(["check", str(folder / "key.yaml"), str(folder / "class.csv"), "--format", "html"]).out
    assert '<span class="right">✓</span> right' in page
    assert '<span class="wrong">✗</span> wrong' in page
    assert all(sign in "✓✗!" for sign in re.findall(r'<span class="(?:right|wrong)">(.)</span>', page))


def test_feedback_is_a_file_for_each_student(folder: Path) -> None:
    nncalc(
        [
            "check",
            str(folder / "key.yaml"),
            str(folder / "class.csv"),
            "--each-to",
            str(folder / "to"),
            "--format",
            "html",
        ]
    )
    names = sorted(path.name for path in (folder / "to").iterdir())
    assert names == ["Ann.html", "_b_Bob_b_.html"]
    for name in names:
        page = (folder / "to" / name).read_text(encoding="utf-8")
        assert page.count("<h1>") == 1
        assert page.rstrip().endswith("</html>")
        assert "<b>" not in page


def test_a_booklet_has_an_index(folder: Path) -> None:
    nncalc(["batch", str(folder / "key.yaml"), "-o", str(folder / "booklet.html")])
    page = (folder / "booklet.html").read_text(encoding="utf-8")
    assert '<li><a href="#p1">net</a> <span class="right">✓</span> right (2 figures)</li>' in page
    assert page.index("<nav") < page.index('id="p1"')


def test_without_a_file_the_whole_booklet_is_printed(folder: Path) -> None:
    page = nncalc(["batch", str(folder / "key.yaml"), "--format", "html"]).out
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert page.count('role="math"') > 4
    assert (
        page.index('href="#overview"') < page.index('id="p1"') < page.index('id="overview"') < page.index('href="#p1"')
    )
    assert "1 problem in 1 file: 1 right" in page
