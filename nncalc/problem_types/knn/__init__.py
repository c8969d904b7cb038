"""Nearest neighbours: distances, ranks, votes

Topic: Classical
"""
