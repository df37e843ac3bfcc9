"""Sites' books kept in this process, for as long as the site's stamp says that they hold."""

from __future__ import annotations

from uuid import UUID

from attendance.models import RosterStamp
from attendance.selectors.site_books import SiteBook, site_book

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
