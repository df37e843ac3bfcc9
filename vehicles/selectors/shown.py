"""What the reads of late show, as they were read or as people said: the past of a plate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from vehicles.models import PlateRead, ReadReview

LATEST = timedelta(days=3)
"""After its capture a read arrives by then; reads are indexed by the moment of their capture."""


def shown_by(read: PlateRead) -> str:
    """Return the plate that a read shows: as a person said last, else as it was read."""
    said = [review.plate for review in read.reviews.all() if review.plate]
    return said[-1] if said else read.text


def reads_of(site_id: int, texts: Iterable[str], since: datetime) -> list[PlateRead]:
    """Return the checked reads received since then that show one of these texts, newest first."""
    wanted = set(texts)
    said = ReadReview.objects.filter(site_id=site_id, plate__in=wanted, at__gte=since)
    rows = PlateRead.objects.filter(
        Q(text__in=wanted) | Q(pk__in=said.values("read")),
        site_id=site_id,
        captured_at__gte=since - LATEST,
        received_at__gte=since,
    ).exclude(reason="")
    found = rows.select_related("gate", "camera").prefetch_related("reviews")
    return [read for read in found.order_by("-captured_at") if shown_by(read) in wanted]


def texts_read(site_ids: Iterable[int], *, since: datetime) -> dict[int, set[str]]:
    """Return what was read, or said of a read, at these sites since then: two queries in all."""
    sites = set(site_ids)
    reads = PlateRead.objects.filter(
        site_id__in=sites, captured_at__gte=since - LATEST, received_at__gte=since
    )
    said = ReadReview.objects.filter(site_id__in=sites, at__gte=since).exclude(plate="")
    found: dict[int, set[str]] = {}
    for site_id, text in reads.order_by().values_list("site_id", "text").distinct():
        found.setdefault(site_id, set()).add(text)
    for site_id, plate in said.values_list("site_id", "plate"):
        found.setdefault(site_id, set()).add(plate)
    return found
