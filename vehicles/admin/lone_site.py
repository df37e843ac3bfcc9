"""Lists without a column that says the same in every row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from factory.sites.models import Site


class LoneSite(admin.ModelAdmin[Any]):
    """Leaves the site out where there is only one; ``when_empty`` says what to do without rows."""

    when_empty = ""

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("vehicles/vehicles.css",)}

    def get_list_display(self, request: HttpRequest) -> Any:
        names = super().get_list_display(request)
        if Site.objects.values("pk")[:2].count() > 1:
            return names
        return [name for name in names if name != "site"]
