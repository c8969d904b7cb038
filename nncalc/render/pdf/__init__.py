"""What a page on paper is made of: typst source with every text a string, formulas from their MathML, and typst itself."""
