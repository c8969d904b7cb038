"""From a finished run to a document: solving one problem; its lines, sections, tables and answers."""
