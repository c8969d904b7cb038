"""A walk on which nobody asks what the outputs see of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Unfollowed:
    """Receptive fields that are not followed: maps go on as they are."""

    def widest(self, out: FeatureMap, branches: list[FeatureMap]) -> FeatureMap:
        """Where branches meet."""
        return out

    def after(self, run: Run, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap) -> FeatureMap:
        """The output of a layer."""
        return out
