"""What counts for what at a site: its cameras, areas and lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from factory.sites.models import Site
from occupancy.ingest import Layout
from occupancy.models import Area, AreaCamera, CountingLine
from occupancy.parts import Part
from occupancy.selectors.doors import parts_at_site
from streaming.models import Camera


def layout_of(site: Site) -> Layout:
    """Return the site's layout: three queries."""
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in parts_at_site(site):
        parts[part.pair[0]].append(part)
    return Layout(
        zone=site.zone,
        codes=dict(Camera.objects.filter(site=site).values_list("camera_id", "pk")),
        areas=frozenset(Area.objects.filter(site=site).values_list("pk", flat=True)),
        parts=parts,
    )


def site_known(site_id: int) -> Site | None:
    """Return the site with this key, if there still is one."""
    found: Site | None = Site.objects.filter(pk=site_id).first()
    return found


def has_area(site: Site, number: int) -> bool:
    """Return whether figures are to be had of the area: of a removed one too, and of no area (0)."""
    return number == 0 or Area.everything.filter(site=site, pk=number).exists()


def within_others(site: Site) -> QuerySet[Any, Any]:
    """Return the keys of areas in whose outer area's count their people are already, for a subquery."""
    nested: QuerySet[Any, Any] = Area.everything.filter(site=site).nested().values("pk")
    return nested


@dataclass(frozen=True, slots=True)
class Names:
    """A site's areas and cameras by number."""

    areas: Mapping[int, str]
    cameras: Mapping[int, str]


def names_of(site: Site) -> Names:
    """Return what a site's areas, removed ones too, and cameras are called: two queries."""
    return Names(
        dict(Area.everything.filter(site=site).values_list("pk", "name")),
        dict(Camera.objects.filter(site=site).values_list("pk", "name")),
    )


def site_of_camera(named: Any, caller: Any, perm: str) -> int | None:
    """Return the site of a camera, named by code or number, where the caller has ``perm``; else None."""
    key = "pk" if type(named) is int else "camera_id"
    if not isinstance(named, int | str):
        return None
    mine = Camera.objects.for_user(caller, perm).filter(**{key: named})
    site: int | None = mine.values_list("site_id", flat=True).first()
    return site


def lines_of(camera_id: int) -> QuerySet[CountingLine]:
    """Return the lines and zones in use on a camera, each with ``role``, its part in the area.

    Where the camera was taken away from the area its lines rest.
    """
    parts = AreaCamera.objects.filter(area=OuterRef("area"), camera=camera_id)
    role = Subquery(parts.open().values("role")[:1])
    lines: QuerySet[CountingLine] = CountingLine.objects.filter(camera=camera_id, enabled=True)
    resting = Q(role=None) & Exists(parts)
    return lines.select_related("site").annotate(role=role).exclude(resting)
