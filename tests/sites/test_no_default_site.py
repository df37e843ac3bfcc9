"""Where no site is the default, or none is there: accounts and schedules answer, never by a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.models import Site
from tests.builders import make_site, make_user

pytestmark = pytest.mark.django_db
NONE = "There is no site whose audit trail could keep this"
SECRET = "a wholly new password"


@pytest.fixture
def office() -> Client:
    client = Client()
    user = make_user(superuser=True)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def add_user(office: Client) -> Any:
    form = {"username": "x", "usable_password": "true", "password1": SECRET, "password2": SECRET}
    return office.post(page("core_user_add"), form, follow=True)


def change_user(office: Client) -> Any:
    user = make_user()
    return office.post(page("core_user_change", user.pk), {"username": "other"}, follow=True)


def delete_user(office: Client) -> Any:
    return office.post(page("core_user_delete", make_user().pk), {"post": "yes"}, follow=True)


def delete_users(office: Client) -> Any:
    form = {"action": "delete_selected", "_selected_action": [make_user().pk], "post": "yes"}
    return office.post(page("core_user_changelist"), form, follow=True)


def set_password(office: Client) -> Any:
    form = {"usable_password": "true", "password1": SECRET, "password2": SECRET}
    return office.post(page("auth_user_password_change", make_user().pk), form, follow=True)


def add_schedule(office: Client) -> Any:
    rings = {"periodictask_set-TOTAL_FORMS": 0, "periodictask_set-INITIAL_FORMS": 0}
    form = {"every": 7, "period": "minutes", **rings}
    return office.post(page("django_celery_beat_intervalschedule_add"), form, follow=True)


def switch_schedule(office: Client) -> Any:
    every = IntervalSchedule.objects.create(every=7, period="minutes")
    bell = PeriodicTask.objects.create(name="a bell", task="core.sweep", interval=every)
    form = {"action": "disable_tasks", "_selected_action": [bell.pk]}
    return office.post(page("django_celery_beat_periodictask_changelist"), form, follow=True)


ACTS = [
    *(add_user, change_user, delete_user, delete_users, set_password),
    *(add_schedule, switch_schedule),
]


@pytest.mark.parametrize("act", ACTS)
def test_without_a_default_the_oldest_sites_trail_keeps_it(act: Any, office: Client) -> None:
    Site.objects.update(is_default=False)
    make_site()
    answer = act(office)
    assert answer.status_code == 200
    assert NONE not in answer.content.decode()
    oldest = Site.objects.order_by("pk").first()
    assert [entry.site for entry in Entry.objects.all()] == [oldest]


@pytest.mark.parametrize("act", ACTS)
def test_without_any_site_nothing_is_done_and_the_way_out_is_said(act: Any, office: Client) -> None:
    Site.objects.all().delete()
    answer = act(office)
    assert answer.status_code == 200
    assert NONE in answer.content.decode()
    assert not User.objects.filter(username__in=["x", "other"]).exists()
    assert not IntervalSchedule.objects.filter(every=7, periodictask=None).exists()
    assert not PeriodicTask.objects.filter(name="a bell", enabled=False).exists()
    assert not any(user.check_password(SECRET) for user in User.objects.all())
