"""Receptive fields: how many cells of the input one output sees, and how far neighbouring outputs are apart."""

from __future__ import annotations

from itertools import zip_longest
from math import gcd
from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import FLOOR, MAXIMUM, MINIMUM
from nncalc.engine.quantity import Quantity, constant
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution import field_rules
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap, SidesVector
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.settings import leaf, settings_of, spread, whole
from nncalc.rules.convolution.sizes import misfit, padding_before
from nncalc.rules.convolution.traced_cells import Aligned, Link, Seen, Setting, Shared, Sliding, Transposed
from nncalc.rules.convolution.unfollowed import Unfollowed
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

TRANSPOSED = frozenset(("convt", "upsample"))
MOVING = frozenset(("conv", "sepconv", "pool", "patch", "zeropad", *TRANSPOSED))
"""Layers with a window that moves; so has an average pooling to several outputs. That of zeros around a map is one cell."""
READING_ALL = frozenset(("fc", "gap"))
"""Layers that read their whole input, alone or among several outputs."""
MOST_STEPS = 20_000
"""A layer behind a transposed convolution is traced back through all those before it."""


class Fields(Unfollowed):
    """Receptive fields of one walk: one number per layer where all sides behave alike, else one per side.

    quiet: the fields are not asked for, and none is worked out
    """

    def __init__(self, dims: int, alike: bool, quiet: bool = False) -> None:
        self.names = ("",) if alike else tuple(f"_{side}" for side in SIDES[dims])
        self.dims, self.quiet = dims, quiet
        self.lines: list[Any] = []
        """Named lines and sentences (a key and its values), in order, to be put on the page after the layers."""
        self.sides: tuple[Quantity, ...] = ()
        self.traced = False
        self.steps = 0

    def start(self) -> tuple[Quantity, ...]:
        """One cell of the input sees itself."""
        return tuple(leaf(f"receptive_field{name}0", 1) for name in self.names)

    def apart(self) -> tuple[Quantity, ...]:
        """Neighbouring cells of the input are one apart."""
        return tuple(leaf(f"jump{name}0", 1) for name in self.names)

    def origin(self, out: FeatureMap) -> FeatureMap:
        """The input, with what its cells see."""
        self.sides = out.sides
        return out._replace(seen=tuple(self._known(Seen(0), *pair) for pair in zip(out.field, out.jump, strict=True)))

    def _known(self, seen: Seen, field: Quantity, jump: Quantity) -> Seen:
        seen.field, seen.jump = field, jump
        return seen

    def widest(self, out: FeatureMap, branches: list[FeatureMap]) -> FeatureMap:
        """Where branches meet, the widest field counts; where it differs from place to place, all that is seen."""
        if self.quiet:
            return out
        field, seen = list(out.field), []
        for branch in branches[1:]:
            field = [a if a is b else MAXIMUM(a, b) for a, b in zip(field, branch.field, strict=True)]
        for sides in zip(*(branch.seen for branch in branches), strict=True):
            links = [(Aligned(), each) for each in dict.fromkeys(sides)]
            seen.append(links[0][1] if len(links) == 1 else Seen(out.number, links, all(s.regular for s in sides)))
        return out._replace(field=tuple(field), seen=tuple(seen))

    def after(self, run: Run, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap) -> FeatureMap:
        """The output with its receptive field; lines are named where something changes."""
        if self.quiet:
            return out
        out = out._replace(seen=tuple(self._seen(number, layer, incoming, out, i) for i in range(len(self.names))))
        field, jump = [], []
        for index, name in enumerate(self.names):
            new_field, new_jump = self._grown(run, number, layer, incoming, out, index)
            changed = new_field is not incoming.field[index]
            field.append(run.let(f"receptive_field{name}{number}", new_field, shown=False, recorded=changed))
            self.lines += [field[-1]] if changed else []
            if new_jump is not incoming.jump[index]:
                new_jump = run.let(f"jump{name}{number}", new_jump, shown=False)
                self.lines.append(new_jump)
            jump.append(new_jump)
            if not changed:
                field[-1] = incoming.field[index]
            if out.seen[index] is not incoming.seen[index]:
                out.seen[index].field, out.seen[index].jump = field[-1], new_jump
        result: Any = field[0] if len(field) == 1 else SidesVector(field, (len(field),))
        run.result(f"receptive_field{number}", result)
        behind = out.behind
        if layer.word in READING_ALL and out.kind != "tokens":
            behind = ()
        elif layer.word == "flatten" and incoming.kind == "map":
            behind = incoming.sides
        return out._replace(field=tuple(field), jump=tuple(jump), behind=behind)

    def _seen(self, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap, index: int) -> Seen:
        """What the cells of the output see along one side; what those of the input saw where nothing changes."""
        link = self._link(layer, incoming, out, index)
        if link is None:
            return out.seen[index]
        before = incoming.seen[index]
        return Seen(number, [(link, before)], before.regular and (layer.word not in TRANSPOSED or link.outputs == 1))

    def _link(self, layer: Layer, incoming: FeatureMap, out: FeatureMap, index: int) -> Link | None:
        if layer.word in MOVING:
            return (Transposed if layer.word in TRANSPOSED else Sliding)(self._setting(layer, incoming, out, index))
        sides = self._all_seen(layer, incoming)
        if sides and layer.word == "fc" and out.kind == "map" and index < len(sides) - 1:
            return None  # the last side alone is read
        return Shared(sides[index], self._outputs(layer, index)) if sides else None

    def _all_seen(self, layer: Layer, incoming: FeatureMap) -> tuple[Quantity, ...]:
        """The sides that a layer sees as a whole, or shares among its outputs; none for another layer."""
        if layer.word not in READING_ALL or incoming.kind == "tokens":
            return ()
        return incoming.sides or incoming.behind

    def _outputs(self, layer: Layer, index: int) -> int:
        """To how many outputs an adaptive pooling goes."""
        found: int = spread(layer.kernel, self.dims)[index] if layer.word == "gap" and layer.kernel else 1
        return found

    def _setting(self, layer: Layer, incoming: FeatureMap, out: FeatureMap, index: int) -> Setting:
        names = SIDES[self.dims]
        kernel = settings_of("k", spread(layer.kernel or (1,), self.dims), names)[index]
        strides = spread(layer.steps if layer.word != "patch" else layer.argument, self.dims)
        stride = settings_of("s", strides, names)[index]
        dilations = spread(layer.dilation, self.dims)
        dilation = settings_of("d", dilations, names)[index] if dilations[index] > 1 else None
        if not isinstance(layer.padding, str):
            padding = settings_of("p", tuple(before for before, _ in spread(layer.padding, self.dims)), names)[index]
        else:
            sides = [whole(each.sides[index]) if each.kind == "map" else 1 for each in (incoming, out)]
            reached = dilations[index] * (whole(kernel) - 1) + 1
            padding = leaf("p", padding_before(layer, reached, strides[index], *sides))
        return Setting(kernel, stride, padding, dilation)

    def _grown(
        self, run: Run, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap, index: int
    ) -> tuple[Quantity, Quantity]:
        """Field and jump of one side behind the layer; the same objects where nothing changes."""
        field, jump = out.field[index], incoming.jump[index]
        seen = out.seen[index]
        if seen is incoming.seen[index]:
            return field, jump
        link, grown, next_jump = seen.links[0][0], None, jump
        if isinstance(link, Shared):
            grown, next_jump = self._whole(link.side, link.outputs, jump)
        elif isinstance(link, (Sliding, Transposed)):
            grown, next_jump = self._windowed(link, jump)
        whole_input = isinstance(link, Shared)
        if layer.word == "zeropad" and seen.regular:
            return field, jump
        if any(before.phased if whole_input else not before.regular for _, before in seen.links):
            return self._traced(run, number, layer, seen, index), next_jump
        return field if grown is None else field_rules.next_field(field, grown, jump), next_jump

    def _windowed(self, link: Sliding | Transposed, jump: Quantity) -> tuple[Quantity, Quantity]:
        """The steps by which the field grows, and the jump behind."""
        kernel, stride, _, dilation = link.setting
        if isinstance(link, Sliding):
            return field_rules.steps_of(kernel, dilation), field_rules.next_jump(jump, stride)
        _, s, _, d = link.setting.numbers
        shared = gcd(s, d)
        growth = FLOOR((kernel - 1) * shared / stride if shared > 1 else (kernel - 1) / stride)
        return growth if d == shared else constant(d // shared) * growth, jump / stride

    def _whole(self, side: Quantity, outputs: int, jump: Quantity) -> tuple[Quantity, Quantity]:
        """A layer that sees its whole input, like a kernel of that size; an adaptive pooling that sees parts of it."""
        if outputs == 1:
            return side - 1, jump
        window = rules.adaptive_window(side, constant(outputs))
        return window.reached - 1, field_rules.next_jump(jump, window.stride)

    # -- behind a transposed convolution ---------------------------------------------------------------------------

    def _traced(self, run: Run, number: int, layer: Layer, seen: Seen, index: int) -> Quantity:
        """The field of an output that sees the most, from the first and the last cell before it, layer by layer.

        Back to the last map whose field and jump say it all; where a layer sees all of its input, to the input itself,
        which has edges then.
        """
        if not seen.known:
            raise misfit(
                number,
                layer,
                say(
                    "its outputs see the input in {period:,} different ways, too many to trace back", period=seen.period
                ),
                say("transposed convolutions whose strides have a smaller product"),
            )
        self.traced = True
        link, side = seen.links[0][0], self.sides[index]
        edges = side if isinstance(link, Shared) else None
        output = seen.widest() if edges is None else seen.widest_of(link.outputs, whole(side))
        if output is None:
            return constant(0)
        base = seen.base(output, edges is not None)
        ways = [self._way(run, number, seen, output, base, last, index, edges) for last in (False, True)]
        key = "whole" if edges is not None and link.outputs == 1 else "widest"
        self.lines.append((key, {"number": number, "output": output}))
        self.lines += [line for pair in zip_longest(*ways) for line in pair if line is not None]
        self.steps += sum(map(len, ways))
        if self.steps > MOST_STEPS:
            raise misfit(
                number,
                layer,
                say(
                    "its receptive field and those before it take more than {most_steps:,} steps to trace back",
                    most_steps=MOST_STEPS,
                ),
                say("fewer layers behind a transposed convolution with a stride"),
            )
        first, last = ways[0][-1], ways[1][-1]
        return field_rules.next_field(base.field, last - first, base.jump)

    def _way(
        self, run: Run, number: int, seen: Seen, output: int, base: Seen, last: bool, index: int, edges: Quantity | None
    ) -> list[Quantity]:
        """Lines of the first (or last) cell before an output, in every map back to one; `edges`: the side of an input that
        ends there."""
        name = f"{'last' if last else 'first'}{self.names[index]}.{number}"
        at, lines = leaf(f"output{number}", output), []
        for step, cell in seen.way(output, last):
            at = step.link.written(at, cell, step.cell, last)
            if step.before is base and edges is not None:
                at = MINIMUM(at, edges - 1) if last else MAXIMUM(at, 0)
            if step.before is base or not isinstance(step.link, Aligned):
                at = run.let(f"{name}.{step.before.number}", at, shown=False)
                lines.append(at)
            if step.before is base:
                break
        return lines
