"""Occupancy over HTTP: what people set up, readings in, sums and live counts out, the three jobs."""
