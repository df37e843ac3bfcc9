"""How what a search came to looks in a list."""

from __future__ import annotations

from typing import Final

from django.contrib import admin
from django.utils.safestring import SafeString

from factory.sites.admin_marks import badge
from factory.sites.desk import Tone
from identity.models import Outcome, Sighting

TONES: Final[dict[str, Tone]] = {
    Outcome.MATCHED: Tone.GOOD,
    Outcome.REVIEW: Tone.WARN,
    Outcome.FAILED: Tone.BAD,
}


@admin.display(description="outcome", ordering="outcome")
def outcome(sighting: Sighting) -> SafeString:
    return badge(TONES.get(sighting.outcome, Tone.PLAIN), sighting.get_outcome_display())


@admin.display(description="similarity", ordering="similarity")
def similarity(sighting: Sighting) -> str:
    return "-" if sighting.similarity is None else f"{sighting.similarity:.1f} %"
