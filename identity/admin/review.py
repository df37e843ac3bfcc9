"""The pages of review: a grid of unnamed faces in groups, what one click does, and its undoing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from factory.core import clock
from factory.core.errors import DomainError
from factory.core.four_eyes import note_refusal
from factory.core.scoping import access_of
from factory.sites.models import Site
from identity import selectors, services
from identity.admin.clicks import BadClick, read_click
from identity.admin.one_sighting import back_to, meant_in
from identity.admin.stand_in import with_stand_in
from identity.models import Decision, Sighting
from identity.selectors.review import GROUPS_A_PAGE, KEY
from identity.services import Clicked

PERM = "identity.review_sighting"
REVIEW = "admin:identity_review"
COST_DAYS = 30
NEWEST = 2**63 - 1


class ReviewPages:
    """Views that the sightings' admin mounts beside its list."""

    admin_site: Any
    opts: Any

    def review_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("review/", view(self.review), name="identity_review"),
            path("review/say/", view(require_POST(self.say)), name="identity_say"),
            path("review/undo/<uuid:act>/", view(require_POST(self.undo)), name="identity_undo"),
            path("searches/", view(self.searches), name="identity_searches"),
        ]

    def review(self, request: HttpRequest) -> HttpResponse:
        """Show the unnamed faces of a site, grouped, newest first."""
        sites, site = _sites(request, PERM)
        number = _whole(request.GET.get("page"), 1)
        rows = Sighting.objects.filter(site=site)
        groups, total = selectors.review_page(rows, number)
        if access_of(request.user).allows("identity.view_enrolment", site.pk):
            selectors.give_photos(groups)
        pages = Paginator(range(total), GROUPS_A_PAGE)
        decisions = Decision.objects.for_user(request.user, PERM)
        return self._page(
            request,
            "review",
            {
                "title": "Who is this?",
                "sites": sites,
                "site": site,
                "groups": groups,
                "total": total,
                "page": pages.get_page(number),
                "people": selectors.nameable(site.pk),
                "clicks": selectors.last_clicks(request.user, decisions),
                # What joins a group after the page was made has been seen by nobody.
                "until": max((one.pk for group in groups for one in group.sightings), default=0),
                "may_enrol": access_of(request.user).allows("identity.add_enrolment", site.pk),
            },
        )

    def say(self, request: HttpRequest) -> HttpResponse:
        """Carry out one click, of the grid or of a sighting's own page, and come back to it."""
        _sites(request, PERM)
        mine = Sighting.objects.for_user(request.user, PERM)
        back = _way_back(request)
        try:
            click = read_click(request.POST, request.user)
        except BadClick as error:
            messages.warning(request, str(error))
            return back
        seen = mine.filter(pk__lte=_whole(request.POST.get("until"), NEWEST))
        sightings = meant_in(request, mine) or list(selectors.in_groups(seen, click.groups))
        if not sightings:
            messages.warning(request, "Tick a group first; what was decided meanwhile is gone.")
        elif click.saying is None:
            _report(request, services.delete_pictures(sightings=sightings, caller=request.user))
        else:
            clicked = services.say_of_all(
                sightings=sightings, saying=click.saying, caller=request.user
            )
            _report(request, clicked)
            if click.enrols and clicked.done:
                _enrol(request, sightings[0], click.saying.employee)
        return back

    def undo(self, request: HttpRequest, act: UUID) -> HttpResponse:
        """Take one click back."""
        _sites(request, PERM)
        mine = Decision.objects.for_user(request.user, PERM)
        try:
            number = services.undo(act=act, decisions=mine, caller=request.user)
            messages.success(request, f"{number} taken back.")
        except DomainError as error:
            note_refusal(error)
            messages.warning(request, error.detail)
        return _way_back(request)

    def searches(self, request: HttpRequest) -> HttpResponse:
        """Show searches, saved searches and cost of the last days."""
        sites, site = _sites(request, "identity.view_sighting")
        today = clock.local_day(site.zone)
        days = selectors.search_days(site, today - timedelta(days=COST_DAYS - 1), today)
        totals = selectors.total_of(days)
        facts = {"sites": sites, "site": site, "days": days, "totals": totals}
        return self._page(request, "searches", {"title": "Searches and cost", **facts})

    def _page(self, request: HttpRequest, name: str, facts: dict[str, Any]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | facts
        return render(request, f"admin/identity/{name}.html", with_stand_in(context))


def _sites(request: HttpRequest, perm: str) -> tuple[list[Site], Site]:
    """Return the caller's sites and the chosen one: the named, else the default, else the first."""
    sites = list(Site.objects.for_user(request.user, perm))
    if not sites:
        raise PermissionDenied
    named = request.GET.get("site")
    if not named:
        return sites, next((site for site in sites if site.is_default), sites[0])
    chosen = next((site for site in sites if str(site.pk) == named), None)
    if chosen is None:
        raise Http404
    return sites, chosen


def _way_back(request: HttpRequest) -> HttpResponseRedirect:
    site, page = (_whole(request.POST.get(name), 0) for name in ("site", "page"))
    query = "&".join([f"site={site}"] * bool(site) + [f"page={page}"] * bool(page))
    return back_to(request) or HttpResponseRedirect(f"{reverse(REVIEW)}?{query}")


def _whole(text: Any, otherwise: int) -> int:
    return int(text) if text and KEY.fullmatch(str(text)) else otherwise


def _report(request: HttpRequest, clicked: Clicked) -> None:
    if clicked.done:
        messages.success(request, f"{clicked.done} done.")
    for reason, number in clicked.refused.items():
        messages.warning(request, f"{number} not: {reason}")


def _enrol(request: HttpRequest, sighting: Sighting, employee: Any) -> None:
    """Enrol the picture as well, where the caller may; its refusal is said and undoes nothing."""
    if not access_of(request.user).allows("identity.add_enrolment", sighting.site_id):
        messages.warning(request, "Your role does not enrol faces.")
        return
    try:
        services.enrol_sighting(sighting=sighting, employee=employee, caller=request.user)
        messages.success(request, "The picture is being enrolled.")
    except DomainError as error:
        note_refusal(error)
        messages.warning(request, error.detail)
