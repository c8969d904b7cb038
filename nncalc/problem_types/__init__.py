"""The problem types, one module each; the file's name is the type's name, its first line the type's summary."""
