"""What a site may set for occupancy."""

from __future__ import annotations

from factory.sites.site_settings import Setting

RESET_HOUR: Setting[int] = Setting(
    name="occupancy.reset_hour",
    title="Hour at which cameras of no area are reset",
    default=3,
    least=0,
    most=23,
)
CAPACITY_SLACK: Setting[int] = Setting(
    name="occupancy.capacity_slack",
    title="Percent of an area's capacity that it must empty by before an alert is over",
    default=5,
    least=0,
    most=50,
)
CAPACITY_COOL_DOWN: Setting[int] = Setting(
    name="occupancy.capacity_cool_down",
    title="Minutes before the same capacity alert is raised again",
    default=10,
    least=0,
    most=1440,
)
CLOCK_TOLERANCE: Setting[int] = Setting(
    name="occupancy.clock_tolerance_seconds",
    title="Seconds by which a counter's clock may be ahead before people are told",
    default=30,
    least=0,
    most=600,
)
LOG_RETENTION_DAYS: Setting[int] = Setting(
    name="occupancy.log_retention_days",
    title="Days for which single readings are kept; sums stay",
    # A year and a month: the same month of last year can still be looked into.
    default=400,
    # Months are summed up to 40 days late.
    least=62,
    most=3650,
)
