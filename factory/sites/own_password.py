"""Everybody's own password: the trail says that it was changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction

from factory.core.errors import NotFound
from factory.core.models import User
from factory.sites.selectors import site_of_the_whole
from factory.sites.services import accounts


class OwnPasswordForm(PasswordChangeForm):
    """Asks for the old one, as Django's does."""

    required_css_class = "required"

    def clean(self) -> dict[str, Any] | None:
        """Ask for the trail while there is still a page to say so on."""
        try:
            site_of_the_whole()
        except NotFound as error:
            # At a field: the admin's page shows no others.
            self.add_error("new_password1", error.detail)
        return super().clean()

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        accounts.note_password(user=user, caller=user)
        return user
