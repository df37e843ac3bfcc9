"""What changes of a roster share: the row's own rules, the clash of hours, the audit trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from attendance.date_spans import DateSpan
from attendance.models import RosterStamp, ShiftAssignment, ShiftPattern
from attendance.models.shifts import ALWAYS
from attendance.models.spans import OVERLAP
from attendance.rosters import clash
from attendance.selectors.site_books import ASSIGNMENT, SiteBook, Work, site_book
from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site


def refuse_overlap(assignment: ShiftAssignment) -> None:
    """Raise Conflict (``overlap``) where one person's hours would overlap."""
    others = (
        ShiftAssignment.objects.filter(employee_id=assignment.employee_id)
        .exclude(pk=assignment.pk)
        .select_related("shift", "pattern")
    )
    refuse_overlaps(assignment, list(others), site_book(assignment.site_id, "UTC"))


def refuse_overlaps(
    assignment: ShiftAssignment, others: Iterable[ShiftAssignment], book: SiteBook
) -> None:
    """Raise as ``refuse_overlap``, with the person's other assignments and the book at hand."""
    _refuse_unreadable(assignment, book)
    mine = book.stints(_work(assignment))
    for one, other in combinations(mine, 2):
        day = clash(one, other)
        if day is not None:
            raise Conflict(f"{assignment.work} overlaps with itself on {day}.", code="overlap")
    # Where nobody knows the hours, the days are set aside until somebody does.
    for row in (one for one in others if book.why_not(_work(one)) is None):
        days = (clash(one, other) for one in mine for other in book.stints(_work(row)))
        day = next(filter(None, days), None)
        if day is not None:
            raise Conflict(
                f"{assignment.employee} has {row.work} from {row.from_date}"
                f" to {row.to_date or 'further notice'}; the hours overlap on {day}.",
                code="overlap",
            )


def _refuse_unreadable(assignment: ShiftAssignment, book: SiteBook) -> None:
    reason = book.why_not(_work(assignment))
    if reason is not None:
        raise Conflict(f"{assignment.work} cannot be read: {reason}.", code="unreadable")


def refuse_any_overlap(site_id: int, rows: QuerySet[ShiftAssignment]) -> None:
    """Raise Conflict (``overlap``) where one of these assignments overlaps another of its person.

    What cannot be read keeps no other shift, nor its own next version, from being changed.
    """
    book = site_book(site_id, "UTC")
    people: dict[int, list[ShiftAssignment]] = defaultdict(list)
    theirs = ShiftAssignment.objects.filter(employee_id__in=rows.order_by().values("employee_id"))
    for row in theirs.select_related("employee", "shift", "pattern"):
        if book.why_not(_work(row)) is None:
            people[row.employee_id].append(row)
    for own in people.values():
        for place, row in enumerate(own):
            refuse_overlaps(row, own[:place], book)


def turn_at(site_id: int) -> None:
    """Wait for others who change what a site's groups share, until the transaction ends.

    Overlaps are refused under such a lock, here the site's and else the employee's, and by no exclusion
    constraint: of shifts it is the hours that overlap, which only the rules know, and one way for all
    rows holds on every database.
    """
    Site.objects.select_for_update(no_key=True).get(pk=site_id)


def refuse_pattern_overlap(pattern: ShiftPattern) -> None:
    """Raise Invalid where the hours of a pattern's shifts overlap, whoever works it."""
    book = site_book(pattern.site_id, "UTC")
    stints = book.patterns[pattern.pk].stints(DateSpan(ALWAYS), book.versions)
    for one, other in combinations(stints, 2):
        if clash(one, other) is not None:
            raise Invalid("Two shifts of the pattern overlap.", fields={"days": "Overlap."})


def _work(row: ShiftAssignment) -> Work:
    return Work(*(getattr(row, name) for name in ASSIGNMENT))


def checked(row: Model) -> None:
    """Raise Invalid, field by field, where the row's own rules or its constraints say no.

    Conflict (``overlap``) where it is another row of the same group that says so.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        overlaps = [one for one in error.error_dict.get("__all__", ()) if one.code == OVERLAP]
        if overlaps:
            raise Conflict(overlaps[0].messages[0], code=OVERLAP) from error
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        named = {name: text for name, text in fields.items() if name != "__all__"}
        raise Invalid(" ".join(fields.values()), fields=named) from error


def noted(row: Any, caller: Any, act: str, **detail: Any) -> None:
    """Write an act on a row into the audit trail."""
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **detail)


def restamp(site_id: int) -> None:
    """Say that the shared part of a site's rosters is no longer what it was."""
    RosterStamp.objects.update_or_create(site_id=site_id, defaults={"stamp": uuid4()})
