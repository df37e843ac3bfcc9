"""What each site may decide about attendance; edited in the admin, in force from a moment on."""

from __future__ import annotations

from factory.sites.site_settings import Setting

REPEAT_HOURS = Setting(
    "attendance.repeat_hours",
    "Hours in which another check-in of the same shift is a duplicate",
    12,
    least=1,
    most=24,
)
DEBOUNCE_MINUTES = Setting(
    "attendance.debounce_minutes",
    "Minutes in which a further sighting is still the arrival",
    5,
    least=0,
    most=120,
)
OLDEST_PUNCH_DAYS = Setting(
    "attendance.oldest_punch_days",
    "Days after which a device's punch is held to be a wrong clock",
    90,
    least=1,
    most=3650,
)
PAYROLL_FIRST_DAY = Setting(
    "attendance.payroll_first_day",
    "Day of the month on which a payroll period begins",
    1,
    least=1,
    most=28,
)
SETTINGS = (REPEAT_HOURS, DEBOUNCE_MINUTES, OLDEST_PUNCH_DAYS)
"""What punches are judged by."""
