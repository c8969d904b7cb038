"""Regression: linear, ridge, lasso, logistic, polynomial

Topic: Classical
"""
