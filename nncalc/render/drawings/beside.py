"""A label beside a dot, where it covers as little as can be."""

from __future__ import annotations

from nncalc.render.drawings.canvas import INK, Box, Canvas, Point, box_of

SIDES = (
    (8, -6, "start"), (-8, -6, "end"), (8, 15, "start"), (-8, 15, "end"), (0, -10, "middle"), (0, 20, "middle"),
    (10, 4, "start"), (-10, 4, "end"), (14, -16, "start"), (-14, -16, "end"), (14, 25, "start"), (-14, 25, "end"),
)  # fmt: skip
"""Where a label may stand, from its dot."""


def beside(canvas: Canvas, at: Point, text: str, field: Box, *, ink: str = INK, size: float = 11.5) -> None:
    """The label in the field, on no other one; of the places left that with the fewest lines through it, else nowhere."""
    best: tuple[int, float, float, str] | None = None
    for dx, dy, anchor in SIDES:
        x, y = at[0] + dx, at[1] + dy
        box = box_of(x, y, text, size, anchor, True)
        inside = field.left < box.left and box.right < field.right and field.top < box.top and box.bottom < field.bottom
        if not inside or any(box.meets(other) for other in canvas.labels):
            continue
        crossed = sum(box.left <= p <= box.right and box.top <= q <= box.bottom for p, q in canvas.ways)
        if best is None or crossed < best[0]:
            best = crossed, x, y, anchor
        if not crossed:
            break
    if best is not None:
        _, x, y, anchor = best
        canvas.text(x, y, text, size=size, anchor=anchor, ink=ink)
