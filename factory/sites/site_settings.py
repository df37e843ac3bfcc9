"""Typed settings of a site: declared by apps, edited in the admin, in force from a moment on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from factory.core import clock
from factory.core.dates import EARLIEST, LATEST
from factory.core.errors import Invalid
from factory.sites.models import SiteSetting

T = TypeVar("T", int, float, str, bool)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting: ``default`` gives its type and its value where a site has none of its own.

    ``least`` and ``most`` bound numbers, both allowed. settings.SITE_SETTINGS names every Setting.
    """

    name: str
    title: str
    default: T
    least: float | None = None
    most: float | None = None

    def clean(self, value: object) -> T:
        """Return ``value`` if it is one; raises Invalid, saying what was expected."""
        kind = type(self.default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind or not self._bounded(value):
            raise Invalid(f"{self.title}: expected {self._expected()}.", fields={"value": "Bad."})
        return value

    def _bounded(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return True
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    def _expected(self) -> str:
        bounds = f" from {self.least} to {self.most}" if self.least is not None else ""
        return f"{type(self.default).__name__}{bounds}"

    def of(self, site_id: int, at: datetime | None = None) -> T:
        """Return the value in force at ``at`` (now): one query."""
        begun = SiteSetting.objects.filter(
            site_id=site_id, name=self.name, since__lte=at or clock.now()
        )
        value = begun.order_by("-since").values_list("value", flat=True).first()
        return self.default if value is None else self.clean(value)


def values_in_force(
    site_id: int, wanted: Iterable[Setting[Any]], at: datetime | None = None
) -> dict[str, Any]:
    """Return what each of these settings is at ``at`` (now), by its name: one query for all."""
    by_name = {setting.name: setting for setting in wanted}
    begun = SiteSetting.objects.filter(
        site_id=site_id, name__in=by_name, since__lte=at or clock.now()
    )
    stored = dict(begun.order_by("since").values_list("name", "value"))
    return {
        name: setting.clean(stored.get(name, setting.default)) for name, setting in by_name.items()
    }


def since_fault(moment: datetime) -> str:
    """Return what is wrong with a moment outside 1970 to 2200: next to the calendar's ends zones fail."""
    # In the zone that it came in: any other could lie beyond the calendar.
    good = EARLIEST <= moment.date() <= LATEST
    return "" if good else f"Expected a moment from {EARLIEST} to {LATEST}."


def check_since(moment: datetime) -> None:
    """Raise Invalid for a moment that has a ``since_fault``."""
    if expected := since_fault(moment):
        raise Invalid(f"The value's beginning: {expected}", fields={"since": expected})


def fault_of(row: SiteSetting) -> str:
    """Return what is wrong with a stored row, which may be older than the rule; empty if nothing is."""
    setting = declared().get(row.name)
    try:
        check_since(row.since)
        if setting is not None:
            setting.clean(row.value)
    except Invalid as error:
        return error.detail
    return "" if setting else f"There is no setting {row.name!r}."


@lru_cache(maxsize=1)
def declared() -> Mapping[str, Setting[float]]:
    """Return every declared setting by its name."""
    return {setting.name: setting for setting in map(import_string, settings.SITE_SETTINGS)}
