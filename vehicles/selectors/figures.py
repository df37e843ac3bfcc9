"""Figures of a site's gates for people: lists, and what today brought."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Count, Q

from factory.core import clock
from factory.sites.models import Site
from vehicles.gate_rules import Layer, Reason
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.plate_families import EXAMPLES, Family
from vehicles.plates import STRICT_EXPRESSION, PlateRules, RuleMode
from vehicles.selectors.in_force import settings_of

Status, Decision = Vehicle.Status, GateEvent.Decision


def gate_statistics(site: Site) -> dict[str, Any]:
    """Return the guide's figures and today's, by the site's own day: four queries."""
    settings = settings_of(site.pk)
    midnight = datetime.combine(clock.local_day(site.zone), time(0), site.zone).astimezone(UTC)
    by_status = dict(
        Vehicle.objects.filter(site=site)
        .order_by()
        .values_list("status")
        .annotate(count=Count("pk"))
    )
    return {
        "blocked_vehicles": by_status.get(Status.BLOCKED, 0),
        "authorized_vehicles": by_status.get(Status.AUTHORIZED, 0),
        "ocr_threshold": settings.threshold,
        "supported_formats": supported_formats(settings.rules),
        **_reads_since(site, midnight),
        "alerts_today": _alerts_since(site, midnight),
    }


def _reads_since(site: Site, moment: datetime) -> dict[str, Any]:
    rows = PlateRead.objects.filter(site=site, captured_at__gte=moment)
    # A vote that others joined stopped nobody.
    counted = Q(reason=Reason.TOO_FEW_VOTES, event__isnull=False)
    layers = {layer.value: Count("pk", filter=Q(layer=layer) & ~counted) for layer in Layer}
    figures = rows.aggregate(total=Count("pk"), **layers)
    total = figures.pop("total")
    return {"reads_today": total, "rejections_by_layer": figures}


def _alerts_since(site: Site, moment: datetime) -> int:
    held = Decision.BLOCKED, Decision.POSSIBLE
    return GateEvent.objects.filter(site=site, at__gte=moment, decision__in=held).count()


def supported_formats(rules: PlateRules) -> list[str]:
    """Return what is legal at the site: an example of each Indian family, or the expressions."""
    if rules.mode is RuleMode.PATTERNS:
        return list(rules.patterns)
    if rules.mode is RuleMode.STRICT:
        return [STRICT_EXPRESSION.pattern]
    return [f"{Family(family).value}: {example}" for family, example in EXAMPLES.items()]
