"""Loss functions: squared, absolute, entropies, hinges"""
