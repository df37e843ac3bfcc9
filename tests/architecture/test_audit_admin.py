"""Each row that the admin adds, changes or deletes leaves an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django_celery_beat.models import IntervalSchedule
from knox.models import AuthToken

from attendance.models import Shift
from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.models import Site
from identity.models import Employee
from occupancy.models import Area
from streaming.models import Camera
from tests.architecture.forms import filled
from tests.architecture.page_table import models
from tests.architecture.rows import make_row
from tests.architecture.test_admin_sweep import OURS, signed_in, url
from tests.builders import default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EDITED = [model for model in admin.site._registry if model._meta.app_label in OURS]
OPERATORS = [
    model
    for model in admin.site._registry
    if model in {User, AuthToken} or model._meta.app_label == "django_celery_beat"
]
"""What nobody but the operator edits."""
ELSEWHERE = {
    ("add", "exchange.import"): "uploaded by its own page; the Import keeps who",
    ("add", "identity.enrolment"): "an upload of photos: tests/identity/test_enrolment.py",
    ("change", "knox.authtoken"): "never edited: tests/sites/test_tokens_admin.py",
}
"""What is not a form of fields."""


def _grid(site: Site) -> dict[str, Any]:
    return {"name": "Another", "weeks": 1, "days-0-0": make_row(Shift, site).pk}


def _paper(site: Site) -> dict[str, Any]:
    basis = {"employee": make_row(Employee, site).pk, "version": "1", "basis": "consent"}
    words = {"purpose": "attendance", "evidence": "paper 7"}
    return basis | words | {"given_at_0": "2026-01-05", "given_at_1": "08:00"}


def _account(_: Site) -> dict[str, Any]:
    secret = "correct horse battery"
    return {
        "username": "another",
        "usable_password": "true",
        "password1": secret,
        "password2": secret,
    }


def _bell(_: Site) -> dict[str, Any]:
    every = IntervalSchedule.objects.create(every=7, period="minutes")
    return {"name": "Another", "task": "core.sweep", "args": "[]", "interval": every.pk}


CHANGES: dict[str, Callable[[Site], dict[str, Any]]] = {
    "core.user": _account,
    "django_celery_beat.periodictask": _bell,
    "django_celery_beat.crontabschedule": lambda _: {"minute": "7", "timezone": "UTC"},
    "django_celery_beat.intervalschedule": lambda _: {"every": 11, "period": "minutes"},
    "django_celery_beat.solarschedule": lambda _: {
        "event": "sunset",
        "latitude": 1,
        "longitude": 2,
    },
    "django_celery_beat.clockedschedule": lambda _: {
        "clocked_time_0": "2026-01-05",
        "clocked_time_1": "08:00",
    },
    "knox.authtoken": lambda _: {
        "user": make_user().pk,
        "expiry_0": "2100-01-05",
        "expiry_1": "08:00",
    },
    "sites.site": lambda _: {"name": "Another"},
    "sites.sitesetting": lambda _: {"name": "vehicles.cooldown_seconds", "value": "90"},
    "sites.membership": lambda _: {"user": make_user().pk},
    "sites.device": lambda _: {"name": "Another"},
    "alerts.channel": lambda _: {"kind": "mail", "name": "Another", "target": "a@example.com"},
    "streaming.camera": lambda _: {"name": "Another"},
    "identity.identifier": lambda _: {"value": "4711"},
    "identity.consentrecord": _paper,
    "identity.employee": lambda _: {"name": "Another"},
    "vehicles.gate": lambda _: {"name": "Another"},
    "vehicles.platecamera": lambda _: {"votes_needed": 3},
    "vehicles.vehicle": lambda _: {"plate": "KA01AB1234", "owner": "Another"},
    "occupancy.area": lambda _: {"name": "Another"},
    "occupancy.areacamera": lambda site: {
        "area": make_row(Area, site).pk,
        "camera": make_row(Camera, site).pk,
        "role": "exit",
    },
    "occupancy.countingline": lambda _: {"name": "Another", "points": "[[0.1, 0.5], [0.9, 0.5]]"},
    "attendance.shift": lambda _: {
        "name": "Another",
        "versions-0-start": "08:00",
        "versions-0-end": "16:00",
    },
    "attendance.shiftpattern": _grid,
}


def cases(verb: str) -> list[Any]:
    edited = [m for m in EDITED if getattr(models()[m._meta.label_lower], verb)]
    return [
        pytest.param(model, id=model._meta.label)
        for model in (*edited, *OPERATORS)
        if (verb, model._meta.label_lower) not in ELSEWHERE
    ]


@pytest.fixture
def operator() -> User:
    return make_user(superuser=True)


@pytest.fixture
def client(operator: User) -> Client:
    return signed_in(operator)


def acts_of(who: User) -> int:
    return Entry.objects.filter(who=who).count()


@pytest.mark.parametrize("model", cases("delete"))
def test_deleting(model: type[Model], client: Client, operator: User) -> None:
    row = make_row(model, default_site())
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not model._default_manager.filter(pk=row.pk).exists()
    assert acts_of(operator) == 1


@pytest.mark.parametrize("model", cases("delete"))
def test_deleting_from_the_list(model: type[Model], client: Client, operator: User) -> None:
    rows = [make_row(model, default_site()) for _ in range(2)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    assert client.post(url(model, "changelist"), chosen | {"post": "yes"}).status_code == 302
    assert not model._default_manager.filter(pk__in=[row.pk for row in rows]).exists()
    assert acts_of(operator) == 2


@pytest.mark.parametrize("model", cases("change"))
def test_changing(model: type[Model], client: Client, operator: User) -> None:
    row = make_row(model, default_site())
    page = url(model, "change", row.pk)
    _send(client, page, filled(client.get(page)) | _changes(model))
    assert acts_of(operator) >= 1


@pytest.mark.parametrize("model", cases("add"))
def test_adding(model: type[Model], client: Client, operator: User) -> None:
    row = make_row(model, default_site())
    old = client.get(url(model, "change", row.pk))
    said = filled(old) if "adminform" in (old.context or ()) else {}
    # Rows beside it are the old one's.
    own = {name: value for name, value in said.items() if "-" not in name}
    row.delete()
    page = url(model, "add")
    blank = filled(client.get(page))
    _send(client, page, blank | own | {"site": default_site().pk} | _changes(model))
    assert acts_of(operator) >= 1


def _changes(model: type[Model]) -> dict[str, Any]:
    make = CHANGES.get(model._meta.label_lower)
    return make(default_site()) if make else {}


def _send(client: Client, page: str, data: dict[str, Any]) -> None:
    answer = client.post(page, data)
    wrong = answer.context["errors"] if answer.context and "errors" in answer.context else ""
    assert answer.status_code == 302, wrong
