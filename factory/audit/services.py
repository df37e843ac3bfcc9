"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.models import Device, SiteOwned


def record(*, site_id: int, caller: Any, act: str, subject: Model, **detail: Any) -> Entry:
    """Write down an act, in the transaction of its effect. Details are ids and codes, never secrets.

    ``caller`` is a user, a device, or None for the system itself.
    """
    entry = _entry(site_id, caller, act, subject, detail)
    entry.save(force_insert=True)
    return entry


def record_many(
    *, caller: Any, act: str, subjects: Sequence[tuple[SiteOwned, dict[str, Any]]]
) -> None:
    """Write down one act on many rows, each with its detail; one statement. As ``record``."""
    Entry.objects.bulk_create(
        _entry(subject.site_id, caller, act, subject, detail) for subject, detail in subjects
    )


def _entry(site_id: int, caller: Any, act: str, subject: Model, detail: dict[str, Any]) -> Entry:
    return Entry(
        site_id=site_id,
        who_id=caller.pk if isinstance(caller, User) else None,
        device_id=caller.pk if isinstance(caller, Device) else None,
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail,
    )
