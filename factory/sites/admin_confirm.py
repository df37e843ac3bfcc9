"""A page that asks before what cannot be taken back is done to ticked rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.template.response import TemplateResponse

YES = "post"


def ask_first(
    page: ModelAdmin[Any],
    request: HttpRequest,
    rows: Any,
    *,
    question: str,
    consequences: Sequence[str],
) -> TemplateResponse | None:
    """Return the page that asks ``question`` about ``rows``, or None once it was answered yes.

    An action that gets a page returns it; the form on it sends the same rows and action again.
    """
    if YES in request.POST:
        return None
    context = {
        **page.admin_site.each_context(request),
        "title": question,
        "opts": page.opts,
        "rows": rows,
        "consequences": consequences,
        "action": request.POST.get("action", ""),
        "answer_name": YES,
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "media": page.media,
    }
    return TemplateResponse(request, "admin/ask_first.html", context)
