"""The admin's front page: what each subject says of today, and the pages people work with.

Each app declares a ``Desk`` that ``settings.DESKS`` names; the ground knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from factory.core.scoping import Access
from factory.sites.models import Site


class Tone(StrEnum):
    """How loudly a figure speaks; shown by colour and never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a panel; ``url`` is the list that it counts."""

    label: str
    value: int | str
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """How full something is; ``percent`` from 0 to 100, or None where nothing limits it."""

    label: str
    text: str
    percent: int | None = None
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption; ``src`` is an address that checks who may see it."""

    src: str
    caption: str
    state: str
    tone: Tone
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A subject's card. ``empty`` says what to do next and is shown where there is nothing else."""

    title: str
    url: str
    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    pictures: tuple[Picture, ...] = ()
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.bars or self.pictures)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is no plain list of rows; offered to those who have ``perm`` somewhere."""

    title: str
    view: str
    perm: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What an app brings to the front page.

    ``panel`` gets a site at which the caller has ``perm``. ``records`` are the models, in lower
    case, that people open only to look into how something came about. ``title`` stands over them
    in the place of the app's own name.
    """

    app_label: str
    perm: str = ""
    panel: Callable[[Site], Panel] | None = None
    pages: tuple[Page, ...] = ()
    records: frozenset[str] = frozenset()
    title: str = ""


@lru_cache(maxsize=1)
def desks() -> Mapping[str, Desk]:
    """Return every declared desk by its app's label, in the order of the settings."""
    found = [import_string(path) for path in settings.DESKS]
    return {desk.app_label: desk for desk in found}


def list_url(model: type[Model], site: Site, **lookups: str | int) -> str:
    """Return the address of a model's list in the admin, at one site and filtered by ``lookups``."""
    meta = model._meta
    asked = urlencode({"site__id__exact": site.pk, **lookups})
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{asked}"


def alarming(number: int, tone: Tone = Tone.WARN) -> Tone:
    """Return ``tone`` for anything but zero."""
    return tone if number else Tone.PLAIN


def panels(site: Site, access: Access) -> list[Panel]:
    """Return the panels of a site that the caller may see."""
    return [
        desk.panel(site)
        for desk in desks().values()
        if desk.panel is not None and access.allows(desk.perm, site.pk)
    ]


def pages_of(app_label: str, access: Access) -> list[Page]:
    """Return an app's pages that the caller may open."""
    desk = desks().get(app_label)
    pages = desk.pages if desk else ()
    return [page for page in pages if access.superuser or access.sites(page.perm)]
