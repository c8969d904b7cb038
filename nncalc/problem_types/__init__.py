"""The problem types, a module or a package each: what is given, the working, its words, and rules of its own.

The name of the file is the type's name, its first line the type's summary.
"""
