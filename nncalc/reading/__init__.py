"""What people type, paste and keep in files, read into exact quantities."""
