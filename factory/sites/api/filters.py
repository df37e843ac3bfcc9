"""Filters that know sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from rest_framework.request import Request

from factory.core.api.filters import RowFilter
from factory.core.clock import in_zone
from factory.sites.models import Site
from factory.sites.selectors import site_of_request


class _NaiveTimeField(IsoDateTimeField):  # type: ignore[misc]  # published without types
    """Leaves a naive time as it is: the server's own zone is nobody's."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(value.strip())
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class SiteTimeFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]  # published without types
    """ISO 8601; a naive time is read in the zone of the site that the request is about."""

    field_class = _NaiveTimeField

    def filter(self, qs: QuerySet[Any], value: datetime | None) -> Any:
        if value is not None and value.tzinfo is None:
            value = in_zone(value, _site_of(self.parent.request).zone)
        return super().filter(qs, value)


def _site_of(request: Request) -> Site:
    perm = request.parser_context["view"].perm_for(request) or "sites.view_site"
    own = getattr(request.user, "site_id", None)
    named = request.query_params.get("site")
    return site_of_request(request.user, perm, named=named, owner=own)


class OfSite(RowFilter):
    """For rows that keep their site's number alone: ``site``, as everywhere."""

    site = filters.NumberFilter(field_name="site_id")
