"""The list of alerts: which are open, and how grave each is."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from factory.alerts.models import Alert, Severity
from factory.sites.admin_marks import badge
from factory.sites.desk import Tone

TONES: Final[dict[str, Tone]] = {Severity.CRITICAL: Tone.BAD, Severity.WARNING: Tone.WARN}


class OpenFilter(admin.SimpleListFilter):
    """Alerts that are open, or resolved."""

    title = "whether open"
    parameter_name = "open"

    def lookups(
        self, _request: HttpRequest, _model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("yes", "Open"), ("no", "Resolved")]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() == "yes")


@admin.display(description="severity", ordering="severity")
def severity(alert: Alert) -> SafeString:
    """Return an alert's severity, in its colour for as long as it is open."""
    tone = TONES.get(alert.severity, Tone.PLAIN) if alert.resolved_at is None else Tone.PLAIN
    return badge(tone, alert.get_severity_display())
