"""The door to the audit trail for what stands below it; ``settings.AUDIT_TRAIL`` names who keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string


def note(*, site_id: int, caller: Any, act: str, subject: Model, **detail: Any) -> None:
    """Write down an act in the transaction of its effect; as ``factory.audit.services.record``."""
    import_string(settings.AUDIT_TRAIL)(
        site_id=site_id, caller=caller, act=act, subject=subject, **detail
    )
