"""Flagged days found right as they are, one by one or many at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from attendance.models import AttendanceDay, DayReview
from attendance.models.days import VIEW
from attendance.services.deriving import seen_of
from attendance.services.own import refuse_own_change
from factory.alerts.events import publish
from factory.audit.services import record
from factory.core.errors import Conflict, DomainError, Refused
from factory.core.models import User


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many days were approved that had waited for it, and why each of the others was not."""

    done: int
    refused: tuple[tuple[AttendanceDay, DomainError], ...] = ()


def seen_token(row: AttendanceDay) -> str:
    """Return what a page sends with a day that it shows: its key and a digest of what was seen."""
    text = json.dumps(seen_of(row), cls=DjangoJSONEncoder)
    return f"{row.pk}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def read_tokens(tokens: Iterable[str]) -> dict[int, str]:
    """Return the tokens by the key of their day; what is none is left out."""
    keys = ((token.partition(":")[0], token) for token in tokens)
    return {int(key): token for key, token in keys if key.isascii() and key.isdecimal()}


@transaction.atomic
def review_days(
    *, days: Iterable[AttendanceDay], seen: Mapping[int, str], caller: User, note: str = ""
) -> Reviewed:
    """Say that days are right as they were seen: ``seen`` are the tokens that the page sent.

    Safe to repeat. A day that comes out otherwise later waits again. Not approved, beside the others,
    are days that have come out otherwise since they were seen (Conflict ``changed``) and the caller's
    own (Refused ``four-eyes``, for ``note_refusal``).
    """
    pks = [day.pk for day in days]
    waiting = AttendanceDay.objects.filter(pk__in=pks, needs_review=True).order_by("pk")
    locked = waiting.select_for_update(of=("self",)).select_related("employee")
    rows, refused = [], []
    for row in locked:
        try:
            _check(row, seen, caller)
        except (Conflict, Refused) as error:
            refused.append((row, error))
        else:
            rows.append(row)
    _approve(rows, caller, note)
    return Reviewed(len(rows), tuple(refused))


def _check(row: AttendanceDay, seen: Mapping[int, str], caller: User) -> None:
    refuse_own_change(employee=row.employee, caller=caller, act="review-day", subject=row)
    if seen.get(row.pk) != seen_token(row):
        raise Conflict("It is not as it was shown: look at it again.", code="changed")


def _approve(rows: Iterable[AttendanceDay], caller: User, note: str) -> None:
    rows = list(rows)
    DayReview.objects.bulk_create(
        DayReview(
            site_id=row.site_id,
            employee_id=row.employee_id,
            start=row.start,
            zone=row.zone,
            status=row.status,
            first_in=row.first_in,
            last_out=row.last_out,
            reasons=row.reasons,
            note=note.strip()[:500],
            who=caller,
        )
        for row in rows
    )
    AttendanceDay.objects.filter(pk__in=[row.pk for row in rows]).update(needs_review=False)
    for row in rows:
        record(site_id=row.site_id, caller=caller, act="review-day", subject=row, note=note)
        publish(row.site_id, "attendance", VIEW, [row.employee_id])
