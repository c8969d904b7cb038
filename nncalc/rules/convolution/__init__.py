"""Layers over feature maps: tokens, sizes, counts, receptive fields."""
