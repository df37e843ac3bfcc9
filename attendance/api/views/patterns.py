"""Rotating patterns under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from rest_framework.viewsets import ModelViewSet

from attendance import services
from attendance.api.serializers.patterns import ShiftPatternSerializer
from attendance.api.views.roster_rows import RosterRows, operations
from attendance.models import ShiftPattern


@operations("shift_patterns")
class ShiftPatternViewSet(RosterRows, ModelViewSet[ShiftPattern]):
    """Rotating patterns: a cycle of weeks with a shift for each day of work."""

    queryset = ShiftPattern.objects.prefetch_related("days").order_by("site", "name")
    serializer_class = ShiftPatternSerializer
    filterset_fields = ("site", "active", "name")
    ordering_fields = ("name",)
    needs_site = True

    def build(self, values: dict[str, Any], row: ShiftPattern | None = None) -> ShiftPattern:
        self._days: list[Any] | None = values.pop("days", None)
        pattern: ShiftPattern = super().build(values, row)
        return pattern

    def store(self, row: ShiftPattern) -> ShiftPattern:
        days = self._days
        shifts = {(one["week"] - 1, one["weekday"]): one["shift"] for one in days or ()}
        services.save_pattern(
            pattern=row, shifts=None if days is None else shifts, caller=self.request.user
        )
        found: ShiftPattern = self.queryset.all().get(pk=row.pk)
        return found

    def remove(self, row: ShiftPattern) -> None:
        services.remove_pattern(pattern=row, caller=self.request.user)
