"""Attention: scores, weights, outputs, heads, masks, gradients

Topic: Sequences
"""
