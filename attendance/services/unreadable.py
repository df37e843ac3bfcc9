"""Weekly offs of groups that nobody can read: the site is told once of each.

They count for nothing meanwhile, so that one row does not stop a site's days; payroll is not locked.
"""

from __future__ import annotations

from django.db.models import QuerySet

from attendance.models import WeeklyOff
from attendance.selectors.book_rows import Spoilt
from factory.alerts.models import Alert
from factory.alerts.services import raise_alert

KIND = "weekly-off-unreadable"


def tell_of(site_id: int, spoilt: Spoilt) -> None:
    """Alert the site of each weekly off that cannot be read."""
    told = set(open_alerts().filter(site_id=site_id).values_list("dedup_key", flat=True))
    for pk, reason in spoilt.offs.items():
        if key_of(pk) not in told:
            raise_alert(
                site_id=site_id,
                kind=KIND,
                dedup_key=key_of(pk),
                text=f"Weekly off {pk} cannot be read and counts for nothing till mended: {reason}",
                subject=WeeklyOff(pk=pk),
            )


def open_alerts() -> QuerySet[Alert]:
    rows: QuerySet[Alert] = Alert.objects.filter(kind=KIND, resolved_at__isnull=True)
    return rows


def key_of(pk: int) -> str:
    return f"{KIND}:{pk}"
