"""Mutation testing: the code is broken in one place after another, and some test must notice each time."""
