"""The vision process: each analysed frame is detected and tracked once, then shown to its consumers."""
