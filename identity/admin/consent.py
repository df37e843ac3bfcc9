"""What belongs to an employee: numbers, the bases on which a face may be kept, and proofs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from factory.sites.admin_base import ReadOnlyAdmin, ScopedAdmin
from identity import services
from identity.admin.noted import Noted
from identity.models import ConsentRecord, Erasure, Identifier


class OfAnEmployee(ScopedAdmin):
    """Rows whose site is their employee's."""

    exclude: ClassVar[Any] = ("site",)
    autocomplete_fields: ClassVar[Any] = ("employee",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.site_id = obj.employee.site_id
        super().save_model(request, obj, form, change)


@admin.register(Identifier)
class IdentifierAdmin(Noted, OfAnEmployee):
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
    """What is being let go of, and the proofs of what has been."""

    list_display = (
        *("at", "employee", "why", "state", "verified_at", "deleted", "who", "failure"),
    )
    list_filter = ("state", "why")
    list_select_related = ("employee", "who")
    search_fields = ("employee__name", "employee__employee_code")
    exclude = ("claim_token", "lease_until", "not_before")

    @admin.display(description="deleted")
    def deleted(self, erasure: Erasure) -> str:
        text = (
            f"{erasure.templates} templates, {erasure.photos} photos, {erasure.snapshots} pictures"
        )
        return f"{text}; {erasure.held_back} held" if erasure.held_back else text
