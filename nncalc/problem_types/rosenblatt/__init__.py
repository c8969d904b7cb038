"""The perceptron trained by hand: samples, mistakes, weights

Topic: Networks
"""
