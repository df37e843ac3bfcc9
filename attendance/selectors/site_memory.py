"""Sites' books kept in this process, for as long as the site's stamp says that they hold."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from attendance.models import DirtyDay, RosterStamp
from attendance.selectors.site_books import SiteBook, site_book
from factory.sites.models import Site

_MOST = 256
_known: dict[int, tuple[UUID, SiteBook]] = {}


def remembered_book(site_id: int, zone: str, stamp: UUID | None) -> SiteBook:
    """Return the book of a site whose stamp, read in the caller's transaction, is ``stamp``.

    Whoever changes what the book tells changes the stamp in the same transaction, so that no
    change is ever overlooked; the memory saves the reading, not the asking. No query if the book
    is known, else four, and one more for a site without a stamp.
    """
    known = _known.get(site_id)
    if known is not None and known[0] == stamp and known[1].zone == zone:
        return known[1]
    if stamp is None:
        stamp = RosterStamp.objects.get_or_create(site_id=site_id)[0].stamp
    book = site_book(site_id, zone)
    if len(_known) >= _MOST:
        _known.clear()
    _known[site_id] = (stamp, book)
    return book


def marks_reaching(site: Site, first: date, last: date) -> Any:
    """Return the marks at a site that may change the days from first to last: and a query to know.

    A mark names the days beside a change; where windows are wide, the change reaches on from there.
    """
    stamp = RosterStamp.objects.filter(site=site).values_list("stamp", flat=True).first()
    reach = remembered_book(site.pk, site.time_zone, stamp).reach()
    since, until = reach.touching(first, last)
    return DirtyDay.objects.filter(site=site, first__lte=until, last__gte=since)
