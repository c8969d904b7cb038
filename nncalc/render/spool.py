"""Text that is written first and read later, in memory as long as it is short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

IN_MEMORY = 1 << 20
"""Characters that are kept in memory; more go to a temporary file."""
AT_ONCE = 1 << 16


class Spool(ExitStack):
    """Pieces of text in order."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._size = 0
        self._file: IO[str] | None = None

    def write(self, piece: str) -> None:
        """One more piece."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > (IN_MEMORY if self._file is None else AT_ONCE):
            self._flush()

    def _flush(self) -> None:
        if self._file is None:
            from tempfile import TemporaryFile  # start-up

            made = TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="")  # noqa: SIM115
            self._file = self.enter_context(made)
        self._file.writelines(self._pieces)
        self._pieces, self._size = [], 0

    def read(self) -> Iterator[str]:
        """All pieces, from the first on; the last thing that is done with them."""
        file = self._file
        if file is not None:
            file.seek(0)
            yield from iter(lambda: file.read(AT_ONCE), "")
        yield from self._pieces
