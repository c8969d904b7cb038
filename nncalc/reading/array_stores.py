"""One array of a file that holds several by name: .npz of NumPy, .safetensors. Both are read here, bounded; nothing is unpickled.

A .safetensors file is eight bytes with the length of a header, the header in JSON, and the numbers; the header says of each
array its type, its shape, and where its numbers begin and end. PyTorch is not needed.
"""

from __future__ import annotations

import json
import math
import os
import zlib
from collections.abc import Iterable
from typing import Any, BinaryIO, NoReturn

from nncalc.errors import InputError, nearest
from nncalc.reading.array_files import from_npy
from nncalc.reading.cells import ELEMENTS, Nested, too_many
from nncalc.reading.characters import shown
from nncalc.reading.python_values import from_python
from nncalc.words import in_a_row, say

MOST_HEADER = 1 << 20
"""Bytes of a header."""
MOST_BYTES = 16 << 20
"""Bytes of one array unpacked, header and all; 250,000 elements need less than two and a half million."""
MOST_DIRECTORY = 1 << 22
"""Bytes of the list of members of an archive."""
MOST_NAMES = 20
"""Names that a message lists."""
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1",
         "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "<u1"}  # fmt: skip
"""Types of elements, and how NumPy reads them; BF16 is the upper half of a float of 32 bits."""


def from_npz(file: BinaryIO, name: str, wanted: str | None) -> Nested:
    """The cells of one array of numpy.savez; the only one where no name is asked for."""
    import zipfile  # start-up

    _check_directory(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            members = [each for each in archive.namelist() if each.endswith(".npy")]
            chosen = _chosen([each.removesuffix(".npy") for each in members], name, wanted)
            if archive.getinfo(f"{chosen}.npy").compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                _refuse(name, say("it is packed in an unusual way"))
            with archive.open(f"{chosen}.npy") as member:
                data = member.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as fault:
        _refuse(name, str(fault))
    if len(data) > MOST_BYTES:
        too_many()
    return from_npy(data, f"{name}:{chosen}", None)


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuse a list of members that would fill the memory. It stands at the end, before a remark of up to 64 KiB."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_DIRECTORY:
        _refuse(name, say("it is no archive of arrays, or has too many"))


def from_safetensors(file: BinaryIO, name: str, wanted: str | None) -> Nested:
    """The cells of one array of a .safetensors file; the only one where no name is asked for."""
    import numpy  # start-up

    header, start, size = _header(file, name)
    chosen = _chosen([each for each in header if each != "__metadata__"], name, wanted)
    kind, shape, first, last = _described(header[chosen], f"{name}:{chosen}")
    count = math.prod(shape)
    if count > ELEMENTS:
        too_many()
    if count == 0:
        raise InputError(
            say("{name} holds no values", name=shown(f"{name}:{chosen}")), expected=say("an array of numbers")
        )
    dtype = numpy.dtype(TYPES[kind])
    if last - first != count * dtype.itemsize or start + last > size:
        _refuse(name, say("its header does not fit its numbers"))
    file.seek(start + first)
    array = numpy.frombuffer(file.read(last - first), dtype).reshape(shape)
    if kind == "BF16":
        array = (array.astype("<u4") << 16).view("<f4")
    return from_python(array if array.ndim else array[()])


def _header(file: BinaryIO, name: str) -> tuple[dict[str, Any], int, int]:
    """The header, where the numbers begin, and the size of the file."""
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(8), "little")
    if size < 8 or length > min(MOST_HEADER, size - 8):
        _refuse(name, say("its header does not fit in it, or is longer than 1 MiB"))
    try:
        header = json.loads(file.read(length).decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        _refuse(name, say("its header cannot be read"))
    if not isinstance(header, dict):
        _refuse(name, say("its header cannot be read"))
    return header, 8 + length, size


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping whose keys stand once each."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")  # no sentence: it is caught here
    return found


def _described(entry: Any, name: str) -> tuple[str, tuple[int, ...], int, int]:
    """Type, shape and place of an array, as the header has them."""
    found: dict[str, Any] = entry if isinstance(entry, dict) else {}
    kind, shape, offsets = found.get("dtype"), found.get("shape") or [], found.get("data_offsets") or []
    whole = "shape" in found and all(
        isinstance(part, list) and all(type(each) is int and 0 <= each < 1 << 48 for each in part)
        for part in (shape, offsets)
    )
    if not whole or len(shape) > 100 or len(offsets) != 2 or offsets[0] > offsets[1] or not isinstance(kind, str):
        _refuse(name, say("its header cannot be read"))
    if kind not in TYPES:
        _refuse(name, say("its elements are {dtype}, not numbers", dtype=shown(kind)))
    return kind, tuple(shape), offsets[0], offsets[1]


def _chosen(names: Iterable[str], name: str, wanted: str | None) -> str:
    """The array that is asked for. Raises InputError with those there are."""
    there = list(names)
    if wanted is None and len(there) == 1:
        return there[0]
    if wanted in there and there.count(wanted) == 1:
        return str(wanted)
    known = in_a_row(*(shown(each) for each in there[:MOST_NAMES])) + ("…" if len(there) > MOST_NAMES else "")
    if not there:
        _refuse(name, say("it holds no arrays"))
    if wanted is None:
        wrong = say("{name} holds several arrays", name=shown(name))
    elif wanted in there:
        wrong = say("{name} holds two arrays '{wanted}'", name=shown(name), wanted=shown(wanted))
    else:
        wrong = say("{name} holds no array '{wanted}'", name=shown(name), wanted=shown(wanted))
    close = nearest(wanted, there) if wanted else there[0]
    raise InputError(
        wrong, text=f"@{name}", expected=say("@FILE:NAME with one of {known}", known=known),
        nearest=f"@{name}:{close}" if close else None,
    )  # fmt: skip


def _refuse(name: str, why: str) -> NoReturn:
    raise InputError(
        say("{name} cannot be read: {why}", name=shown(name), why=shown(why, 120)),
        expected=say("numpy.savez or safetensors.torch.save_file of arrays of numbers"),
    )
