"""A disk that is really full, and one that is really read-only (root on Linux: file systems in memory are mounted).

`python tests/reliability/full_disk.py` runs batches with reports and single commands on file systems of 0 to 120 KiB, then
makes room and resumes: one line says that the disk is full, the old report stays, the resumed run ends with the report
that was wanted, and nothing else is left. Then the file system is made read-only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from reliability.evidence import problem_file

PROBLEMS = 8
KIB = 128
ROOMS = range(0, KIB - 4, 8)
WAYS = ("json -j 1", "json -j 2", "latex -j 1")


def mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def remount(folder: Path, options: str) -> bool:
    return subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], capture_output=True).returncode == 0


def nncalc(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nncalc", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def filled(folder: Path, room: int) -> None:
    """Leave so many KiB."""
    with open(folder / "filler", "wb") as file:
        file.write(b"x" * 1024 * (KIB - 4 - room))


def batch(file: Path, folder: Path, way: str) -> Iterator[str]:
    """What is wrong with a batch at every amount of room."""
    report = folder / "report"
    words = ["batch", file, "-o", report, "--format", *way.split()]
    remount(folder, "size=4m")
    whole = nncalc(*words)
    right = report.read_bytes()
    full = 0
    for room in ROOMS:
        report.write_text("old")
        remount(folder, f"size={KIB}k")
        filled(folder, room)
        done = nncalc(*words)
        if done.returncode != whole.returncode or done.stderr:
            full += 1
            if done.returncode != 2 or done.stderr.count("\n") != 1 or "No space left on device" not in done.stderr:
                yield f"{room} KiB: {done.returncode} {done.stderr}"
            if report.read_text() != "old" or set(os.listdir(folder)) - {"filler", "report", "report.journal"}:
                yield f"{room} KiB: left are {os.listdir(folder)}"
        (folder / "filler").unlink()
        remount(folder, "size=4m")
        again = nncalc(*words, "--resume")
        if again.returncode != whole.returncode or report.read_bytes() != right or os.listdir(folder) != ["report"]:
            yield f"{room} KiB, resumed: {again.returncode} {again.stderr} {os.listdir(folder)}"
    print(f"batch --format {way}: full at {full} of {len(ROOMS)} sizes")


def read_only(file: Path, folder: Path) -> Iterator[str]:
    """What is wrong where nothing can be written, with a batch and with a single command."""
    report = folder / "report"
    report.write_text("old")
    if not remount(folder, "ro"):
        yield "cannot be made read-only"
    for words in (["batch", file], ["batch", file, "--resume"], ["forward", "x=1", "W1=1"], ["schema"]):
        done = nncalc(*words, "-o", report)
        if (done.returncode, done.stdout, done.stderr.count("\n")) != (2, "", 1) or "cannot write" not in done.stderr:
            yield f"{words}: {done.returncode} {done.stderr}"
    if report.read_text() != "old" or os.listdir(folder) != ["report"]:
        yield f"left are {os.listdir(folder)}"
    remount(folder, "rw")


def main() -> None:
    found: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "disk"
        folder.mkdir()
        file = problem_file(Path(place), PROBLEMS)
        mount(folder, f"size={KIB}k")
        try:
            for way in WAYS:
                found += batch(file, folder, way)
            found += read_only(file, folder)
        finally:
            subprocess.run(["umount", str(folder)], check=True)
    print(*(found or ["every line, every report and every resumed run as it should be"]), sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
