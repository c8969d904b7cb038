"""Notations of books and lecturers: a table in one file each, and which of it holds for a problem."""

from __future__ import annotations

import os

STANDARD = "standard"
FOLDER = os.path.dirname(__file__)


def names() -> tuple[str, ...]:
    """The notations that come with nncalc, our own first: a table in a file each."""
    return (STANDARD, *sorted(file[:-5] for file in os.listdir(FOLDER) if file.endswith(".yaml")))
