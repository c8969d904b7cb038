"""Workbooks (.xlsx) as rows of text, as their cells show it. They come from strangers, so what they may cost is bounded.

A workbook is a ZIP archive of XML: what it unpacks to, how far it was packed and how many cells it has are bounded;
document types (and with them entities) and links to other workbooks are refused. No formula is ever worked out.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from nncalc.checking.cell_text import shown_text
from nncalc.errors import InputError, InputErrors
from nncalc.reading.harmless import safe
from nncalc.words import in_a_row, say

MOST_UNPACKED = 64 << 20
MOST_RATIO = 200
"""How many times smaller than its text a part may be; tables of equal cells come to 100."""
SMALL = 1 << 20
"""Bytes to which a part may be unpacked, however far it was packed."""
MOST_PARTS = 2_000
WHOLE, MOST_WHOLE = ("xl/styles.xml", "xl/workbook.xml", ".rels"), 4 << 20
"""Parts that the library makes objects of as a whole, and their bytes."""
MOST_CELLS = 5_000_000
MOST_SHEETS, MOST_EMPTY = 64, 10_000
"""Sheets that are looked at, and rows at the head of one that may be empty."""
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1")
NEEDED = "python -m pip install openpyxl"


def openpyxl() -> Any:
    """The library, an extra. Raises InputError naming the line that installs it."""
    try:
        import openpyxl as library  # start-up
    except ImportError:
        raise InputError(
            say("workbooks (.xlsx) need openpyxl, the extra 'xlsx', which is not installed"),
            expected=say("{line}, or the sheet saved as CSV", line=NEEDED),
        ) from None
    return library


def rows_of_workbook(data: bytes, path: str, notices: list[str], sheet: str = "") -> list[tuple[int, list[str]]]:
    """The rows of the sheet of this title, else of the first that holds something, with their numbers. Raises InputError."""
    library = openpyxl()
    has_formulas = _checked(data, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions of Excel that are not kept
        try:
            return list(_rows(library, data, path, notices, has_formulas, sheet))  # of a damaged file nothing counts
        except (InputError, InputErrors, MemoryError):
            raise
        except Exception as fault:  # whatever a damaged file makes of the library
            said = say("the workbook is damaged ({kind})", kind=type(fault).__name__)
            raise InputError(said, place=path, expected=say("the sheet saved as CSV (UTF-8)")) from None


def _checked(data: bytes, path: str) -> bool:
    """Whether the sheets hold formulas; raises InputError for an archive that may not be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, path)
            found = [_has_formula(archive.read(part), part.filename, path) for part in parts]  # every part is looked at
            return any(found)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError):
        raise InputError(
            say("this is not a workbook (.xlsx)"), place=path, expected=say("the sheet saved as .xlsx or as CSV")
        ) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise InputError(
            say("the workbook is damaged"), place=path, expected=say("the sheet saved as CSV (UTF-8)")
        ) from None


def _check_sizes(parts: list[zipfile.ZipInfo], path: str) -> None:
    """What the parts say they unpack to: more than that is never read of them."""
    if len(parts) > MOST_PARTS:
        raise _refused(say("the workbook has more than {most:,} parts", most=MOST_PARTS), path)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused(say("the workbook unpacks to more than 64 MiB"), path)
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(say("the workbook is packed in another way than workbooks are"), path)
        if part.filename.endswith(WHOLE) and part.file_size > MOST_WHOLE:
            raise _refused(say("the styles of the workbook are larger than 4 MiB"), path)
        if part.flag_bits & 1:
            raise _refused(say("the workbook is encrypted"), path)
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise _refused(say("the workbook is packed more than {most}-fold", most=MOST_RATIO), path)
        if part.filename.startswith("xl/externalLinks/"):
            raise _refused(say("the workbook refers to other workbooks"), path)


def _refused(said: str, path: str) -> InputError:
    return InputError(said, place=path, expected=say("its values alone, saved as CSV (UTF-8)"))


def _has_formula(text: bytes, name: str, path: str) -> bool:
    """Whether a part is a sheet with formulas. Raises InputError for XML that may stand for something else."""
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return False
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = _ENCODING.match(start)
    if start and (not start.startswith(b"<") or start[1:2] == b"\0"):
        raise _refused(say("a part of the workbook is not UTF-8"), path)
    if encoding and encoding[1].lower() not in _PLAIN_ENCODINGS:
        raise _refused(say("a part of the workbook is not UTF-8"), path)
    if _DOCTYPE.search(text):
        raise _refused(say("the workbook declares a document type"), path)
    return name.startswith("xl/worksheets/") and (b"<f>" in text or b"<f " in text)


def _rows(
    library: Any, data: bytes, path: str, notices: list[str], has_formulas: bool, meant: str
) -> Iterator[tuple[int, list[str]]]:
    book = _opened(library, data, True)
    visible = [sheet for sheet in book.worksheets[:MOST_SHEETS] if sheet.sheet_state == "visible"]
    filled = [sheet for sheet in visible if _holds_something(sheet)]
    if not filled:
        raise InputError(say("no sheet of the workbook holds anything"), place=path, expected=say("a table of answers"))
    named = [sheet for sheet in filled if sheet.title == meant]
    filled = named or filled
    if len(filled) > 1:
        others = in_a_row(*(say("'{name}'", name=sheet.title) for sheet in filled[1:6]))
        said = say(
            "Note: {path}: the sheet '{title}' is read, {others} not", path=path, title=filled[0].title, others=others
        )
        notices.append(safe(said))
    title = filled[0].title
    formulas = _opened(library, data, False)[title].iter_rows() if has_formulas else None
    cells = 0
    for number, row in enumerate(filled[0].iter_rows(), 1):
        cells += len(row)
        if cells > MOST_CELLS:
            raise _refused(say("the sheet has more than {most:,} cells", most=MOST_CELLS), path)
        texts = [shown_text(cell) for cell in row]
        beside = next(formulas, ()) if formulas is not None else ()
        for column, cell in enumerate(beside):
            if isinstance(cell.value, str) and cell.data_type == "f" and column < len(texts) and not texts[column]:
                texts[column] = cell.value  # nothing was worked out: not an empty cell
        yield number, texts


def _opened(library: Any, data: bytes, values: bool) -> Any:
    book = library.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a sheet says of its size is not believed
    return book


def _holds_something(sheet: Any) -> bool:
    return any(cell.value is not None for row in islice(sheet.iter_rows(), MOST_EMPTY) for cell in row)
