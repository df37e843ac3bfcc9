"""A row's own page with the list's actions on it: who came from an alert need not find the row again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from factory.core.scoping import access_of
from factory.sites.admin_actions import LONGEST_REASON, ReasonForm
from factory.sites.backends import site_id_of

BACK = "from_its_page"


class ActsOnItsPage(admin.ModelAdmin[Any]):
    """Offers ``page_actions``, names of actions with the words of their buttons, on a row's own page.

    They do what they do in the list, and lead back to the page. ``page_prompt`` says what to write
    beside them. Stands before ScopedAdmin.
    """

    page_actions: ClassVar[Mapping[str, str]] = {}
    page_prompt = "because …"
    change_form_template = "admin/row_actions.html"

    def offered_actions(self, request: HttpRequest, row: Any) -> dict[str, str]:
        """Return those of ``page_actions`` that the caller's role at the row's site allows."""
        access, site_id = access_of(request.user), site_id_of(row)
        return {
            name: words
            for name, words in self.page_actions.items()
            if all(
                access.allows(self.action_perm(word), site_id)  # type: ignore[attr-defined]  # ScopedAdmin's
                for word in getattr(getattr(self, name), "allowed_permissions", ())
            )
        }

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None:
            context |= {
                "row_actions": self.offered_actions(request, row),
                "longest_reason": LONGEST_REASON if issubclass(self.action_form, ReasonForm) else 0,
                "prompt": self.page_prompt,
                "back": BACK,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        answer: HttpResponse | None = super().response_action(request, *args, **kwargs)
        pk = request.POST.get(BACK, "")
        if answer is None or answer.status_code != HttpResponseRedirect.status_code or not pk:
            return answer
        place = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(place, args=[pk]))
