"""One row of any model at a given site, for tests that sweep over all of them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import ForeignKey, Model, OneToOneField
from model_bakery import baker, generators

from factory.evidence.models import Snapshot
from factory.sites.models import Site

generators.add("factory.core.encryption.EncryptedTextField", lambda: "secret")
_days = (date(2020, 1, 1) + timedelta(days=number) for number in count())
NEXT_DAY = partial(next, _days)
# Nullable, and yet one of them must be there.
NEEDED = {"attendance.ShiftAssignment": "shift"}
OWN: dict[str, dict[str, Any]] = {
    # What a random value would not satisfy; baker calls what can be called, for each row anew.
    "attendance.Holiday": {"day": NEXT_DAY},
    "attendance.ShiftPattern": {"weeks": 1},
    "attendance.Leave": {"from_date": date(2026, 1, 5), "to_date": date(2026, 1, 6)},
    "attendance.LatePolicy": {"from_date": date(2026, 1, 5), "to_date": date(2026, 1, 6)},
    "attendance.WeeklyOff": {"from_date": date(2026, 1, 5), "to_date": date(2026, 1, 6)},
    "attendance.PayrollLock": {"first": NEXT_DAY, "last": date(2060, 1, 1)},
    "attendance.Regularisation": {"check_in_time": datetime(2026, 1, 5, 8, tzinfo=UTC)},
    "django_celery_beat.PeriodicTask": {
        "interval": partial(baker.make, "django_celery_beat.IntervalSchedule", period="minutes")
    },
    "identity.PaidEnrolments": {"day": NEXT_DAY},
    "identity.SearchCount": {"day": NEXT_DAY},
    "exchange.Import": {"kind": "tests.open", "counts": {}, "problems": [], "sample": []},
    "occupancy.CountingLine": {"points": [[0.1, 0.5], [0.9, 0.5]]},
    "streaming.Camera": {"source": "scene:gate-line", "consumers": []},
}


def make_row(model: type[Model], site: Site) -> Model:
    """Make a row whose own site, and that of every row it needs, is ``site``."""
    if model is Site:
        return site
    values: dict[str, Any] = {"site_id": site.pk} if _knows_site(model) else {}
    for field in model._meta.fields:
        values |= _value(field, site)
    values |= OWN.get(model._meta.label, {})
    random.seed()
    row: Model = baker.make(model, **values)
    if isinstance(row, Snapshot):
        storages["evidence"].save(row.path, ContentFile(b"a picture"))
    return row


def _value(field: Any, site: Site) -> dict[str, Any]:
    is_needed = NEEDED.get(field.model._meta.label) == field.name
    if field.name == "site" or (field.null and not is_needed):
        return {}
    if isinstance(field, ForeignKey | OneToOneField):
        return {field.name: make_row(field.related_model, site)}
    if field.get_internal_type() == "JSONField" and not field.has_default():
        return {field.name: {}}
    return {}


def _knows_site(model: type[Model]) -> bool:
    return any(field.attname == "site_id" for field in model._meta.fields)
