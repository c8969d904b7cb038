"""The formats whose pages are text; a PDF is read by `tests/paper/`."""

from __future__ import annotations

from nncalc import render

TEXTS = tuple(name for name in render.format_names() if render.format_of(name, render.Options()).text)
