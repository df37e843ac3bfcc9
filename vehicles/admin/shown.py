"""How parts of a read look in the admin: badges, plates, pictures, links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factory.evidence.models import Snapshot
from factory.sites import admin_marks
from factory.sites.desk import Tone
from vehicles.admin.words import TONES


def badge(value: str, label: str) -> SafeString:
    """Return the label of a vehicle's status or a gate's decision in its colour."""
    return admin_marks.badge(TONES.get(value, Tone.PLAIN), label)


def plate(text: str) -> SafeString:
    return format_html('<span class="plate">{}</span>', text or "no text")


def moment(at: datetime) -> str:
    """Return a time to the second, by the clock that the page shows: many call within a minute."""
    return f"{timezone.localtime(at):%d %b %Y, %H:%M:%S}"


def picture(snapshot: Snapshot | None, *, thumb: bool = False) -> SafeString:
    """Return the evidence, small or large, linked to the authorised view of it."""
    if snapshot is None:
        return SafeString("" if thumb else "no picture was kept")
    src = reverse("snapshot-image", args=[snapshot.uuid])
    kind, alt = ("thumb", "vehicle") if thumb else ("evidence", "The vehicle as it was read")
    return format_html(
        '<a href="{}" class="evidence"><img class="{}" src="{}" alt="{}" loading="lazy"></a>',
        *(src, kind, src, alt),
    )


def links(rows: Any, url_name: str, label: Any) -> SafeString:
    """Return rows as a list of links to their pages."""
    items = ((reverse(url_name, args=[row.pk]), label(row)) for row in rows)
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', items) or SafeString("none")
