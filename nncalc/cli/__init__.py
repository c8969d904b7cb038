"""The command line: a Click group made from the registry, lazily. No mathematics happens here."""

CALLED = "nncalc.called"
"""Where a word of another language is kept that was read as a command, with what it was read as."""
