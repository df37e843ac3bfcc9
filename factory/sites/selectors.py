"""Reads: the default site, and which site a request is about."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from factory.core import clock
from factory.core.errors import Invalid, NotFound, Refused
from factory.core.memo import Memo
from factory.core.models import User
from factory.core.scoping import Access, access_of
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.site_settings import declared

LONGEST_NUMBER = 18
"""Digits of a key; more would not fit the database's integers."""

_sites: Memo[int, Site | None] = Memo()
"""Nearly every request asks for its site, which hardly ever changes."""


def default_site() -> Site:
    """Return the default site; raises NotFound where none is marked as such."""
    site: Site | None = Site.objects.filter(is_default=True).first()
    if site is None:
        raise NotFound(
            "No site is the default one: a superuser ticks it at one of the sites in the admin."
        )
    return site


def site_of_the_whole() -> Site:
    """Return the site whose trail keeps what is done to accounts, tokens and schedules.

    The default one, or the oldest while none is marked as such: an operator must be able to act
    before mending that. Raises NotFound where there is no site at all.
    """
    site: Site | None = Site.objects.order_by("-is_default", "pk").first()
    if site is None:
        raise NotFound(
            "There is no site whose audit trail could keep this: a superuser adds one in the admin."
        )
    return site


def site_of_request(caller: Any, perm: str, *, named: Any = None, owner: int | None = None) -> Site:
    """Return the site that a request is about, and check ``perm`` there.

    In this order: the one ``named`` in body or query, that of the camera or device (``owner``), the
    caller's only site, the default site if the caller belongs to it. Raises Invalid (say which),
    NotFound (not the caller's), Refused (theirs, but the role does not grant ``perm``).
    """
    access = access_of(caller)
    site = _site(access, _chosen(access, named, owner))
    if not access.allows(perm, site.pk):
        raise Refused("Your role at this site does not allow this.")
    return site


def _site(access: Access, site_id: int | None) -> Site:
    if site_id is None:
        return _default_of(access)
    if not access.superuser and site_id not in access.anywhere:
        raise NotFound("There is no such site.")
    site = _sites.get(site_id, lambda: Site.objects.filter(pk=site_id).first())
    if site is None:
        raise NotFound("There is no such site.")
    return site


def _chosen(access: Access, named: Any, owner: int | None) -> int | None:
    if named not in (None, ""):
        text = str(named)
        if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
            raise Invalid("site is the site's number.", fields={"site": "Not a number."})
        return int(named)
    if owner is not None:
        return owner
    return next(iter(access.anywhere)) if len(access.anywhere) == 1 else None


def _default_of(access: Access) -> Site:
    site = default_site()
    if access.superuser or site.pk in access.anywhere:
        return site
    if not access.anywhere:
        raise Refused("You belong to no site yet; ask a manager for a role.")
    raise Invalid("Say which site: you belong to several.", fields={"site": "Required."})


def people_for(caller: Any, perm: str) -> QuerySet[User]:
    """Return the people of the sites where ``caller`` has ``perm``, and those who belong nowhere yet.

    Who belongs to other sites only, and who operates the whole, is the operator's to deal with.
    """
    access = access_of(caller)
    if access.superuser:
        return User.objects.all()
    sites = access.sites(perm)
    mine = Membership.objects.filter(site_id__in=sites).values("user_id")
    others = Membership.objects.exclude(site_id__in=sites).values("user_id")
    return User.objects.filter(Q(pk__in=mine) | ~Q(pk__in=others), is_superuser=False)


def zone_name_of(caller: Any) -> str | None:
    """Return the zone in which to show times: of the caller's only site, of the default one, of the
    only one that there is; None where none of these says which.
    """
    mine = access_of(caller).anywhere
    sites = Site.objects.filter(pk__in=mine) if len(mine) == 1 else Site.objects.all()
    found = list(sites.order_by("-is_default", "pk")[:2])
    clear = len(found) == 1 or any(site.is_default for site in found)
    return found[0].time_zone if clear else None


def zone_of_site(site_id: int | None) -> ZoneInfo | None:
    """Return a site's zone; None for what is no site's."""
    site = Site.objects.filter(pk=site_id).first() if site_id is not None else None
    return None if site is None else site.zone


def zone_of_row(row: Any) -> ZoneInfo | None:
    """Return the zone of the site whose row it is, asked once a second; None for what is no site's."""
    if isinstance(row, Site):
        return row.zone
    site_id = getattr(row, "site_id", None)
    if site_id is None:
        return None
    site = _sites.get(site_id, lambda: Site.objects.filter(pk=site_id).first())
    return None if site is None else site.zone


def description_of(caller: Any) -> dict[str, Any]:
    """Return who a person or a device is, and their roles at which sites; two queries at most."""
    access = access_of(caller)
    sites = Site.objects.all() if access.superuser else Site.objects.filter(pk__in=access.anywhere)
    return {
        "kind": "device" if isinstance(caller, Device) else "person",
        "id": caller.pk,
        "name": str(caller),
        "superuser": access.superuser,
        "sites": [
            {
                "id": site.pk,
                "name": site.name,
                "time_zone": site.time_zone,
                "roles": sorted(access.roles.get(site.pk, ())),
            }
            for site in sites
        ],
    }


def settings_in_force(site_id: int) -> list[dict[str, Any]]:
    """Return every declared setting with its value at the site now; one query."""
    begun = SiteSetting.objects.filter(site_id=site_id, since__lte=clock.now()).order_by("since")
    newest = dict(begun.values_list("name", "value"))
    return [
        {
            "name": setting.name,
            "title": setting.title,
            "value": newest.get(setting.name, setting.default),
            "default": setting.default,
            "least": setting.least,
            "most": setting.most,
        }
        for setting in declared().values()
    ]
