"""Whom the demo's password lets in, as ``seed_demo`` says it: made now, met again, or changed since."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from pytest_django import Settings

from factory.core.models import User
from factory.sites.models import Membership
from factory.sites.selectors import default_site
from tests.builders import make_user

pytestmark = pytest.mark.django_db
EVERYBODY = ["admin", "hr", "security", "manager", "viewer"]


@pytest.fixture(autouse=True)
def _nothing_but_people(settings: Settings) -> None:
    settings.DEMO_SEEDS = []


def told() -> str:
    said = io.StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue().splitlines()[-1]


def test_at_the_first_start_and_at_the_next_ones_it_is_everybodys(settings: Settings) -> None:
    for said in (told(), told()):
        assert said.startswith(f"demo users: {', '.join(EVERYBODY)}; one password for all, kept in")
        assert said.endswith(f"demo_password: {settings.DEMO_PASSWORD}")
    assert all(
        User.objects.get(username=n).check_password(settings.DEMO_PASSWORD) for n in EVERYBODY
    )


def test_who_has_changed_it_is_named_apart() -> None:
    told()
    viewer = User.objects.get(username="viewer")
    viewer.set_password("a word of my own")
    viewer.save()
    User.objects.filter(username="security").update(is_active=False)
    said = told()
    assert "demo users: admin, hr, manager; one password" in said
    assert said.endswith("; with a password of their own: viewer")


def test_a_password_that_lets_nobody_in_is_not_printed(settings: Settings) -> None:
    """Another DATA_DIR on the same database has made a password of its own."""
    told()
    settings.DEMO_PASSWORD = "of another copy"
    assert told() == f"demo users with a password of their own: {', '.join(EVERYBODY)}"


def test_who_was_there_before_keeps_password_and_roles() -> None:
    made = make_user((default_site(), "viewer"), username="hr")
    told()
    Membership.objects.filter(user__username="manager").delete()
    told()
    made.refresh_from_db()
    assert made.check_password("correct horse battery")
    roles = Membership.objects.values_list("user__username", "role")
    assert set(roles) == {("hr", "viewer"), ("security", "security"), ("viewer", "viewer")}


def test_only_the_first_start_says_that_it_takes_a_while() -> None:
    outputs = []
    for _ in range(2):
        call_command("seed_demo", stdout=(said := io.StringIO()))
        outputs.append("Making the demo factory" in said.getvalue())
    assert outputs == [True, False]
