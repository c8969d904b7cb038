"""Initial weights: variance, deviation, bound; through depth"""
