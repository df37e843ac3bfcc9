"""Vehicles over HTTP: the guide's calls, the lists, gates, reads and events."""
