"""Plain text for HTML and MathML: every character that could act is written as a reference; and elements with it."""

from __future__ import annotations

import re

from nncalc.reading.harmless import safe

_ACTING = re.compile("[&<>\"'`]")
_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'`"}


def escape(text: str) -> str:
    """Text as it should appear, inside an element or between the quotes of an attribute."""
    text = safe(text)
    return text.translate(_REFERENCES) if _ACTING.search(text) else text


def element(name: str, content: str, **attributes: object) -> str:
    """An element round markup; attributes are plain text, `class_` for `class`, and those that are None are left out."""
    written = "".join(
        [
            f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    return f"<{name}{written}>{content}</{name}>"
