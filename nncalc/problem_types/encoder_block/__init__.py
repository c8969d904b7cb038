"""An encoder block: attention, add and norm, feed-forward

Topic: Sequences
"""
