"""Commands that are not problem types, one module each: `command` is the Click command, the first line its summary."""
