"""Completion as a person meets it: a real bash on a terminal, TAB after TAB; the scripts of the other shells."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import ROOT

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
READY, DONE = "<ready>", "<done>"


class Terminal:
    """An interactive bash that completes nncalc, in a folder with a few files."""

    def __init__(self, folder: Path) -> None:
        import pty

        program = folder / "bin" / "nncalc"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m nncalc "$@"\n')
        program.chmod(0o755)
        (folder / "problems").mkdir()
        (folder / "data.csv").write_text("y\n1\n")
        (folder / "my data.csv").write_text("y\n1\n")
        main, side = pty.openpty()
        environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "dumb", "HOME": str(folder), "PS1": ""}
        self.child = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],
            stdin=side, stdout=side, stderr=side, cwd=folder, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(side)
        self.main = main
        self.send(
            "stty -echo; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; "
            'bind "set completion-query-items 0"; bind "set page-completions off"\n'
        )
        self.send(f'eval "$(_NNCALC_COMPLETE=bash_source nncalc)"; printf "%s\\n" "{READY[:3]}""{READY[3:]}"\n')
        self.read(READY)

    def send(self, keys: str) -> None:
        os.write(self.main, keys.encode())

    def read(self, until: str) -> str:
        """What is printed up to a word."""
        printed, end = "", time.monotonic() + 60
        while until not in printed:
            if not select.select([self.main], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"no {until} within a minute: {printed!r}")
            printed += os.read(self.main, 65536).decode()
        return printed

    def completed(self, line: str) -> str:
        """The line after its tabs, words in brackets; ␣ at the end where the cursor was left behind a space."""
        self.send(f"{line}|\x01printf '<%s>' '\x05'; printf '%s\\n' '{DONE[:3]}''{DONE[3:]}'\n")
        found = re.search(r"<(nncalc[^|]*)\|>", self.read(DONE))
        assert found
        return found[1]

    def close(self) -> None:
        os.close(self.main)
        self.child.kill()
        self.child.wait()


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path_factory.mktemp("completion"))
    yield terminal
    terminal.close()


TYPED = [
    ("nncalc backp\t", "nncalc backprop "),
    ("nncalc help backp\t", "nncalc help backprop "),
    ("nncalc slips hin\t", "nncalc slips hinge-loss "),
    ("nncalc backprop ups\t", "nncalc backprop upstream="),
    ("nncalc backprop x=1,2 alpha1\t", "nncalc backprop x=1,2 alpha1="),
    ("nncalc backprop act=sigm\t", "nncalc backprop act=sigmoid "),
    ("nncalc backprop act1=sigm\t", "nncalc backprop act1=sigmoid "),
    ("nncalc backprop loss=c\t", "nncalc backprop loss=cross-entropy "),
    ("nncalc rnn-step cell=l\tx=1", "nncalc rnn-step cell=lstm x=1"),
    ("nncalc backprop --no-st\t", "nncalc backprop --no-statement "),
    ("nncalc backprop --format la\t", "nncalc backprop --format latex "),
    ("nncalc convshape 3x8x8 convt\t", "nncalc convshape 3x8x8 convt:"),
    ("nncalc convshape 3x8x8 flat\t", "nncalc convshape 3x8x8 flatten "),
    ("nncalc convshape 3x8x8 pool:m\t", "nncalc convshape 3x8x8 pool:max "),
    ("nncalc convshape 3x8x8 conv:4,gr\t", "nncalc convshape 3x8x8 conv:4,groups="),
    ("nncalc batch prob\t", "nncalc batch problems/"),
    ("nncalc check da\tda\t", "nncalc check data.csv data.csv "),
    ("nncalc metrics y=@da\t", "nncalc metrics y=@data.csv "),
    ("nncalc metrics y=@my\t", "nncalc metrics y=@my\\ data.csv "),
    ("nncalc forward x=1,2 -o da\t", "nncalc forward x=1,2 -o data.csv "),
    ("nncalc nothing\t", "nncalc nothing"),
    ("nncalc nothing x\t", "nncalc nothing x"),
]


@pytest.mark.parametrize(("keys", "line"), TYPED)
def test_a_tab_completes(bash: Terminal, keys: str, line: str) -> None:
    assert bash.completed(keys) == line


@pytest.mark.parametrize(
    ("keys", "listed"),
    [
        ("nncalc rnn-step cell=\t\t", ["gru", "lstm", "rnn"]),
        ("nncalc convshape 3x8x8 pool:\t\t", ["avg", "max"]),
        ("nncalc convshape 3x8x8 con\t\t", ["concat:", "conv:", "convt:"]),
    ],
)
def test_two_tabs_list_what_there_is(bash: Terminal, keys: str, listed: list[str]) -> None:
    bash.send(keys)
    printed = bash.read(listed[-1])
    assert [word for word in listed if word in printed.split("\t")[-1]] == listed
    bash.send(f"\x15printf '%s\\n' '{DONE[:3]}''{DONE[3:]}'\n")
    bash.read(DONE)


@pytest.mark.parametrize(
    ("shell", "said"), [("zsh", "compdef"), ("fish", "complete --no-files"), ("bash", "complete -o")]
)
def test_every_shell_has_a_script(shell: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nncalc"],
        env={**os.environ, "_NNCALC_COMPLETE": f"{shell}_source"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_whole_words(shell: str) -> None:
    line = "nncalc backprop act=sigm"
    asked = {"COMP_WORDS": line, "COMP_CWORD": "2" if shell == "zsh" else "act=sigm"}
    done = subprocess.run(
        [sys.executable, "-m", "nncalc"],
        env={**os.environ, "_NNCALC_COMPLETE": f"{shell}_complete", **asked}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert "act=sigmoid" in re.split(r"[\n,]", done.stdout)


def test_what_goes_wrong_leaves_the_line_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nncalc"],
        env={**os.environ, "_NNCALC_COMPLETE": "bash_complete"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
