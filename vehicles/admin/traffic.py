"""Pages about traffic: who is inside, and a day's or a month's figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path

from factory.core import clock
from factory.core.errors import DomainError
from factory.core.models import User
from factory.core.scoping import access_of
from factory.sites.admin_base import ScopedAdmin
from factory.sites.models import Site
from vehicles import selectors, services
from vehicles.admin.chart import chart_of
from vehicles.visits import Visit

VIEW, CHANGE = "vehicles.view_gateevent", "vehicles.change_gateevent"


class TrafficPages(ScopedAdmin):
    """For the admin of events: two pages more."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("inside/", view(self.inside), name="vehicles_inside"),
            path("summary/", view(self.summary), name="vehicles_summary"),
        ]
        return [*own, *super().get_urls()]

    def inside(self, request: HttpRequest) -> HttpResponse:
        """Show the vehicles that entered and have not left; a guard may say that one has."""
        site, sites = self._chosen_site(request)
        if request.method == "POST":
            self._mark_left(request, site)
            return HttpResponseRedirect(f"?site={site.pk}")
        now = clock.now()
        visits = selectors.vehicles_inside(site, now)
        context = {
            "title": f"Inside {site} now",
            "visits": [(visit, visit.stayed_by(now)) for visit in visits],
            "gone": selectors.visits_between(site, *[clock.local_day(site.zone)] * 2),
            "may_change": access_of(request.user).allows(CHANGE, site.pk),
            "now": now,
        }
        return self._page(request, "inside", context, site, sites)

    def summary(self, request: HttpRequest) -> HttpResponse:
        """Show a day by the hour, or a month by the day."""
        site, sites = self._chosen_site(request)
        today = clock.local_day(site.zone)
        if month := _month(request.GET.get("month", "")):
            last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            traffic, first, visits = selectors.month_traffic(site, month), month, list[Visit]()
            before, after = f"month={month - timedelta(days=1):%Y-%m}", last + timedelta(days=1)
            steps = (before, f"month={after:%Y-%m}")
        else:
            first = last = _day(request.GET.get("date", "")) or today
            traffic, visits = selectors.day_traffic(site, first)
            steps = (f"date={first - timedelta(days=1)}", f"date={first + timedelta(days=1)}")
        context = {
            "title": f"Traffic at {site}",
            "traffic": traffic,
            "chart": chart_of(traffic.columns, traffic.highest),
            "decisions": selectors.decisions_between(site, first, last),
            "visits": visits,
            "first": first,
            "last": last,
            "by_month": bool(month),
            "steps": steps,
        }
        return self._page(request, "summary", context, site, sites)

    def _mark_left(self, request: HttpRequest, site: Site) -> None:
        if not access_of(request.user).allows(CHANGE, site.pk):
            raise PermissionDenied
        plate, why = request.POST.get("plate", ""), request.POST.get("why", "")
        try:
            services.mark_left(site=site, plate=plate, why=why, who=cast("User", request.user))
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
        else:
            self.message_user(request, f"{plate} has left.", messages.SUCCESS)

    def _chosen_site(self, request: HttpRequest) -> tuple[Site, list[Site]]:
        sites = list(Site.objects.for_user(request.user, VIEW))
        if not sites:
            raise PermissionDenied
        wanted = request.GET.get("site", "")
        return next((one for one in sites if str(one.pk) == wanted), sites[0]), sites

    def _page(
        self,
        request: HttpRequest,
        name: str,
        context: dict[str, Any],
        site: Site,
        sites: list[Site],
    ) -> HttpResponse:
        shared = {"opts": self.opts, "site": site, "sites": sites, "zone": site.zone}
        everything = self.admin_site.each_context(request) | shared | context
        return render(request, f"admin/vehicles/{name}.html", everything)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Those before and after it are asked for too.
    return day if date(2000, 1, 1) <= day <= date(2099, 12, 31) else None


def _month(text: str) -> date | None:
    return _day(f"{text}-01")
