"""Normalisation: batch, layer, group and more, and the way back

Topic: Training
"""
