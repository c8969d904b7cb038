"""Nearest neighbours: distances, ranks, votes"""
