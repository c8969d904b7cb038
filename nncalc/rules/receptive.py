"""Receptive fields: how many cells of the input one output sees, and how far neighbouring outputs are apart."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import FLOOR, MAXIMUM
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.rules import convolution as rules
from nncalc.rules.feature_maps import SIDES, FeatureMap, leaf, settings_of, spread
from nncalc.rules.layer_tokens import Layer

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Fields:
    """Receptive fields of one walk: one number per layer where all sides behave alike, else one per side."""

    def __init__(self, dims: int, alike: bool) -> None:
        self.names = ("",) if alike else tuple(f"_{side}" for side in SIDES[dims])
        self.dims = dims
        self.lines: list[Any] = []
        """Named lines, in order, to be put on the page after the layers."""

    def start(self) -> tuple[Quantity, ...]:
        """One cell of the input sees itself."""
        return tuple(leaf(f"receptive_field{name}0", 1) for name in self.names)

    def apart(self) -> tuple[Quantity, ...]:
        """Neighbouring cells of the input are one apart."""
        return tuple(leaf(f"jump{name}0", 1) for name in self.names)

    def widest(self, out: FeatureMap, branches: list[FeatureMap]) -> FeatureMap:
        """Where branches meet, the widest field counts."""
        field = list(out.field)
        for branch in branches[1:]:
            field = [a if a is b else MAXIMUM(a, b) for a, b in zip(field, branch.field, strict=True)]
        return out._replace(field=tuple(field))

    def after(self, run: Run, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap) -> FeatureMap:
        """The output with its receptive field; lines are named where something changes."""
        grown = self._grown(layer, incoming, out)
        field, jump = [], []
        for name, (new_field, new_jump), old_field, old_jump in zip(
            self.names, grown, incoming.field, incoming.jump, strict=True
        ):
            changed = new_field is not old_field
            field.append(run.let(f"receptive_field{name}{number}", new_field, shown=False, recorded=changed))
            self.lines += [field[-1]] if changed else []
            if new_jump is not old_jump:
                new_jump = run.let(f"jump{name}{number}", new_jump, shown=False)
                self.lines.append(new_jump)
            jump.append(new_jump)
            if not changed:
                field[-1] = old_field
        result: Any = field[0] if len(field) == 1 else Tensor(field, (len(field),))
        run.result(f"receptive_field{number}", result)
        behind = out.behind
        if layer.word in ("fc", "gap") and out.kind != "tokens":
            behind = ()
        elif layer.word == "flatten" and incoming.kind == "map":
            behind = incoming.sides
        return out._replace(field=tuple(field), jump=tuple(jump), behind=behind)

    def _grown(self, layer: Layer, incoming: FeatureMap, out: FeatureMap) -> list[tuple[Quantity, Quantity]]:
        """Field and jump of each side behind the layer; the same objects where nothing changes."""
        found = []
        for index in range(len(self.names)):
            field, jump = out.field[index], incoming.jump[index]
            if layer.word in ("conv", "pool", "convt", "patch"):
                field, jump = self._windowed(layer, index, field, jump)
            elif layer.word in ("fc", "gap") and incoming.kind != "tokens":
                sides = incoming.sides or incoming.behind
                if sides:
                    field, jump = self._whole(layer, index, sides[index], field, jump)
            found.append((field, jump))
        return found

    def _windowed(self, layer: Layer, index: int, field: Quantity, jump: Quantity) -> tuple[Quantity, Quantity]:
        names = SIDES[self.dims]
        kernel = settings_of("k", spread(layer.kernel or (1,), self.dims), names)[index]
        strides = spread(layer.steps if layer.word != "patch" else layer.argument, self.dims)
        stride = settings_of("s", strides, names)[index]
        dilations = spread(layer.dilation, self.dims)
        dilation = settings_of("d", dilations, names)[index] if dilations[index] > 1 else None
        if layer.word == "convt":
            shared = gcd(strides[index], dilations[index])
            growth = FLOOR((kernel - 1) * shared / stride if shared > 1 else (kernel - 1) / stride)
            growth = growth if dilations[index] == shared else constant(dilations[index] // shared) * growth
            return rules.next_field(field, growth, jump), jump / stride
        return rules.next_field(field, rules.steps_of(kernel, dilation), jump), rules.next_jump(jump, stride)

    def _whole(
        self, layer: Layer, index: int, side: Quantity, field: Quantity, jump: Quantity
    ) -> tuple[Quantity, Quantity]:
        """A layer that sees its whole input, like a kernel of that size; an adaptive pooling that sees parts of it."""
        outputs = spread(layer.kernel, self.dims)[index] if layer.word == "gap" and layer.kernel else 1
        if outputs == 1:
            return rules.next_field(field, side - 1, jump), jump
        window = rules.adaptive_window(side, constant(outputs))
        return rules.next_field(field, window.reached - 1, jump), rules.next_jump(jump, window.stride)
