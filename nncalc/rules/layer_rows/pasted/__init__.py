"""Networks as notebooks hold them: code of PyTorch and Keras, printed modules, tables of summaries. Nothing is ever run.

What is not read is refused by name, with its line: a network is never read half.
"""
