"""HR's own pages: the board, calendars, the review queue, payroll and the muster roll."""
