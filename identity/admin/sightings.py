"""Sightings and decisions: looked at, confirmed or rejected, and searched again where that failed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from factory.core.errors import DomainError
from factory.core.four_eyes import note_refusal
from factory.core.leases import State
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from identity import services
from identity.admin import marks
from identity.admin.cleanup import CleanupPage
from identity.admin.noted import Noted
from identity.admin.one_sighting import answers_to, said_of
from identity.admin.review import ReviewPages
from identity.admin.stand_in import with_stand_in
from identity.models import Decision, NotThisPerson, Outcome, Sighting, Stranger
from identity.services import Saying

LIST = "admin:identity_sighting_changelist"
CAME_TO = ("outcome", "reason", "employee", "similarity", "or_else", "said")
TRIES = ("state", "engine", "searched", "attempts", "failure", "again_at")


@admin.register(Sighting)
class SightingAdmin(ReviewPages, CleanupPage, ReadOnlyAdmin):
    change_list_template = "admin/identity/sighting/change_list.html"
    change_form_template = "admin/identity/sighting/change_form.html"
    list_display = (
        *("captured_at", marks.outcome, "why", "employee", marks.similarity, "camera", "site"),
        *("state", "picture"),
    )
    list_filter = ("outcome", "state", "engine", "searched", ("camera", ScopedFilter))
    list_select_related = ("employee", "camera", "site", "snapshot")
    search_fields = ("employee__name", "employee__employee_code", "track_id")
    date_hierarchy = "captured_at"
    actions = ("confirm", "reject", "retry")
    fields = ("captured_at", *CAME_TO, "snapshot", "camera", "device", "track_id", *TRIES, "site")
    readonly_fields = (*CAME_TO, *TRIES)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path("retry-all/", view(require_POST(self.retry_all)), name="identity_retry_all")]
        return [*own, *self.review_urls(), *self.cleanup_urls(), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        mine = Sighting.objects.for_user(request.user, self.perm("review"))
        failed = mine.filter(state=State.FAILED).count()
        extra = {"failed": failed, "reviews": self.has_review_permission(request)}
        return super().changelist_view(request, with_stand_in(extra | (extra_context or {})))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        answers = answers_to(self.get_object(request, object_id), request)
        context = answers | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description="reason", ordering="reason")
    def why(self, sighting: Sighting) -> str:
        """Return the reason, and when a failed search is made again without anybody's click."""
        again = sighting.again_at and localtime(sighting.again_at, sighting.site.zone)
        later = f"again by itself at {again:%d %b %H:%M}" if again else ""
        said = "; ".join(filter(None, (sighting.reason, later)))
        return format_html('<span class="why">{}</span>', said or "-")

    @admin.display(description="as similar")
    def or_else(self, sighting: Sighting) -> str:
        second = sighting.second
        return f"{second.employee}, {second.similarity or 0:.1f} %" if second else "-"

    @admin.display(description="said of it")
    def said(self, sighting: Sighting) -> str:
        return said_of(sighting)

    @admin.display(description="picture")
    def picture(self, sighting: Sighting) -> str:
        """Return a link, not the picture: who looked at a face is written down."""
        if sighting.snapshot is None:
            return "-"
        address = reverse("snapshot-image", args=[sighting.snapshot.uuid])
        return format_html('<a href="{}">open</a>', address)

    @admin.action(description="Yes, it is the likeliest person", permissions=["review"])
    def confirm(self, request: HttpRequest, queryset: Any) -> None:
        likely = queryset.filter(outcome=Outcome.REVIEW, employee__isnull=False)
        # Their row names one of two.
        tied = likely.filter(runner_up__isnull=False)
        if number := tied.count():
            text = f"{number} not: two people are as similar; choose on the sighting's own page."
            self.message_user(request, text, messages.WARNING)
            likely = likely.filter(runner_up=None)
        self._decide(request, likely.select_related("employee"), named=True)

    @admin.action(description="No, nobody whom we know", permissions=["review"])
    def reject(self, request: HttpRequest, queryset: Any) -> None:
        self._decide(request, queryset, named=False)

    def _decide(self, request: HttpRequest, queryset: Any, *, named: bool) -> None:
        done, refused = 0, Counter[str]()
        for sighting in queryset:
            employee = sighting.employee if named else None
            word = Decision.Word.NAMED if named else Decision.Word.NOBODY
            try:
                services.decide(
                    sighting=sighting, saying=Saying(word, employee), caller=request.user
                )
                done += 1
            except DomainError as error:
                note_refusal(error)
                refused[error.detail] += 1
        self.message_user(request, f"{done} decided", messages.SUCCESS)
        for reason, number in refused.items():
            self.message_user(request, f"{number} not: {reason}", messages.WARNING)

    @admin.action(description="Search the failed ones again", permissions=["review"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        number = services.retry_sightings(sightings=queryset, caller=request.user)
        self.message_user(request, f"{number} are searched again", messages.SUCCESS)

    def retry_all(self, request: HttpRequest) -> HttpResponse:
        """Search all failed sightings of the caller's sites again."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        self.retry(request, Sighting.objects.for_user(request.user, self.perm("review")))
        return HttpResponseRedirect(reverse(LIST))

    def has_review_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "review", None)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = (
        *("at", "sighting_link", "word", "employee", "by", "user", "similarity"),
        "superseded_at",
    )
    list_filter = ("by", "word")
    list_select_related = ("employee", "user", "sighting")
    search_fields = ("employee__name", "employee__employee_code")

    @admin.display(description="sighting")
    def sighting_link(self, decision: Decision) -> str:
        address = reverse("admin:identity_sighting_change", args=[decision.sighting_id])
        return format_html('<a href="{}">{}</a>', address, decision.sighting)


@admin.register(Stranger)
class StrangerAdmin(ReadOnlyAdmin):
    """Groups of review; the sketch by which they were grouped is shown to nobody."""

    list_display = ("uuid", "first_seen_at", "last_seen_at", "method", "site")
    list_filter = ("method",)
    list_select_related = ("site",)
    search_fields = ("uuid",)
    exclude = ("sketch",)


@admin.register(NotThisPerson)
class NotThisPersonAdmin(Noted, ReadOnlyAdmin):
    """What a person said once; taken back by deleting it here, or by undoing the click."""

    list_display = ("at", "stranger", "employee", "who", "site")
    list_select_related = ("stranger", "employee", "who", "site")
    search_fields = ("employee__name", "employee__employee_code")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)
