"""Exact and certified arithmetic: quantities on a tape, operations, tensors, runs, decisions, and readings of the tape."""
