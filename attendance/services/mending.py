"""Weekly offs that could not be read and now can, or are gone: the days are derived anew."""

from __future__ import annotations

from django.db import transaction

from attendance.selectors.site_books import site_book
from attendance.services.marks import mark_days
from attendance.services.roster_checks import restamp
from attendance.services.unreadable import key_of, open_alerts
from factory.alerts.models import Alert
from factory.alerts.services import resolve_alert
from factory.core.dates import EARLIEST
from factory.sites.models import Site


def derive_mended() -> None:
    """Close the alerts of what is mended, whoever did it; one query where nothing is open."""
    for site in Site.objects.filter(pk__in=set(open_alerts().values_list("site_id", flat=True))):
        spoilt = {key_of(pk) for pk in site_book(site.pk, site.time_zone).spoilt.offs}
        for alert in open_alerts().filter(site=site).exclude(dedup_key__in=spoilt):
            _mended(alert)


@transaction.atomic
def _mended(alert: Alert) -> None:
    # Whoever mended it by hand has not told those who keep the book in memory.
    restamp(alert.site_id)
    mark_days(site_id=alert.site_id, employee_ids=[None], first=EARLIEST, last=None)
    resolve_alert(site_id=alert.site_id, dedup_key=alert.dedup_key)
