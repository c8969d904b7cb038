"""check and batch on a real cluster of two workers over TCP: the same bytes, workers and clients that are killed, versions.

With NNCALC_WHOLE=1 alone, as CI runs it, which installs the extra `cluster`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from whole import WHOLE

from reliability import kill_class
from reliability.evidence import problem_file

pytestmark = pytest.mark.skipif(not WHOLE, reason="a cluster is started: NNCALC_WHOLE=1")
BEGIN = "import distributed, sys; import dask; dask.config.set({'distributed.scheduler.allowed-failures': 2}); "
SCHEDULER = BEGIN + (
    "import asyncio\n"
    "async def main():\n"
    "    async with distributed.Scheduler(host='127.0.0.1', port=0, dashboard=False) as s:\n"
    "        print(s.address, flush=True)\n"
    "        await s.finished()\n"
    "asyncio.run(main())"
)
WORKER = (
    "import distributed, asyncio, sys\n{before}\n"
    "async def main():\n"
    "    async with distributed.Worker(sys.argv[1], nthreads=2, host='127.0.0.1', name=sys.argv[2]) as w:\n"
    "        print(w.address, flush=True)\n"
    "        await w.finished()\n"
    "asyncio.run(main())"
)
OLD = "import nncalc.batch.cluster; nncalc.batch.cluster.VERSION = '0.0.9'"


class Cluster:
    """A scheduler with its workers, processes of their own."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.address = self.start(SCHEDULER)[1]
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, code: str, *arguments: str) -> tuple[subprocess.Popen[bytes], str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.processes.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().decode().strip()

    def worker(self, before: str = "") -> subprocess.Popen[bytes]:
        process, _ = self.start(WORKER.format(before=before), self.address, f"w{len(self.processes)}")
        self.workers.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture
def two(cluster: Cluster) -> Cluster:
    cluster.worker()
    cluster.worker()
    return cluster


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nncalc", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "check", "key.yaml", "class.csv", "-o", "report", "--format", "json", *options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kill_class.write_class(tmp_path)
    return tmp_path


@pytest.fixture
def right(folder: Path) -> bytes:
    assert check(folder).returncode == 1
    found = (folder / "report").read_bytes()
    (folder / "report").unlink()
    return found


def test_the_same_bytes(folder: Path, right: bytes, two: Cluster) -> None:
    done = check(folder, "--cluster", two.address)
    assert (done.returncode, done.stderr, done.stdout) == (1, "", "")
    assert (folder / "report").read_bytes() == right
    spoken = [run(folder, "--lang", "zh", "check", "key.yaml", "class.csv", *more).stdout
              for more in ([], ["--cluster", two.address])]  # fmt: skip
    assert spoken[0] == spoken[1] != ""


def test_a_batch(tmp_path: Path, two: Cluster) -> None:
    """In their order; what is read from a file is worked where the file is."""
    file = problem_file(tmp_path, 40)
    (tmp_path / "x.csv").write_text("1,2\n")
    with file.open("a") as more:
        more.write('  - {id: own, type: forward, given: {x: "@x.csv", W1: [3, 4]}, expect: {y: 11}}\n')
    reports = []
    for options in ([], ["--cluster", two.address]):
        done = run(tmp_path, "batch", file.name, "--each", "-o", "report", "--format", "json", *options)
        reports.append((done.returncode, done.stdout, done.stderr, (tmp_path / "report").read_bytes()))
    assert reports[0] == reports[1]
    assert b'"own"' in reports[0][3]


def lines(folder: Path) -> int:
    return len(kill_class.keys(folder))


def begun(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run that has something in its journal."""
    process = kill_class.start(folder, *options)
    while process.poll() is None and lines(folder) < 20:
        time.sleep(0.01)
    return process


def test_a_worker_that_is_killed_costs_nothing(folder: Path, right: bytes, two: Cluster) -> None:
    process = begun(folder, "--cluster", two.address)
    two.workers[0].send_signal(signal.SIGKILL)
    assert process.wait(timeout=240) == 1
    assert (folder / "report").read_bytes() == right


def test_a_client_that_is_killed_goes_on(folder: Path, right: bytes, two: Cluster) -> None:
    process = begun(folder, "--cluster", two.address)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = kill_class.keys(folder)
    assert before
    assert check(folder, "--resume", "--cluster", two.address).returncode == 1
    assert (folder / "report").read_bytes() == right


def test_a_scheduler_that_is_lost(folder: Path, right: bytes, two: Cluster) -> None:
    process = begun(folder, "--cluster", two.address)
    two.processes[0].kill()
    assert process.wait(timeout=240) == 2
    assert lines(folder) >= 20
    assert check(folder, "--resume").returncode == 1
    assert (folder / "report").read_bytes() == right


def test_another_version_is_refused_by_name(folder: Path, cluster: Cluster) -> None:
    cluster.worker(OLD)
    done = check(folder, "--cluster", cluster.address)
    assert done.returncode == 2
    assert f"a worker of {cluster.address} has nncalc 0.0.9" in done.stderr


def test_nobody_answers(folder: Path) -> None:
    pytest.importorskip("distributed")
    done = check(folder, "--cluster", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_item_that_kills_its_workers(folder: Path, cluster: Cluster) -> None:
    """It is the one that is not marked."""
    deadly = (
        "import os, nncalc.batch.cluster, nncalc.batch.sheets as s; before = s.graded; "
        "s.graded = lambda k, p, f: os._exit(1) if ('f1', '0.0009') in list(f) else before(k, p, f)"
    )
    for _ in range(8):
        cluster.worker(deadly)
    done = check(folder, "--cluster", cluster.address)
    assert done.returncode == 2, done.stderr
    assert (folder / "report").exists(), done.stderr
    data = json.loads((folder / "report").read_bytes())
    said = [each["message"] for each in data["errors"]]
    assert said.count("q2 could not be marked: the sheet ended its process on several workers") == 1
    assert not [each for each in said if each.startswith("q1 could")]
