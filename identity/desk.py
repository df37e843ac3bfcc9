"""Identity on the admin's front page."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from factory.core import clock
from factory.sites.desk import Desk, Figure, Page, Panel, Tone, alarming, list_url
from factory.sites.models import Site
from identity.engines.choice import engine_name
from identity.models import Employee, Outcome, Sighting
from identity.selectors import templates_in_use

VIEW = "identity.view_sighting"
GRID = "admin:identity_review"
REVIEW = "identity.review_sighting"


def panel(site: Site) -> Panel:
    """Return what today's faces came to, and how many people can be recognised: three queries."""
    midnight = datetime.combine(clock.local_day(site.zone), time(0), site.zone).astimezone(UTC)
    counted = Sighting.objects.filter(site=site, captured_at__gte=midnight).aggregate(
        matched=Count("pk", filter=Q(outcome=Outcome.MATCHED)),
        unknown=Count("pk", filter=Q(outcome=Outcome.UNKNOWN)),
        review=Count("pk", filter=Q(outcome=Outcome.REVIEW)),
        failed=Count("pk", filter=Q(outcome=Outcome.FAILED)),
    )
    faces = templates_in_use(site, engine_name()).filter(employee=OuterRef("pk"))
    known = Employee.objects.recognisable().filter(Exists(faces), site=site).count()
    return Panel(
        title="Faces",
        url=list_url(Sighting, site),
        figures=_figures(site, counted, known) if known or any(counted.values()) else (),
        empty="Nobody can be recognised yet. Add employees, record their consent, enrol a photo.",
    )


def _figures(site: Site, counted: dict[str, int], known: int) -> tuple[Figure, ...]:
    def outcome(value: str) -> str:
        return list_url(Sighting, site, outcome__exact=value)

    review, failed = counted["review"], counted["failed"]
    return (
        Figure("recognised", counted["matched"], Tone.GOOD, outcome(Outcome.MATCHED)),
        Figure("unknown", counted["unknown"], url=outcome(Outcome.UNKNOWN)),
        Figure("for review", review, alarming(review), f"{reverse(GRID)}?site={site.pk}"),
        Figure("failed", failed, alarming(failed, Tone.BAD), outcome(Outcome.FAILED)),
        Figure("people enrolled", known, url=list_url(Employee, site)),
    )


DESK = Desk(
    "identity",
    VIEW,
    panel,
    pages=(
        Page("Who is this?", "admin:identity_review", REVIEW),
        Page("Searches and cost", "admin:identity_searches", VIEW),
        Page("Snapshot clean-up", "admin:identity_cleanup", "identity.cleanup_snapshots"),
    ),
    records=frozenset({"decision", "facetemplate", "erasure", "stranger", "notthisperson"}),
)
