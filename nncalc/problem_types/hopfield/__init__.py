"""Hopfield networks: weights, updates, energy, attractors

Topic: Classical
"""
