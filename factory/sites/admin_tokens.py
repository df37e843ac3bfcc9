"""People's tokens in the admin: the operator's to make and to end, and every act is in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from knox.admin import AuthTokenAdmin
from knox.models import AuthToken

from factory.sites.admin_base import DeletesEach
from factory.sites.admin_refusals import TellsRefusals
from factory.sites.services import accounts

admin.site.unregister(AuthToken)


@admin.register(AuthToken)
class TokenAdmin(TellsRefusals, DeletesEach, AuthTokenAdmin):  # type: ignore[misc]  # without types
    """A token is shown once, when it is made; it is never edited, and ends at once when deleted."""

    when_empty = (
        "Nobody has a token. Programs send one with each call: add one here, or let a person get one"
        " at /api/v1/auth/token."
    )
    list_display = ("user", "created", "expiry")
    search_fields = ("user__username",)
    list_select_related = ("user",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Neither the digest nor the token's beginning: whoever looks needs whose and how long."""
        return ("user", "created", "expiry") if obj else ("user", "expiry")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AuthToken, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        accounts.note_token(token=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: AuthToken) -> None:
        accounts.remove_token(token=obj, caller=request.user)
