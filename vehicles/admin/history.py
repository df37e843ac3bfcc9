"""Who changed what of an entry of the vehicle list, in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factory.audit.models import Entry
from vehicles.models import Vehicle

NEWEST = 30
ACTS = {
    "vehicles.add": "added",
    "vehicles.change": "changed",
    "vehicles.block": "blocked",
    "vehicles.unblock": "block lifted",
    "vehicles.authorise": "authorised",
    "vehicles.import": "from a file",
}


def history(vehicle: Vehicle) -> SafeString:
    """Return the newest changes as lines; one query."""
    rows = Entry.objects.filter(
        subject_type=vehicle._meta.label_lower, subject_id=str(vehicle.pk)
    ).select_related("who", "device")[:NEWEST]
    lines = (
        (
            f"{timezone.localtime(entry.at):%d %b %Y %H:%M}",
            entry.who or entry.device or "the system",
            ACTS.get(entry.act, entry.act),
            changes_in_words(entry.detail),
        )
        for entry in rows
    )
    found = format_html_join("", "<li>{}, {}: {} {}</li>", lines)
    return (
        format_html('<ul class="changes">{}</ul>', found)
        if found
        else SafeString("nothing on record")
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
