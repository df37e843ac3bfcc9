"""The shapes of attendance's requests and answers."""
