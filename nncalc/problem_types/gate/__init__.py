"""Threshold gates: truth tables, weights found or impossible

Topic: Classical
"""
