"""An alert of faces that a collection keeps and of which we have no template.

Whoever resembles one is for review each time, since nobody can say whose face it is: so people are told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from factory.core.leases import State
from factory.core.memo import Memo
from factory.sites.models import Site
from identity.models import Enrolment
from identity.selectors import collection_of

KEY = "orphan-faces"
QUIET = timedelta(days=1)
"""So long none was seen when the alert closes by itself."""
_told: Memo[tuple[int, str], str] = Memo(60.0)


def tell_of_orphan(site: Site, engine: str) -> None:
    """Raise the alert of a collection of which a search found such a face; once a minute at most."""
    if under_way(site).exists():
        return
    collection = collection_of(site, engine)
    text = (
        f"The face collection {collection} keeps faces that are nobody's here; who resembles one is never"
        f" named. List them: manage.py face_collection --site {site.pk} --dry-run"
    )

    def tell() -> str:
        raise_alert(
            site_id=site.pk,
            kind="face-collection",
            severity=Severity.WARNING,
            text=text,
            dedup_key=_key_of(collection),
        )
        return text

    _told.get((site.pk, collection), tell)


def close_when_quiet() -> None:
    """Resolve the alerts of collections of which no such face was seen for a day."""
    before = clock.now() - QUIET
    quiet = Alert.objects.filter(dedup_key__startswith=KEY, last_raised_at__lt=before)
    for alert in quiet.filter(resolved_at__isnull=True):
        resolve_alert(site_id=alert.site_id, dedup_key=alert.dedup_key)


def close(site: Site, collection: str) -> None:
    """Resolve the alert of a collection that has none any more."""
    resolve_alert(site_id=site.pk, dedup_key=_key_of(collection))
    _told.clear()


def _key_of(collection: str) -> str:
    return f"{KEY}-{collection}"[:200]


def under_way(site: Site) -> Any:
    """Return the enrolments of which a face may be at the engine a moment before its template is here."""
    return Enrolment.objects.filter(site=site, state__in=(State.PENDING, State.RUNNING))
