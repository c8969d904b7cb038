"""Loss functions: squared, absolute, entropies, hinges

Topic: Losses and metrics
"""
