"""Clusters by k-means: distances, assignments, centres a round

Topic: Classical
"""
