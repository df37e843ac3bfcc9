"""What lists are narrowed by.

Rows are named by their number alone: whether another site has such a row is not told. A filter that
looks for the row would answer 400 for none, and an empty list for one that the caller may not see.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import ForeignKey, OneToOneField, QuerySet
from django_filters import rest_framework as filters

BY_NUMBER = {"filter_class": filters.NumberFilter}


class RowFilter(filters.FilterSet):  # type: ignore[misc]  # published without types
    """The base of all filters; a foreign key among ``Meta.fields`` is compared by its number."""

    FILTER_DEFAULTS: ClassVar[Any] = filters.FilterSet.FILTER_DEFAULTS | {
        ForeignKey: BY_NUMBER,
        OneToOneField: BY_NUMBER,
    }


class RowFilterBackend(filters.DjangoFilterBackend):  # type: ignore[misc]  # as above
    """Makes the filters of a view's ``filterset_fields``."""

    filterset_base = RowFilter

    def names_of(self, view: Any, queryset: QuerySet[Any]) -> set[str]:
        """Return the names of a view's filters."""
        made = self.get_filterset_class(view, queryset)
        return set(made.base_filters) if made else set()
