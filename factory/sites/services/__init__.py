"""Writes: sites, their settings, roles and device keys; who is given as caller is in the trail."""

from factory.sites.services.devices import (
    check_device_removable,
    device_cache_key,
    forget_device,
    key_digest,
    make_device_key,
    remove_device,
    save_device,
)
from factory.sites.services.exports import note_export
from factory.sites.services.roles import change_membership, grant_role, revoke_role, take_membership
from factory.sites.services.settings import change_setting, drop_setting, save_setting
from factory.sites.services.sites import check_default_stays, ensure_default_site, save_site

__all__ = [
    "change_membership",
    "change_setting",
    "check_default_stays",
    "check_device_removable",
    "device_cache_key",
    "drop_setting",
    "ensure_default_site",
    "forget_device",
    "grant_role",
    "key_digest",
    "make_device_key",
    "note_export",
    "remove_device",
    "revoke_role",
    "save_device",
    "save_setting",
    "save_site",
    "take_membership",
]
