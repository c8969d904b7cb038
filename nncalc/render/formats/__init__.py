"""One module per output format: `style`, how its mathematics is written, and `render`, a document as text."""
