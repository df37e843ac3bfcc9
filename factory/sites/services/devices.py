"""Devices and their keys, which are kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from factory.core import clock
from factory.core.standing import refuse_if_named
from factory.core.trail import note
from factory.sites.models import Device

KEY_PREFIX = "fdk_"
DESCRIBED = ("name", "kind", "direction")


def key_digest(key: str) -> str:
    """Return the digest under which a key is stored; keys are random, so one round is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def make_device_key(*, device: Device, caller: Any = None) -> str:
    """Give the device a new key, ending the old one; the answer is the only time it is seen."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    forget_device(device)
    if device.key_digest:
        _noted("end-device-key", device, caller)
    device.key_digest, device.key_made_at = key_digest(key), clock.now()
    device.save(update_fields=["key_digest", "key_made_at"])
    _noted("make-device-key", device, caller)
    return key


@transaction.atomic
def save_device(*, device: Device, caller: Any) -> None:
    """Keep a new or changed device and write it down; switching it on or off counts at once.

    From when to when it is in service is written down with the switch.
    """
    before = Device.objects.filter(pk=device.pk).values().first()
    if before is None or before["enabled"] != device.enabled:
        if device.enabled:
            device.in_service_since, device.retired_at = clock.now(), None
        else:
            device.retired_at = clock.now()
    device.save()
    forget_device(device)
    if before is None:
        _noted("add-device", device, caller)
        return
    changed = [name for name in DESCRIBED if before[name] != getattr(device, name)]
    if changed:
        _noted("change-device", device, caller, changed=changed)
    if before["enabled"] != device.enabled:
        _noted("enable-device" if device.enabled else "disable-device", device, caller)


@transaction.atomic
def remove_device(*, device: Device, caller: Any) -> None:
    """Delete a device, and its key with it; raises Conflict for one that ever reported anything."""
    check_device_removable(device)
    forget_device(device)
    _noted("remove-device", device, caller)
    device.delete()


def check_device_removable(device: Device) -> None:
    """Raise Conflict for a device that the history names."""
    refuse_if_named(device, instead="switch the device off (untick Enabled)")


def device_cache_key(digest: str) -> str:
    return f"device:{digest}"


def forget_device(device: Device) -> None:
    """Drop what is remembered of a device's key, so that a new key or a switch counts at once."""
    if device.key_digest:
        transaction.on_commit(partial(cache.delete, device_cache_key(device.key_digest)))


def _noted(act: str, device: Device, caller: Any, **detail: Any) -> None:
    note(site_id=device.site_id, caller=caller, act=act, subject=device, **detail)
