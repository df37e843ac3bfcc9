"""Identity's views: permission, shape, one service call."""
