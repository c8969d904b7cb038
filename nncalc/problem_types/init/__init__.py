"""Initial weights: variance, deviation, bound; through depth

Topic: Training
"""
