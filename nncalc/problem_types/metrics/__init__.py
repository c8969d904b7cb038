"""Metrics: accuracy, F1, AUC, R² and more, from predictions

Topic: Losses and metrics
"""
