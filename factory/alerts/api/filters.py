"""By what a list of alerts is narrowed."""

from __future__ import annotations

import django_filters

from factory.alerts.models import Alert, Severity


class AlertFilter(django_filters.FilterSet):  # type: ignore[misc]  # published without types
    open = django_filters.BooleanFilter(
        field_name="resolved_at", lookup_expr="isnull", label="Not resolved yet"
    )
    acknowledged = django_filters.BooleanFilter(
        field_name="acknowledged_at", lookup_expr="isnull", exclude=True, label="Seen by somebody"
    )
    severity = django_filters.MultipleChoiceFilter(choices=Severity.choices)
    raised_after = django_filters.IsoDateTimeFilter(field_name="raised_at", lookup_expr="gte")

    class Meta:
        model = Alert
        fields = ("site", "kind", "subject_type", "subject_id")
