"""What each site may decide about its gates; edited in the admin, in force from a moment on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.conf import settings

from factory.core.errors import Invalid
from factory.sites.site_settings import Setting
from vehicles.plates import PlateRules, RuleMode


class PlateRulesSetting(Setting[str]):
    """``india``, ``strict`` (the guide's expression), or patterns of one's own, one a line."""

    def clean(self, value: object) -> str:
        # Explicit: zero-argument super() finds no cell in a subclass of a slotted dataclass.
        text = Setting.clean(self, value)
        try:
            plate_rules(text)
        except ValueError as error:
            raise Invalid(f"{self.title}: {error}", fields={"value": str(error)}) from error
        return text


def plate_rules(text: str) -> PlateRules:
    """Return the rules that the setting's text stands for; raises ValueError for bad patterns."""
    name = text.strip()
    if name in {RuleMode.INDIA, RuleMode.STRICT}:
        return PlateRules(RuleMode(name))
    return PlateRules(RuleMode.PATTERNS, tuple(name.split()))


OCR_THRESHOLD = Setting(
    "vehicles.ocr_threshold",
    "Confidence that a plate read must be above",
    settings.OCR_CONFIDENCE_THRESHOLD,
    least=0,
    most=1,
)
COOLDOWN_SECONDS = Setting(
    "vehicles.cooldown_seconds",
    "Seconds for which the same plate at the same gate is the same event",
    60,
    least=0,
    most=3600,
)
VOTES_NEEDED = Setting(
    "vehicles.votes_needed",
    "Frames of our own cameras that must agree on a plate",
    2,
    least=1,
    most=10,
)
PLATE_RULES = PlateRulesSetting(
    "vehicles.plate_rules", "Plates that are legal here", RuleMode.INDIA.value
)
ALL: tuple[Setting[Any], ...] = (OCR_THRESHOLD, COOLDOWN_SECONDS, VOTES_NEEDED, PLATE_RULES)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What was in force at a site at one moment."""

    threshold: float
    cooldown: timedelta
    votes_needed: int
    rules: PlateRules

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return what ``values`` (by the settings' names) say."""
        return cls(
            threshold=values[OCR_THRESHOLD.name],
            cooldown=timedelta(seconds=values[COOLDOWN_SECONDS.name]),
            votes_needed=values[VOTES_NEEDED.name],
            rules=plate_rules(values[PLATE_RULES.name]),
        )
