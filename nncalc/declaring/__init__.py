"""What a problem type declares: its givens, its conventions, the names of its results."""
