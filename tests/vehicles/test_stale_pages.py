"""Pages and callers that saw a row before somebody else changed it: what came meanwhile stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import BoundField
from django.test import Client

from factory.sites.models import Site
from tests.vehicles.builders import allow, block, make_camera, make_gate, make_guard
from tests.vehicles.test_admin import address, signed_in
from vehicles import services
from vehicles.models import Gate, Vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(site: Site) -> Client:
    return signed_in(make_guard(site))


def sent_by(page: Any) -> dict[str, Any]:
    """Return what a browser sends of the form on a page, hidden fields included."""
    sent: dict[str, Any] = {}
    for bound in page.context["adminform"].form:
        widgets = [(bound.field.widget, bound.html_name)]
        if bound.field.show_hidden_initial:
            widgets.append((bound.field.hidden_widget(), bound.html_initial_name))
        for widget, name in widgets:
            sent |= _inputs(bound, widget, name)
    return sent


def _inputs(bound: BoundField, widget: Any, name: str) -> dict[str, Any]:
    value = bound.value()
    if getattr(widget, "widgets", None):
        return {f"{name}_{at}": part or "" for at, part in enumerate(widget.decompress(value))}
    if isinstance(value, bool) and widget.input_type == "checkbox":
        return {name: "on"} if value else {}
    return {name: "" if value is None else value}


def test_a_page_of_before_a_block_does_not_lift_it(client: Client, site: Site) -> None:
    vehicle = allow(site, hours="Mon-Sat 06:00-22:00")
    path = address("vehicle", vehicle.pk, page="change")
    old = sent_by(client.get(path))
    block(site)
    assert client.post(path, old | {"owner": "Nandi Steels"}).status_code == 302
    vehicle.refresh_from_db()
    assert (vehicle.status, vehicle.owner) == ("BLOCKED", "Nandi Steels")
    assert vehicle.reason == "Stolen vehicle"


def test_whoever_changes_what_another_changed_is_told(client: Client, site: Site) -> None:
    vehicle = allow(site)
    path = address("vehicle", vehicle.pk, page="change")
    old = sent_by(client.get(path))
    block(site)
    page = client.post(path, old | {"status": "UNKNOWN"})
    assert "Somebody else has changed this meanwhile" in page.content.decode()
    assert Vehicle.objects.get().status == "BLOCKED"
    fresh = sent_by(client.get(path))
    assert client.post(path, fresh | {"status": "UNKNOWN"}).status_code == 302
    assert Vehicle.objects.get().status == "UNKNOWN"


def test_a_page_of_before_the_kill_switch_does_not_release_it(client: Client, site: Site) -> None:
    first, second = make_camera(site), make_camera(site)
    gate = make_gate(site, first)
    path = address("gate", gate.pk, page="change")
    old = sent_by(client.get(path))
    services.halt_gate(gate=gate, halted=True, why="fire")
    services.save_gate(gate=gate, cameras=[first, second])
    assert client.post(path, old | {"name": "North"}).status_code == 302
    gate.refresh_from_db()
    assert (gate.name, gate.halted, gate.cameras.count()) == ("North", True, 2)


def test_it_is_released_and_set_by_a_tick(client: Client, site: Site) -> None:
    path = address("gate", make_gate(site).pk, page="change")
    for halted in (True, False):
        page = sent_by(client.get(path))
        page.pop("halted", None)
        assert client.post(path, page | ({"halted": "on"} if halted else {})).status_code == 302
        assert Gate.objects.get().halted is halted


def test_a_page_holds_no_key_of_a_relay(client: Client, site: Site) -> None:
    gate = make_gate(site, relay_secret="s3cret-key")
    page = client.get(address("gate", gate.pk, page="change"))
    assert b"s3cret-key" not in page.content
    assert (
        client.post(page.request["PATH_INFO"], sent_by(page) | {"relay_secret": ""}).status_code
        == 302
    )
    assert Gate.objects.get().relay_secret == "s3cret-key"


def test_a_caller_that_saw_the_gate_before(site: Site) -> None:
    gate = make_gate(site)
    seen = Gate.objects.get()
    services.halt_gate(gate=gate, halted=True, why="fire")
    assert services.save_gate(gate=seen, name="North").halted
    assert Gate.objects.get().halted
