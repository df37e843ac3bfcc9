"""Employees, their identifiers and the bases on which their faces may be kept."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.core.clock import in_zone
from factory.core.models import User
from factory.core.scoping import access_of
from factory.sites.api.fields import NaiveTimeField, ScopedRelatedField
from factory.sites.api.shapes import RowSerializer
from identity.models import ConsentRecord, Employee, Identifier


class MemberField(serializers.PrimaryKeyRelatedField[User]):
    """An account of a site where the caller may write people; others do not exist here."""

    def get_queryset(self) -> Any:
        access = access_of(self.context["request"].user)
        members = User.objects.filter(is_active=True)
        if access.superuser:
            return members
        mine = access.sites("identity.change_employee")
        return members.filter(memberships__site__in=mine).distinct()


class EmployeeSerializer(RowSerializer[Employee]):
    """One person. ``face_allowed``: a recorded basis is in force, and the person is active, has not left
    and uses no badge instead.
    """

    user = MemberField(required=False, allow_null=True)
    face_allowed = serializers.SerializerMethodField()

    class Meta:
        model = Employee
        fields = (
            "id",
            "site",
            "employee_code",
            "name",
            "department",
            "email",
            "phone",
            "joined_on",
            "left_on",
            "active",
            "user",
            "biometric_alternative",
            "face_allowed",
        )
        read_only_fields = ("site",)
        # Uniqueness is within the site, which the service knows.
        validators: tuple[Any, ...] = ()

    def get_face_allowed(self, employee: Employee) -> bool:
        return bool(getattr(employee, "has_basis", False)) and not employee.why_no_face


class IdentifierSerializer(RowSerializer[Identifier]):
    employee = ScopedRelatedField(queryset=Employee.objects.all(), perm="identity.change_employee")

    class Meta:
        model = Identifier
        fields = ("id", "site", "employee", "kind", "value")
        read_only_fields = ("site",)
        validators: tuple[Any, ...] = ()


class ConsentSerializer(RowSerializer[ConsentRecord]):
    employee = ScopedRelatedField(
        queryset=Employee.objects.all(), perm="identity.add_consentrecord"
    )
    given_at = NaiveTimeField(required=False)

    class Meta:
        model = ConsentRecord
        fields = (
            "id",
            "site",
            "employee",
            "version",
            "purpose",
            "basis",
            "evidence",
            "given_at",
            "withdrawn_at",
        )
        read_only_fields = ("site", "withdrawn_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if given_at := attrs.get("given_at"):
            attrs["given_at"] = in_zone(given_at, attrs["employee"].site.zone)
        return attrs


class WithdrawnSerializer(serializers.Serializer[Any]):
    """How many bases ended; what was kept of the face is deleted by a worker."""

    ended = serializers.IntegerField()


class ErasedSerializer(serializers.Serializer[Any]):
    """The proof: counts of what was deleted."""

    templates = serializers.IntegerField()
    photos = serializers.IntegerField()
    snapshots = serializers.IntegerField()
    held_back = serializers.IntegerField()
