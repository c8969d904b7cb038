"""Backpropagation: deltas, gradients and updated weights

Topic: Networks
"""
