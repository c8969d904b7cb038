"""Normalisation: what is normalised together, and the steps there and back."""
