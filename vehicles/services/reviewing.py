"""A person settles a held read without opening anything: seen, or its plate is another."""

from __future__ import annotations

from django.db import transaction

from factory.alerts import events
from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from vehicles import selectors
from vehicles.models import PlateRead, ReadReview
from vehicles.models.lists import LONGEST_REASON
from vehicles.plate_text import MAX_PLATE_LENGTH, clean
from vehicles.plates import plate_key, read_plate
from vehicles.services.judging import ask_lists


@transaction.atomic
def review_read(*, read: PlateRead, why: str, who: User, plate: str = "") -> ReadReview:
    """Write down that a held read was looked at and why it is settled, with the plate that it shows.

    Appended: what was read and decided stays. A blocked vehicle that is thereby known raises its alert.
    Raises Invalid without a reason and for a text that can be no plate, Conflict for a read that waits
    for nobody.
    """
    reason, text = " ".join(why.split())[:LONGEST_REASON], clean(plate)
    if not reason:
        raise Invalid("Say why.", fields={"why": "Required."})
    if plate.strip() and not 1 <= len(text) <= MAX_PLATE_LENGTH:
        problem = f"A plate has 1 to {MAX_PLATE_LENGTH} letters and digits."
        raise Invalid(problem, fields={"plate": problem})
    if not read.requires_manual_review:
        raise Conflict("This read waits for nobody.")
    review: ReadReview = ReadReview.objects.create(
        site_id=read.site_id, read=read, plate=text, key=plate_key(text), why=reason, who=who
    )
    record(site_id=read.site_id, caller=who, act="vehicles.review_read", subject=read, plate=text)
    if text:
        _alarm(read, text)
    events.publish(read.site_id, "plate-read", "vehicles.view_plateread", [read.pk])
    return review


def _alarm(read: PlateRead, plate: str) -> None:
    rules = selectors.settings_of(read.site_id).rules
    blocked = ask_lists(read.site_id, read_plate(plate, rules)).hits.blocked.certain
    if blocked is None:
        return
    at = read.captured_at.astimezone(read.site.zone)
    text = f"blocked vehicle {blocked.plate}, read as {read.text or 'nothing'} at {at:%d %b %H:%M}"
    raise_alert(
        site_id=read.site_id,
        kind="blocked-vehicle",
        text=f"{text}: {blocked.reason}" if blocked.reason else text,
        dedup_key=f"blocked-vehicle:read:{read.pk}",
        severity=Severity.CRITICAL,
        subject=read,
    )
