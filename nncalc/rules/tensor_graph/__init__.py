"""A computational graph whose nodes are vectors and matrices."""
