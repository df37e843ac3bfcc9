"""Alerts in the admin: acting on them, secrets that are never shown, deliveries tried again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factory.alerts.models import Alert, Channel, Delivery
from factory.audit.models import Entry
from factory.core.leases import State
from factory.core.models import User
from tests.alerts.receiving import SECRET, make_alert, make_channel, make_delivery
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def act(client: Client, model: str, action: str, *pks: int) -> Any:
    page = reverse(f"admin:alerts_{model}_changelist")
    return client.post(page, {"action": action, "_selected_action": pks}, follow=True)


def test_actions_reach_only_rows_of_sites_where_the_role_allows_them() -> None:
    here, there = default_site(), make_site()
    mine, other = make_alert(here), make_alert(there)
    client = browser(make_user((here, "manager"), (there, "viewer")))
    page = act(client, "alert", "resolve", mine.pk, other.pk)
    assert b"1 left out: your role at their site does not allow this." in page.content
    assert b"1 resolved." in page.content
    assert list(Alert.objects.filter(resolved_at__isnull=True)) == [other]


@pytest.mark.parametrize(
    ("model", "pk", "shown"),
    [
        pytest.param(
            "sites.site", "1", '<a href="/admin/sites/site/1/change/">Site 1</a>', id="a page"
        ),
        pytest.param("admin.logentry", "7", "Log entry 7", id="a row without a page"),
        pytest.param("gone.model", "7", "gone.model 7", id="a model of before"),
        pytest.param("", "", "nothing of its own", id="no row"),
    ],
)
def test_an_alert_leads_to_what_it_is_about(model: str, pk: str, shown: str) -> None:
    alert = make_alert(default_site())
    Alert.objects.filter(pk=alert.pk).update(subject_type=model, subject_id=pk)
    page = reverse("admin:alerts_alert_change", args=[alert.pk])
    client = browser(make_user((default_site(), "security")))
    assert shown in client.get(page).content.decode()


def test_an_alert_is_acknowledged_on_its_own_page_by_whoever_may_there() -> None:
    here, there = default_site(), make_site()
    mine, other = make_alert(here), make_alert(there)
    client = browser(make_user((here, "security"), (there, "viewer")))
    pages = [reverse("admin:alerts_alert_change", args=[alert.pk]) for alert in (mine, other)]
    offered = [b'name="action" value="acknowledge"' in client.get(page).content for page in pages]
    assert offered == [True, False]
    assert b'name="reason"' not in client.get(pages[0]).content
    for alert, page in zip((mine, other), pages, strict=True):
        body = {"action": "acknowledge", "_selected_action": alert.pk, "from_its_page": alert.pk}
        answer = client.post(reverse("admin:alerts_alert_changelist"), body)
        assert answer["Location"] == page
    assert list(Alert.objects.filter(acknowledged_at__isnull=True)) == [other]


def test_a_viewer_is_offered_no_action() -> None:
    site = default_site()
    alert = make_alert(site)
    act(browser(make_user((site, "viewer"))), "alert", "acknowledge", alert.pk)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_a_failed_delivery_is_tried_again_by_hand() -> None:
    site = default_site()
    delivery = make_delivery(site, "https://hooks.example/")
    Delivery.objects.update(state=State.FAILED, attempts=8, failure="the receiver answered 500")
    client = browser(make_user((site, "manager")))
    page = client.get(reverse("admin:alerts_delivery_changelist"))
    assert b"the receiver answered 500" in page.content
    act(client, "delivery", "retry", delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.PENDING, 0)


def form(channel: Channel, **changes: str) -> dict[str, str]:
    fields = {"name": channel.name, "kind": channel.kind, "target": channel.target}
    return fields | {"least_severity": "warning", "enabled": "on", "secret": ""} | changes


def test_a_secret_is_written_and_never_shown() -> None:
    site = default_site()
    channel = make_channel(site, "https://hooks.example/")
    client = browser(make_user((site, "manager")))
    page = reverse("admin:alerts_channel_change", args=[channel.pk])
    assert SECRET.encode() not in client.get(page).content
    client.post(page, form(channel, name="Renamed"))
    channel.refresh_from_db()
    assert (channel.name, channel.secret) == ("Renamed", SECRET)
    client.post(page, form(channel, secret="another"))
    channel.refresh_from_db()
    assert channel.secret == "another"


def test_who_changed_a_channel_is_written_down_without_its_secret() -> None:
    site = default_site()
    boss = make_user((site, "manager"))
    client = browser(boss)
    new = form(Channel(name="Yard", kind="webhook", target="https://hooks.example/t0ken"))
    new |= {"site": str(site.pk), "secret": SECRET}
    assert client.post(reverse("admin:alerts_channel_add"), new).status_code == 302
    channel = Channel.objects.get()
    page = reverse("admin:alerts_channel_change", args=[channel.pk])
    change = form(channel, target="https://hooks.example/an0ther", secret="hidden")
    for body in (change, change | {"secret": ""}):
        assert client.post(page, body).status_code == 302
    gone = reverse("admin:alerts_channel_delete", args=[channel.pk])
    assert client.post(gone, {"post": "yes"}).status_code == 302
    mine = Entry.objects.filter(who=boss, site=site, subject_type="alerts.channel")
    told = list(mine.order_by("pk").values_list("act", "subject_id", "detail"))
    assert told == [
        ("add-channel", str(channel.pk), {"fields": []}),
        ("change-channel", str(channel.pk), {"fields": ["target", "secret"]}),
        ("remove-channel", str(channel.pk), {}),
    ]
    assert not any(word in str(told) for word in (SECRET, "hidden", "t0ken", "an0ther"))


@pytest.mark.parametrize(
    ("kind", "target", "secret", "right"),
    [
        ("webhook", "https://hooks.example/", "s", True),
        ("webhook", "http://hooks.example/", "s", False),
        ("webhook", "http://localhost/", "s", False),
        ("webhook", "https://hooks..example/", "s", False),
        ("webhook", "hooks", "s", False),
        ("webhook", "https://hooks.example/", "", False),
        ("mail", "guard@plant.example", "", True),
        ("mail", "https://hooks.example/", "", False),
    ],
)
def test_a_channel_that_could_not_work_is_refused(
    kind: str, target: str, secret: str, right: bool
) -> None:
    site = default_site()
    client = browser(make_user((site, "manager")))
    body = {"site": str(site.pk), "name": "New", "kind": kind, "target": target, "secret": secret}
    client.post(
        reverse("admin:alerts_channel_add"), body | {"least_severity": "info", "enabled": "on"}
    )
    assert Channel.objects.exists() is right


@pytest.mark.parametrize("model", ["alert", "channel", "delivery"])
def test_pages_open_and_show_own_sites_only(model: str) -> None:
    here, there = default_site(), make_site()
    make_delivery(here, "https://here.example/")
    make_channel(there, "https://there.example/")
    make_alert(there, key="there")
    client = browser(make_user((here, "manager")))
    page = client.get(reverse(f"admin:alerts_{model}_changelist"), {"q": "e"})
    assert page.status_code == 200
    assert b"there.example" not in page.content
    row = {"alert": Alert, "channel": Channel, "delivery": Delivery}[model].objects.filter(
        site=here
    )
    change = reverse(f"admin:alerts_{model}_change", args=[row.get().pk])
    assert client.get(change).status_code == 200


@pytest.mark.parametrize(("role", "shown"), [("manager", True), ("viewer", False)])
def test_an_alerts_deliveries_are_shown_to_whom_the_table_says(role: str, shown: bool) -> None:
    site = default_site()
    delivery = make_delivery(site, "https://hooks.example/")
    page = reverse("admin:alerts_alert_change", args=[delivery.alert_id])
    answer = browser(make_user((site, role), (make_site(), "manager"))).get(page)
    assert answer.status_code == 200
    assert (b"hooks.example" in answer.content) is shown


def test_a_secret_that_cannot_be_read_is_asked_for_anew(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["lost:one"]
    site = default_site()
    channel = make_channel(site, "https://hooks.example/")
    settings.ENCRYPTION_KEYS = ["new:two"]
    client = browser(make_user((site, "manager")))
    page = reverse("admin:alerts_channel_change", args=[channel.pk])
    assert b"enter it anew" in client.post(page, form(channel)).content
    assert client.post(page, form(channel, secret="another")).status_code == 302
