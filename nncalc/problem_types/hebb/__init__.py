"""Hebb's rule and its kin: delta, Oja, correlation

Topic: Classical
"""
