"""Filters by plain numbers: a foreign key's own filter would tell which rows of others exist."""

from __future__ import annotations

from django_filters import rest_framework as filters

from factory.core.api.filters import RowFilter
from factory.sites.api.filters import SiteTimeFilter
from occupancy.models import OccupancyLog


class AreaFilter(RowFilter):
    site = filters.NumberFilter(field_name="site_id")


class OfAreaFilter(AreaFilter):
    area = filters.NumberFilter(field_name="area_id")
    camera = filters.NumberFilter(field_name="camera_id")


class PartFilter(OfAreaFilter):
    """Open parts; those that have ended with ``ended=true``."""

    ended = filters.BooleanFilter(
        field_name="until",
        lookup_expr="isnull",
        exclude=True,
        help_text="true: the parts that were, by which the figures of then are read",
    )


class LogFilter(OfAreaFilter):
    """``after`` is included, ``before`` is not."""

    after = SiteTimeFilter(field_name="timestamp", lookup_expr="gte")
    before = SiteTimeFilter(field_name="timestamp", lookup_expr="lt")

    class Meta:
        model = OccupancyLog
        fields: tuple[str, ...] = ()
