"""Where things stand in an SVG of ours: the rectangles of its shapes and of its labels, by a table of widths."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import NamedTuple

from nncalc.render.drawings.canvas import ASCENT, DESCENT, Box
from nncalc.render.drawings.lettering import width

SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Label(NamedTuple):
    text: str
    box: Box


def parsed(svg: str) -> ET.Element:
    """The tree; raises where the text is no XML."""
    return ET.fromstring(svg)


def view_box(root: ET.Element) -> Box:
    left, top, wide, high = map(float, root.attrib["viewBox"].split())
    return Box(left, top, left + wide, top + high)


def labels(root: ET.Element) -> list[Label]:
    """The texts and how far they reach, indices by their own size."""
    found = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", root.get("font-size", "13")))
        wide = width(text.text or "", size, False)
        for span in text:
            share = float(span.get("font-size", "100%").rstrip("%")) / 100
            wide += width(span.text or "", size * share, False) + width(span.tail or "", size, False)
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        found.append(Label("".join(text.itertext()), Box(left, y - ASCENT * size, left + wide, y + DESCENT * size)))
    return found


def shapes(root: ET.Element) -> Iterator[Box]:
    """The rectangles that hold the points of each shape."""
    for element in root.iter():
        kind, a = element.tag.removeprefix(SVG), element.attrib
        if kind == "circle":
            x, y, r = float(a["cx"]), float(a["cy"]), float(a["r"])
            yield Box(x - r, y - r, x + r, y + r)
        elif kind == "rect":
            x, y = float(a["x"]), float(a["y"])
            yield Box(x, y, x + float(a["width"]), y + float(a["height"]))
        elif kind == "path":
            numbers = list(map(float, _NUMBER.findall(a["d"])))
            yield Box(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))


def outside(root: ET.Element) -> list[object]:
    """Labels and shapes that are not whole inside the view."""
    view = view_box(root)
    boxes: list[tuple[object, Box]] = [(label, label.box) for label in labels(root)]
    boxes += [(box, box) for box in shapes(root)]
    return [
        what
        for what, box in boxes
        if box.left < view.left or box.top < view.top or box.right > view.right or box.bottom > view.bottom
    ]


def overlapping(root: ET.Element) -> list[tuple[str, str]]:
    """Pairs of labels that stand on each other."""
    found = labels(root)
    return [(a.text, b.text) for i, a in enumerate(found) for b in found[:i] if a.box.meets(b.box)]
