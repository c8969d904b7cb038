"""Output files of the command line: written beside and renamed, or refused with the reason."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from commandline import ONE, Outcome, nncalc


def test_output_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")
    file.chmod(0o640)
    done = nncalc(f"{ONE} -o {file}")
    assert done == Outcome(0, "", "")
    assert file.read_text(encoding="utf-8").endswith("Answers\ny=0.6667\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["out.txt"]
    assert json.loads((nncalc(f"{ONE} --format json -o {file}") and file).read_text())["type"] == "forward"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert nncalc(f"{ONE} -o {tmp_path / 'link'}").code == 0
    assert (tmp_path / "link").is_symlink()
    assert "y=0.6667" in (tmp_path / "real").read_text(encoding="utf-8")


def test_a_wrong_figure_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    assert nncalc(f"{ONE} --check y=.5 -o {file}").code == 1
    assert "wrong" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["nowhere/out.txt", ".", "file/out.txt", "sealed/out.txt"])
def test_places_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    sealed = tmp_path / "sealed"
    sealed.mkdir(mode=0o555)
    if place.startswith("sealed") and os.access(sealed, os.W_OK):
        pytest.skip("whoever may write everywhere")
    done = nncalc(["forward", "x=1", "W1=1", "-o", str(tmp_path / place)])
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert re.search(r"cannot write|is a directory", done.err)
    assert sorted(os.listdir(tmp_path)) == ["file", "sealed"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = nncalc(f"{ONE} -o {file}")
    assert done.code == 2
    assert "No space left on device" in done.err
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.txt"]
