"""What the admin of areas, lines and cameras' parts has in common: the trail says who changed them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from factory.sites.admin_base import ScopedAdmin
from occupancy import services


class LayoutAdmin(ScopedAdmin):
    """Rows that people set up, saved and removed by the services."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_layout(row=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove_layout(row=obj, caller=request.user)
