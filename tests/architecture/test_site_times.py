"""No request's naive time is read in the server's zone: whoever takes a time knows the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django_filters import FilterSet
from django_filters import filters as django_filters
from rest_framework import serializers

from factory.sites.api.fields import NaiveTimeField, SiteTimeField
from factory.sites.api.filters import SiteTimeFilter

OURS = ("factory.", "identity.", "vehicles.", "attendance.", "occupancy.", "streaming.")


def _all_below(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _all_below(child)


def _ours(parent: type[Any]) -> list[type[Any]]:
    _ = get_resolver().url_patterns  # imports every view
    found = {one for one in _all_below(parent) if one.__module__.startswith(OURS)}
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def _is_abstract(one: type[Any]) -> bool:
    return issubclass(one, serializers.ModelSerializer) and not hasattr(one, "Meta")


def _plain_times(one: type[serializers.Serializer[Any]]) -> list[str]:
    return [
        f"{one.__qualname__}.{name}"
        for name, field in one().get_fields().items()
        if isinstance(field, serializers.DateTimeField)
        and not (field.read_only or isinstance(field, SiteTimeField | NaiveTimeField))
    ]


def test_serializers() -> None:
    every = [one for one in _ours(serializers.Serializer) if not _is_abstract(one)]
    assert len(every) > 50
    assert [name for one in every for name in _plain_times(one)] == []


def test_filters() -> None:
    plain = [
        f"{one.__qualname__}.{name}"
        for one in _ours(FilterSet)
        for name, found in one.base_filters.items()
        if isinstance(found, django_filters.DateTimeFilter)
        and not isinstance(found, SiteTimeFilter)
    ]
    assert plain == []


def test_a_plain_time_would_be_found() -> None:
    class Plain(serializers.Serializer[Any]):
        at = serializers.DateTimeField()

    assert _plain_times(Plain) == [f"{Plain.__qualname__}.at"]
