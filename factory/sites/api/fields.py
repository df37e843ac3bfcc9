"""Serializer fields that know sites."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware
from rest_framework import serializers

from factory.core.clock import in_zone
from factory.core.errors import Invalid, NotFound
from factory.sites.models import Site
from factory.sites.selectors import site_of_request, zone_of_row


class ScopedRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """A written foreign key: a row of another site does not exist, so the answer is 404."""

    def __init__(self, *, perm: str, **kwargs: Any) -> None:
        self.perm = perm
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.for_user(self.context["request"].user, self.perm)

    def fail(self, key: str, **kwargs: Any) -> Any:
        if key == "does_not_exist":
            what = self.get_queryset().model._meta.verbose_name
            raise NotFound(f"There is no {what} {kwargs.get('pk_value')}.")
        return super().fail(key, **kwargs)


class RequestSite:
    """The default of a written site where the body names none: the query's, else the caller's only one.

    Called by the framework with the field, as ``requires_context`` asks; raises as ``site_of_request``.
    """

    requires_context = True

    def __call__(self, field: ScopedRelatedField) -> Site:
        request = field.context["request"]
        return site_of_request(request.user, field.perm, named=request.query_params.get("site"))


def shown_time(row: Any, moment: datetime) -> str:
    """Return an aware moment of a row as the fields below show it."""
    return _text(_by_clock_of(row, moment))


def _by_clock_of(row: Any, moment: datetime) -> datetime:
    try:
        return moment.astimezone(zone_of_row(row) or get_current_timezone())
    except OverflowError:
        return moment.astimezone(UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


class ShownTimeField(serializers.DateTimeField):
    """Shows a moment in ISO 8601 with the offset of the site whose it is.

    That is the serializer's ``site``, else its row's; the server's where there is neither. A moment at an
    end of the calendar, which a zone may not tell, is shown in UTC.
    """

    def get_attribute(self, instance: Any) -> Any:
        value = super().get_attribute(instance)
        if not isinstance(value, datetime) or not is_aware(value):
            return value
        site = self.context.get("site")
        return _by_clock_of(instance if site is None else site, value)

    def to_representation(self, value: Any) -> Any:
        if not isinstance(value, datetime) or not is_aware(value):
            return super().to_representation(value)
        return _text(value)


class SiteTimeField(ShownTimeField):
    """ISO 8601; a naive time is read in the zone of the site that it is about, shown with its offset.

    That is the serializer's ``site``, else its row's, else the one that its view's request is about.
    """

    def enforce_timezone(self, value: Any) -> Any:
        if site := self.context.get("site"):
            return self._in(site, value)
        aware = value if is_aware(value) else self._in(self._site(), value)
        return super().enforce_timezone(aware)

    def _in(self, site: Site, value: Any) -> Any:
        try:
            return in_zone(value, site.zone)
        except Invalid as error:
            raise serializers.ValidationError(error.detail, code=error.code) from error

    def _site(self) -> Site:
        row: Any = getattr(self.root, "instance", None)
        found: Site = self.context["view"].site() if row is None else row.site
        return found


class NaiveTimeField(ShownTimeField):
    """ISO 8601; a naive time stays naive, for whoever knows the site once the body is read."""

    def enforce_timezone(self, value: Any) -> Any:
        return value
