"""What a page of the web is made of: mathematics in MathML, equations in rows that break, the frame with its style and font."""
