"""A sighting's own page: what was said of it can be said anew, whatever the search came to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from factory.core.scoping import access_of
from identity import selectors
from identity.models import Decision, Sighting
from identity.selectors.review import KEY

PERM = "identity.review_sighting"


def answers_to(sighting: Sighting | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the page offers to say, and which click it can take back; nothing to who may not."""
    if sighting is None or not access_of(request.user).allows(PERM, sighting.site_id):
        return {}
    second = sighting.second
    said = sighting.decisions.standing().filter(by=Decision.By.PERSON, act__isnull=False)
    return {
        "sighting": sighting,
        "people": selectors.nameable(sighting.site_id),
        "suggested": [*filter(None, (sighting.employee, second.employee if second else None))],
        "said": said.exclude(word=Decision.Word.UNDONE).first(),
    }


def said_of(sighting: Sighting) -> str:
    """Return all that was said of whom a sighting shows, the last word first."""
    rows = sighting.decisions.select_related("employee", "user").order_by("-pk")
    zone = sighting.site.zone
    facts = (
        (
            f"{localtime(one.at, zone):%d %b %Y %H:%M}",
            f"{one.get_word_display()}{f': {one.employee}' if one.employee else ''}",
            one.user or one.get_by_display(),
            " (superseded)" if one.superseded_at else "",
        )
        for one in rows
    )
    lines = format_html_join("", "<li>{}: {}, said by {}{}</li>", facts)
    return format_html("<ul>{}</ul>", lines) if lines else "Nothing yet."


def meant_in(request: HttpRequest, rows: Any) -> list[Sighting]:
    """Return the one sighting on whose page the click was made, if it was made there."""
    number = request.POST.get("sighting", "")
    one = rows.filter(pk=int(number)) if KEY.fullmatch(number) else rows.none()
    return list(one.select_related("snapshot", "site"))


def back_to(request: HttpRequest) -> HttpResponseRedirect | None:
    """Return the way back to the sighting's page, if the click was made there."""
    number = request.POST.get("sighting", "")
    if not KEY.fullmatch(number):
        return None
    return HttpResponseRedirect(reverse("admin:identity_sighting_change", args=[int(number)]))
