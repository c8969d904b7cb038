"""What a problem file holds, piece by piece; after one that is not YAML reading goes on with the next."""

from __future__ import annotations

from collections.abc import Iterator

from nncalc.problem_files.composer import Composer
from nncalc.problem_files.places import Piece, checked
from nncalc.problem_files.yaml_faults import NotYaml, Source


def pieces(data: bytes, name: str) -> Iterator[Piece]:
    """What a problem file holds, as it is read: `defaults` and other keys, and each item of `problems`.

    A file may also be a list of problems. After an item that is not YAML, reading goes on with the next one. Raises
    InputError with file:line:column when nothing more can be read.
    """
    data = checked(data, name)
    source = Source(data, name)
    composer = Composer(source, 0)
    while True:
        try:
            yield from composer.pieces()
            return
        except NotYaml as failure:
            error, line = failure.error, failure.line
        resumed = composer.after(line)
        if resumed is None:
            raise error
        yield Piece("problems", None, composer.item_place, (error,))
        composer = resumed
