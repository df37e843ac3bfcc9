"""How long a repetition is one at a site, as its settings were changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from attendance.duplicates import RepeatRule, RepeatRules
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from factory.sites.models import SiteSetting

Change = tuple[datetime, str, Any]
"""Since when a setting of a name has a value."""
_SETTINGS = {setting.name: setting for setting in (REPEAT_HOURS, DEBOUNCE_MINUTES)}


def repeat_rules(site_id: int) -> RepeatRules:
    """Return a site's rules with their dates: one query."""
    rows = SiteSetting.objects.filter(site_id=site_id, name__in=_SETTINGS)
    return repeats_from(rows.values_list("since", "name", "value"))


def repeats_from(changes: Iterable[Change]) -> RepeatRules:
    """Return the rules that a site's settings make; what others change is left aside."""
    values = {name: setting.default for name, setting in _SETTINGS.items()}
    rules: list[tuple[datetime, RepeatRule]] = []
    for since, name, value in sorted(changes, key=lambda one: one[0]):
        if name in values:
            values[name] = _SETTINGS[name].clean(value)
            rules.append((since, _rule(values)))
    return RepeatRules(tuple(rules))


def _rule(values: dict[str, int]) -> RepeatRule:
    return RepeatRule(
        window=timedelta(hours=values[REPEAT_HOURS.name]),
        debounce=timedelta(minutes=values[DEBOUNCE_MINUTES.name]),
    )
