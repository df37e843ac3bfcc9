"""What attendance hears from the floors below, whoever made the change: admin, API, import or shell."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from attendance import services
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from factory.sites.models import SiteSetting

_JUDGING = frozenset({REPEAT_HOURS.name, DEBOUNCE_MINUTES.name})


@receiver([post_save, post_delete], sender=SiteSetting, dispatch_uid="attendance.settings")
def setting_changed(instance: SiteSetting, **_signal: Any) -> None:
    """Derive the days anew since which a rule holds, or held."""
    if instance.name in _JUDGING:
        first = instance.since.astimezone(instance.site.zone).date()
        services.mark_days(site_id=instance.site_id, employee_ids=[None], first=first, last=None)
