"""The command line: a Click group made from the registry, lazily. No mathematics happens here."""
