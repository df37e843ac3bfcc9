"""What the collections of the roster share: rows built here, and saved by services."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.serializers import BaseSerializer

from attendance import services
from factory.sites.api.views import ScopedRows, body_of
from factory.sites.models import Site
from factory.sites.selectors import site_of_request


def operations(name: str) -> Any:
    """Return the stable operation ids of a whole collection."""
    verbs = {
        "list": "list",
        "create": "create",
        "retrieve": "read",
        "update": "replace",
        "partial_update": "change",
        "destroy": "delete",
    }
    return extend_schema_view(
        **{act: extend_schema(operation_id=f"{name}_{verb}") for act, verb in verbs.items()}
    )


class RosterRows(ScopedRows):
    """For the rows of a roster: built here, checked, saved and marked by a service."""

    needs_site = False

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values: Any = serializer.validated_data
        site = {"site": site_of(self)} if self.needs_site else {}
        serializer.instance = self.store(self.build({**values, **site}))

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        values: Any = serializer.validated_data
        serializer.instance = self.store(self.build(dict(values), serializer.instance))

    def build(self, values: dict[str, Any], row: Any = None) -> Any:
        """Return the row, new or as it was, with the values set."""
        if row is None:
            return self.queryset.model(**values)
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def perform_destroy(self, instance: Any) -> None:
        self.remove(instance)

    def remove(self, row: Any) -> None:
        services.remove(row=row, caller=self.request.user)

    def store(self, row: Any) -> Any:
        raise NotImplementedError


def site_of(view: Any) -> Site:
    named = body_of(view.request, "site")
    return site_of_request(view.request.user, view.perm_for(view.request), named=named)
