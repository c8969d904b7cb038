"""A computational graph: values, gradients by the chain rule

Topic: Networks
"""
