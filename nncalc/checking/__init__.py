"""Judging answers: is a typed figure right, and if not, what explains it."""
