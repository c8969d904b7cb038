"""The version, for whoever writes it into an output."""

VERSION = "0.1.0"
