"""Attendance's figures."""
