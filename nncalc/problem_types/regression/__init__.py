"""Regression: linear, ridge, lasso, logistic, polynomial"""
