"""Who changed what of an entry of the vehicle list or of a gate, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factory.audit.models import Entry
from vehicles.models import Vehicle

NEWEST = 30
MOST = 500
ACTS = {
    "vehicles.add": "added",
    "vehicles.change": "changed",
    "vehicles.block": "blocked",
    "vehicles.unblock": "block lifted",
    "vehicles.authorise": "authorised",
    "vehicles.import": "from a file",
    "vehicles.save_gate": "changed",
    "vehicles.remove_gate": "removed",
    "vehicles.halt_gate": "kill switch set",
    "vehicles.release_gate": "kill switch released",
    "vehicles.open_by_hand": "opened by hand",
    "vehicles.review_read": "looked at",
    "vehicles.mark_left": "seen leaving",
}


def _entries(subject: Model) -> QuerySet[Entry]:
    rows: QuerySet[Entry] = Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return rows.select_related("who", "device")


def history(vehicle: Vehicle) -> SafeString:
    """Return the newest changes as lines; one query."""
    rows = _entries(vehicle)[:NEWEST]
    lines = (
        (
            f"{timezone.localtime(entry.at):%d %b %Y %H:%M}",
            _who(entry),
            *(ACTS.get(entry.act, entry.act), changes_in_words(entry.detail)),
        )
        for entry in rows
    )
    found = format_html_join("", "<li>{}, {}: {} {}</li>", lines)
    return (
        format_html('<ul class="changes">{}</ul>', found)
        if found
        else SafeString("nothing on record")
    )


def _who(entry: Entry) -> str:
    return str(entry.who or entry.device or "the system")


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry as Django's page of an object's history shows one."""

    entry: Entry

    @property
    def action_time(self) -> datetime:
        return self.entry.at

    @property
    def user(self) -> dict[str, str]:
        return {"get_username": _who(self.entry)}

    @property
    def get_change_message(self) -> str:
        words = changes_in_words(self.entry.detail)
        return f"{ACTS.get(self.entry.act, self.entry.act)} {words}".strip()


class AuditedHistory(admin.ModelAdmin[Any]):
    """Shows the audit trail under *History*: what files, programs and guards did, not this site alone."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        subject = self.get_object(request, unquote(object_id))
        rows = _entries(subject)[:MOST] if subject else ()
        page = Paginator([_Line(entry) for entry in rows], MOST).get_page(1)
        return super().history_view(
            request, object_id, {"action_list": page, **(extra_context or {})}
        )


def changes_in_words(detail: dict[str, Any]) -> str:
    """Return ``status UNKNOWN → BLOCKED, owner``; of names only that they changed."""
    changed = detail.get("changed")
    if isinstance(changed, dict):
        return ", ".join(_one(name, values) for name, values in changed.items())
    return ", ".join(map(str, changed or ()))


def _one(name: str, values: Any) -> str:
    words = name.replace("_", " ")
    if not isinstance(values, list):
        return words
    old, new = (value if value not in (None, "") else "empty" for value in values)
    return f"{words} {old} → {new}"
