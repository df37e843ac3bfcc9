"""Enrolments: photos are uploaded here, and what came of them is looked at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from factory.sites.admin_confirm import ask_first
from identity import services
from identity.admin.consent import OfAnEmployee
from identity.admin.photo_form import PhotoForm
from identity.admin.stand_in import with_stand_in
from identity.models import Enrolment

REMOVING = (
    "Nobody is recognised by these photos from now on; their faces are deleted at every engine.",
    "The people's other photos and the basis stay.",
    "This cannot be taken back; the same photo can be handed in again.",
)


@admin.register(Enrolment)
class EnrolmentAdmin(OfAnEmployee):
    list_display = (*("created_at", "employee", "came_to", "why", "photo_link", "site"),)
    list_filter = ("outcome", "state")
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code")
    form = PhotoForm
    change_list_template = "admin/identity/with_stand_in.html"
    exclude = None
    actions = ("retry", "remove")
    action_verbs: ClassVar[dict[str, str]] = {"remove": "delete"}
    shown = (
        "employee",
        "created_at",
        "who",
        "came_to",
        "why",
        "photo_link",
        "attempts",
        "again_at",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the upload's fields, or what came of one."""
        return (*self.shown, "site") if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj else super().get_readonly_fields(request, obj)

    @admin.display(description="came to", ordering="outcome")
    def came_to(self, enrolment: Enrolment) -> str:
        if enrolment.removed_at is not None:
            return "being removed"
        return enrolment.get_outcome_display() if enrolment.outcome else enrolment.state

    @admin.display(description="why, and how to do better")
    def why(self, enrolment: Enrolment) -> str:
        said = f"{enrolment.reason} {enrolment.hint}".strip()
        return format_html('<span class="why">{}</span>', said or enrolment.failure or "-")

    @admin.display(description="photo")
    def photo_link(self, enrolment: Enrolment) -> str:
        """Return a link, not the photo: who looked at a face is written down."""
        if not enrolment.photo:
            return "deleted"
        address = reverse("enrolment-photo", args=[enrolment.uuid])
        return format_html('<a href="{}">open</a>', address)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, with_stand_in(extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        data = form.cleaned_data
        enrolments = services.request_enrolments(
            employee=data["employee"], pictures=data["pictures"], caller=request.user
        )
        obj.pk, obj.site_id = enrolments[0].pk, enrolments[0].site_id
        number = len(enrolments)
        text = f"{number} photo{'s' * (number > 1)} handed in for {obj.employee}"
        told = f"{text}: what comes of each appears on this person's page."
        self.message_user(request, told, messages.SUCCESS)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go to the person's page, which shows each photo, instead of saying that one row was added."""
        page = (
            reverse("admin:identity_enrolment_add")
            if "_addanother" in request.POST
            else reverse("admin:identity_employee_change", args=[obj.employee_id])
        )
        return HttpResponseRedirect(page)

    @admin.action(description="Try the failed ones again", permissions=["add"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        number = services.retry_enrolments(enrolments=queryset)
        self.message_user(request, f"{number} are tried again", messages.SUCCESS)

    @admin.action(description="Remove these photos and their faces", permissions=["remove"])
    def remove(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        asked = ask_first(self, request, queryset, question="Remove?", consequences=REMOVING)
        if asked is not None:
            return asked
        removed = [
            services.remove_enrolment(enrolment=enrolment, caller=request.user)
            for enrolment in queryset
        ]
        text = f"{sum(removed)} are being removed; the proofs appear under Erasures"
        self.message_user(request, text, messages.SUCCESS)
        return None

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "delete", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
