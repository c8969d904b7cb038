"""Problem files: YAML read with its places, and problems written as entries."""
