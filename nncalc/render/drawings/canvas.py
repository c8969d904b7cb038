"""Lines, shapes and labels, put together as one SVG that is as large as what stands on it.

Ink is `currentColor`, so a drawing is legible on light and on dark. The few colours have luminances near .2, which
gives a contrast of 4:1 on both; what they tell apart is told apart by place or shape as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from nncalc.render.drawings.lettering import FONT, escaped, spans, width
from nncalc.words import count, say

INK, RED, BLUE, GREEN, AMBER, VIOLET, TEAL = (
    "currentColor", "#d9363e", "#2f7ed8", "#258f47", "#b8690b", "#9b59d0", "#0e8a8a",
)  # fmt: skip
SERIES = (BLUE, RED, GREEN, AMBER, VIOLET, TEAL)
"""Colours of classes and curves, in their order; each has a shape or a dash of its own besides."""
DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "5 2")
SIZE = 13.0
MARGIN = 12.0
NAMESPACE = "http://www.w3.org/2000/svg"
STRIDE = 5.0
NOTE_WIDTH = 300.0
"""Notes below a drawing are not broken narrower than this."""
ASCENT, DESCENT = 0.8, 0.24
"""How far text reaches above and below its line, by its size."""

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles have points in common, beyond a touch."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0.5 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5


def box_of(x: float, y: float, text: str, size: float, anchor: str, mathematics: bool) -> Box:
    """Where a label stands, given where its line begins, ends or has its middle."""
    wide = width(text, size, mathematics)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return Box(left, y - size * ASCENT, left + wide, y + size * DESCENT)


def short_of(start: Point, end: Point, by: float) -> Point:
    """The place on a line that lies so far before its end."""
    (a, b), (x, y) = start, end
    long = ((x - a) ** 2 + (y - b) ** 2) ** 0.5
    return x - (x - a) / long * by, y - (y - b) / long * by


class Canvas:
    """What is drawn so far, and how far it reaches."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.labels: list[Box] = []
        self.ways: list[Point] = []
        """Points of the lines, close to each other: labels keep off them."""
        self._reach: Box | None = None

    # -- shapes ------------------------------------------------------------------------------------------------------

    def line(
        self, start: Point, end: Point, ink: str = INK, *, wide: float = 1, dash: str = "", faint: float = 1
    ) -> None:
        """A straight line; `faint` is its opacity."""
        self.path([start, end], ink, wide=wide, dash=dash, faint=faint)

    def path(
        self, points: Sequence[Point], ink: str = INK, *, wide: float = 1, dash: str = "", faint: float = 1,
        fill: str = "none", filled: float = 1, closed: bool = False,
    ) -> None:  # fmt: skip
        """Straight lines from point to point."""
        way = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points) + (" Z" if closed else "")
        for (a, b), (x, y) in pairwise(points):
            steps = int((abs(x - a) + abs(y - b)) // STRIDE) + 1
            self.ways += [(a + (x - a) * k / steps, b + (y - b) * k / steps) for k in range(steps)]
        self._shape(_tag("path", d=way), points, wide, ink, dash, faint, fill, filled)

    def curve(self, points: Sequence[Point], ink: str = INK, *, wide: float = 1, faint: float = 1) -> None:
        """One cubic Bézier curve by its four points, which it does not leave the hull of."""
        (a, b), *rest = points
        way = f"M{_n(a)} {_n(b)} C" + " ".join(f"{_n(x)} {_n(y)}" for x, y in rest)
        self._shape(_tag("path", d=way), points, wide, ink, "", faint, "none", 1)

    def circle(
        self, at: Point, radius: float, ink: str = INK, *, fill: str = "none", filled: float = 1, wide: float = 1,
        dash: str = "",
    ) -> None:  # fmt: skip
        x, y = at
        corners = [(x - radius, y - radius), (x + radius, y + radius)]
        tag = _tag("circle", cx=_n(x), cy=_n(y), r=_n(radius))
        self._shape(tag, corners, wide, ink, dash, 1, fill, filled)

    def rect(
        self, box: Box, ink: str = INK, *, fill: str = "none", filled: float = 1, wide: float = 1, round_: float = 0,
        dash: str = "",
    ) -> None:  # fmt: skip
        left, top, right, bottom = box
        corner = {"rx": _n(round_)} if round_ else {}
        start = _tag("rect", x=_n(left), y=_n(top), width=_n(right - left), height=_n(bottom - top), **corner)
        self._shape(start, [(left, top), (right, bottom)], wide, ink, dash, 1, fill, filled)

    def arrow(
        self, start: Point, end: Point, ink: str = INK, *, wide: float = 1, dash: str = "", head: float = 7
    ) -> None:
        """A line with a head at its end."""
        self.path([start, end], ink, wide=wide, dash=dash)
        self.head(start, end, ink, head)

    def head(self, start: Point, end: Point, ink: str = INK, size: float = 7) -> None:
        """The head of an arrow that comes from somewhere; nothing where it has no direction."""
        (a, b), (x, y) = start, end
        long = ((x - a) ** 2 + (y - b) ** 2) ** 0.5
        if long < 1e-6:
            return
        u, v = (x - a) / long * size, (y - b) / long * size
        back = [(x - u - v * 0.4, y - v + u * 0.4), (x - u + v * 0.4, y - v - u * 0.4)]
        self.path([(x, y), *back], "none", fill=ink, closed=True)

    def mark(self, at: Point, which: int, size: float = 5, ink: str = "") -> None:
        """A sample of a class: a shape and a colour for each of six, told apart by both."""
        x, y = at
        ink = ink or SERIES[which % len(SERIES)]
        shapes = {
            1: [(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)],
            2: [(x, y - size * 1.2), (x + size * 1.1, y + size * 0.8), (x - size * 1.1, y + size * 0.8)],
            3: [(x, y - size * 1.3), (x + size * 1.3, y), (x, y + size * 1.3), (x - size * 1.3, y)],
        }
        kind = which % 6
        if kind in shapes:
            self.path(shapes[kind], ink, fill=ink, filled=0 if kind == 1 else 0.85, wide=1.6, closed=True)
        elif kind == 0:
            self.circle(at, size, ink, fill=ink, filled=0.85, wide=1.6)
        else:
            turned = 1.3 if kind == 5 else 0
            self.line((x - size, y - size + turned * size), (x + size, y + size - turned * size), ink, wide=2.2)
            self.line((x - size + turned * size, y + size), (x + size - turned * size, y - size), ink, wide=2.2)

    def _shape(
        self, start: str, corners: Iterable[Point], wide: float, ink: str, dash: str, faint: float, fill: str,
        filled: float,
    ) -> None:  # fmt: skip
        style = f' fill="{fill}"' + (f' fill-opacity="{_n(filled)}"' if filled != 1 else "")
        if ink != "none":
            style += f' stroke="{ink}"' + (f' stroke-width="{_n(wide)}"' if wide != 1 else "")
            style += f' stroke-dasharray="{dash}"' if dash else ""
            style += f' stroke-opacity="{_n(faint)}"' if faint != 1 else ""
        self.parts.append(f"{start}{style}/>")
        xs, ys = zip(*corners, strict=True)
        self._reaches(Box(min(xs) - wide / 2, min(ys) - wide / 2, max(xs) + wide / 2, max(ys) + wide / 2))

    # -- labels ------------------------------------------------------------------------------------------------------

    def text(
        self, x: float, y: float, text: str, *, size: float = SIZE, anchor: str = "middle", ink: str = INK,
        mathematics: bool = True, bold: bool = False,
    ) -> Box:  # fmt: skip
        """A label on a line; where it stands."""
        box = box_of(x, y, text, size, anchor, mathematics)
        if not text:
            return box
        style = f' font-size="{_n(size)}"' if size != SIZE else ""
        style += f' text-anchor="{anchor}"' if anchor != "start" else ""
        style += f' fill="{ink}"' if ink != INK else ""
        style += ' font-weight="bold"' if bold else ""
        tag = _tag("text", x=_n(x), y=_n(y))
        self.parts.append(f"{tag}{style}>{spans(text, mathematics)}</text>")
        self.labels.append(box)
        self._reaches(box)
        return box

    def middle(self, x: float, y: float, text: str, *, size: float = SIZE, ink: str = INK) -> Box:
        """Mathematics with its middle there, across and up."""
        return self.text(x, y + size * 0.35, text, size=size, ink=ink)

    def notes(self, sentences: Iterable[str]) -> None:
        """Sentences below everything that is drawn, broken to its width."""
        reach = self.reach
        room = max(reach.right - reach.left, NOTE_WIDTH)
        y = reach.bottom + 8
        for sentence in sentences:
            for line in _broken(sentence, room, SIZE - 1):
                y += 17
                self.text(reach.left, y, line, size=SIZE - 1, anchor="start", mathematics=False)

    # -- the whole ---------------------------------------------------------------------------------------------------

    @property
    def reach(self) -> Box:
        """The rectangle that holds everything."""
        return self._reach or Box(0, 0, 0, 0)

    def _reaches(self, box: Box) -> None:
        if self._reach is None:
            self._reach = box
            return
        left, top, right, bottom = self._reach
        self._reach = Box(min(left, box.left), min(top, box.top), max(right, box.right), max(bottom, box.bottom))

    def svg(self, title: str, description: str) -> str:
        """The whole, with a title and a description."""
        left, top, right, bottom = self.reach
        wide, high = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
        view = f"{_n(left - MARGIN)} {_n(top - MARGIN)} {_n(wide)} {_n(high)}"
        tag = _tag("svg", xmlns=NAMESPACE, viewBox=view, width=_n(wide), height=_n(high), role="img", fill=INK)
        head = f'{tag} xml:space="preserve" font-family="{FONT}" font-size="{_n(SIZE)}">'
        named = f"<title>{escaped(title)}</title>\n<desc>{escaped(description)}</desc>"
        return "\n".join([head, named, *self.parts, "</svg>"])


def _broken(sentence: str, room: float, size: float) -> list[str]:
    """The lines of a sentence, none wider than the room: broken at spaces, Chinese behind any sign."""
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".lstrip()  # no sentence: words that stand side by side
        if width(longer, size, False) <= room:
            lines[-1] = longer
        elif width(word, size, False) <= room:
            lines.append(word)
        else:
            for sign in f" {word}" if lines[-1] else word:
                if width(lines[-1] + sign, size, False) > room and sign not in "，。；、：）":
                    lines.append("")
                lines[-1] += sign
    return lines


def stacked(drawings: Sequence[str], title: str) -> str:
    """Several drawings below each other as one, each whole inside it."""
    if len(drawings) == 1:
        return drawings[0]
    sizes = [list(map(float, drawing.split('viewBox="')[1].split('"')[0].split())) for drawing in drawings]
    wide, high = _n(max(size[2] for size in sizes)), _n(sum(size[3] for size in sizes))
    tag = _tag("svg", xmlns=NAMESPACE, viewBox=f"0 0 {wide} {high}", width=wide, height=high, role="img")
    description = say("{drawings} below each other", drawings=count(len(drawings), "drawing"))
    parts, y = [f"{tag}>", f"<title>{escaped(title)}</title>", f"<desc>{escaped(description)}</desc>"], 0.0
    for drawing, size in zip(drawings, sizes, strict=True):
        parts.append(drawing.replace("<svg", _tag("svg", y=_n(y)), 1))
        y += size[3]
    return "\n".join([*parts, "</svg>"])


def _tag(name: str, **attributes: str) -> str:
    """An element as far as these attributes; more may follow, then `>` or `/>`."""
    return "<" + name + "".join(f' {key}="{value}"' for key, value in attributes.items())


def _n(number: float) -> str:
    """A coordinate: a tenth is enough."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
