"""Which supervisor reads which camera: never two at once.

Leases begin and end by the database's clock, which all hosts share, whatever their own clocks say. Who
holds one counts from before it asked, and stops earlier (``streaming.supervision.tenure``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from streaming.models import Camera

LEASE = timedelta(seconds=15)


def lease_cameras(*, supervisor: str, cameras: Iterable[Camera]) -> set[int]:
    """Take or renew the lease on these cameras; return the numbers of those that are ours now.

    A conditional update: two supervisors never both hold one camera.
    """
    free = Q(supervisor=supervisor) | Q(lease_until=None) | Q(lease_until__lt=Now())
    wanted = Camera.objects.filter(pk__in=[camera.pk for camera in cameras])
    wanted.filter(free).update(supervisor=supervisor, lease_until=Now() + LEASE)
    return set(wanted.filter(supervisor=supervisor).values_list("pk", flat=True))


def release_cameras(*, supervisor: str) -> None:
    """Give all leases back, so that another supervisor need not wait for their end."""
    Camera.objects.filter(supervisor=supervisor).update(supervisor="", lease_until=None)
