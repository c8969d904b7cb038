"""Attention: what is given, which keys a query sees, scores, weights, outputs, and the way back."""
