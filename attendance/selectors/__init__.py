"""Reads of attendance, each with a fixed number of queries."""
