"""Principal components: covariance, eigenpairs, scores

Topic: Classical
"""
