"""Convolutional networks: shapes, parameters, receptive fields"""
