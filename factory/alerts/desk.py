"""Open alerts on the admin's front page."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from factory.alerts.models import Alert, Severity
from factory.sites.desk import Bar, Desk, Panel, Tone, list_url
from factory.sites.models import Site

VIEW = "alerts.view_alert"
MOST_ALERTS = 4
TONES = {Severity.CRITICAL: Tone.BAD, Severity.WARNING: Tone.WARN}
GRAVEST_FIRST = Case(
    When(severity=Severity.CRITICAL, then=Value(0)),
    When(severity=Severity.WARNING, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def panel(site: Site) -> Panel:
    """Return the gravest open alerts: one query."""
    rows = Alert.objects.filter(site=site, resolved_at__isnull=True)
    gravest = rows.order_by(GRAVEST_FIRST, "-last_raised_at")[:MOST_ALERTS]
    return Panel(
        title="Open alerts",
        url=list_url(Alert, site, open="yes"),
        bars=tuple(_line(alert, site) for alert in gravest),
        empty="Nothing needs attention.",
    )


def _line(alert: Alert, site: Site) -> Bar:
    since = alert.raised_at.astimezone(site.zone).strftime("%-d %b, %H:%M")
    return Bar(
        label=alert.text,
        text=f"{since}, {alert.count} times" if alert.count > 1 else since,
        tone=TONES.get(Severity(alert.severity), Tone.PLAIN),
        url=reverse("admin:alerts_alert_change", args=[alert.pk]),
    )


DESK = Desk("alerts", VIEW, panel, records=frozenset({"delivery"}))
