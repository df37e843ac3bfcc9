"""What every view of a site's rows has in common: scoping, permissions, idempotent writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from factory.core.api.parameters import SITE, refuse_unknown
from factory.core.api.sheets import Sheet
from factory.core.idempotency import Question, answer_once
from factory.sites.models import Site
from factory.sites.selectors import site_of_request
from factory.sites.services import note_export

READS = frozenset({"GET", "HEAD", "OPTIONS"})
UNVERSIONED = re.compile(r"^/api/(?!v1/)")


def body_of(request: Request, name: str) -> Any:
    """Return one field of a JSON object's or form's body, or None."""
    return request.data.get(name) if isinstance(request.data, dict) else None


def once(request: Request, effect: Callable[[], tuple[int, Any]]) -> Response:
    """Answer a POST; with an Idempotency-Key the effect happens once and is then replayed."""
    key = str(request.META.get("HTTP_IDEMPOTENCY_KEY", "")).strip()
    if not key:
        status, body = effect()
        return Response(body, status=status)
    question = Question(
        caller=f"{type(request.user).__name__.lower()}:{request.user.pk}",
        route=f"{request.method} {_canonical(request.path_info)}"[:120],
        key=key,
        body=json.dumps(request.data, sort_keys=True, default=str).encode() + _query(request),
    )
    answer = answer_once(question, effect)
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else None
    return Response(answer.body, status=answer.status, headers=headers)


def _canonical(path: str) -> str:
    """Return one path for a route's two addresses, ``/api/x`` and ``/api/v1/x``."""
    return UNVERSIONED.sub("/api/v1/", path)


def _query(request: Request) -> bytes:
    # ``?site=`` decides where the effect happens as much as the body does.
    pairs = sorted((name, request.GET.getlist(name)) for name in request.GET)
    return json.dumps(pairs).encode() if pairs else b""


class SiteView(APIView):
    """A view that needs ``perm``, or for reads ``read_perm``; None lets everybody in who is signed in."""

    perm: ClassVar[str | None] = None
    read_perm: ClassVar[str | None] = None

    def perm_for(self, request: Request) -> str | None:
        """Return the permission that this request needs somewhere."""
        reads = request.method in READS and self.read_perm
        return self.read_perm if reads else self.perm

    def site(self, *, owner: int | None = None) -> Site:
        """Return the site that this request is about; raises as ``site_of_request``."""
        body = self.request.data if isinstance(self.request.data, dict) else {}
        named = body.get("site") or self.request.query_params.get("site")
        own = getattr(self.request.user, "site_id", None)
        perm = self.perm_for(self.request) or "sites.view_site"
        return site_of_request(self.request.user, perm, named=named, owner=owner or own)

    def site_alone(self) -> Site:
        """Return the site of a view that can be asked about nothing else."""
        refuse_unknown(self.request.query_params, [SITE])
        return self.site()

    def exported(self, site: Site, sheet: Sheet) -> Response:
        """Answer a sheet of the site's rows; who took it is in the audit trail."""
        note_export(site=site, caller=self.request.user, sheet=sheet.name)
        return Response(sheet)

    def once(self, effect: Callable[[], tuple[int, Any]]) -> Response:
        """As the function ``once``, for the request at hand."""
        return once(self.request, effect)


class ScopedRows:
    """For generic views and viewsets: the rows that this caller may see, by the view's model."""

    queryset: QuerySet[Any]
    request: Any
    app_perms: ClassVar[dict[str, str]] = {
        "GET": "view",
        "HEAD": "view",
        "OPTIONS": "view",
        "POST": "add",
        "PUT": "change",
        "PATCH": "change",
        "DELETE": "delete",
    }

    def perm_for(self, request: Request) -> str:
        meta = self.queryset.model._meta
        # A method that nothing here answers is refused after this question, with 405.
        verb = self.app_perms.get(request.method or "GET", "view")
        return f"{meta.app_label}.{verb}_{meta.model_name}"

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = self.queryset.all()
        scoped: QuerySet[Any] = rows.for_user(self.request.user, self.perm_for(self.request))
        return scoped
