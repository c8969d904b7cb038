"""Arrays from .npy files. NumPy is loaded here alone; nothing is unpickled."""

from __future__ import annotations

import io
import math
from typing import NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, Nested, too_many
from nncalc.reading.characters import shown
from nncalc.reading.python_values import from_python


def from_npy(data: bytes, name: str, column: str | None) -> Nested:
    """The cells of an array saved by `numpy.save`; `column` (from 1) takes one column of a matrix.

    Raises InputError for anything but whole numbers and floating-point numbers; also, before the array is made,
    when its header promises more than the file holds or than 100,000 elements.
    """
    import numpy

    shape = _checked_shape(data, name)
    count = math.prod(shape)
    if count > ELEMENTS and (column is None or len(shape) != 2 or shape[0] > ELEMENTS):
        too_many()
    if count == 0:
        raise InputError(f"{shown(name)} holds no values", expected="an array of numbers")
    try:
        array = numpy.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, OSError, EOFError) as fault:
        _refuse(name, str(fault))
    if column is not None:
        if len(shape) != 2 or not (column.isascii() and column.isdigit() and 1 <= int(column[:9]) <= shape[1]):
            raise InputError(
                f"{shown(name)} has no column '{shown(column)}'",
                expected=f"a column number; its shape is {shape}",
            )
        array = array[:, int(column) - 1]
    return from_python(array if array.ndim else array[()])


def _checked_shape(data: bytes, name: str) -> tuple[int, ...]:
    """The shape in the header, after its type and size are found to be what the file can hold."""
    from numpy.lib import format as npy

    stream = io.BytesIO(data)
    try:
        version = npy.read_magic(stream)
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        if version not in readers:
            _refuse(name, f"version {version[0]}.{version[1]} of the format")
        shape, _, dtype = readers[version](stream)
    except ValueError as fault:
        _refuse(name, str(fault))
    if dtype.kind not in "iuf":
        _refuse(name, f"its elements are {dtype}, not numbers")
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize > len(data) - stream.tell():
        _refuse(name, "it ends before its array does")
    return tuple(int(size) for size in shape)


def _refuse(name: str, why: str) -> NoReturn:
    raise InputError(
        f"{shown(name)} is not an array that is read here: {shown(why, 120)}",
        expected="numpy.save of an array of numbers",
    )
