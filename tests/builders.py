"""Typed builders of rows for tests: each makes what it needs, with plain defaults."""

from __future__ import annotations

from itertools import count

from rest_framework.test import APIClient

from factory.core.models import User
from factory.sites import services
from factory.sites.models import Device, Membership, Site

_numbers = count(1)
PASSWORD = "correct horse battery"


def make_site(*, name: str = "", time_zone: str = "UTC", is_default: bool = False) -> Site:
    site: Site = Site.objects.create(
        name=name or f"Plant {next(_numbers)}", time_zone=time_zone, is_default=is_default
    )
    return site


def default_site(*, time_zone: str = "UTC") -> Site:
    """Return the default site, which the migrations make; in the given zone."""
    site = services.ensure_default_site(name="Main site", time_zone=time_zone)
    if site.time_zone != time_zone:
        Site.objects.filter(pk=site.pk).update(time_zone=time_zone)
        site.refresh_from_db()
    return site


def make_user(*roles: tuple[Site, str], username: str = "", superuser: bool = False) -> User:
    """Return a user with the given (site, role) pairs; the password is ``PASSWORD``."""
    make = User.objects.create_superuser if superuser else User.objects.create_user
    user = make(username or f"user{next(_numbers)}", password=PASSWORD)
    Membership.objects.bulk_create(
        Membership(user=user, site=site, role=role) for site, role in roles
    )
    return user


def make_device(site: Site, *, kind: str = Device.Kind.EDGE) -> tuple[Device, str]:
    """Return a device and its key."""
    device: Device = Device.objects.create(site=site, name=f"Device {next(_numbers)}", kind=kind)
    return device, services.make_device_key(device=device)


def client_of(user: User) -> APIClient:
    """Return an API client with the user's session."""
    client = APIClient()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client
