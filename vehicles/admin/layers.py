"""Why a read was judged as it was: its characters, and what each layer found."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vehicles import selectors
from vehicles.admin.words import in_words
from vehicles.gate_rules import Layer, Reason
from vehicles.models import PlateRead, Vehicle
from vehicles.plates import PlateReading, read_plate

SIGNS = {"good": "✓", "warn": "⚠", "bad": "✗"}
_BESIDE_THE_FIGURE = frozenset({Reason.TOO_FEW_VOTES, Reason.WRONG_TIME})


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
    but = f"; {in_words(read.reason)}" if read.reason in _BESIDE_THE_FIGURE else ""
    tone = "good" if sure and not but else "bad"
    yield tone, "Confidence", f"{lowest:.3g} is {sign} {threshold:.3g}{but}"
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
