"""Backpropagation: deltas, gradients and updated weights"""
