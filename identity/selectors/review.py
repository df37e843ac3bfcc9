"""What review shows: unnamed faces in groups, the people they may be, and the last clicks to undo."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from identity.models import Decision, Employee, Enrolment, Sighting

KEY = re.compile(r"[0-9]{1,18}")
"""A row's key as a form sends it; what is longer is no key, and no number that a database takes."""
GROUPS_A_PAGE = 24
MOST_PICTURES = 8
MOST_ROWS = 2000
"""Waiting faces that are looked at for one page, the newest first; whoever reviews sees the rest then."""
MOST_PEOPLE = 3000


@dataclass(slots=True)
class Group:
    """Looks that seem to show one stranger, newest first. ``key`` names the group in a form."""

    key: str
    sightings: list[Sighting] = field(default_factory=list)
    photos: dict[int, UUID] = field(default_factory=dict)
    """By employee, where one has to be told from another: a photo by which they are recognised."""

    @property
    def shown(self) -> list[Sighting]:
        return self.sightings[:MOST_PICTURES]

    @property
    def more(self) -> int:
        return max(len(self.sightings) - MOST_PICTURES, 0)

    @property
    def last_at(self) -> datetime:
        return self.sightings[0].captured_at

    @property
    def first_at(self) -> datetime:
        return self.sightings[-1].captured_at

    @property
    def places(self) -> list[str]:
        return sorted({str(s.camera or s.device or "") for s in self.sightings} - {""})

    @property
    def likely(self) -> Employee | None:
        """Return whom most of the looks resemble, if any does."""
        counted = Counter(s.employee for s in self.sightings if s.employee)
        return counted.most_common(1)[0][0] if counted else None

    @property
    def candidates(self) -> list[tuple[Employee, float, UUID | None]]:
        """Return the likely person, and whom a look resembles as much; each with their best percent and
        a photo.
        """
        likely, best = self.likely, self._best
        if likely is None:
            return []
        others = Counter(s.second.employee for s in self.sightings if s.second)
        others.update(s.employee for s in self.sightings if s.second and s.employee)
        del others[likely]
        people = [likely, *(person for person, _ in others.most_common(1))]
        return [(one, best.get(one, 0.0), self.photos.get(one.pk)) for one in people]

    @property
    def _best(self) -> dict[Employee, float]:
        best: dict[Employee, float] = {}
        for look in self.sightings:
            pairs = [(look.employee, look.similarity)] if look.employee else []
            pairs += [(look.second.employee, look.second.similarity)] if look.second else []
            for person, percent in pairs:
                best[person] = max(best.get(person, 0.0), percent or 0.0)
        return best

    @property
    def doubt(self) -> str:
        """Return why the newest look at the likely person was not sure, in a few words."""
        likely = self.likely
        return next((s.reason for s in self.sightings if likely and s.employee == likely), "")


@dataclass(frozen=True, slots=True)
class LastClick:
    """One click that can still be taken back."""

    act: UUID
    word: str
    name: str
    count: int
    at: datetime


def review_page(rows: Any, page: int) -> tuple[list[Group], int]:
    """Return one page (from 1) of the groups of waiting sightings, and how many groups there are.

    Two queries: the keys of what waits, and the page's own rows.
    """
    waiting = rows.to_review().order_by("-captured_at", "-pk")
    keys: dict[str, list[int]] = {}
    for pk, stranger in waiting.values_list("pk", "stranger_id")[:MOST_ROWS]:
        keys.setdefault(f"g{stranger}" if stranger else f"s{pk}", []).append(pk)
    start = (max(page, 1) - 1) * GROUPS_A_PAGE
    chosen = list(keys)[start : start + GROUPS_A_PAGE]
    return _filled({key: keys[key] for key in chosen}), len(keys)


def _filled(keys: dict[str, list[int]]) -> list[Group]:
    pks = [pk for group in keys.values() for pk in group]
    related = Sighting.objects.select_related(
        "snapshot", "employee", "runner_up", "camera", "device", "site"
    )
    rows = related.in_bulk(pks)
    return [Group(key, [rows[pk] for pk in group if pk in rows]) for key, group in keys.items()]


def give_photos(groups: Iterable[Group]) -> None:
    """Give the groups that may show one of two people a photo of each, the newest: one query at most."""
    pairs = [group for group in groups if len(group.candidates) > 1]
    people = {person.pk for group in pairs for person, *_ in group.candidates}
    if not people:
        return
    kept = Enrolment.objects.filter(
        employee__in=people, outcome=Enrolment.Outcome.ENROLLED, removed_at=None
    ).exclude(photo="")
    photos = dict(kept.order_by("created_at").values_list("employee", "uuid"))
    for group in pairs:
        group.photos = photos


def in_groups(rows: Any, keys: Iterable[str]) -> Any:
    """Return the waiting sightings of the groups with these keys; what is no key is no group."""
    wanted = Q(pk__in=[])
    for key in keys:
        kind, number = key[:1], key[1:]
        if KEY.fullmatch(number):
            wanted |= Q(stranger=int(number)) if kind == "g" else Q(pk=int(number))
    return rows.to_review().filter(wanted).select_related("snapshot", "site")


def nameable(site_id: int) -> list[Employee]:
    """Return the people of a site whom a face may be named after: two queries."""
    people = Employee.objects.recognisable().filter(site_id=site_id).order_by("name")
    return list(people[:MOST_PEOPLE])


def last_clicks(user: Any, rows: Any, number: int = 5) -> list[LastClick]:
    """Return a person's last clicks that still stand, newest first: one query."""
    mine = rows.standing().filter(user=user, by=Decision.By.PERSON, act__isnull=False)
    clicks = (
        mine.exclude(word=Decision.Word.UNDONE)
        .values("act", "word", "employee__name")
        .annotate(count=Count("pk"), last=Max("at"))
        .order_by("-last")[:number]
    )
    return [
        LastClick(c["act"], c["word"], c["employee__name"] or "", c["count"], c["last"])
        for c in clicks
    ]
