"""Reads: which templates a face of a site is compared with now, and which photos lack one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from factory.core.leases import State
from factory.core.memo import Memo
from factory.sites.models import Site
from identity.engines.choice import engine_name, here
from identity.engines.gallery import LOCAL_MODEL
from identity.engines.whereabouts import full_name
from identity.leaving import working_day
from identity.models import Employee, Enrolment, FaceTemplate

MODELS = {"local": LOCAL_MODEL}
"""Of vectors that we keep ourselves; a collection at Rekognition stays with the model of its making."""
LOCAL, COLLECTED = "local", "rekognition"


def collection_of(site: Site, engine: str) -> str:
    """Return the name of a site's collection: the configured one is the default site's. Of collections
    that a service keeps it is the full name, which says where (``whereabouts``).

    A collection for each site keeps people of one site from being found at another.
    """
    base: str = settings.REKOGNITION_COLLECTION_ID
    name = base if site.is_default else f"{base}-site-{site.pk}"
    return full_name(name, here()) if engine == COLLECTED else name


def place_of(site: Site, engine: str) -> list[str]:
    """Return engine, collection and model with which a site's photos are enrolled now."""
    return [engine, collection_of(site, engine), MODELS.get(engine, "")]


def eyes_of(site: Site) -> str:
    """Return by whom a photo of the site is judged now: another engine, model or place, or a look of
    our own that comes first or no more, may see it otherwise.
    """
    look = "look" if settings.FACE_LOCAL_LOOK else ""
    return " ".join((*place_of(site, engine_name()), look))


def templates_in_use(site: Site, engine: str) -> Any:
    """Return the templates that an engine compares a face of the site with: of its present model, in the
    site's present collection.
    """
    rows = FaceTemplate.objects.filter(site=site, engine=engine)
    if engine in MODELS:
        return rows.filter(model_version=MODELS[engine])
    return rows.filter(collection=collection_of(site, engine)) if engine == COLLECTED else rows


@dataclass(frozen=True, slots=True)
class EnrolledHere:
    """Whether ``anybody`` of a site can be found and may be named, and whether faces are ``missing``
    that are being enrolled anew.
    """

    anybody: bool
    missing: bool

    @property
    def whole(self) -> bool:
        return self.anybody and not self.missing


_enrolled: Memo[tuple[int, str, date], EnrolledHere] = Memo()


def enrolled_here(site: Site, engine: str, seen_at: datetime) -> EnrolledHere:
    """Return how far a site's people are enrolled whom a face seen then may show: one query at most.

    That all are holds for a second; anything else is asked again.
    """
    day = working_day(seen_at, site.zone)

    def ask() -> EnrolledHere:
        people = Employee.objects.recognisable_of(day).filter(site=site)
        found = templates_in_use(site, engine).filter(employee__in=people)
        row = Site.objects.filter(pk=site.pk).values_list(Exists(found), Exists(_missing(site)))
        return EnrolledHere(*row.get())

    known = _enrolled.get((site.pk, engine, day), ask)
    return known if known.whole else ask()


def is_missing(site: Site) -> bool:
    """Return whether a face of the site is being enrolled anew at this moment."""
    return bool(_missing(site).exists())


def _missing(site: Site) -> Any:
    waiting = (State.PENDING, State.RUNNING)
    return Enrolment.objects.filter(site=site, missing_since__isnull=False, state__in=waiting)


def untried_at(site: Site, engine: str) -> list[int]:
    """Return the enrolled photos of recognisable people that the engine as it is now has no template of:
    after a change of engine, model, collection or its whereabouts all are.
    """
    here = templates_in_use(site, engine).filter(enrolment=OuterRef("pk"))
    people = Employee.objects.recognisable().filter(site=site)
    lacking = Enrolment.objects.filter(
        ~Exists(here),
        site=site,
        employee__in=people,
        state=State.DONE,
        outcome=Enrolment.Outcome.ENROLLED,
        removed_at=None,
    )
    return list(lacking.order_by("pk").values_list("pk", flat=True))
