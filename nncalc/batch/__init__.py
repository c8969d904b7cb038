"""Many problems of files solved, checked, journalled."""
