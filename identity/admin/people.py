"""Employees, their numbers and the bases on which their faces may be kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from factory.core.scoping import access_of
from factory.core.spreadsheets import Cell
from factory.exchange.admin_mixins import EXPORTS, ExportsRows, ImportsRows
from factory.sites.admin_confirm import ask_first
from factory.sites.admin_inlines import BesideForm, BesideFormSet
from factory.sites.admin_refusals import TellsRefusals
from identity import services
from identity.admin.face_column import HasFace, face_facts
from identity.admin.noted import Noted
from identity.exporting import HEADER, cells_of
from identity.models import Employee, Identifier

WITHDRAWING = (
    "The basis ends now, and with it every search under these names.",
    "Their faces and photos are deleted, here and in the collection.",
    "To recognise them again takes a new consent and new photos.",
)
ERASING = (
    "Faces, photos and every snapshot of these people are deleted, also from history.",
    "This cannot be taken back.",
    "The employee, the punches and locked payroll stay; a proof without a face is kept.",
)


class IdentifierInline(admin.TabularInline[Identifier, Employee]):
    """Badge, card and code numbers beside the person."""

    model = Identifier
    form: Any = BesideForm
    formset: Any = BesideFormSet
    fields = ("kind", "value")
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("identity.view_identifier", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("identity.add_identifier", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("identity.change_identifier", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("identity.delete_identifier", obj)


@admin.register(Employee)
class EmployeeAdmin(TellsRefusals, Noted, ImportsRows, ExportsRows):
    importer = "identity.employees"
    export_columns = HEADER
    list_display = (
        *("employee_code", "name", "department", "site", "active", "face_allowed"),
        "photos_enrolled",
    )
    list_filter = ("active", "biometric_alternative", HasFace, "department")
    list_select_related = ("site",)
    search_fields = ("employee_code", "name", "department", "identifiers__value")
    autocomplete_fields = ("user",)
    actions = (*EXPORTS, "withdraw_consent", "erase")
    inlines = (IdentifierInline,)
    readonly_fields = ("face",)
    change_form_template = "admin/identity/employee/change_form.html"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("site", "employee_code", "name", "department")}),
        ("Contact", {"fields": ("email", "phone", "user")}),
        ("Employment", {"fields": ("joined_on", "left_on", "active")}),
        ("Recognition", {"fields": ("biometric_alternative", "face")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_consent_state().with_photos().prefetch_related("identifiers")

    def export_cells(self, request: HttpRequest, row: Any) -> list[Cell]:
        return cells_of(row, access_of(request.user))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the face out for those who may not see enrolments."""
        if access_of(request.user).allows("identity.view_enrolment", obj.site_id if obj else None):
            return self.fieldsets
        return [*self.fieldsets[:-1], ("Recognition", {"fields": ("biometric_alternative",)})]

    @admin.display(description="photos enrolled")
    def photos_enrolled(self, employee: Any) -> int:
        return int(employee.photos_enrolled)

    @admin.display(description="face")
    def face(self, employee: Employee) -> str:
        """Show the basis, and the photos to whoever may see them; looking is written down."""
        return render_to_string("admin/identity/employee/face.html", face_facts(employee))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            row.site_id = form.instance.site_id
            verb = "add" if row.pk is None else "change"
            row.save()
            services.note_row(row=row, caller=request.user, verb=verb)
        for row in formset.deleted_objects:
            services.remove_identifier(identifier=row, caller=request.user)

    @admin.display(boolean=True, description="face allowed")
    def face_allowed(self, employee: Any) -> bool:
        return bool(employee.has_basis) and not employee.why_no_face

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            before = Employee.objects.get(pk=obj.pk)
            services.refuse_own_employment(
                before=before, changed=form.changed_data, caller=request.user
            )
        super().save_model(request, obj, form, change)
        services.forget_where_needed(employee=obj, caller=request.user)

    @admin.action(description="Withdraw consent (faces are deleted)", permissions=["erase"])
    def withdraw_consent(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        asked = ask_first(
            self, request, queryset, question="Withdraw consent?", consequences=WITHDRAWING
        )
        if asked is not None:
            return asked
        ended = [
            services.withdraw_consent(employee=employee, caller=request.user)
            for employee in queryset
        ]
        self.message_user(request, f"{sum(map(bool, ended))} withdrawn", messages.SUCCESS)
        return None

    @admin.action(description="Erase faces, photos and snapshots", permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        asked = ask_first(self, request, queryset, question="Erase faces?", consequences=ERASING)
        if asked is not None:
            return asked
        for employee in queryset:
            services.request_erasure(employee=employee, caller=request.user)
            text = f"{employee}: the face is being erased; the proof appears under Erasures"
            self.message_user(request, text, messages.SUCCESS)
        return None

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "erase", None)
