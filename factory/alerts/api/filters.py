"""By what a list of alerts is narrowed."""

from __future__ import annotations

from django_filters import rest_framework as filters

from factory.alerts.models import Alert, Severity
from factory.core.api.filters import RowFilter
from factory.sites.api.filters import SiteTimeFilter


class AlertFilter(RowFilter):
    open = filters.BooleanFilter(
        field_name="resolved_at", lookup_expr="isnull", label="Not resolved yet"
    )
    acknowledged = filters.BooleanFilter(
        field_name="acknowledged_at", lookup_expr="isnull", exclude=True, label="Seen by somebody"
    )
    severity = filters.MultipleChoiceFilter(choices=Severity.choices)
    raised_after = SiteTimeFilter(field_name="raised_at", lookup_expr="gte")

    class Meta:
        model = Alert
        fields = ("site", "kind", "subject_type", "subject_id")
