"""Late policies under ``/api/v1/``."""

from __future__ import annotations

from rest_framework.viewsets import ModelViewSet

from attendance import services
from attendance.api.filters import LatePolicyFilter
from attendance.api.serializers.patterns import LatePolicySerializer
from attendance.api.views.roster_rows import RosterRows, operations
from attendance.models import LatePolicy


@operations("late_policies")
class LatePolicyViewSet(RosterRows, ModelViewSet[LatePolicy]):
    """What lateness costs, for a department or the whole site, from when to when."""

    queryset = LatePolicy.objects.order_by("-id")
    serializer_class = LatePolicySerializer
    filterset_class = LatePolicyFilter
    ordering_fields = ("from_date",)
    needs_site = True

    def store(self, row: LatePolicy) -> LatePolicy:
        return services.save_late_policy(policy=row, caller=self.request.user)

    def remove(self, row: LatePolicy) -> None:
        services.remove_late_policy(policy=row, caller=self.request.user)
