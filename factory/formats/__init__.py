"""How dates and times are written for people: a factory runs on the 24-hour clock."""
