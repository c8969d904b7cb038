"""Recurrent networks: RNN, LSTM, GRU, and back through time

Topic: Sequences
"""
