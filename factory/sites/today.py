"""Which rows are of today, where each site has its own midnight."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from factory.core import clock
from factory.core.scoping import Access
from factory.sites.models import Site


def since_midnight(access: Access, perm: str, field: str) -> Q:
    """Return the filter for rows of the sites that grant ``perm``, each since its own last midnight.

    ``field`` names the rows' moment. One query, whatever the number of sites.
    """
    begun: dict[datetime, list[int]] = defaultdict(list)
    sites = Site.objects.for_access(access, perm).order_by()
    for pk, zone in sites.values_list("pk", "time_zone"):
        begun[_midnight(ZoneInfo(zone))].append(pk)
    wanted = Q(pk__in=[])
    for moment, pks in begun.items():
        wanted |= Q(site_id__in=pks, **{f"{field}__gte": moment})
    return wanted


def _midnight(zone: ZoneInfo) -> datetime:
    return datetime.combine(clock.local_day(zone), time(0), zone).astimezone(UTC)
