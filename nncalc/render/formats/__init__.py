"""One module per output format, found by looking: `markdown.py` has the class `Markdown`, a `nncalc.render.Format`."""
