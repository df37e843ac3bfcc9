"""Alerts over the API: whose, narrowed how, acknowledged and resolved by whom."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from factory.alerts.models import Alert
from factory.alerts.selectors import figures
from factory.alerts.services import raise_alert, resolve_alert
from factory.audit.models import Entry
from factory.core.scoping import access_of
from factory.sites.models import Site
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/alerts"


def raised(site: Site, key: str, *, kind: str = "gate", severity: str = "warning") -> Alert:
    return raise_alert(site_id=site.pk, kind=kind, text=key, dedup_key=key, severity=severity)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["late", "blocked", "full"]),
        ("?open=true", ["late", "full"]),
        ("?open=false", ["blocked"]),
        ("?severity=critical", ["full"]),
        ("?severity=critical&severity=info", ["late", "full"]),
        ("?kind=gate", ["blocked"]),
        ("?acknowledged=true", ["late"]),
        ("?acknowledged=false", ["blocked", "full"]),
        ("?ordering=raised_at", ["full", "blocked", "late"]),
    ],
)
def test_a_list_is_narrowed(query: str, expected: list[str]) -> None:
    here, there = default_site(), make_site()
    raised(there, "elsewhere", severity="critical")
    raised(here, "full", kind="capacity", severity="critical")
    raised(here, "blocked", kind="gate")
    late = raised(here, "late", kind="schedule_late", severity="info")
    resolve_alert(site_id=here.pk, dedup_key="blocked")
    client = client_of(make_user((here, "security")))
    client.post(f"{API}/{late.pk}/acknowledge")
    found = [row["text"] for row in client.get(API + query).json()["results"]]
    assert sorted(found) == sorted(expected)
    assert found == expected or not query.startswith("?ordering")


def test_a_list_costs_the_same_however_long_it_is(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    site = default_site()
    client = client_of(make_user((site, "viewer")))
    for number in range(20):
        raised(site, f"alert {number}")
    with django_assert_max_num_queries(5):
        assert len(client.get(API).json()["results"]) == 20


@pytest.mark.parametrize("verb", ["acknowledge", "resolve"])
@pytest.mark.parametrize(("role", "status"), [("security", 200), ("manager", 200), ("viewer", 403)])
def test_who_may_act(verb: str, role: str, status: int) -> None:
    site = default_site()
    alert = raised(site, "a")
    client = client_of(make_user((site, role)))
    assert client.post(f"{API}/{alert.pk}/{verb}").status_code == status
    assert Entry.objects.filter(act=f"alert.{verb}").exists() is (status == 200)


@pytest.mark.parametrize("verb", ["acknowledge", "resolve"])
def test_an_alert_of_another_site_is_not_there(verb: str) -> None:
    here, there = default_site(), make_site()
    alert = raised(there, "a")
    client = client_of(make_user((here, "security"), (there, "viewer")))
    assert client.get(f"{API}/{alert.pk}").status_code == 200
    assert client.post(f"{API}/{alert.pk}/{verb}").status_code == 404
    assert client_of(make_user((here, "security"))).get(f"{API}/{alert.pk}").status_code == 404


def test_the_first_who_acknowledges_counts_and_acting_again_changes_nothing() -> None:
    site = default_site()
    alert = raised(site, "a")
    first, second = make_user((site, "security")), make_user((site, "security"))
    told = client_of(first).post(f"{API}/{alert.pk}/acknowledge").json()
    again = client_of(second).post(f"{API}/{alert.pk}/acknowledge").json()
    assert told == again
    assert told["acknowledged_by"] == first.username
    assert Entry.objects.count() == 1


def test_a_resolved_one_opens_anew_when_its_cause_shows_again() -> None:
    site = default_site()
    alert = raised(site, "a")
    told = client_of(make_user((site, "manager"))).post(f"{API}/{alert.pk}/resolve").json()
    assert told["resolved_at"]
    assert raised(site, "a").pk != alert.pk


def test_figures_count_what_is_open_at_the_callers_sites() -> None:
    here, there = default_site(), make_site()
    raised(here, "a")
    raised(here, "b", severity="critical")
    raised(there, "c", severity="critical")
    resolve_alert(site_id=here.pk, dedup_key="a")
    assert figures(access_of(make_user((here, "viewer")))) == {"open": {"critical": 1}}
    assert figures(access_of(make_user())) == {"open": {}}
