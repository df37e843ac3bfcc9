"""For the admin pages of any app: an *Import* button, and exports of the ticked rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from factory.audit.services import record
from factory.core.scoping import access_of
from factory.core.spreadsheets import Cell, csv_bytes, sheet_response, xlsx_bytes
from factory.exchange.importers import importer_of
from factory.sites.admin_base import ScopedAdmin
from factory.sites.models import Site

EXPORTS = ("export_csv", "export_xlsx")
MOST_EXPORTED = 100_000
"""Rows; more would keep a request busy for over a minute."""


class ImportsRows(ScopedAdmin):
    """A list with an *Import* button. ``importer`` is the name of a declared importer."""

    importer: ClassVar[str]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        access = access_of(request.user)
        may = access.superuser or access.sites(importer_of(self.importer).perm)
        address = f"{reverse('admin:exchange_import_add')}?{urlencode({'kind': self.importer})}"
        shown = {"import_url": address if may else ""}
        return super().changelist_view(request, shown | (extra_context or {}))


class ExportsRows(ScopedAdmin):
    """``export_columns`` are paths of attributes (``employee__name``) and the file's header.

    Put ``*EXPORTS`` into ``actions``. Cells that a spreadsheet would run are made harmless.
    """

    export_columns: ClassVar[tuple[str, ...]]

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        table = self._table(request, queryset)
        return sheet_response(f"{self._file_name()}.csv", csv_bytes(self.export_columns, table))

    @admin.action(description="Export as XLSX", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        table = self._table(request, queryset)
        title = str(self.opts.verbose_name_plural).capitalize()
        data = xlsx_bytes(title, self.export_columns, table)
        return sheet_response(f"{self._file_name()}.xlsx", data)

    def _file_name(self) -> str:
        return str(self.opts.verbose_name_plural).replace(" ", "-").lower()

    def _table(self, request: HttpRequest, queryset: Any) -> Iterator[list[Cell]]:
        rows = queryset[:MOST_EXPORTED]
        counted: dict[int, int] = {}
        for site_id in rows.values_list("site_id", flat=True):
            counted[site_id] = counted.get(site_id, 0) + 1
        for site in Site.objects.filter(pk__in=counted):
            what = {"model": self.opts.label_lower, "rows": counted[site.pk]}
            record(site_id=site.pk, caller=request.user, act="export", subject=site, **what)
        return (self.export_cells(request, row) for row in rows)

    def export_cells(self, request: HttpRequest, row: Any) -> list[Cell]:
        """Return a row's cells, as many as there are columns."""
        del request
        return [cell_of(row, path) for path in self.export_columns]


def cell_of(row: Model, path: str) -> Cell:
    """Return what a path of attributes leads to; times in the reader's zone, rows by their name."""
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name, None)
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return str(value) if isinstance(value, Model | list | dict) else value
