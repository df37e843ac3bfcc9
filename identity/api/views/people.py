"""Employees, identifiers and consent under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from factory.core.api.waiting import answer_job
from factory.core.jobs import start_job
from factory.sites.api.views import ScopedRows, body_of
from factory.sites.api.work_serializers import LaterSerializer
from factory.sites.selectors import site_of_request
from identity import services
from identity.api.filters import ConsentFilter, EmployeeFilter, IdentifierFilter
from identity.api.serializers.people import (
    ConsentSerializer,
    EmployeeSerializer,
    ErasedSerializer,
    IdentifierSerializer,
    WithdrawnSerializer,
)
from identity.jobs import ERASE
from identity.models import ConsentRecord, Employee, Identifier


@extend_schema_view(
    list=extend_schema(operation_id="employees_list"),
    create=extend_schema(operation_id="employees_create"),
    retrieve=extend_schema(operation_id="employees_read"),
    update=extend_schema(operation_id="employees_replace"),
    partial_update=extend_schema(operation_id="employees_change"),
    destroy=extend_schema(operation_id="employees_delete"),
)
class EmployeeViewSet(ScopedRows, ModelViewSet[Employee]):
    """People of a site. Somebody with a history is made inactive, not deleted."""

    queryset = Employee.objects.order_by("site", "employee_code")
    serializer_class = EmployeeSerializer
    filterset_class = EmployeeFilter
    ordering_fields = ("employee_code", "name", "joined_on")

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_consent_state().select_related("site")

    def perform_create(self, serializer: BaseSerializer[Employee]) -> None:
        site = site_of_request(
            self.request.user, "identity.add_employee", named=body_of(self.request, "site")
        )
        employee = services.create_employee(
            site=site, caller=self.request.user, **serializer.validated_data
        )
        serializer.instance = employee

    def perform_update(self, serializer: BaseSerializer[Employee]) -> None:
        assert serializer.instance is not None
        serializer.instance = services.change_employee(
            employee=serializer.instance, caller=self.request.user, **serializer.validated_data
        )

    def perform_destroy(self, instance: Employee) -> None:
        services.remove_employee(employee=instance, caller=self.request.user)

    def perm_for(self, request: Request) -> str:
        """Return the permission: erasing and withdrawing are more than changing a row."""
        if self.action in ("erase", "withdraw_consent"):
            return "identity.erase_employee"
        return super().perm_for(request)

    @extend_schema(
        operation_id="employees_withdraw_consent", request=None, responses=WithdrawnSerializer
    )
    @action(detail=True, methods=["post"], url_path="withdraw-consent", filterset_class=None)
    def withdraw_consent(self, request: Request, **_kwargs: Any) -> Response:
        """End every basis in force; templates and photos are deleted by a worker."""
        ended = services.withdraw_consent(employee=self.get_object(), caller=request.user)
        return Response({"ended": ended})

    @extend_schema(
        operation_id="employees_erase",
        request=None,
        responses={200: ErasedSerializer, 202: LaterSerializer},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def erase(self, request: Request, **_kwargs: Any) -> Response:
        """Delete everything that shows or measures this person's face. Punches stay.

        What cannot be finished now (the face service is away) goes on by itself: 202 with the job's
        address, to be asked until its state is `done`. Meanwhile it is `pending` or `running`, `failure`
        says what it waits for, and nobody is named by this face.
        """
        employee = self.get_object()
        erasure = services.request_erasure(employee=employee, caller=request.user)
        job = start_job(
            kind=ERASE,
            params={"erasure": erasure.pk},
            site_id=employee.site_id,
            who_id=request.user.pk,
        )
        return answer_job(request, job)


@extend_schema_view(
    list=extend_schema(operation_id="identifiers_list"),
    create=extend_schema(operation_id="identifiers_create"),
    retrieve=extend_schema(operation_id="identifiers_read"),
    destroy=extend_schema(operation_id="identifiers_delete"),
)
class IdentifierViewSet(
    ScopedRows,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    mixins.ListModelMixin,
    GenericViewSet[Identifier],
):
    """Badge, card and code numbers; a changed number is a new one."""

    queryset = Identifier.objects.order_by("site", "kind", "value")
    serializer_class = IdentifierSerializer
    filterset_class = IdentifierFilter

    def perform_create(self, serializer: BaseSerializer[Identifier]) -> None:
        serializer.instance = services.add_identifier(
            caller=self.request.user, **serializer.validated_data
        )

    def perform_destroy(self, instance: Identifier) -> None:
        services.remove_identifier(identifier=instance, caller=self.request.user)


@extend_schema_view(
    list=extend_schema(operation_id="consents_list"),
    create=extend_schema(operation_id="consents_create"),
    retrieve=extend_schema(operation_id="consents_read"),
)
class ConsentViewSet(
    ScopedRows,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    GenericViewSet[ConsentRecord],
):
    """Recorded bases; withdrawn through the employee, never deleted."""

    queryset = ConsentRecord.objects.order_by("-given_at", "-id")
    serializer_class = ConsentSerializer
    filterset_class = ConsentFilter

    def perform_create(self, serializer: BaseSerializer[ConsentRecord]) -> None:
        serializer.instance = services.record_consent(
            **serializer.validated_data, caller=self.request.user
        )
