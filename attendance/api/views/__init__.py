"""Attendance's views: permission, shape, one service call."""
