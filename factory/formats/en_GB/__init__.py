"""British English, Django's own input formats."""
