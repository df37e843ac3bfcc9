"""What employees see of themselves: their month, and their requests to correct it."""
