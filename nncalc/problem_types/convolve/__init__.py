"""Convolution and pooling by values: maps and gradients

Topic: Convolution
"""
