"""What may be asked of a list: a parameter that it does not know is refused, never left out.

A name that was mistyped would else answer with everybody's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend, OrderingFilter
from rest_framework.request import Request
from rest_framework.settings import api_settings

from factory.core.errors import Invalid

SITE = "site"
READS = frozenset({"GET", "HEAD"})


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise Invalid (``unknown-parameter``) with the names that are not known, and those that are.

    How the answer is formed (``?format=csv``) may be said everywhere.
    """
    names = {*known, str(api_settings.URL_FORMAT_OVERRIDE)}
    unknown = sorted(set(given) - names)
    if not unknown:
        return
    raise Invalid(
        f"Not known here: {', '.join(unknown)}. Known are: {', '.join(sorted(names))}.",
        code="unknown-parameter",
        fields=dict.fromkeys(unknown, "This parameter is not known here."),
    )


class KnownParameters(BaseFilterBackend):
    """Refuses what none of a list's filters, nor its order or its pages, would look at."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        # A single row is looked up through the filters as well.
        if request.method in READS and not view.kwargs:
            refuse_unknown(request.query_params, known_parameters(view, queryset))
        return queryset


class KnownOrder(OrderingFilter):
    """Orders a list by what it may be ordered by; refuses the rest, which would else be left out."""

    def remove_invalid_fields(
        self, queryset: QuerySet[Any], fields: Iterable[str], view: Any, request: Request
    ) -> list[str]:
        """Return ``fields`` (names, each with a minus for downwards). Raises Invalid."""
        known = [name for name, _ in self.get_valid_fields(queryset, view, {"request": request})]
        asked = list(fields)
        unknown = sorted({field.removeprefix("-") for field in asked}.difference(known))
        if unknown:
            order = ", ".join(known) or "nothing: its order is fixed"
            raise Invalid(
                f"No order by {', '.join(unknown)}. This list is ordered by {order}.",
                code="unknown-order",
                fields={self.ordering_param: "This order is not known here."},
            )
        return asked


def known_parameters(view: Any, queryset: QuerySet[Any]) -> set[str]:
    """Return the names that a list's filter backends and its pages understand."""
    names: set[str] = set()
    for backend in (made() for made in view.filter_backends):
        if hasattr(backend, "names_of"):
            names |= backend.names_of(view, queryset)
        else:
            names |= _described(backend, view)
    return names if view.paginator is None else names | _described(view.paginator, view)


def _described(part: Any, view: Any) -> set[str]:
    return {str(one["name"]) for one in part.get_schema_operation_parameters(view)}


class QuerySerializer(serializers.Serializer[Any]):
    """The base of what a view reads out of its query; a site may be named beside it."""

    def to_internal_value(self, data: Mapping[str, Any]) -> Any:
        refuse_unknown(data, {*self.fields, SITE})
        return super().to_internal_value(data)
