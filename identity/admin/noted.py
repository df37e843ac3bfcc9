"""Admin pages that write down who added, changed or removed a row."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from factory.sites.admin_base import DeletesEach
from identity import services


class Noted(DeletesEach):
    """For rows that the admin itself saves and deletes."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb, changed = ("change", form.changed_data) if change else ("add", ())
        if verb == "add" or changed:
            services.note_row(row=obj, caller=request.user, verb=verb, changed=changed)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.note_row(row=obj, caller=request.user, verb="remove")
        super().delete_model(request, obj)
