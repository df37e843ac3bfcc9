"""How a read looks in the admin: its picture, its characters, and the layers that judged it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factory.evidence.models import Snapshot
from vehicles import selectors
from vehicles.gate_rules import Layer, Reason
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.plates import PlateReading, read_plate

TONES: dict[str, str] = {
    Vehicle.Status.AUTHORIZED: "good",
    Vehicle.Status.BLOCKED: "bad",
    Vehicle.Status.UNKNOWN: "plain",
    GateEvent.Decision.PASS: "good",
    GateEvent.Decision.EXCEPTION: "warn",
    GateEvent.Decision.POSSIBLE: "warn",
    GateEvent.Decision.BLOCKED: "bad",
    GateEvent.Decision.MANUAL: "plain",
}
SIGNS = {"good": "✓", "warn": "⚠", "bad": "✗"}
WORDS: dict[str, str] = {
    Reason.PASSED: "all layers passed, on no list",
    Reason.AUTHORIZED: "authorised, within its hours",
    Reason.BLOCKED: "on the block list",
    Reason.POSSIBLY_BLOCKED: "one misread away from a blocked plate",
    Reason.LISTS_UNREADABLE: "the lists could not be read",
    Reason.LOW_CONFIDENCE: "read too unsurely",
    Reason.TOO_FEW_VOTES: "too few frames agree",
    Reason.NO_TEXT: "no plate could be read",
    Reason.ILLEGAL_FORMAT: "no legal plate",
    Reason.MENDED: "legal only if a misread is mended",
    Reason.NOT_YET_VALID: "authorised, but not yet",
    Reason.EXPIRED: "authorisation has ended",
    Reason.OUTSIDE_HOURS: "authorised, outside its hours",
    "seen_leaving": "seen leaving by a guard",
}


def badge(value: str, label: str) -> SafeString:
    """Return a value's label, coloured by how good it is; the words say it too."""
    return format_html('<span class="badge {}">{}</span>', TONES.get(value, "plain"), label)


def in_words(reason: str) -> str:
    return WORDS.get(reason, reason.replace("_", " "))


def plate(text: str) -> SafeString:
    return format_html('<span class="plate">{}</span>', text or "no text")


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


def characters(read: PlateRead) -> SafeString:
    """Return each character and how sure its producer was of it; the low ones marked."""
    figures = read.character_confidences
    if not figures:
        return SafeString("its producer gives none")
    text = read.text if len(read.text) == len(figures) else "?" * len(figures)
    threshold = read.threshold or 0.0
    cells = (
        ("low" if figure <= threshold else "", one, f"{figure:.2f}")
        for one, figure in zip(text, figures, strict=True)
    )
    items = format_html_join("", '<li class="{}"><b>{}</b><small>{}</small></li>', cells)
    return format_html('<ul class="characters">{}</ul>', items)


def layers(read: PlateRead) -> SafeString:
    """Return what each layer found, the one that stopped the read marked; a waiting read has none."""
    if read.counted_confidence is None:
        return SafeString("not decided yet")
    rows = ((tone, SIGNS[tone], name, text) for tone, name, text in _layers(read))
    items = format_html_join(
        "", '<li><span class="{}">{}</span><b>{}</b><span>{}</span></li>', rows
    )
    return format_html('<ul class="layers">{}</ul>', items)


def _layers(read: PlateRead) -> Iterator[tuple[str, str, str]]:
    lowest, threshold = read.counted_confidence or 0.0, read.threshold or 0.0
    sure = lowest > threshold
    sign = "above" if sure else "not above"
    few = "; too few frames agree" if read.reason == Reason.TOO_FEW_VOTES else ""
    tone = "good" if sure and not few else "bad"
    yield tone, "Confidence", f"{lowest:.3g} is {sign} {threshold:.3g}{few}"
    rules = selectors.settings_of(read.site_id, read.captured_at).rules
    yield _format(read_plate(read.text, rules))
    yield _lists(read)


def _format(reading: PlateReading) -> tuple[str, str, str]:
    if reading.plate:
        family = reading.plate.family.value.replace("_", " ")
        return "good", "Format", f"a legal plate ({family})"
    if reading.corrections:
        likely = ", ".join(one.plate.text for one in reading.corrections[:3])
        return "warn", "Format", f"legal only if mended, to {likely}: a person decides"
    return "bad", "Format", "no legal plate" if reading.text else "nothing was read"


def _lists(read: PlateRead) -> tuple[str, str, str]:
    if read.layer == Layer.LIST:
        tone = "bad" if read.status == Vehicle.Status.BLOCKED else "warn"
        return tone, "Lists", read.alert_message
    if read.status == Vehicle.Status.AUTHORIZED:
        return "good", "Lists", "authorised, within its hours"
    return "good", "Lists", "on no list that speaks against it"


def links(rows: Any, url_name: str, label: Any) -> SafeString:
    """Return rows as a list of links to their pages."""
    items = ((reverse(url_name, args=[row.pk]), label(row)) for row in rows)
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', items) or SafeString("none")
