"""Reads of occupancy, each with a fixed number of queries."""
