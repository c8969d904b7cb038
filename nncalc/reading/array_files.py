"""Arrays from .npy files. NumPy is loaded here alone; nothing is unpickled."""

from __future__ import annotations

import io
import math
from typing import NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, Nested, too_many
from nncalc.reading.characters import shown
from nncalc.reading.python_values import from_python
from nncalc.words import say


def from_npy(data: bytes, name: str, column: str | None) -> Nested:
    """The cells of an array saved by `numpy.save`; `column` (from 1) takes one column of a matrix.

    Raises InputError for anything but whole numbers and floating-point numbers; also, before the array is made,
    when its header promises more than the file holds or than 250,000 elements.
    """
    import numpy  # start-up

    shape = _checked_shape(data, name)
    count = math.prod(shape)
    if count > ELEMENTS and (column is None or len(shape) != 2 or shape[0] > ELEMENTS):
        too_many()
    if count == 0:
        raise InputError(say("{name} holds no values", name=shown(name)), expected=say("an array of numbers"))
    try:
        array = numpy.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, OSError, EOFError) as fault:
        _refuse(name, str(fault))
    if column is not None:
        if len(shape) != 2 or not (column.isascii() and column.isdigit() and 1 <= int(column[:9]) <= shape[1]):
            raise InputError(
                say("{name} has no column '{column}'", name=shown(name), column=shown(column)),
                expected=say("a column number; its shape is {shape}", shape=shape),
            )
        array = array[:, int(column) - 1]
    return from_python(array if array.ndim else array[()])


def _checked_shape(data: bytes, name: str) -> tuple[int, ...]:
    """The shape in the header, after its type and size are found to be what the file can hold."""
    from numpy.lib import format as npy  # start-up

    stream = io.BytesIO(data)
    try:
        version = npy.read_magic(stream)
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        if version not in readers:
            _refuse(name, say("version {version}.{version2} of the format", version=version[0], version2=version[1]))
        shape, _, dtype = readers[version](stream)
    except ValueError as fault:
        _refuse(name, str(fault))
    if dtype.kind not in "iuf":
        _refuse(name, say("its elements are {dtype}, not numbers", dtype=dtype))
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize > len(data) - stream.tell():
        _refuse(name, say("it ends before its array does"))
    return tuple(int(size) for size in shape)


def _refuse(name: str, why: str) -> NoReturn:
    raise InputError(
        say("{name} is not an array that is read here: {why}", name=shown(name), why=shown(why, 120)),
        expected=say("numpy.save of an array of numbers"),
    )
