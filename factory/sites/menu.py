"""The admin's menu: the subjects in the order in which people ask for them, machinery last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from factory.core.scoping import Access
from factory.sites.desk import desks, pages_of

FIRST = ("attendance", "identity", "vehicles", "occupancy", "streaming", "alerts", "evidence")
ORDER = {label: place for place, label in enumerate((*FIRST, "sites", "core", "audit"))}


def menu(apps: list[Any], access: Access, path: str) -> list[Any]:
    """Arrange Django's list of apps for who reads the page at ``path``.

    Beside Django's ``models`` each has its ``pages``, ``daily`` models and ``records``, and
    ``current``, the address of the one that the reader is in.
    """
    _move_people(apps)
    for app in apps:
        app.update(_parts(app, access, path))
    return sorted(apps, key=lambda app: ORDER.get(app["app_label"], len(ORDER)))


def _move_people(apps: list[Any]) -> None:
    """Show people beside their roles at sites; their table is the ground's, as Django needs it early."""
    by_label = {app["app_label"]: app for app in apps}
    ground, sites = by_label.get("core"), by_label.get("sites")
    if ground and sites:
        people = [model for model in ground["models"] if model["object_name"] == "User"]
        ground["models"] = [model for model in ground["models"] if model not in people]
        sites["models"] = sites["models"] + people


def _parts(app: dict[str, Any], access: Access, path: str) -> dict[str, Any]:
    desk = desks().get(app["app_label"])
    tucked = desk.records if desk else frozenset()
    is_record = [model["object_name"].lower() in tucked for model in app["models"]]
    pairs = list(zip(app["models"], is_record, strict=True))
    pages = [
        {"title": page.title, "url": reverse(page.view)}
        for page in pages_of(app["app_label"], access)
    ]
    rows = [model["admin_url"] for model in app["models"] if model.get("admin_url")]
    return {
        "name": (desk.title if desk else "") or app["name"],
        "pages": pages,
        "daily": [model for model, record in pairs if not record],
        "records": [model for model, record in pairs if record],
        "current": _current(path, [page["url"] for page in pages], rows),
    }


def _current(path: str, pages: Sequence[str], lists: Sequence[str]) -> str:
    """Return the address that a path lies under, "" for none: a page's own path may lie under a list."""
    if path in pages:
        return path
    return max((one for one in lists if path.startswith(one)), key=len, default="")
