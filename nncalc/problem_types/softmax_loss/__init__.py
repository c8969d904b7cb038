"""Softmax, cross-entropy loss and its gradient p − y"""
