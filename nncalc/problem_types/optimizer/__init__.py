"""Optimisers step by step: momentum, AdaGrad, RMSProp, Adam

Topic: Training
"""
