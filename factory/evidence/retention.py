"""How long each class of picture stays: installed for all sites, and where a site says otherwise.

One rule for statistics, dry run and clean-up: a picture goes when it is older than its class's days by
the setting of now, or past an end of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from factory.core.memo import Memo
from factory.evidence.models import Snapshot
from factory.sites.models import Site
from factory.sites.site_settings import Setting, values_in_force

LONGEST_DAYS = 3650
UNKNOWN_DAYS = Setting(
    "evidence.unknown_days",
    "Days for which pictures of unknown faces are kept (0: as installed)",
    0,
    least=0,
    most=LONGEST_DAYS,
)
FACES_DAYS = Setting(
    "evidence.faces_days",
    "Days for which pictures of known faces are kept (0: as installed)",
    0,
    least=0,
    most=LONGEST_DAYS,
)
VEHICLES_DAYS = Setting(
    "evidence.vehicles_days",
    "Days for which pictures of vehicles are kept (0: as installed)",
    0,
    least=0,
    most=LONGEST_DAYS,
)
CAMERAS_DAYS = Setting(
    "evidence.cameras_days",
    "Days for which pictures kept from cameras are kept (0: as installed)",
    0,
    least=0,
    most=LONGEST_DAYS,
)
OF_KIND = {
    Snapshot.Kind.UNKNOWN: UNKNOWN_DAYS,
    Snapshot.Kind.FACE: FACES_DAYS,
    Snapshot.Kind.VEHICLE: VEHICLES_DAYS,
    Snapshot.Kind.CAMERA: CAMERAS_DAYS,
}


def installed_days(kind: str) -> int:
    """Return the installation's days for a class: its own, or SNAPSHOT_RETENTION_DAYS."""
    by_kind: dict[str, int] = settings.SNAPSHOT_RETENTION_BY_KIND
    return by_kind.get(kind) or int(settings.SNAPSHOT_RETENTION_DAYS)


def days_of(site_id: int, kind: str) -> int:
    """Return for how many days a site keeps pictures of a class: one query."""
    setting = OF_KIND.get(Snapshot.Kind(kind))
    return (setting.of(site_id) if setting else 0) or installed_days(kind)


def all_days() -> dict[str, int]:
    """Return ``unknown``, ``faces``, ``vehicles`` and, for each site, ``3:unknown`` and so on."""
    days = {str(kind): installed_days(kind) for kind in Snapshot.Kind.values}
    for site_id in Site.objects.values_list("pk", flat=True):
        chosen = values_in_force(site_id, OF_KIND.values())
        for kind, setting in OF_KIND.items():
            days[f"{site_id}:{kind.value}"] = chosen[setting.name] or installed_days(kind)
    return days


def may_go(days: dict[str, int], now: datetime) -> Q:
    """Return the condition of rows whose time is over, and which the law does not hold."""
    over = Q(ends_at__lt=now)
    for name, number in days.items():
        site, _, kind = name.partition(":")
        if kind:
            over |= Q(site=int(site), kind=kind, captured_at__lt=now - timedelta(days=number))
    return over & Q(legal_hold=False)


_days: Memo[str, dict[str, int]] = Memo()


def expiry_of(snapshot: Snapshot) -> datetime:
    """Return when a picture goes, if the retention stays as it is: no query for each of a page."""
    days = _days.get("", all_days).get(f"{snapshot.site_id}:{snapshot.kind}")
    if days is None:
        days = days_of(snapshot.site_id, snapshot.kind)
    by_class = snapshot.captured_at + timedelta(days=days)
    return min(by_class, snapshot.ends_at or by_class)
