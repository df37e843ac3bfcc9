"""Vehicles on the admin's front page."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db.models import Count, Q

from factory.core import clock
from factory.sites.desk import Desk, Figure, Page, Panel, Tone, alarming, list_url
from factory.sites.models import Site
from vehicles.models import Gate, GateEvent, PlateRead, Vehicle

VIEW = "vehicles.view_gateevent"
HELD = (GateEvent.Decision.BLOCKED, GateEvent.Decision.POSSIBLE)


def panel(site: Site) -> Panel:
    """Return what happened at the gates today: four queries."""
    midnight = datetime.combine(clock.local_day(site.zone), time(0), site.zone).astimezone(UTC)
    counted = GateEvent.objects.filter(site=site, at__gte=midnight).aggregate(
        passed=Count("pk", filter=Q(decision=GateEvent.Decision.PASS)),
        exceptions=Count("pk", filter=Q(decision=GateEvent.Decision.EXCEPTION)),
        held=Count("pk", filter=Q(decision__in=HELD)),
    )
    reads = PlateRead.objects.filter(site=site, captured_at__gte=midnight)
    counted["review"] = reads.waiting().count()
    counted["blocked"] = Vehicle.objects.filter(site=site, status=Vehicle.Status.BLOCKED).count()
    has_gate = Gate.objects.filter(site=site).exists()
    return Panel(
        title="Gates",
        url=list_url(GateEvent, site),
        figures=_figures(site, counted) if has_gate or any(counted.values()) else (),
        empty="No gate yet. Add one, with the cameras that look at it.",
    )


def _figures(site: Site, counted: dict[str, int]) -> tuple[Figure, ...]:
    def decision(value: str) -> str:
        return list_url(GateEvent, site, decision__exact=value)

    stopped = list_url(GateEvent, site, decision__in=",".join(HELD))
    held, late, review = counted["held"], counted["exceptions"], counted["review"]
    return (
        Figure("may pass", counted["passed"], Tone.GOOD, decision(GateEvent.Decision.PASS)),
        Figure("not now", late, alarming(late), decision(GateEvent.Decision.EXCEPTION)),
        Figure("blocked or possibly", held, alarming(held, Tone.BAD), stopped),
        Figure(
            "reads to review",
            review,
            alarming(review),
            list_url(PlateRead, site, review="waiting"),
        ),
        Figure(
            "blocked plates",
            counted["blocked"],
            url=list_url(Vehicle, site, status__exact=Vehicle.Status.BLOCKED),
        ),
    )


DESK = Desk(
    "vehicles",
    VIEW,
    panel,
    pages=(
        Page("Inside now", "admin:vehicles_inside", VIEW),
        Page("Traffic", "admin:vehicles_summary", VIEW),
    ),
    records=frozenset({"actuation", "recheck", "platecamera"}),
)
