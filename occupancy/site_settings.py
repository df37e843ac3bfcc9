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
