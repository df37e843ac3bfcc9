"""Punches kept apart for an impossible time: told again when it is none, or accepted by a person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from attendance.models import Punch
from attendance.rosters import A_DAY
from attendance.services.deriving import locked_employees
from attendance.services.own import refuse_own_change
from attendance.services.setting_aside import derive_now
from factory.audit.services import record
from factory.core import clock
from factory.core.dates import EARLIEST, LATEST
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site

TOLD_AGAIN = "Kept apart for its clock at first; told again when the time had come."


def kept_apart(site: Site, keys: Collection[str]) -> set[str]:
    """Return those keys whose punches are kept apart; no query for no keys."""
    if not keys:
        return set()
    rows = Punch.objects.filter(site=site, key__in=keys, outcome=Punch.Outcome.SUSPECT)
    return set(rows.values_list("key", flat=True))


def have_count(site: Site, keys: Collection[str]) -> None:
    """Have punches that were kept apart count; their days are the caller's to mark."""
    if keys:
        rows = Punch.objects.filter(site=site, key__in=keys, outcome=Punch.Outcome.SUSPECT)
        rows.update(outcome=Punch.Outcome.STORED, reason=TOLD_AGAIN)


@transaction.atomic
def accept_punch(*, punch: Punch, reason: str, caller: Any) -> None:
    """Have a punch that was kept apart for its time count, with a reason. Safe to repeat.

    Raises Invalid without a reason, Refused (``four-eyes``) for the caller's own punch, Conflict for
    one that was voided (``voided``) or whose time is still to come (``unfinished``).
    """
    why = reason.strip()[:300]
    if not why:
        raise Invalid("Say why the time is right.", fields={"reason": "Required."})
    (employee,) = locked_employees(punch.site, [punch.employee_id])
    refuse_own_change(employee=employee, caller=caller, act="accept-punch", subject=punch)
    punch.refresh_from_db()
    _refuse_unfit(punch)
    standing = Punch.objects.filter(pk=punch.pk, outcome=Punch.Outcome.SUSPECT)
    if not standing.update(outcome=Punch.Outcome.STORED, reason=why):
        return
    record(
        site_id=punch.site_id,
        caller=caller,
        act="accept-punch",
        subject=punch,
        reason=why,
        doubt=punch.reason,
    )
    day = punch.at.astimezone(punch.site.zone).date()
    derive_now(site=punch.site, employee_id=employee.pk, first=day - A_DAY, last=day + A_DAY)
    punch.refresh_from_db()


def _refuse_unfit(punch: Punch) -> None:
    if punch.outcome == Punch.Outcome.VOIDED:
        raise Conflict("This punch was voided.", code="voided")
    if punch.at > clock.now():
        raise Conflict("The time of this punch is still to come.", code="unfinished")
    if not EARLIEST <= punch.at.date() <= LATEST:
        raise Invalid(f"No days are kept before {EARLIEST}.")
