"""An activation: values, slopes, Jacobian, range, saturation

Topic: Networks
"""
