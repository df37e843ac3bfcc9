"""The admin of vehicles: every page opens, lists cost no query a row, actions ask the row's site."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from factory.sites.models import Site
from tests.builders import make_site, make_user
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, make_guard, see
from vehicles.models import Actuation, Gate, GateEvent, Vehicle

pytestmark = pytest.mark.django_db
MODELS = ("vehicle", "gate", "plateread", "gateevent", "actuation", "recheck")
FORM = {"plate": "KA 01 AB 1234", "status": "AUTHORIZED", "kind": "car"}
DATES = {f"valid_{end}_{part}": "" for end in ("from", "until") for part in (0, 1)}


@pytest.fixture
def client(site: Site) -> Client:
    return signed_in(make_guard(site))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def address(model: str, *args: Any, page: str = "changelist") -> str:
    return reverse(f"admin:vehicles_{model}_{page}", args=args)


def fill(site: Site, count: int) -> None:
    for _ in range(count):
        camera = make_camera(site)
        make_gate(site, camera)
        plate = f"KA01AB{Vehicle.objects.count() + 1:04d}"
        allow(site, plate)
        see(site, plate, camera=camera)
        block(site, plate)


def test_actions_act_on_the_row_and_not_on_its_plate_anew(client: Client, site: Site) -> None:
    vehicle = block(site)
    Vehicle.objects.filter(pk=vehicle.pk).update(key="OF-BEFORE")
    for action, status in (
        ("unblock", "UNKNOWN"),
        ("block", "BLOCKED"),
        ("authorise", "AUTHORIZED"),
    ):
        chosen = {"action": action, "reason": "so", "_selected_action": [vehicle.pk]}
        client.post(address("vehicle"), chosen)
        assert Vehicle.objects.get().status == status


@pytest.mark.parametrize("model", MODELS)
def test_a_list_asks_no_query_a_row(
    client: Client, site: Site, model: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for batch in (1, 4):
        fill(site, batch)
        with django_assert_max_num_queries(30) as asked:
            assert client.get(address(model), {"q": "KA01"}).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[1] <= counts[0]


@pytest.mark.parametrize("model", MODELS)
def test_a_row_opens(client: Client, site: Site, model: str) -> None:
    fill(site, 1)
    rows = {name: Vehicle._meta.apps.get_model("vehicles", name) for name in MODELS}[model]
    pk = rows._default_manager.values_list("pk", flat=True)[0]
    assert client.get(address(model, pk, page="change")).status_code == 200


@pytest.mark.parametrize("model", ["plateread", "gateevent", "actuation", "recheck"])
def test_facts_are_read_only(client: Client, site: Site, model: str) -> None:
    assert client.get(address(model, page="add")).status_code == 403


def test_a_vehicle_is_added_through_the_service(client: Client, site: Site) -> None:
    response = client.post(address("vehicle", page="add"), FORM | DATES | {"site": site.pk})
    assert response.status_code == 302, response.context["errors"]
    assert Vehicle.objects.get().key == PLATE
    again = client.post(address("vehicle", page="add"), FORM | DATES | {"site": site.pk})
    assert "on the list already" in again.content.decode()


def test_a_vehicle_is_changed_and_its_plate_is_not(client: Client, site: Site) -> None:
    vehicle = allow(site)
    body = FORM | DATES | {"plate": "MH12DE5678", "status": "BLOCKED", "owner": "Asha"}
    unsaid = client.post(address("vehicle", vehicle.pk, page="change"), body)
    assert "Say why it is blocked." in unsaid.content.decode()
    body["reason"] = "theft"
    assert client.post(address("vehicle", vehicle.pk, page="change"), body).status_code == 302
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.status, vehicle.owner) == (PLATE, "BLOCKED", "Asha")
    assert vehicle.rechecks.count() == 2


def test_a_gate_takes_cameras_of_its_own_site(client: Client, site: Site) -> None:
    body = {"name": "North", "site": site.pk, "direction": "in", "policy": "log_only"}
    strange = body | {"actuator": "log", "cameras": [make_camera(make_site()).pk]}
    assert client.post(address("gate", page="add"), strange).status_code == 200
    taken = make_camera(site)
    other = make_gate(site, taken)
    again = body | {"actuator": "log", "cameras": [taken.pk]}
    page = client.post(address("gate", page="add"), again).content.decode()
    assert f"looks at {other}" in page
    mine = body | {"actuator": "log", "cameras": [make_camera(site).pk]}
    assert client.post(address("gate", page="add"), mine).status_code == 302
    assert Gate.objects.get(name="North").cameras.count() == 1


def act(client: Client, model: str, action: str, reason: str, *rows: Any) -> Any:
    body = {"action": action, "reason": reason, "_selected_action": [row.pk for row in rows]}
    return client.post(address(model), body, follow=True)


def test_actions_on_the_list(client: Client, site: Site) -> None:
    vehicle = allow(site)
    act(client, "vehicle", "block", "", vehicle)
    vehicle.refresh_from_db()
    assert vehicle.status == "AUTHORIZED"
    for action, status in (
        ("block", "BLOCKED"),
        ("unblock", "UNKNOWN"),
        ("authorise", "AUTHORIZED"),
    ):
        act(client, "vehicle", action, "told by the office", vehicle)
        vehicle.refresh_from_db()
        assert (vehicle.status, vehicle.reason) == (status, "told by the office")


def test_a_guard_here_who_only_looks_there_changes_nothing_there(site: Site) -> None:
    other = make_site()
    client = signed_in(make_user((site, "security"), (other, "manager")))
    vehicle = allow(other)
    page = act(client, "vehicle", "block", "because", vehicle)
    assert "role at their site does not allow" in page.content.decode()
    vehicle.refresh_from_db()
    assert vehicle.status == "AUTHORIZED"


def test_barriers_by_hand(client: Client, site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    passed, held = see(site, camera=camera), see(site, "MH12DE5678", camera=camera, confidence=0.1)
    act(client, "gateevent", "open_by_hand", "known driver", passed.event)
    act(client, "plateread", "admit", "known driver", held)
    assert GateEvent.objects.filter(opened=True).count() == Actuation.objects.count() == 2


def test_a_barrier_is_opened_on_the_events_own_page(client: Client, site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    event = see(site, camera=camera).event
    assert event is not None
    page = address("gateevent", event.pk, page="change")
    (form,) = re.findall(
        r'<form class="row-actions".*?</form>', client.get(page).content.decode(), re.DOTALL
    )
    body = dict(re.findall(r'<(?:input|button)[^>]* name="(\w+)" value="([^"]+)"', form))
    assert body["action"] == "open_by_hand"
    (target,) = re.findall(r'action="([^"]+)"', form)
    for reason, opened in (("", False), ("known driver", True)):
        answer = client.post(target, body | {"reason": reason})
        assert answer["Location"] == page
        event.refresh_from_db()
        assert event.opened is opened
    assert f"opened by {event.overridden_by}" in client.get(address("gateevent")).content.decode()
    manager = signed_in(make_user((site, "manager")))
    assert "row-actions" not in manager.get(page).content.decode()


def test_a_held_read_is_judged_on_its_own_page(client: Client, site: Site) -> None:
    held = see(site, "MH12DE5678", confidence=0.1)
    page = address("plateread", held.pk, page="change")
    text = client.get(page).content.decode()
    assert 'placeholder="because …, or its plate"' in text
    for name in ("admit", "seen", "is_plate"):
        assert f'name="action" value="{name}"' in text
    body = {"action": "is_plate", "_selected_action": held.pk, "from_its_page": held.pk}
    answer = client.post(address("plateread"), body | {"reason": "MH12DE5673"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert held.reviews.get().plate == "MH12DE5673"


def test_rows_of_another_site_are_not_shown(client: Client) -> None:
    other = make_site()
    fill(other, 1)
    for model in MODELS:
        assert "KA01AB0001" not in client.get(address(model)).content.decode()
    vehicle = Vehicle.objects.get()
    assert client.get(address("vehicle", vehicle.pk, page="change")).status_code == 302


def test_exports_hold_no_formulas(client: Client, site: Site) -> None:
    vehicle = allow(site, reason="=HYPERLINK(1)")
    text = act(client, "vehicle", "export_csv", "", vehicle).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    data = act(client, "vehicle", "export_xlsx", "", vehicle).content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:2] == (PLATE, "AUTHORIZED")
    assert "'=HYPERLINK(1)" in rows[1]


def test_a_list_without_rows_says_what_to_do(client: Client, site: Site) -> None:
    empty = {
        "vehicle": b"import a list from a file",
        "gate": b"No gate yet. Add one",
        "platecamera": b"Add a camera whose reads",
    }
    for model, hint in empty.items():
        assert hint in client.get(address(model)).content
    allow(site)
    assert b"Nothing matches" in client.get(address("vehicle"), {"q": "no such plate"}).content


def test_the_history_is_that_of_everybody(client: Client, site: Site) -> None:
    vehicle = block(site, reason="Stolen")
    page = client.get(address("vehicle", vehicle.pk, page="history")).content.decode()
    assert "the system" in page
    assert "UNKNOWN → BLOCKED" in page
    there = block(make_site())
    assert client.get(address("vehicle", there.pk, page="history")).status_code != 200


def test_a_barrier_that_was_not_there_was_not_kept_shut(client: Client, site: Site) -> None:
    see(site, "MH12DE5678")
    camera = make_camera(site)
    make_gate(site, camera)
    see(site, "MH12DE9999", camera=camera)
    page = client.get(address("gateevent")).content.decode()
    assert "none there" in page
    assert "stayed shut: this gate opens for authorised vehicles" in page


def test_a_pulse_names_the_vehicle_that_it_was_for(client: Client, site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    allow(site)
    see(site, camera=camera)
    assert PLATE in client.get(address("actuation"), {"q": PLATE}).content.decode()


def test_pages_about_one_moment_tell_the_second(client: Client, site: Site) -> None:
    read = see(site, camera=make_camera(site))
    at = f"{read.captured_at:%H:%M:%S}"
    for row, model in ((read, "plateread"), (read.event, "gateevent")):
        assert row is not None
        assert at in client.get(address(model, row.pk, page="change")).content.decode()
