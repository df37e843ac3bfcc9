"""Writes: sites, roles and device keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction

from factory.core import clock
from factory.core.errors import Invalid
from factory.core.memo import forget_all
from factory.core.models import User
from factory.sites.access import forget
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.site_settings import declared

KEY_PREFIX = "fdk_"


def ensure_default_site(*, name: str, time_zone: str) -> Site:
    """Return the default site, made at need; safe to repeat and for two at once."""
    site, _ = Site.objects.get_or_create(
        is_default=True, defaults={"name": name, "time_zone": time_zone}
    )
    return site


@transaction.atomic
def grant_role(*, user: User, site: Site, role: str) -> Membership:
    """Give ``user`` a role at ``site``; it counts from the commit on. Safe to repeat."""
    membership, _ = Membership.objects.get_or_create(user=user, site=site, role=role)
    roles_changed(user_id=user.pk)
    return membership


@transaction.atomic
def revoke_role(*, user: User, site: Site, role: str) -> None:
    """Take a role away; it counts from the commit on. Safe to repeat."""
    Membership.objects.filter(user=user, site=site, role=role).delete()
    roles_changed(user_id=user.pk)


def roles_changed(*, user_id: int) -> None:
    """Make a change of memberships count at once, in every process."""
    transaction.on_commit(partial(forget, user_id))


def key_digest(key: str) -> str:
    """Return the digest under which a device's key is stored; keys are random, so one round is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_device_key(*, device: Device) -> str:
    """Give the device a new key, ending the old one; the answer is the only time it is seen."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    forget_device(device)
    device.key_digest, device.key_made_at = key_digest(key), clock.now()
    device.save(update_fields=["key_digest", "key_made_at"])
    return key


def device_cache_key(digest: str) -> str:
    return f"device:{digest}"


def forget_device(device: Device) -> None:
    """Drop what is remembered of a device's key, so that a new key or a switch counts at once."""
    if device.key_digest:
        transaction.on_commit(partial(cache.delete, device_cache_key(device.key_digest)))


def change_setting(
    *, site: Site, name: str, value: object, since: datetime | None = None, who: User | None
) -> SiteSetting:
    """Let a setting have ``value`` from ``since`` (now) on; raises Invalid. Safe to repeat.

    It counts at once in this process, and within a second in every other one.
    """
    setting = declared().get(name)
    if setting is None:
        raise Invalid(f"There is no setting {name!r}.", fields={"name": "Unknown."})
    row, _ = SiteSetting.objects.update_or_create(
        site=site,
        name=name,
        since=since or clock.now(),
        defaults={"value": setting.clean(value), "who": who},
    )
    forget_all()
    # Somebody may have asked again before the commit, and remembers the value of before.
    transaction.on_commit(forget_all)
    return row
