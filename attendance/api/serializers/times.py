"""When somebody came or went, as JSON: a day without its time is refused, for it would be midnight."""

from __future__ import annotations

from typing import Any

from factory.core.wall_times import is_day_alone
from factory.sites.api.fields import NaiveTimeField, ShownTimeField, SiteTimeField


class _WithTime(ShownTimeField):
    def to_internal_value(self, value: Any) -> Any:
        if isinstance(value, str) and is_day_alone(value.strip()):
            self.fail("date")
        return super().to_internal_value(value)


class PunchTimeField(_WithTime, SiteTimeField):
    """ISO 8601; a naive time is read in the zone of the site that it is about."""


class NaivePunchTimeField(_WithTime, NaiveTimeField):
    """ISO 8601; a naive time stays naive, for whoever knows the site once the body is read."""
