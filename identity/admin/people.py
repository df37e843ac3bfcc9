"""Employees, their numbers and the bases on which their faces may be kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest

from factory.sites.admin_base import ReadOnlyAdmin, ScopedAdmin
from identity import services
from identity.models import ConsentRecord, Employee, Erasure, Identifier


@admin.register(Employee)
class EmployeeAdmin(ScopedAdmin):
    list_display = ("employee_code", "name", "department", "site", "active", "face_allowed")
    list_filter = ("active", "biometric_alternative", "department")
    list_select_related = ("site",)
    search_fields = ("employee_code", "name", "department", "identifiers__value")
    autocomplete_fields = ("user",)
    actions = ("withdraw_consent", "erase")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_consent_state()

    @admin.display(boolean=True, description="face allowed")
    def face_allowed(self, employee: Any) -> bool:
        return bool(employee.has_basis) and not employee.biometric_alternative

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.forget_where_needed(employee=obj)

    @admin.action(description="Withdraw consent (faces are deleted)", permissions=["erase"])
    def withdraw_consent(self, request: HttpRequest, queryset: Any) -> None:
        ended = [
            services.withdraw_consent(employee=employee, caller=request.user)
            for employee in queryset
        ]
        self.message_user(request, f"{sum(map(bool, ended))} withdrawn", messages.SUCCESS)

    @admin.action(description="Erase faces, photos and snapshots", permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: Any) -> None:
        for employee in queryset:
            services.request_erasure(employee=employee, caller=request.user)
            text = f"{employee}: the face is being erased; the proof appears under Erasures"
            self.message_user(request, text, messages.SUCCESS)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "erase", None)


class OfAnEmployee(ScopedAdmin):
    """Rows whose site is their employee's."""

    exclude: ClassVar[Any] = ("site",)
    autocomplete_fields: ClassVar[Any] = ("employee",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.site_id = obj.employee.site_id
        super().save_model(request, obj, form, change)


@admin.register(Identifier)
class IdentifierAdmin(OfAnEmployee):
    list_display = ("value", "kind", "employee", "site")
    list_filter = ("kind",)
    list_select_related = ("employee", "site")
    search_fields = ("value", "employee__name", "employee__employee_code")


@admin.register(ConsentRecord)
class ConsentRecordAdmin(OfAnEmployee):
    """Recorded, looked at, and withdrawn through the employee; never edited or deleted."""

    list_display = ("employee", "basis", "version", "given_at", "withdrawn_at", "site")
    list_filter = ("basis",)
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code", "evidence")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        consent = services.record_consent(**form.cleaned_data, caller=request.user)
        obj.pk, obj.site_id = consent.pk, consent.site_id

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    list_display = ("at", "employee", "who", "templates", "photos", "snapshots", "held_back")
    list_select_related = ("employee", "who")
    search_fields = ("employee__name", "employee__employee_code")
