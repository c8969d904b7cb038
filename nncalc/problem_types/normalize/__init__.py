"""Normalisation: batch, layer, group and others, and the way back"""
