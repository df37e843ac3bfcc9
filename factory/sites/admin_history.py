"""Pages of rows that the history may name: such a row is not deleted, and the page says what instead."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from factory.sites.admin_refusals import TellsRefusals


class KeepsHistory(TellsRefusals):
    """Says before asking for a confirmation why a row stays."""

    def check_removable(self, row: Any, caller: Any) -> None:
        """Raise Conflict for a row that has to stay, or that somebody else has to delete."""
        raise NotImplementedError

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        for row in objs:
            self.check_removable(row, request.user)
        return super().get_deleted_objects(objs, request)

    def delete_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Ask, or go back to the row's page: this one is refused as soon as it is opened."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        view = super(TellsRefusals, self).delete_view
        back = reverse(name, args=[object_id])
        return self.told(request, lambda: view(request, object_id, *args, **kwargs), back=back)
