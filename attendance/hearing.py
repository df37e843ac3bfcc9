"""What attendance hears from the floors below, whoever made the change: admin, API, import or shell."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from attendance import services
from attendance.employment import Employment
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from factory.core.dates import EARLIEST, day_in
from factory.sites.models import Device, Site, SiteSetting
from identity.models import Employee

_BEFORE = "_attendance_employment_before"
_ZONE_BEFORE = "_attendance_zone_before"
_JUDGING = frozenset({REPEAT_HOURS.name, DEBOUNCE_MINUTES.name})


@receiver([post_save, post_delete], sender=SiteSetting, dispatch_uid="attendance.settings")
def setting_changed(instance: SiteSetting, **_signal: Any) -> None:
    """Derive the days anew since which a rule holds, or held."""
    if instance.name in _JUDGING:
        first = day_in(instance.site.zone, instance.since)
        services.mark_days(site_id=instance.site_id, employee_ids=[None], first=first, last=None)


@receiver([post_save, post_delete], sender=Device, dispatch_uid="attendance.devices")
def device_changed(instance: Device, **_signal: Any) -> None:
    """Put on, put off, or removed; that one has reported is no change of this kind."""
    services.device_changed(site_id=instance.site_id)


@receiver(pre_save, sender=Site, dispatch_uid="attendance.before_site")
def site_about_to_change(
    instance: Site, update_fields: frozenset[str] | None, **_signal: Any
) -> None:
    """Remember the zone that was, for ``site_changed``: one query."""
    if update_fields is None or "time_zone" in update_fields:
        known = Site.objects.filter(pk=instance.pk).values_list("time_zone", flat=True).first()
        instance.__dict__[_ZONE_BEFORE] = known


@receiver(post_save, sender=Site, dispatch_uid="attendance.after_site")
def site_changed(instance: Site, **_signal: Any) -> None:
    """Derive all days anew by the site's new wall clock: one mark, worked off by the month."""
    before = instance.__dict__.pop(_ZONE_BEFORE, None)
    if before is not None and before != instance.time_zone:
        services.mark_days(site_id=instance.pk, employee_ids=[None], first=EARLIEST, last=None)


@receiver(pre_save, sender=Employee, dispatch_uid="attendance.before_employee")
def employee_about_to_change(
    instance: Employee, update_fields: frozenset[str] | None, **_signal: Any
) -> None:
    """Remember what was, for ``employee_changed``: one query, none for somebody new."""
    if update_fields is not None and not update_fields & set(Employment._fields):
        return
    known = Employee.objects.filter(pk=instance.pk).values_list(*Employment._fields).first()
    instance.__dict__[_BEFORE] = known and Employment(*known)


@receiver(post_save, sender=Employee, dispatch_uid="attendance.after_employee")
def employee_changed(instance: Employee, **_signal: Any) -> None:
    """Mark the days that another employment touches, in the change's own transaction."""
    before = instance.__dict__.pop(_BEFORE, None)
    if before is not None and before != services.employment_of(instance):
        services.employment_changed(employee=instance, before=before)
