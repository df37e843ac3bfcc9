"""How fast things are, each beside a peer or the limit in the same run."""
