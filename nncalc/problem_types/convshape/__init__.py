"""Convolutional networks: shapes, parameters, receptive fields

Topic: Convolution
"""
