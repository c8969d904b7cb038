"""Pictures of the terminal: `python tests/pictures.py FOLDER` draws commands in SVG, light and dark, at three widths.

The commands are those below and the first example of every problem type.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from pathlib import Path

from commandline import written_to
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI, TerminalTheme
from rich.text import Text

from nncalc.declaring import registry

ROOT = Path(__file__).resolve().parent.parent
THEMES: dict[str, TerminalTheme] = {"light": DEFAULT_TERMINAL_THEME, "dark": MONOKAI}
WIDTHS = (50, 80, 120)
COMMANDS = {
    "help": "--help",
    "backprop-help": "backprop --help",
    "backprop-check": "backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.5 --check delta1=-.1225 --check y=.5",
    "error": "forward x=1 W1=1,2 act=logistc",
    "batch": "batch problems/loss problems/errors/files-tab.yaml",
    "check": "check tests/data/key.yaml tests/data/answers.csv",
}


def shown(command: str, width: int) -> str:
    """What a command writes to a terminal of a width, standard error included."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    words = [sys.executable, "-m", "nncalc", *shlex.split(command)]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT):
        os.close(theirs)
        written = written_to(ours)
    text = written.replace("\r\n", "\n")
    return re.sub(r"[^\n]*\r", "", text)  # a progress bar is drawn over


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    examples = {name: registry.load(name).examples[0] for name in registry.names()}
    for name, command in (COMMANDS | examples).items():
        for width in WIDTHS:
            console = Console(record=True, width=width, file=io.StringIO())
            console.print(Text.from_ansi(shown(command, width)), soft_wrap=True)
            for shade, theme in THEMES.items():
                picture = console.export_svg(title=f"nncalc {name}", theme=theme, clear=False)
                (folder / f"{name}-{width}-{shade}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
