"""Actions that ask why, and that answer a service's refusal with a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

from factory.core.errors import DomainError, Refused
from factory.core.scoping import access_of
from vehicles.models.lists import LONGEST_REASON


class ReasonForm(ActionForm):
    """The box beside the list of actions, with a place for the reason."""

    reason = forms.CharField(max_length=LONGEST_REASON, required=False, label="Because")


def done_for_each(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    rows: Iterable[Any],
    act: Callable[[Any, str], object],
) -> None:
    """Call ``act(row, reason)`` for each row and say how many went well, and why others did not.

    Django asks only whether an action is allowed at all; here each row's site is asked.
    """
    reason, done = request.POST.get("reason", "").strip(), 0
    perm = f"{admin.opts.app_label}.change_{admin.opts.model_name}"
    for row in rows:
        try:
            _must_be_allowed(request, perm, row)
            act(row, reason)
        except DomainError as error:
            admin.message_user(request, f"{row}: {error.detail}", messages.ERROR)
        else:
            done += 1
    if done:
        admin.message_user(request, f"{done} changed.", messages.SUCCESS)


def _must_be_allowed(request: HttpRequest, perm: str, row: Any) -> None:
    if not access_of(request.user).allows(perm, row.site_id):
        raise Refused("Your role at this site does not allow this.")
