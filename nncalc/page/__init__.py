"""From a finished run to a document: lines, sections, tables, answers."""
