"""Softmax, cross-entropy loss and its gradient p − y

Topic: Losses and metrics
"""
