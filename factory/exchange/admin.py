"""Imports in the admin: give a file, see what it would do, apply it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST

from factory.core.errors import DomainError
from factory.core.leases import State
from factory.core.spreadsheets import csv_bytes, sheet_response
from factory.exchange import services
from factory.exchange.forms import UploadForm, offered
from factory.exchange.importers import importer_of, importers
from factory.exchange.jobs import APPLY, CHECK
from factory.exchange.models import Import
from factory.sites.admin_base import ReadOnlyAdmin

SHOWN_PROBLEMS = 100


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    when_empty = (
        "No file has been imported. Import one here, or from the list that its rows belong to; nothing is"
        " written before you have seen what it would do."
    )
    list_display = ("created_at", "title", "filename", "stage", "total", "wrong", "who", "site")
    list_filter = ("stage",)
    list_select_related = ("who", "site")
    search_fields = ("filename", "kind")

    @admin.display(description="rows of")
    def title(self, row: Import) -> str:
        found = importers().get(row.kind)
        return found.title if found else row.kind

    @admin.display(description="wrong")
    def wrong(self, row: Import) -> int:
        return row.wrong

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(offered(request.user))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return type("Upload", (UploadForm,), {"user": request.user})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj else ("kind", "site", "file")

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        data = form.cleaned_data
        return services.begin_import(
            kind=data["kind"],
            site=data["site"],
            file=data["file"],
            filename=data["file"].name,
            caller=form.user,
            job=CHECK,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the service has saved it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: an import has no lists of other rows."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the audit trail, which writes down what is applied."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return HttpResponseRedirect(reverse("admin:exchange_import_change", args=[obj.pk]))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        chosen = {"kinds": offered(request.user), "title": "Import rows from a file"}
        try:
            return super().add_view(request, form_url, chosen | (extra_context or {}))
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        return super().change_view(
            request, object_id, form_url, self._told(row) | (extra_context or {})
        )

    def _told(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        stuck = row.job is not None and row.job.state == State.FAILED
        busy = row.stage in {Import.Stage.CHECKING, Import.Stage.APPLYING} and not stuck
        columns = list(row.sample[0][2]) if row.sample else []
        sample = [
            (number, outcome, [values.get(name, "") for name in columns])
            for number, outcome, values in row.sample
        ]
        return {
            "busy": busy,
            "stuck": stuck,
            "title": f"Import of {self.title(row).lower()}: {row.filename}",
            "columns": columns,
            "sample": sample,
            "problems": row.problems[:SHOWN_PROBLEMS],
            "fit": row.done - row.wrong,
        }

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "exchange_import"
        return [
            path("template/", wrap(require_GET(self.sample_file)), name=f"{name}_template"),
            path("<int:pk>/apply/", wrap(require_POST(self.apply)), name=f"{name}_apply"),
            path("<int:pk>/problems/", wrap(require_GET(self.problems)), name=f"{name}_problems"),
            *super().get_urls(),
        ]

    def _mine(self, request: HttpRequest, pk: int) -> Import:
        found: Import = get_object_or_404(self.get_queryset(request), pk=pk)
        return found

    def apply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start writing; a refusal is said on the import's own page."""
        row = self._mine(request, pk)
        skip: Any = request.POST.get("skip_wrong") == "yes"
        try:
            services.apply_import(row=row, skip_wrong=skip, caller=request.user, job=APPLY)  # type: ignore[arg-type]
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:exchange_import_change", args=[pk]))

    def problems(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._mine(request, pk)
        return sheet_response(
            "problems.csv", csv_bytes(("row", "column", "what is wrong"), row.problems)
        )

    def sample_file(self, request: HttpRequest) -> HttpResponse:
        """Answer an empty file with the right header and one row of examples."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            columns = importer_of(request.GET.get("kind", "")).columns
        except DomainError as error:
            raise Http404(error.detail) from error
        data = csv_bytes([one.name for one in columns], [[one.example for one in columns]])
        return sheet_response("template.csv", data)
