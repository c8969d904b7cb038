"""Values from files and standard input: CSV, whitespace text, JSON arrays, .npy, .npz, .safetensors; bounded, regular files."""

from __future__ import annotations

import os
import stat
import sys
from typing import Any, BinaryIO, NoReturn

from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell, Nested, with_colons
from nncalc.reading.characters import shown
from nncalc.reading.text_tables import read_table
from nncalc.reading.typed import parse_value
from nncalc.words import say, why

MOST_BYTES = 64 << 20
STORES = (".npz", ".safetensors")
"""Files that hold several arrays by name."""
_TORCH = (
    'import torch, safetensors.torch as s; s.save_file(torch.load("{name}", weights_only=True), "{plain}.safetensors")'
)
_KERAS = 'import numpy, keras; numpy.savez("{plain}.npz", *keras.models.load_model("{name}").get_weights())'
SAVED = {**dict.fromkeys((".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle"), _TORCH),
         **dict.fromkeys((".h5", ".hdf5", ".keras"), _KERAS)}  # fmt: skip
"""Files of weights that only the program that wrote them should open, and the line that saves them for others."""


def from_file(spec: str, folder: str | None = None) -> Nested:
    """The cells of `@file`, or of one column of it: `@file.csv:label`, `@file.csv:2` (from 1).

    Lines are rows; one line or one column is a list, one value a cell. Empty lines and lines that start with `#`
    are left out. With `folder`, only regular files below that folder are read, symbolic links followed first.
    Raises InputError: no such file (with the nearest name), no regular file, more than 64 MiB, text that is not
    UTF-8, places left empty, a header where numbers are wanted.
    """
    name, path, column = located(spec, folder)
    if name.lower().endswith(STORES):
        from nncalc.reading.array_stores import from_npz, from_safetensors  # start-up

        with opened(path, name) as file:
            return (from_npz if name.lower().endswith(".npz") else from_safetensors)(file, name, column)
    if name.lower().endswith(tuple(SAVED)):
        _refuse_saved(name)
    data = _read(path, name)
    if name.endswith(".npy"):
        from nncalc.reading.array_files import from_npy  # start-up

        return from_npy(data, name, column)
    return read_table(_decoded(data, name), name, column)


def text_of(spec: str, folder: str | None) -> str:
    """The whole text of `@file`, or of standard input for `-`. Raises InputError as `from_file` does."""
    if spec[:1] in ("@", "＠"):
        name = spec[1:]
        return _decoded(_read(_path(name, folder), name), name)
    if folder is not None:
        raise InputError(say("a problem file cannot read standard input"), text=spec, expected=say("a value or @file"))
    text = _stdin_text()
    _StandardInput.cells = Cell(text.strip(), 0, text)
    return text


class _StandardInput:
    """Standard input, which can be read once."""

    read: Any = None
    """The stream that was read."""
    cells: Nested | None = None
    """What stood there."""


def from_stdin() -> Nested:
    """The cells of the text on standard input; InputError when it is asked for again.

    It is read like a file, or like a value on the command line where it is one line with rows (`1,2:3,4`).
    """
    text = _stdin_text()
    typed_on_a_line = ":" in text and "\n" not in text.strip()
    cells = parse_value(text.strip()) if typed_on_a_line else read_table(text, say("standard input"), None)
    _StandardInput.cells = cells
    return cells


def _stdin_text() -> str:
    if sys.stdin is None:
        raise InputError(say("standard input is closed"), expected=say("values from a file or a pipe"))
    if sys.stdin is _StandardInput.read:
        raise InputError(say("standard input was read already"), expected=say("one value from standard input"))
    _StandardInput.read = sys.stdin
    stream = getattr(sys.stdin, "buffer", None)
    data = stream.read(MOST_BYTES + 1) if stream else sys.stdin.read(MOST_BYTES + 1).encode("utf-8", "surrogatepass")
    return _decoded(data, say("standard input"))


def stdin_as_typed() -> str | None:
    """What standard input held as a value on the command line; None where it was not read."""

    def texts(cells: Nested) -> Any:
        return cells.text if isinstance(cells, Cell) else [texts(part) for part in cells]

    cells = _StandardInput.cells
    return None if cells is None else with_colons(texts(cells))


