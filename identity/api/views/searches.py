"""``identity/searches``: what was searched, saved and paid on the days of a site."""

from __future__ import annotations

from datetime import date, timedelta

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.api.views import SiteView
from identity import selectors
from identity.api.serializers.searches import SearchesQuery, SearchesSerializer

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")
USUAL, LONGEST = timedelta(days=29), timedelta(days=366)


def _before(last: date) -> date:
    """Return the first of the usual days; years before the calendar's first are not counted."""
    return max(last, date.min + USUAL) - USUAL


class SearchesView(SiteView):
    perm = "identity.view_sighting"

    @extend_schema(
        operation_id="identity_searches",
        parameters=[SITE, SearchesQuery],
        responses={200: SearchesSerializer},
    )
    def get(self, request: Request) -> Response:
        """Count searches, saved ones and their cost by day; the last 30 days unless asked otherwise."""
        site, asked = self.site(), SearchesQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        last = asked.validated_data.get("to", clock.local_day(site.zone))
        first = asked.validated_data.get("from") or _before(last)
        if not timedelta() <= last - first <= LONGEST:
            raise Invalid("Ask for 1 to 367 days, the earlier one first.")
        days = selectors.search_days(site, first, last)
        body = {"site": site.pk, "from": first, "to": last, "days": days}
        return Response(SearchesSerializer(body | {"totals": selectors.total_of(days)}).data)
