"""Actions of the admin: only on rows whose site allows it, asking why, and saying how it went.

Django asks whether an action is allowed at all, and then hands it every ticked row. Here an action
gets only those rows whose own site grants what it declares (``permissions=[...]``), a service's
refusal becomes a message, and what was left out is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

from factory.core.errors import DomainError
from factory.core.four_eyes import note_refusal

LONGEST_REASON = 300
Action = Callable[[Any, HttpRequest, Any], Any]


class ReasonForm(ActionForm):
    """The box beside the list of actions, with a place for the reason."""

    reason = forms.CharField(max_length=LONGEST_REASON, required=False, label="Because")


class ActingPage(Protocol):
    """An admin page that knows which permission an action's declared word stands for."""

    def action_perm(self, word: str) -> str: ...

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None: ...


def for_permitted_rows(action: Action) -> Action:
    """Return ``action`` for those ticked rows only whose site grants every permission it declares."""

    @wraps(action)
    def act(page: ActingPage, request: HttpRequest, queryset: Any) -> Any:
        rows = queryset
        for word in getattr(action, "allowed_permissions", ()):
            rows = rows.for_user(request.user, page.action_perm(word))
        permitted, ticked = rows.count(), queryset.count()
        if permitted < ticked:
            text = f"{ticked - permitted} left out: your role at their site does not allow this."
            page.message_user(request, text, messages.ERROR)
        if not permitted:
            return None
        try:
            return action(page, request, rows)
        except DomainError as error:
            note_refusal(error)
            page.message_user(request, error.detail, messages.ERROR)
            return None

    return act


def done_for_each(
    page: ModelAdmin[Any],
    request: HttpRequest,
    rows: Iterable[Any],
    act: Callable[[Any, str], object],
) -> None:
    """Call ``act(row, reason)`` for each row and say how many went well, and why others did not."""
    reason, done = request.POST.get("reason", "").strip(), 0
    for row in rows:
        try:
            act(row, reason)
        except DomainError as error:
            note_refusal(error)
            page.message_user(request, f"{row}: {error.detail}", messages.ERROR)
        else:
            done += 1
    if done:
        page.message_user(request, f"{done} done.", messages.SUCCESS)
