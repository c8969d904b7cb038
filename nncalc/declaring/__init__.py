"""What a problem type declares: givens, conventions, results and their names; and the registry that finds the types."""