def _split_spec(spec: str, folder: str | None) -> tuple[str, str | None]:
    """File name and column. A colon that belongs to the name of a file that exists is no column mark."""
    name, colon, column = spec.rpartition(":")
    drive = len(name) == 1 and name.isalpha()
    if not colon or drive or (os.path.exists(_joined(spec, folder)) and "\0" not in spec):
        return spec, None
    if not column.strip():
        raise InputError(
            say("no column after the colon"),
            text="@" + spec,
            column=len(spec),
            expected=say("@file.csv:label or @file.csv:2"),
        )
    return name, column.strip()


def _joined(name: str, folder: str | None) -> str:
    return os.path.expanduser(name) if folder is None else os.path.join(folder, name)


def _path(name: str, folder: str | None) -> str:
    """The path to open, checked to lie below the folder when there is one."""
    if not name.strip():
        raise InputError(say("no file name after the @"), text="@" + name, column=1, expected="@file.csv")
    if "\0" in name:
        raise InputError(say("a file name cannot hold the character NUL"), text="@" + name, column=1 + name.index("\0"))
    path = _joined(name, folder)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise InputError(
            say("{name} cannot be the name of a file", name=shown(name)), text="@" + name, column=1
        ) from None
    if folder is None:
        return path
    base, real = os.path.realpath(folder), os.path.realpath(path)
    if os.path.isabs(name) or not real.startswith(os.path.join(base, "")):
        raise InputError(
            say("@{name} is not below the folder of the problem file", name=shown(name)),
            text="@" + name,
            column=1,
            expected=say("a file in that folder or in a folder of it"),
        )
    return real


def located(spec: str, folder: str | None) -> tuple[str, str, str | None]:
    """The file's name as typed, the path to open, and the column, of `@file` or `@file:column`."""
    name, column = _split_spec(spec[1:], folder)
    return name, _path(name, folder), column


def opened(path: str, name: str) -> BinaryIO:
    """The file, open. Devices, pipes and folders are not opened: opening alone may wait or act."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            _refuse_irregular(name)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        file = open(path, "rb", opener=lambda p, _: os.open(p, flags))  # noqa: SIM115
    except FileNotFoundError:
        _refuse_missing(path, name)
    except OSError as fault:
        raise InputError(
            say("{name} cannot be read: {strerror}", name=shown(name), strerror=why(fault)),
            text="@" + name,
            column=1,
        ) from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        _refuse_irregular(name)
    return file


def _read(path: str, name: str) -> bytes:
    """What the file holds."""
    with opened(path, name) as file:
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            _refuse_size(name)
        return file.read(MOST_BYTES + 1)


def _refuse_saved(name: str) -> NoReturn:
    """A file that would have to be unpickled, with the line to run where it was made."""
    base = os.path.basename(name)
    plain, ending = os.path.splitext(base)
    if not (base.isascii() and base.replace(".", "").replace("-", "").replace("_", "").isalnum()):
        plain = "model"
    line = SAVED[ending.lower()].replace("{name}", plain + ending).replace("{plain}", plain)
    store = f"@{plain}.safetensors:NAME" if SAVED[ending.lower()] is _TORCH else f"@{plain}.npz:NAME"
    raise InputError(
        say("{name} is not opened: such a file may run code", name=shown(name)),
        text="@" + name,
        column=1,
        expected=say("{store}, saved in Python by: {line}", store=store, line=line),
    )


def _refuse_missing(path: str, name: str) -> NoReturn:
    folder = os.path.dirname(path) or "."
    try:
        close = nearest(os.path.basename(path), sorted(os.listdir(folder))[:10_000])
    except OSError:
        close = None
    near = None if close is None else os.path.join(os.path.dirname(name), close)
    searched = (
        say("a file in {abspath}", abspath=shown(os.path.abspath(folder), 200))
        if path == name
        else say("a file in the folder of the problem file, or below")
    )
    raise InputError(
        say("there is no file {name}", name=shown(name)),
        text="@" + name,
        column=1,
        nearest=near and f"@{near}",
        expected=searched,
    ) from None


def _refuse_irregular(name: str) -> NoReturn:
    raise InputError(
        say("{name} is not a regular file", name=shown(name)),
        text="@" + name,
        column=1,
        expected=say("a CSV, text, .npy, .npz or .safetensors file"),
    )


def _refuse_size(name: str) -> NoReturn:
    raise InputError(say("{name} is larger than 64 MiB", name=shown(name)), expected=say("at most 64 MiB"))


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        _refuse_size(name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(
            say("{name} is not UTF-8 text (byte {data:#04x})", name=shown(name), data=data[fault.start]),
            place=f"{shown(name)}:{line}",
            expected=say("CSV or text saved as UTF-8, or a .npy file"),
        ) from None
