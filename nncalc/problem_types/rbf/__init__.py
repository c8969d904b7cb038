"""Radial basis functions: the matrix of units, exact weights

Topic: Classical
"""
