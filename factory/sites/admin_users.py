"""Accounts in the admin: looked up by managers, kept by the operator, every act in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from factory.core.models import User
from factory.core.scoping import access_of
from factory.sites.admin_base import DeletesEach
from factory.sites.admin_history import KeepsHistory
from factory.sites.selectors import people_for
from factory.sites.services import accounts

LOOKS_UP = "sites.change_membership"

PASSWORD_PAGE = "auth_user_password_change"  # noqa: S105 - an address

# Roles come from Memberships; Django's groups would only mislead.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(KeepsHistory, DeletesEach, DjangoUserAdmin[User]):
    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Sign-in", {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Show whom the caller may give a role; who belongs elsewhere only is the operator's."""
        return people_for(request.user, LOOKS_UP).order_by(*self.get_ordering(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Managers look users up, to give them roles; accounts are the operator's business."""
        access = access_of(request.user)
        return access.superuser or bool(access.sites(LOOKS_UP))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def check_removable(self, row: User, caller: Any) -> None:
        accounts.check_removable(row, caller=caller)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        accounts.save_user(user=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        accounts.remove_user(user=obj, caller=request.user)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = transaction.atomic(super().user_change_password)
        return self.told(request, lambda: view(request, *args, **kwargs))

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Django's page of passwords saves by itself, and says so to nobody but this."""
        if request.resolver_match and request.resolver_match.url_name == PASSWORD_PAGE:
            accounts.note_password(user=obj, caller=request.user)
        return super().log_change(request, obj, message)
