"""The supervisor of capture processes: one process a camera, restarted when it dies, never two."""
